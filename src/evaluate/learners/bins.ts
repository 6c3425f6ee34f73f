// Bins: features in at most 256 steps, a byte each, for trees.
import { firstAtLeast } from '../../math/search.ts'
import type { Features } from './features.ts'

/** A bin of 0 is missing. Numbers' bins rise with the number; words' bins have no order. */
export interface Bins {
  readonly rows: number
  /** By feature: [rows]. */
  readonly columns: readonly Uint8Array[]
  /** By feature: how many bins there are, 256 at most. */
  readonly sizes: readonly number[]
  /** By feature: its bins have no order. */
  readonly words: readonly boolean[]
}

export type Binner = (features: Features) => Bins

/** Bins of a number beside the one for missing. */
const mostBins = 255

/** The upper ends of all bins but the last: between neighbours where there are few numbers, else at even shares of the rows. */
function thresholdsOf(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
  const between = (low: number, high: number) => low + (high - low) / 2
  if (distinct.length <= mostBins) return distinct.subarray(1).map((value, i) => between(distinct[i], value))
  const cuts = Float64Array.from({ length: mostBins - 1 }, (_, i) => {
    const at = ((i + 1) / mostBins) * (sorted.length - 1)
    return between(sorted[Math.floor(at)], sorted[Math.ceil(at)])
  })
  return cuts.filter((cut, i) => i === 0 || cut !== cuts[i - 1])
}

/** Bins by the features that are learnt from. */
export function fitBins(training: Features): Binner {
  const thresholds = training.columns.map((column) => (column.kind === 'word' ? null : thresholdsOf(column.values)))
  const sizes = training.columns.map((column, c) =>
    column.kind === 'word' ? column.size : (thresholds[c] as Float64Array).length + 2,
  )
  const words = training.columns.map(({ kind }) => kind === 'word')
  return ({ rows, columns }) => ({
    rows,
    sizes,
    words,
    columns: columns.map((column, c) => {
      if (column.kind === 'word') return column.codes
      const own = thresholds[c] as Float64Array
      return Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? 0 : 1 + firstAtLeast(own, value)))
    }),
  })
}
