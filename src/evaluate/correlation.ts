// CorrelationSimilarity: how alike two pairs of numeric columns are correlated.
import type { NumberColumn } from '../table/table.ts'

export type NumberPair = readonly [NumberColumn, NumberColumn]

/** Pearson's coefficient over the rows where both cells are present, on [−1, 1]; NaN where it is undefined. */
export function pearson([first, second]: NumberPair): number {
  const whole = first.missing.map((missing, r) => (missing === 0 && second.missing[r] === 0 ? 1 : 0))
  const x = standardiser(first.values, whole)
  const y = standardiser(second.values, whole)
  let xy = 0
  let xx = 0
  let yy = 0
  for (let r = 0; r < whole.length; r++) {
    if (whole[r] === 0) continue
    const a = (first.values[r] / 2 - x.mean) / x.largest
    const b = (second.values[r] / 2 - y.mean) / y.largest
    xy += a * b
    xx += a * a
    yy += b * b
  }
  // Without a whole row, or with a constant, 0 / 0.
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}

/** The mean of the whole rows' values, and their largest distance from it; of halves, so that neither overflows. */
function standardiser(values: Float64Array, whole: Uint8Array): { mean: number; largest: number } {
  let count = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let r = 0; r < whole.length; r++) {
    if (whole[r] === 0) continue
    count++
    low = Math.min(low, values[r] / 2)
    high = Math.max(high, values[r] / 2)
  }
  let mean = 0
  for (let r = 0; r < whole.length; r++) if (whole[r] === 1) mean += values[r] / 2 / count
  // Rounding must not make a constant vary.
  mean = Math.min(Math.max(mean, low), high)
  let largest = 0
  for (let r = 0; r < whole.length; r++) {
    if (whole[r] === 1) largest = Math.max(largest, Math.abs(values[r] / 2 - mean))
  }
  return { mean, largest }
}

/** True where all present values are one. */
function isConstant({ values, missing }: NumberColumn): boolean {
  const first = missing.indexOf(0)
  return first >= 0 && values.every((value, r) => missing[r] === 1 || value === values[first])
}

/**
 * 1 − |ρ_real − ρ_synthetic| / 2 with Pearson's ρ, on [0, 1]. NaN where a column is constant or too few rows are whole.
 * Definition: SDMetrics CorrelationSimilarity.
 */
export function correlationSimilarity(real: NumberPair, synthetic: NumberPair): number {
  if ([...real, ...synthetic].some(isConstant)) return Number.NaN
  return 1 - Math.abs(pearson(real) - pearson(synthetic)) / 2
}
