// Trial: the recipe's own step on the table's own rows, to time a backend by.
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
 * A throw-away model. It steps without privacy: noise and clipping cost a backend little beside the products, and a
 * private look at the rows would have to be paid for.
 */
export function startTrial(kernels: Kernels, recipe: Recipe, matrix: Matrix): Trial {
  const stream = (name: string) => createRandom(recipe.seed, `trial ${name}`)
  const streams = { initial: stream('initial'), latent: stream('latent'), noise: stream('noise') }
  const model = new TabularGan(kernels, recipe, matrix, streams)
  const source = plainSource(matrix, recipe.batch, stream('batches'))
  return {
    async step() {
      model.step(source, null)
      await model.losses()
    },
    dispose: () => model.dispose(),
  }
}
