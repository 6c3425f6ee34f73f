// Linear: scores that are weighted sums of a design's columns; ridge regression.
import type { Work } from '../../work/work.ts'
import { type Design, fitDesign } from './design.ts'
import type { Features } from './features.ts'
import type { Learnt } from './learner.ts'
import { minimise } from './minimise.ts'

/** Largest part of the gradient of the mean loss that is let pass for zero. */
const tolerance = 1e-7

/** Weights of `outputs` scores: [(width + 1) × outputs], column by column, the intercepts last. */
export type Weights = Float64Array

/** Scores, [rows × outputs]. */
export function scoresOf(design: Design, weights: Weights, outputs: number, out?: Float64Array): Float64Array {
  const { rows, width, dense, numbers, words, slots } = design
  const scores = out ?? new Float64Array(rows * outputs)
  for (let r = 0; r < rows; r++) {
    const at = r * outputs
    for (let k = 0; k < outputs; k++) scores[at + k] = weights[width * outputs + k]
    for (let c = 0; c < dense; c++) {
      const value = numbers[r * dense + c]
      for (let k = 0, w = c * outputs; k < outputs; k++, w++) scores[at + k] += value * weights[w]
    }
    for (let c = 0; c < words; c++) {
      for (let k = 0, w = slots[r * words + c] * outputs; k < outputs; k++, w++) scores[at + k] += weights[w]
    }
  }
  return scores
}

/** Adds to `gradient` what errors in the scores, [rows × outputs], mean for the weights. */
export function addGradient(design: Design, errors: Float64Array, outputs: number, gradient: Weights) {
  const { rows, width, dense, numbers, words, slots } = design
  for (let r = 0; r < rows; r++) {
    const at = r * outputs
    for (let k = 0; k < outputs; k++) gradient[width * outputs + k] += errors[at + k]
    for (let c = 0; c < dense; c++) {
      const value = numbers[r * dense + c]
      for (let k = 0, w = c * outputs; k < outputs; k++, w++) gradient[w] += value * errors[at + k]
    }
    for (let c = 0; c < words; c++) {
      for (let k = 0, w = slots[r * words + c] * outputs; k < outputs; k++, w++) gradient[w] += errors[at + k]
    }
  }
}

/**
 * Half of strength · |weights|², intercepts free, added to the gradient; its value. It makes the weights unique though the
 * columns of a one-hot field add up to 1.
 */
export function addPenalty(weights: Weights, strength: number, outputs: number, gradient: Weights): number {
  let penalty = 0
  for (let i = 0; i < weights.length - outputs; i++) {
    penalty += (strength * weights[i] ** 2) / 2
    gradient[i] += strength * weights[i]
  }
  return penalty
}

/**
 * Ridge regression: the least sum of squared errors + 1 · |weights|², intercept free, as scikit-learn's Ridge has it by
 * default. Values have a variance of about 1, so that one tolerance serves.
 */
export function* learnRidge(features: Features, values: Float64Array): Work<Learnt & { readonly weights: Weights }> {
  const designer = fitDesign(features)
  const design = designer(features)
  const { rows } = design
  const errors = new Float64Array(rows)
  const weights = yield* minimise(
    (point, gradient) => {
      gradient.fill(0)
      scoresOf(design, point, 1, errors)
      let loss = 0
      for (let r = 0; r < rows; r++) {
        errors[r] = (errors[r] - values[r]) / rows
        loss += (rows * errors[r] ** 2) / 2
      }
      addGradient(design, errors, 1, gradient)
      return loss + addPenalty(point, 1 / rows, 1, gradient)
    },
    new Float64Array(design.width + 1),
    tolerance,
  )
  return { weights, predict: (others) => scoresOf(designer(others), weights, 1) }
}
