// Health: whether a trained generator makes rows as different as they should be, and all values that it should (mode collapse).

import { argmax, draw } from '../encode/codec.ts'
import type { Codes } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import type { Layout } from '../models/model.ts'

/** A finding that can be said in any language: a stable key and its figures. */
export interface Health {
  readonly key: 'health.good' | 'health.collapsed' | 'health.missing'
  /**
   * `distinct`: different rows among 1,000; `expected`: among 1,000 real rows, or, where these may not be looked at, among 1,000 of
   * independent fields of the same shares, which are as different as rows can be. `missing`, and `count` of it: options that should have come and did not; `options`: those that should.
   */
  readonly values: {
    readonly distinct: number
    readonly expected: number
    readonly missing: number
    readonly count: number
    readonly options: number
  }
}

/**
 * Rows are collapsed where no more than this part of the variety is left: of that of real rows, or of that of independent fields,
 * of which real rows have a part only where fields say much of each other.
 */
const leastVariety = { real: 0.5, independent: 0.1 }

/** An option that should come so often, or more, in the rows looked at is missing if it never does: by chance once in 20,000. */
const surely = 10

/**
 * `values` [rows, width], row-major, as a sampler gives them. `shares`: what is known of each choice, one array a choice segment in
 * order, `null` where nothing is; it is paid for, so that judging by it costs no privacy. `real`: the rows that are learnt; `null`:
 * they may not be looked at.
 */
export function healthOf(
  values: Float32Array,
  { width, segments }: Layout,
  shares: readonly (Float64Array | null)[],
  random: Random,
  real: Codes | null = null,
): Health {
  const rows = values.length / width
  const choices = segments.filter(({ kind }) => kind === 'choice')
  const codes = choices.map(({ offset, width: options }) =>
    Uint16Array.from({ length: rows }, (_, row) => argmax(values, row * width + offset, options)),
  )
  const own = codes.map((column, i) => {
    const counts = new Float64Array(choices[i].width)
    for (const code of column) counts[code] += 1 / rows
    return counts
  })
  const wanted = own.map((found, i) => shares[i] ?? found)
  const varied = real
    ? someOf(real, rows)
    : wanted.map((share) => Uint16Array.from({ length: rows }, () => draw(share, random.uniform())))
  const should = wanted.flatMap((share, i) =>
    [...share].flatMap((each, option) => (each * rows >= surely ? [own[i][option]] : [])),
  )
  const missing = should.filter((found) => found === 0).length
  const figures = {
    distinct: Math.round((1000 * distinctRows(codes, rows)) / rows),
    expected: Math.round((1000 * distinctRows(varied, rows)) / rows),
    missing,
    count: missing,
    options: should.length,
  }
  const least = real ? leastVariety.real : leastVariety.independent
  if (figures.distinct < least * figures.expected) return { key: 'health.collapsed', values: figures }
  return { key: figures.missing > 0 ? 'health.missing' : 'health.good', values: figures }
}

/** The choices of so many rows, evenly from all. */
function someOf({ rows, segments, columns }: Codes, count: number): ArrayLike<number>[] {
  return columns
    .filter((_, s) => segments[s].kind === 'choice')
    .map((column) => Uint16Array.from({ length: count }, (_, i) => column[Math.floor((i * rows) / count)]))
}

function distinctRows(columns: readonly ArrayLike<number>[], rows: number): number {
  const seen = new Set<string>()
  for (let row = 0; row < rows; row++) seen.add(columns.map((column) => column[row]).join())
  return seen.size
}
