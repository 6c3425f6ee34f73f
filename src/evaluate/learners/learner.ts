// Learner: what is learnt from examples, and what learns it.
import type { Random } from '../../math/random.ts'
import type { Work } from '../../work/work.ts'
import type { Features } from './features.ts'

/** What is to be predicted, a row each: one of `classes` labels 0 … classes − 1, each of which occurs; or a number, of variance 1. */
export type Answers =
  | { readonly kind: 'classes'; readonly labels: Uint8Array; readonly classes: number }
  | { readonly kind: 'numbers'; readonly values: Float64Array }

/** Probabilities, [rows × classes], row by row; or numbers, [rows]. */
export type Predictor = (features: Features) => Float64Array

/** A predictor and what its learning tells beside it. */
export interface Learnt {
  readonly predict: Predictor
  /** By feature: what splits by it have gained, in the learner's own loss; absent where a learner has no splits. */
  readonly gains?: Float64Array
}

export const learnerNames = ['linear', 'boosting', 'forest', 'perceptron'] as const
/** `linear`: logistic regression for classes, ridge regression for numbers. */
export type LearnerName = (typeof learnerNames)[number]

export type Learner = (features: Features, answers: Answers, random: Random) => Work<Learnt>
