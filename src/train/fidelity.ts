// Fidelity: how close generated rows are to what is known of the real ones, quickly and in encoded form, to tell better models from worse.
import { argmax } from '../encode/codec.ts'
import type { Codes, Segment } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import type { Layout } from '../models/model.ts'
import type { PairTables } from '../models/pairtables.ts'

/** Pairs of choices that are compared, at most. */
const mostPairs = 60

/** Real rows that are counted, at most. */
const mostRows = 20_000

/** Joint tables larger than this say more about the size of the sample than about the model. */
const mostCells = 512

/** Distance that noise alone may put between a released table and the true one, on average; tables of more cells are left out. */
const mostNoise = 0.05

/** Mean of |x| where x is standard normal, √(2/π). */
const meanSize = 0.798

/** The shares of the options of one choice, or of the pairs of options of two. */
interface Known {
  /** Segments: one, or two. */
  readonly of: readonly number[]
  /** One a cell, those of the second choice together; they add up to 1. */
  readonly shares: Float64Array
}

/** Compares generated rows with known shares: of every choice (categories, modes, missing), and of pairs of choices. */
export class Fidelity {
  readonly #segments: readonly Segment[]
  readonly #width: number
  readonly #known: readonly Known[]

  constructor({ width, segments }: Layout, known: readonly Known[]) {
    this.#segments = segments
    this.#width = width
    this.#known = known
  }

  /** By a look at the real rows: a private run must not be steered by it. `null`: there is nothing to compare. */
  static toRows(real: Codes, random: Random): Fidelity | null {
    const rows = Math.min(real.rows, mostRows)
    const codes = real.columns.map((column) =>
      Uint16Array.from({ length: rows }, (_, i) => column[Math.floor((i * real.rows) / rows)]),
    )
    const single = choicesOf(real).map((s): Known => ({ of: [s], shares: sharesOf(codes, real.segments, [s]) }))
    const pairs = choosePairs(real, mostCells, random)
    const joint = pairs.map((of): Known => ({ of, shares: sharesOf(codes, real.segments, of) }))
    return orNone(real, [...single, ...joint])
  }

  /** By what is known of each choice: one array a choice, in order, `null` where nothing is. `null`: nothing is of any. */
  static toShares(layout: Layout, shares: readonly (Float64Array | null)[]): Fidelity | null {
    return orNone(
      layout,
      choicesOf(layout).flatMap((s, i) => (shares[i] ? [{ of: [s], shares: shares[i] }] : [])),
    )
  }

  /** By tables of pairs as they were released, noise and all. `null`: noise drowns every table. */
  static toTables(layout: Layout, tables: PairTables, random: Random): Fidelity | null {
    const { segments } = layout
    const cells = Math.min(mostCells, (2 * mostNoise) / (meanSize * tables.deviation))
    const single = choicesOf(layout).flatMap((s): Known[] => {
      const { offset, width } = segments[s]
      return width > cells ? [] : [{ of: [s], shares: released(tables.alone.slice(offset, offset + width)) }]
    })
    const joint = choosePairs(layout, cells, random).map(([a, b]): Known => {
      const { offset, width } = segments[a]
      const rows = Array.from({ length: width }, (_, i) => (offset + i) * tables.width + segments[b].offset)
      const shares = rows.flatMap((start) => [...tables.together.slice(start, start + segments[b].width)])
      return { of: [a, b], shares: released(shares) }
    })
    return orNone(layout, [...single, ...joint])
  }

  /** 1: the same shares; 0: none in common. `values` [rows, width], row-major, as a generator gives them. */
  score(values: Float32Array): number {
    const codes = this.#segments.map((segment) => this.#largest(values, segment))
    const distances = this.#known.map(({ of, shares }) => distance(shares, sharesOf(codes, this.#segments, of)))
    return 1 - distances.reduce((sum, each) => sum + each, 0) / distances.length
  }

  /** The index of the largest value of a choice, row by row. */
  #largest(values: Float32Array, { kind, offset, width }: Segment): Uint16Array {
    const rows = values.length / this.#width
    const codes = new Uint16Array(rows)
    if (kind === 'scalar') return codes
    for (let row = 0; row < rows; row++) codes[row] = argmax(values, row * this.#width + offset, width)
    return codes
  }
}

function orNone(layout: Layout, known: readonly Known[]): Fidelity | null {
  return known.length === 0 ? null : new Fidelity(layout, known)
}

function choicesOf({ segments }: Layout): number[] {
  return segments.flatMap(({ kind }, i) => (kind === 'choice' ? [i] : []))
}

function choosePairs(layout: Layout, cells: number, random: Random): [number, number][] {
  const choices = choicesOf(layout)
  const all = choices.flatMap((a, i) =>
    choices.slice(i + 1).flatMap((b): [number, number][] => {
      return layout.segments[a].width * layout.segments[b].width <= cells ? [[a, b]] : []
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

/** `codes`: one array a segment. */
function sharesOf(codes: readonly Uint16Array[], segments: readonly Segment[], of: readonly number[]): Float64Array {
  const [a, b] = of
  const width = b === undefined ? 1 : segments[b].width
  const shares = new Float64Array(segments[a].width * width)
  const rows = codes[a].length
  for (let row = 0; row < rows; row++) shares[codes[a][row] * width + (b === undefined ? 0 : codes[b][row])] += 1 / rows
  return shares
}

/** Shares with noise as shares that could be: none below 0, together 1. */
function released(noisy: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(noisy, (share) => Math.max(0, share))
  const sum = shares.reduce((total, share) => total + share, 0)
  return sum > 0 ? shares.map((share) => share / sum) : shares.fill(1 / shares.length)
}

/** Total variation. */
function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i])
  return sum / 2
}
