// Fidelity: how close generated rows are to the real ones, quickly and in encoded form, to tell better models from worse.
import type { Matrix, Segment } from '../encode/matrix.ts'
import type { Random } from '../math/random.ts'

/** Pairs of choices that are compared, at most. */
const mostPairs = 60

/** Real rows that are counted, at most. */
const mostRows = 20_000

/** Joint tables larger than this say more about the size of the sample than about the model. */
const mostCells = 512

/**
 * Compares generated with real rows by the shares of every choice (categories, modes, missing) and of pairs of choices.
 * Looks at real rows: a private run must not be steered by it.
 */
export class Fidelity {
  readonly #choices: readonly number[]
  readonly #pairs: readonly (readonly [number, number])[]
  readonly #segments: readonly Segment[]
  readonly #width: number
  readonly #singles: readonly Float64Array[]
  readonly #joints: readonly Float64Array[]

  constructor(real: Matrix, random: Random) {
    this.#segments = real.segments
    this.#width = real.width
    this.#choices = real.segments.flatMap(({ kind }, i) => (kind === 'choice' ? [i] : []))
    this.#pairs = this.#choosePairs(random)
    const rows = Math.min(real.rows, mostRows)
    const codes = real.columns.map((column) =>
      Uint16Array.from({ length: rows }, (_, i) => column[Math.floor((i * real.rows) / rows)]),
    )
    this.#singles = this.#choices.map((s) => this.#shares(codes, s))
    this.#joints = this.#pairs.map(([a, b]) => this.#jointShares(codes, a, b))
  }

  /** 1: the same shares; 0: none in common. `values` [rows, width], row-major, as a generator gives them. */
  score(values: Float32Array): number {
    const codes = this.#segments.map((segment) => this.#largest(values, segment))
    const distances = [
      ...this.#choices.map((s, i) => distance(this.#singles[i], this.#shares(codes, s))),
      ...this.#pairs.map(([a, b], i) => distance(this.#joints[i], this.#jointShares(codes, a, b))),
    ]
    if (distances.length === 0) return 1
    return 1 - distances.reduce((sum, each) => sum + each, 0) / distances.length
  }

  #choosePairs(random: Random): [number, number][] {
    const all = this.#choices.flatMap((a, i) =>
      this.#choices.slice(i + 1).flatMap((b): [number, number][] => {
        return this.#segments[a].width * this.#segments[b].width <= mostCells ? [[a, b]] : []
      }),
    )
    for (let i = 0; i < Math.min(mostPairs, all.length); i++) {
      const j = i + random.integer(all.length - i)
      const pair = all[i]
      all[i] = all[j]
      all[j] = pair
    }
    return all.slice(0, mostPairs)
  }

  /** The index of the largest value of a choice, row by row. */
  #largest(values: Float32Array, { kind, offset, width }: Segment): Uint16Array {
    const rows = values.length / this.#width
    const codes = new Uint16Array(rows)
    if (kind === 'scalar') return codes
    for (let row = 0; row < rows; row++) {
      const start = row * this.#width + offset
      let best = 0
      for (let i = 1; i < width; i++) if (values[start + i] > values[start + best]) best = i
      codes[row] = best
    }
    return codes
  }

  #shares(codes: readonly Uint16Array[], segment: number): Float64Array {
    const shares = new Float64Array(this.#segments[segment].width)
    for (const code of codes[segment]) shares[code] += 1 / codes[segment].length
    return shares
  }

  #jointShares(codes: readonly Uint16Array[], a: number, b: number): Float64Array {
    const width = this.#segments[b].width
    const shares = new Float64Array(this.#segments[a].width * width)
    const rows = codes[a].length
    for (let row = 0; row < rows; row++) shares[codes[a][row] * width + codes[b][row]] += 1 / rows
    return shares
  }
}

/** Total variation. */
function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i])
  return sum / 2
}
