// Histograms as shares of the whole.
import type { Histogram } from '../../worker/protocol.ts'

/** One share a bin; what no label names comes last, where there is any. */
export function sharesOf(histogram: Histogram): number[] {
  const other = histogram.kind === 'categories' ? histogram.other : 0
  const total = histogram.counts.reduce((sum, count) => sum + count, other)
  const shares = histogram.counts.map((count) => (total > 0 ? count / total : 0))
  return histogram.kind === 'categories' && other > 0 && shares.length > 0 ? [...shares, other / total] : shares
}

/** How much of two distributions lies on the same bins, 0 to 1. */
export function overlap(first: readonly number[], second: readonly number[]): number {
  let common = 0
  for (let i = 0; i < Math.max(first.length, second.length); i++) common += Math.min(first[i] ?? 0, second[i] ?? 0)
  return common
}
