// Health: whether a trained generator makes rows as different as they should be, and all values that it should (mode collapse).

import { argmax, draw } from '../encode/codec.ts'
import type { Random } from '../math/random.ts'
import type { Layout } from '../models/model.ts'

/** A finding that can be said in any language: a stable key and its figures. */
export interface Health {
  readonly key: 'health.good' | 'health.collapsed' | 'health.missing'
  /**
   * `distinct`: different rows among 1,000; `expected`: among 1,000 rows of independent fields of the same shares, which are as
   * different as rows can be. `missing`, and `count` of it: options that should have come and did not; `options`: those that should.
   */
  readonly values: {
    readonly distinct: number
    readonly expected: number
    readonly missing: number
    readonly count: number
    readonly options: number
  }
}

/** Rows are collapsed where so small a part of the variety of independent fields is left. Adult's real rows keep 99 %. */
const leastVariety = 0.2

/** An option that should come so often, or more, in the rows looked at is missing if it never does: by chance once in 20,000. */
const surely = 10

/**
 * `values` [rows, width], row-major, as a sampler gives them. `shares`: what is known of each choice, one array a choice segment in
 * order, `null` where nothing is; it is paid for, so that judging by it costs no privacy.
 */
export function healthOf(
  values: Float32Array,
  { width, segments }: Layout,
  shares: readonly (Float64Array | null)[],
  random: Random,
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
  const independent = wanted.map((share) => Uint16Array.from({ length: rows }, () => draw(share, random.uniform())))
  const should = wanted.flatMap((share, i) =>
    [...share].flatMap((each, option) => (each * rows >= surely ? [own[i][option]] : [])),
  )
  const missing = should.filter((found) => found === 0).length
  const figures = {
    distinct: Math.round((1000 * distinctRows(codes, rows)) / rows),
    expected: Math.round((1000 * distinctRows(independent, rows)) / rows),
    missing,
    count: missing,
    options: should.length,
  }
  if (figures.distinct < leastVariety * figures.expected) return { key: 'health.collapsed', values: figures }
  return { key: figures.missing > 0 ? 'health.missing' : 'health.good', values: figures }
}

function distinctRows(columns: readonly Uint16Array[], rows: number): number {
  const seen = new Set<string>()
  for (let row = 0; row < rows; row++) seen.add(columns.map((column) => column[row]).join())
  return seen.size
}
