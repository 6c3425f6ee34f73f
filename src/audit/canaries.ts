// Canaries: rows made for the audit, each with a column of its own, so that its gradient lies in directions of its own.
import type { Matrix } from '../encode/matrix.ts'
import type { ModelState } from '../models/model.ts'
import { privateRecipe, type Recipe } from '../models/recipe.ts'

/** Units of the discriminator's one hidden layer: as many numbers of a released sum belong to each canary. */
const units = 4

/**
 * How much larger a canary's value in its own column is than all else that its gradient depends on, so that its clipped
 * gradient lies in its own directions but for some 10⁻³.
 */
const prominence = 100

/** Weight of each hidden unit: together their norm is 1. */
const outputWeight = 1 / Math.sqrt(units)

/** One row for each of the canaries: its value in the column of its own, zero in all others. */
export function canaryMatrix(canaries: readonly number[], width: number, value: number): Matrix {
  return {
    rows: canaries.length,
    width,
    segments: Array.from({ length: width }, (_, offset) => ({ kind: 'scalar', offset, width: 1 })),
    columns: Array.from({ length: width }, (_, column) =>
      Float32Array.from(canaries, (canary) => (canary === column ? value : 0)),
    ),
  }
}

/** A value so large that every canary's gradient is far longer than the clip norm. */
export function canaryValue(clipNorm: number): number {
  return prominence * Math.max(1, clipNorm)
}

/** What is asked of the mechanism. */
export interface Question {
  readonly canaries: number
  /** Part of the rows that an update takes on average. */
  readonly sampleRate: number
  readonly steps: number
  readonly privacy: NonNullable<Recipe['privacy']>
}

/**
 * A training that is real in all that privacy rests on, with a discriminator so small and slow that the audit's attacker
 * knows every canary's gradient. Adam without momentum keeps the last released sum, divided, as its first moment.
 */
export function canaryRecipe({ canaries, sampleRate, steps, privacy }: Question): Recipe {
  return {
    ...privateRecipe,
    latent: 1,
    generatorWidths: [1],
    generatorNorm: 'none',
    discriminatorWidths: [units],
    batch: canaries * sampleRate,
    discriminatorSteps: 1,
    generatorRate: 0,
    discriminatorRate: 1e-3 / canaryValue(privacy.clipNorm),
    beta1: 0,
    averaging: 0,
    steps,
    privacy,
  }
}

/**
 * Initial weights of the attacker's choice; privacy is promised whatever they are. All canaries are judged alike, the
 * hidden units are on their straight side, and generated rows are zero in every column, so that they move no canary's
 * numbers.
 */
export function chosenStart({ values, counts }: ModelState): ModelState {
  const zeros = (name: string) => new Float32Array(values[name].length)
  return {
    counts,
    values: {
      ...values,
      'generator.output.weights': zeros('generator.output.weights'),
      'discriminator.dense1.weights': zeros('discriminator.dense1.weights'),
      'discriminator.dense1.bias': zeros('discriminator.dense1.bias').fill(0.1),
      'discriminator.output.weights': zeros('discriminator.output.weights').fill(outputWeight),
    },
  }
}

/** How much of each canary lies in the last released sum, in clip norms: 1 for a canary that it holds, but for the noise. */
export function readCanaries({ values }: ModelState, divisor: number, clipNorm: number): Float64Array {
  const released = values['optimiser.discriminator.dense1.weights.first']
  return Float64Array.from({ length: released.length / units }, (_, canary) => {
    let along = 0
    // A real row's loss falls as its logit rises: its gradient points against the output weights.
    for (let unit = 0; unit < units; unit++) along -= outputWeight * released[canary * units + unit]
    return (along * divisor) / clipNorm
  })
}
