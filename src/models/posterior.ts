// Posterior: which latent rows a generator could have made a given part of a row from, and rows drawn from these.
import type { Random } from '../math/random.ts'
import type { Given } from './given.ts'
import type { Layout } from './model.ts'
import { indexOf, runningSums } from './running.ts'

/**
 * Latent rows drawn so far, as the chances that they give every option. The options of different choices are drawn
 * independently given the latent row, so that p(given | latent row) is a product, over choices, of the chance of what each may be, and
 * drawing latent rows anew in proportion to it (sampling importance resampling, Rubin 1987) draws from p(row | given) as the
 * pool grows, however many choices are given together.
 */
export class LatentPool {
  readonly #layout: Layout
  readonly #choices: readonly { readonly offset: number; readonly width: number }[]
  readonly #given: Given
  #members: Members[] = []
  #size = 0

  constructor(layout: Layout, given: Given) {
    this.#layout = layout
    this.#choices = layout.segments.filter(({ kind }) => kind === 'choice')
    this.#given = given
  }

  get size(): number {
    return this.#size
  }

  /**
   * `chances` [rows, width]: of more latent rows; scalars as the head gives them. `weights` [rows]: how much more likely, or less,
   * each would be than it was to be drawn; default 1.
   */
  add(chances: Float32Array, weights: Float64Array | null = null): void {
    const { width, segments } = this.#layout
    const rows = chances.length / width
    const columns = new Float32Array(chances.length)
    for (const { kind, offset, width: options } of segments) {
      for (let column = offset; column < offset + options; column++) {
        for (let row = 0; row < rows; row++) {
          const value = chances[row * width + column]
          columns[column * rows + row] = kind === 'scalar' ? value : logOf(value)
        }
      }
    }
    const within = this.#within(chances)
    if (weights) for (let row = 0; row < rows; row++) within[row] += Math.log(weights[row])
    this.#members.push({ rows, columns, within })
    this.#size += rows
  }

  /** [rows]: the logarithm of the chance that all choices with allowed options have one of these. */
  #within(chances: Float32Array): Float64Array {
    const { width } = this.#layout
    const within = new Float64Array(chances.length / width)
    this.#choices.forEach(({ offset }, choice) => {
      const allowed = this.#given.allowed?.[choice]
      if (!allowed) return
      for (let row = 0; row < within.length; row++) {
        const begin = row * width + offset
        within[row] += logOf(allowed.reduce((sum, may, option) => sum + may * chances[begin + option], 0))
      }
    })
    return within
  }

  /**
   * Members that carry the weight of the row for which the fewest do, as if all weights were equal (effective sample size,
   * 1 / Σ w²).
   */
  support(): number {
    let least = this.#size
    for (const row of firstOfEach(this.#given)) {
      const weights = this.#weights(row)
      least = Math.min(least, 1 / weights.reduce((sum, weight) => sum + weight * weight, 0))
    }
    return least
  }

  /** One row for each that is given: [rows, width], choices one-hot, as they are given where they are. */
  draw(random: Random): Float32Array {
    const { width, segments } = this.#layout
    const { options: given, allowed } = this.#given
    const rows = given[0]?.length ?? 0
    const values = new Float32Array(rows * width)
    const known = new Map<string, Float64Array>()
    for (let row = 0; row < rows; row++) {
      const key = keyOf(this.#given, row)
      const sums = known.get(key) ?? runningSums(this.#weights(row))
      // Rows that are asked for one by one (imputation) are nearly all different, and would fill the memory.
      if (known.size === mostKept) known.clear()
      known.set(key, sums)
      const { columns, rows: members, member } = this.#member(indexOf(sums, random.uniform()))
      let choice = 0
      for (const { kind, offset, width: options } of segments) {
        const value = (option: number) => columns[(offset + option) * members + member]
        if (kind === 'scalar') values[row * width + offset] = value(0)
        else {
          const fixed = given[choice][row]
          const option = fixed >= 0 ? fixed : drawOption(value, options, allowed?.[choice] ?? null, random.uniform())
          values[row * width + offset + option] = 1
          choice++
        }
      }
    }
    return values
  }

  #member(index: number): Members & { readonly member: number } {
    let rest = index
    for (const members of this.#members) {
      if (rest < members.rows) return { ...members, member: rest }
      rest -= members.rows
    }
    throw new RangeError(`the pool has no member ${index}`)
  }

  /** [members]: how likely each is to have been the origin of what is given of a row; adds up to 1. */
  #weights(row: number): Float64Array {
    const { options } = this.#given
    const fixed = this.#choices.flatMap(({ offset }, i) => (options[i][row] >= 0 ? [offset + options[i][row]] : []))
    const weights = new Float64Array(this.#size)
    let begin = 0
    for (const { rows, columns, within } of this.#members) {
      weights.set(within, begin)
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

/** Latent rows that came together. */
interface Members {
  readonly rows: number
  /** [width, rows]: logarithms of chances, column by column, so that a product over many members is sums of runs; scalars as they are. */
  readonly columns: Float32Array
  /** [rows]: the logarithm of each one's weight, and of its chance of all allowed options. */
  readonly within: Float64Array
}

/** A chance that underflows is next to none, not none: some member must be the likeliest. */
function logOf(chance: number): number {
  return Math.log(Math.max(chance, 1e-12))
}

/** Weights of so many different givens are kept while rows are drawn. */
const mostKept = 64

/** Different givens that a pool's support is looked up for: a handful of many tell enough. */
const mostLooked = 16

function keyOf({ options }: Given, row: number): string {
  return options.map((choice) => choice[row]).join()
}

/** A row of each different given, of the first few. */
function firstOfEach(given: Given): number[] {
  const first = new Map<string, number>()
  for (let row = 0; row < (given.options[0]?.length ?? 0) && first.size < mostLooked; row++) {
    const key = keyOf(given, row)
    if (!first.has(key)) first.set(key, row)
  }
  return [...first.values()]
}

/** One of the allowed options by their chances. */
function drawOption(
  logs: (option: number) => number,
  options: number,
  allowed: Uint8Array | null,
  uniform: number,
): number {
  const chances = new Float64Array(options)
  for (let option = 0; option < options; option++) if (allowed?.[option] !== 0) chances[option] = Math.exp(logs(option))
  return indexOf(runningSums(chances), uniform)
}
