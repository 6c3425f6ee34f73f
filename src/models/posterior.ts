// Posterior: which latent rows a generator could have made a given part of a row from, and rows drawn from these.
import type { Random } from '../math/random.ts'
import type { Layout } from './model.ts'

/**
 * What is fixed of each row: one array of [rows] a choice segment, in their order; the option that the row must have, −1
 * where it is free.
 */
export type Given = readonly Int32Array[]

/**
 * Latent rows drawn so far, as the chances that they give every option. The options of different choices are drawn
 * independently given the latent row, so that p(given | latent row) is a product, and drawing latent rows anew in proportion
 * to it (sampling importance resampling, Rubin 1987) draws from p(row | given) as the pool grows.
 */
export class LatentPool {
  readonly #layout: Layout
  readonly #choices: readonly { readonly offset: number; readonly width: number }[]
  /** [rows, width]: logarithms of chances, so that a product of many is a sum; scalars as they are. */
  #members: Float32Array[] = []
  #size = 0

  constructor(layout: Layout) {
    this.#layout = layout
    this.#choices = layout.segments.filter(({ kind }) => kind === 'choice')
  }

  get size(): number {
    return this.#size
  }

  /** `chances` [rows, width]: of more latent rows; scalars as the head gives them. Takes the array over. */
  add(chances: Float32Array): void {
    const { width } = this.#layout
    for (const { offset, width: options } of this.#choices) {
      for (let at = offset; at < chances.length; at += width) {
        // A chance that underflows is next to none, not none: some member must be the likeliest.
        for (let k = at; k < at + options; k++) chances[k] = Math.log(Math.max(chances[k], 1e-12))
      }
    }
    this.#members.push(chances)
    this.#size += chances.length / width
  }

  /**
   * Members that carry the weight of the row for which the fewest do, as if all weights were equal (effective sample size,
   * 1 / Σ w²).
   */
  support(given: Given): number {
    let least = this.#size
    for (const row of firstOfEach(given)) {
      const weights = this.#weights(given, row)
      least = Math.min(least, 1 / weights.reduce((sum, weight) => sum + weight * weight, 0))
    }
    return least
  }

  /** One row for each that is given: [rows, width], choices one-hot, as they are given where they are. */
  draw(given: Given, random: Random): Float32Array {
    const { width, segments } = this.#layout
    const rows = given[0]?.length ?? 0
    const values = new Float32Array(rows * width)
    const known = new Map<string, Float64Array>()
    for (let row = 0; row < rows; row++) {
      const key = keyOf(given, row)
      const sums = known.get(key) ?? runningSums(this.#weights(given, row))
      // Rows that are asked for one by one (imputation) are nearly all different, and would fill the memory.
      if (known.size === mostKept) known.clear()
      known.set(key, sums)
      const { logs, at } = this.#member(indexOf(sums, random.uniform()))
      let choice = 0
      for (const { kind, offset, width: options } of segments) {
        if (kind === 'scalar') values[row * width + offset] = logs[at + offset]
        else {
          const fixed = given[choice++][row]
          const option = fixed >= 0 ? fixed : drawOption(logs, at + offset, options, random.uniform())
          values[row * width + offset + option] = 1
        }
      }
    }
    return values
  }

  #member(index: number): { readonly logs: Float32Array; readonly at: number } {
    let rest = index
    for (const logs of this.#members) {
      const members = logs.length / this.#layout.width
      if (rest < members) return { logs, at: rest * this.#layout.width }
      rest -= members
    }
    throw new RangeError(`the pool has no member ${index}`)
  }

  /** [members]: how likely each is to have been the origin of what is given of a row; adds up to 1. */
  #weights(given: Given, row: number): Float64Array {
    const { width } = this.#layout
    const fixed = this.#choices.flatMap(({ offset }, i) => (given[i][row] >= 0 ? [offset + given[i][row]] : []))
    const weights = new Float64Array(this.#size)
    let member = 0
    let best = Number.NEGATIVE_INFINITY
    for (const logs of this.#members) {
      for (let at = 0; at < logs.length; at += width, member++) {
        let likelihood = 0
        for (let k = 0; k < fixed.length; k++) likelihood += logs[at + fixed[k]]
        weights[member] = likelihood
        if (likelihood > best) best = likelihood
      }
    }
    let sum = 0
    for (let i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - best)
      sum += weights[i]
    }
    for (let i = 0; i < weights.length; i++) weights[i] /= sum
    return weights
  }
}

/** Weights of so many different givens are kept while rows are drawn. */
const mostKept = 64

/** Different givens that a pool's support is looked up for: a handful of many tell enough. */
const mostLooked = 16

function keyOf(given: Given, row: number): string {
  return given.map((options) => options[row]).join()
}

/** A row of each different given, of the first few. */
function firstOfEach(given: Given): number[] {
  const first = new Map<string, number>()
  for (let row = 0; row < (given[0]?.length ?? 0) && first.size < mostLooked; row++) {
    const key = keyOf(given, row)
    if (!first.has(key)) first.set(key, row)
  }
  return [...first.values()]
}

function runningSums(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

/** The first index whose running sum lies above `uniform` of the whole. */
function indexOf(sums: Float64Array, uniform: number): number {
  const wanted = uniform * sums[sums.length - 1]
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > wanted) high = middle
    else low = middle + 1
  }
  return low
}

function drawOption(logs: Float32Array, start: number, options: number, uniform: number): number {
  let rest = uniform
  for (let option = 0; option < options - 1; option++) {
    rest -= Math.exp(logs[start + option])
    if (rest < 0) return option
  }
  return options - 1
}
