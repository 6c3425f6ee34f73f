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
  /** [width, rows]: logarithms of chances, column by column, so that a product over many members is sums of runs; scalars as they are. */
  #members: Float32Array[] = []
  #size = 0

  constructor(layout: Layout) {
    this.#layout = layout
    this.#choices = layout.segments.filter(({ kind }) => kind === 'choice')
  }

  get size(): number {
    return this.#size
  }

  /** `chances` [rows, width]: of more latent rows; scalars as the head gives them. */
  add(chances: Float32Array): void {
    const { width, segments } = this.#layout
    const rows = chances.length / width
    const columns = new Float32Array(chances.length)
    for (const { kind, offset, width: options } of segments) {
      for (let column = offset; column < offset + options; column++) {
        for (let row = 0; row < rows; row++) {
          const value = chances[row * width + column]
          // A chance that underflows is next to none, not none: some member must be the likeliest.
          columns[column * rows + row] = kind === 'scalar' ? value : Math.log(Math.max(value, 1e-12))
        }
      }
    }
    this.#members.push(columns)
    this.#size += rows
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
      const { columns, row: member } = this.#member(indexOf(sums, random.uniform()))
      let choice = 0
      for (const { kind, offset, width: options } of segments) {
        const logs = (option: number) => columns[((offset + option) * columns.length) / width + member]
        if (kind === 'scalar') values[row * width + offset] = logs(0)
        else {
          const fixed = given[choice++][row]
          const option = fixed >= 0 ? fixed : drawOption(logs, options, random.uniform())
          values[row * width + offset + option] = 1
        }
      }
    }
    return values
  }

  #member(index: number): { readonly columns: Float32Array; readonly row: number } {
    let rest = index
    for (const columns of this.#members) {
      const rows = columns.length / this.#layout.width
      if (rest < rows) return { columns, row: rest }
      rest -= rows
    }
    throw new RangeError(`the pool has no member ${index}`)
  }

  /** [members]: how likely each is to have been the origin of what is given of a row; adds up to 1. */
  #weights(given: Given, row: number): Float64Array {
    const { width } = this.#layout
    const fixed = this.#choices.flatMap(({ offset }, i) => (given[i][row] >= 0 ? [offset + given[i][row]] : []))
    const weights = new Float64Array(this.#size)
    let begin = 0
    for (const columns of this.#members) {
      const rows = columns.length / width
      for (const option of fixed) {
        const from = option * rows
        for (let member = 0; member < rows; member++) weights[begin + member] += columns[from + member]
      }
      begin += rows
    }
    const best = weights.reduce((most, weight) => Math.max(most, weight), Number.NEGATIVE_INFINITY)
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

function drawOption(logs: (option: number) => number, options: number, uniform: number): number {
  let rest = uniform
  for (let option = 0; option < options - 1; option++) {
    rest -= Math.exp(logs(option))
    if (rest < 0) return option
  }
  return options - 1
}
