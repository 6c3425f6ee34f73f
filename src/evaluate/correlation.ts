// CorrelationSimilarity: how alike two pairs of numeric columns are correlated.
import type { NumberColumn } from '../table/table.ts'

export type NumberPair = readonly [NumberColumn, NumberColumn]

/** Pearson's coefficient over the rows where both cells are present, on [−1, 1]; NaN where it is undefined. */
export function pearson([first, second]: NumberPair): number {
  const both: number[] = []
  for (let r = 0; r < first.values.length; r++) if (first.missing[r] === 0 && second.missing[r] === 0) both.push(r)
  if (both.length < 2) return Number.NaN
  // Scaled to [−1, 1], so that squares stay finite.
  const x = scaled(first, both)
  const y = scaled(second, both)
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < both.length; i++) {
    xy += x[i] * y[i]
    xx += x[i] * x[i]
    yy += y[i] * y[i]
  }
  if (xx === 0 || yy === 0) return Number.NaN
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}

/** The rows' values less their mean, divided by the largest magnitude. */
function scaled({ values }: NumberColumn, rows: readonly number[]): Float64Array {
  let mean = 0
  for (const r of rows) mean += values[r] / rows.length
  let largest = 0
  for (const r of rows) largest = Math.max(largest, Math.abs(values[r] / 2 - mean / 2))
  const out = new Float64Array(rows.length)
  if (largest > 0) for (let i = 0; i < out.length; i++) out[i] = (values[rows[i]] / 2 - mean / 2) / largest
  return out
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
