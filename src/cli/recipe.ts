// The recipe of a command: a file's, or the default, changed by the options.
import * as v from 'valibot'
import { type Recipe, recipeSchema } from '../models/recipe.ts'
import { suggestRecipe } from '../train/suggest.ts'
import { readBytes } from './files.ts'
import { type Arguments, type Option, UsageError } from './usage.ts'

export const recipeOptions = {
  recipe: { type: 'string', value: 'FILE', help: 'a recipe as JSON; what it leaves out is filled in' },
  model: { type: 'string', value: 'NAME', help: 'the model: gan' },
  steps: { type: 'string', value: 'N', help: 'train for N steps' },
  minutes: { type: 'string', value: 'M', help: 'train for M minutes' },
  epsilon: { type: 'string', value: 'E', help: 'train with differential privacy and spend at most this ε' },
  delta: { type: 'string', value: 'D', help: 'the δ that belongs to ε (default: from the number of rows)' },
  seed: { type: 'string', value: 'S', help: 'seed of everything that privacy does not rest on' },
} as const satisfies Record<string, Option>

/** So many steps are never reached: the minutes end the run. */
const untilMinutes = 10_000_000

/** Throws UsageError. */
export async function recipeOf(input: Arguments, rows: number): Promise<Recipe> {
  const given = await recipeFile(input.text('recipe'))
  const model = input.text('model') ?? 'gan'
  if (model !== 'gan') throw new UsageError(`--model takes gan, not "${model}"`)
  const epsilon = input.number('epsilon', 0.01, 1000)
  const delta = input.number('delta', 1e-15, 0.1)
  if (delta !== undefined && epsilon === undefined && !given.privacy) throw new UsageError('--delta needs --epsilon')
  const steps = input.number('steps', 1, 100_000_000, true)
  const minutes = input.number('minutes', 0.01, 100_000)
  const seed = input.number('seed', 0, 2 ** 32 - 1, true)
  const wanted = epsilon ?? given.privacy?.epsilon
  const base = suggestRecipe(rows, wanted === undefined ? null : { epsilon: wanted, delta: delta ?? null })
  const changed = {
    ...base,
    ...given,
    ...(seed === undefined ? {} : { seed }),
    // The noise of a private run depends on its steps, which therefore stay bounded.
    ...(minutes === undefined ? {} : { minutes, steps: base.privacy ? base.steps : untilMinutes }),
    ...(steps === undefined ? {} : { steps }),
    privacy: base.privacy && {
      ...base.privacy,
      ...given.privacy,
      epsilon: base.privacy.epsilon,
      delta: base.privacy.delta,
    },
  }
  return check(changed)
}

async function recipeFile(path: string | undefined): Promise<Partial<Recipe>> {
  if (path === undefined) return {}
  const text = new TextDecoder().decode(await readBytes(path))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}`)
  }
  const result = v.safeParse(v.partial(v.strictObject(recipeSchema.entries)), json)
  if (!result.success) {
    const issue = result.issues[0]
    throw new UsageError(`${path}: ${v.getDotPath(issue) ?? 'the recipe'}: ${issue.message}`)
  }
  return result.output as Partial<Recipe>
}

function check(recipe: Recipe): Recipe {
  const result = v.safeParse(recipeSchema, recipe)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new UsageError(`${v.getDotPath(issue) ?? 'the recipe'}: ${issue.message}`)
}
