// Saved generator: a trained generator as it stands in saved weights, for all that draws from it.
import type { EncodedTable, Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { type Conditions, conditionVectors, savedConditions } from './conditions.ts'
import { Generator } from './generator.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'
import type { Weights } from './weights.ts'

export interface SavedGenerator {
  readonly generator: Generator
  /** Of a generator that is told conditions: the natural ones, those of rows of which nothing is given; null: it is told nothing. */
  readonly conditions: Conditions | null
  /** The conditions as vectors. */
  readonly vectors: EncodedTable | null
}

/** Throws SavedValuesError where the weights do not fit recipe and layout. */
export function savedGenerator(kernels: Kernels, recipe: Recipe, layout: Layout, weights: Weights): SavedGenerator {
  const generator = new Generator(kernels, recipe, layout, createRandom(recipe.seed, 'initial'))
  generator.body.restore(weights)
  const conditions = recipe.model === 'conditional' ? savedConditions(layout, weights) : null
  return { generator, conditions, vectors: conditions && conditionVectors(kernels, layout.width) }
}
