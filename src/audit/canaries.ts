// Canaries: rows made for the audit, each with directions of its own, in which alone its gradient lies.
import type { Matrix } from '../encode/matrix.ts'
import type { ModelState } from '../models/model.ts'
import { privateRecipe, type Recipe, vaeRecipe } from '../models/recipe.ts'

/** What is asked of the mechanism. */
export interface Question {
  readonly canaries: number
  /** Part of the rows that an update takes on average. */
  readonly sampleRate: number
  readonly steps: number
  readonly privacy: NonNullable<Recipe['privacy']>
}

/** Canaries for one kind of model. */
export interface Canaries {
  /**
   * A training that is real in all that privacy rests on, with networks so small and slow that the audit's attacker knows every
   * canary's gradient. Adam without momentum keeps the last released sum, divided, as its first moment.
   */
  recipe(question: Question): Recipe
  /** One row for each of the canaries that are named. */
  matrix(canaries: readonly number[], all: number, clipNorm: number): Matrix
  /** Initial weights of the attacker's choice; privacy is promised whatever they are. All canaries are judged alike. */
  start(state: ModelState, clipNorm: number): ModelState
  /** How much of each canary lies in the last released sum, in clip norms: 1 for a canary that it holds, but for the noise. */
  read(state: ModelState, divisor: number, clipNorm: number): Float64Array
}

/** Units of the one hidden layer: as many numbers of a released sum belong to each canary. */
const units = 4

/**
 * How much larger than all else the number is that a canary's gradient is proportional to, so that its clipped gradient lies in
 * its own directions but for some 10⁻³, and so that every canary's gradient is far longer than the clip norm.
 */
const prominence = (clipNorm: number) => 100 * Math.max(1, clipNorm)

/** What a weight may move by in an update, so that nothing that the attacker knows changes. */
const slow = (clipNorm: number) => 1e-3 / prominence(clipNorm)

/** Each hidden unit's part in a canary's gradient: together their norm is 1. */
const part = 1 / Math.sqrt(units)

/** The values with those that are named filled with one number. */
function filled({ values, counts }: ModelState, changes: Readonly<Record<string, number>>): ModelState {
  const changed = Object.entries(changes).map(([name, value]) => [name, values[name].map(() => value)])
  return { counts, values: { ...values, ...Object.fromEntries(changed) } }
}

/** `at`: where a canary's number of a unit stands. A row's loss falls as these rise: its gradient points against them. */
function shown(released: Float32Array, at: (canary: number, unit: number) => number, scale: number): Float64Array {
  return Float64Array.from({ length: released.length / units }, (_, canary) => {
    let along = 0
    for (let unit = 0; unit < units; unit++) along -= part * released[at(canary, unit)]
    return along * scale
  })
}

/** Each canary has a column of its own, with a large value in it, and zero in all others. */
export const ganCanaries: Canaries = {
  recipe: ({ canaries, sampleRate, steps, privacy }) => ({
    ...privateRecipe,
    latent: 1,
    generatorWidths: [1],
    generatorNorm: 'none',
    discriminatorWidths: [units],
    batch: canaries * sampleRate,
    discriminatorSteps: 1,
    generatorRate: 0,
    discriminatorRate: slow(privacy.clipNorm),
    beta1: 0,
    averaging: 0,
    steps,
    privacy,
  }),
  matrix: (canaries, all, clipNorm) => ({
    rows: canaries.length,
    width: all,
    segments: Array.from({ length: all }, (_, offset) => ({ kind: 'scalar', offset, width: 1 })),
    columns: Array.from({ length: all }, (_, column) =>
      Float32Array.from(canaries, (canary) => (canary === column ? prominence(clipNorm) : 0)),
    ),
  }),
  /** The hidden units are on their straight side, and generated rows are zero in every column, so that they move no canary's numbers. */
  start: (state) =>
    filled(state, {
      'generator.output.weights': 0,
      'discriminator.dense1.weights': 0,
      'discriminator.dense1.bias': 0.1,
      'discriminator.output.weights': part,
    }),
  read({ values }, divisor, clipNorm) {
    const released = values['optimiser.discriminator.dense1.weights.first']
    return shown(released, (canary, unit) => canary * units + unit, divisor / clipNorm)
  },
}

/** Each canary is an option of its own in the one column. */
export const vaeCanaries: Canaries = {
  recipe: ({ canaries, sampleRate, steps, privacy }) => ({
    ...vaeRecipe,
    latent: 1,
    generatorWidths: [units],
    discriminatorWidths: [1],
    batch: canaries * sampleRate,
    generatorRate: slow(privacy.clipNorm),
    discriminatorRate: 0,
    beta1: 0,
    averaging: 0,
    steps,
    privacy,
  }),
  matrix: (canaries, all) => ({
    rows: canaries.length,
    width: all,
    segments: [{ kind: 'choice', offset: 0, width: all }],
    columns: [Uint16Array.from(canaries)],
  }),
  /**
   * The decoder takes all options for equally likely, whatever the latent row, and its hidden units are large: a row's gradient
   * is those units times how much more likely its own option should be, and all others a little less. Nothing goes back to
   * the encoder.
   */
  start: (state, clipNorm) =>
    filled(state, {
      'encoder.output.weights': 0,
      'encoder.output.bias': 0,
      'generator.dense1.weights': 0,
      'generator.dense1.bias': prominence(clipNorm),
      'generator.output.weights': 0,
      'generator.output.bias': 0,
    }),
  read({ values }, divisor, clipNorm) {
    const released = values['optimiser.generator.output.weights.first']
    const all = released.length / units
    return shown(released, (canary, unit) => unit * all + canary, divisor / clipNorm)
  },
}
