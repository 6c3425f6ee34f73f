// Quantiles: of a column's values, by linear interpolation.
import type { NumberColumn } from '../table/table.ts'

/** The values that are present, in rising order. */
export function sortedPresent({ values, missing }: NumberColumn): Float64Array {
  return values.filter((_, row) => missing[row] === 0).sort()
}

/** The quantile of sorted values at a share of 0 to 1, interpolated between the nearest (type 7 of Hyndman and Fan 1996); NaN of none. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const above = Math.min(sorted.length - 1, below + 1)
  const weight = place - below
  return sorted[below] * (1 - weight) + sorted[above] * weight
}
