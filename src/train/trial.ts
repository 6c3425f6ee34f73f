// Trial: the recipe's own step on rows of the table's shape, to time a backend by.
import type { Matrix } from '../encode/matrix.ts'
import type { Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { TabularGan } from '../models/tabulargan.ts'
import { plainSource } from './source.ts'

export interface Trial {
  /** One step, brought to its end. */
  step(): Promise<void>
  dispose(): void
}

/**
 * A throw-away model on blank rows: what a step costs does not depend on their values, and no look at a real row is taken.
 * It steps without privacy: noise and clipping cost a backend little beside the products.
 */
export function startTrial(kernels: Kernels, recipe: Recipe, { width, segments }: Matrix): Trial {
  const stream = (name: string) => createRandom(recipe.seed, `trial ${name}`)
  const streams = { initial: stream('initial'), latent: stream('latent'), noise: stream('noise') }
  const model = new TabularGan(kernels, recipe, { width, segments }, streams)
  const { batch } = recipe
  const columns = segments.map(({ kind }) => (kind === 'scalar' ? new Float32Array(batch) : new Uint16Array(batch)))
  const source = plainSource({ rows: batch, width, segments, columns }, batch, stream('batches'))
  return {
    async step() {
      await model.step(source, null)
      await model.losses()
    },
    dispose: () => model.dispose(),
  }
}
