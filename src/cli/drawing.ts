// Drawing: what every command that draws rows from a saved model takes, and the sampler that it draws with.
import { Sampler } from '../models/sampler.ts'
import type { Project } from '../project/project.ts'
import { type Engine, engineOf, engineOptions, openEngine } from './engine.ts'
import type { Arguments, Option } from './usage.ts'

export const drawingOptions = {
  out: { type: 'string', value: 'FILE', help: 'the CSV file to write' },
  seed: { type: 'string', value: 'S', help: "seed of the draw (default: the recipe's)" },
  ...engineOptions,
} as const satisfies Record<string, Option>

export interface Drawing {
  /** Where to write. */
  readonly out: string
  readonly seed: number
  readonly engine: Engine
}

/** Throws UsageError. */
export function drawingOf(input: Arguments, { recipe }: Project): Drawing {
  const seed = input.number('seed', 0, 2 ** 32 - 1, true) ?? recipe.seed
  return { out: input.text('out') as string, seed, engine: engineOf(input) }
}

/** Lends a sampler of the project, and frees what it holds. Throws BackendUnavailableError. */
export async function withSampler<T>(
  { recipe, encoder, weights }: Project,
  engine: Engine,
  use: (sampler: Sampler) => Promise<T>,
): Promise<T> {
  const sampler = new Sampler(await openEngine(engine), recipe, encoder, weights)
  try {
    return await use(sampler)
  } finally {
    sampler.dispose()
  }
}
