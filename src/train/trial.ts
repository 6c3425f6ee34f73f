// Trial: the recipe's own step on rows of the table's shape, to time a backend by.
import type { Matrix } from '../encode/matrix.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { createModel } from '../models/models.ts'
import type { Recipe } from '../models/recipe.ts'
import { createStreams } from '../models/streams.ts'
import { sourceOf } from './source.ts'

export interface Trial {
  /** One step, brought to its end. The next may be asked for before. */
  step(): Promise<void>
  dispose(): void
}

/**
 * A throw-away model on blank rows: what a step costs does not depend on their values, and no look at a real row is taken.
 * It steps without privacy: noise and clipping cost a backend little beside the products.
 */
export function startTrial(kernels: Kernels, recipe: Recipe, { width, segments }: Matrix): Trial {
  const { batch, seed } = recipe
  const columns = segments.map(({ kind }) => (kind === 'scalar' ? new Float32Array(batch) : new Uint16Array(batch)))
  const blank = { rows: batch, width, segments, columns }
  const model = createModel(kernels, recipe, { codes: blank, streams: createStreams(seed, 'trial ') })
  const source = sourceOf(recipe, blank, createRandom(seed, 'trial batches'))
  let begun = Promise.resolve()
  return {
    async step() {
      begun = begun.then(() => model.step(source, null))
      await begun
      await model.losses()
    },
    dispose: () => model.dispose(),
  }
}
