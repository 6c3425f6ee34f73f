// Logistic: logistic regression, for two classes and for more.
import type { Work } from '../../work/work.ts'
import { fitDesign } from './design.ts'
import type { Features } from './features.ts'
import type { Learnt } from './learner.ts'
import { addGradient, addPenalty, scoresOf, type Weights } from './linear.ts'
import { minimise } from './minimise.ts'

/** Largest part of the mean loss's gradient that is let pass for zero. */
const tolerance = 1e-6

/** Probabilities, [rows × classes], of scores: one a row for two classes, else one a class. Stays finite for any score. */
export function probabilitiesOf(scores: Float64Array, classes: number): Float64Array {
  if (classes === 2) {
    const out = new Float64Array(2 * scores.length)
    for (let r = 0; r < scores.length; r++) {
      out[2 * r + 1] = 1 / (1 + Math.exp(-scores[r]))
      out[2 * r] = 1 / (1 + Math.exp(scores[r]))
    }
    return out
  }
  const out = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i += classes) {
    let highest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < classes; k++) highest = Math.max(highest, scores[i + k])
    let sum = 0
    for (let k = 0; k < classes; k++) sum += out[i + k] = Math.exp(scores[i + k] - highest)
    for (let k = 0; k < classes; k++) out[i + k] /= sum
  }
  return out
}

/**
 * Logistic regression: the least sum of log losses + ½ |weights|², intercepts free, as scikit-learn's LogisticRegression has it
 * by default (C = 1). Labels are 0 … classes − 1; for two classes there is one score, for more one a class (softmax).
 */
export function* learnLogistic(
  features: Features,
  labels: Uint8Array,
  classes: number,
): Work<Learnt & { readonly weights: Weights }> {
  const designer = fitDesign(features)
  const design = designer(features)
  const { rows, width } = design
  const outputs = classes === 2 ? 1 : classes
  const scores = new Float64Array(rows * outputs)
  const weights = yield* minimise(
    (point, gradient) => {
      gradient.fill(0)
      scoresOf(design, point, outputs, scores)
      const loss = outputs === 1 ? binaryErrors(scores, labels) : softmaxErrors(scores, labels, classes)
      addGradient(design, scores, outputs, gradient)
      return loss + addPenalty(point, 1 / rows, outputs, gradient)
    },
    new Float64Array((width + 1) * outputs),
    tolerance,
  )
  return { weights, predict: (others) => probabilitiesOf(scoresOf(designer(others), weights, outputs), classes) }
}

/** The mean log loss; the scores become its derivatives. */
function binaryErrors(scores: Float64Array, labels: Uint8Array): number {
  const rows = labels.length
  let loss = 0
  for (let r = 0; r < rows; r++) {
    const score = scores[r]
    // log(1 + e^s) − y·s, without overflow.
    loss += (Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - labels[r] * score) / rows
    scores[r] = (1 / (1 + Math.exp(-score)) - labels[r]) / rows
  }
  return loss
}

/** The same for one score a class. */
function softmaxErrors(scores: Float64Array, labels: Uint8Array, classes: number): number {
  const rows = labels.length
  let loss = 0
  const probabilities = probabilitiesOf(scores, classes)
  for (let r = 0; r < rows; r++) {
    const own = r * classes + labels[r]
    // A probability that underflows would make the loss infinite; the line search only needs it to be large.
    loss -= Math.log(Math.max(probabilities[own], Number.MIN_VALUE)) / rows
    probabilities[own] -= 1
  }
  for (let i = 0; i < scores.length; i++) scores[i] = probabilities[i] / rows
  return loss
}
