// Partition: noisy counts over ever finer bins of a line, and the best estimate from all of them together.
import { firstAtLeast } from '../math/search.ts'

/** Counts of the bins [edges[i], edges[i + 1]), and last of all of the rows that have no place on the line. */
export interface Level {
  /** Rising. */
  readonly edges: Float64Array
  /** One more than there are bins: the last is that of missing cells. */
  readonly counts: Float64Array
  /** Of the noise on each count. */
  readonly variances: Float64Array
}

/** Sorted numbers, and how many rows have none. */
export interface Numbers {
  readonly sorted: Float64Array
  readonly missing: number
}

/** True counts of the bins and of missing; numbers below the first edge or from the last on count in the outermost bins. */
export function countNumbers({ sorted, missing }: Numbers, edges: Float64Array): Float64Array {
  const bins = edges.length - 1
  const counts = new Float64Array(bins + 1)
  let before = 0
  for (let bin = 0; bin < bins; bin++) {
    const end = bin === bins - 1 ? sorted.length : firstAtLeast(sorted, edges[bin + 1])
    counts[bin] = end - before
    before = end
  }
  counts[bins] = missing
  return counts
}

/**
 * The least-squares estimate of the finest level's counts from all levels, each a refinement of the one before, and from
 * the number of rows, which is public (Hay et al. 2010, "Boosting the accuracy of differentially private histograms through
 * consistency", for trees of any shape).
 */
export function fuseLevels(levels: readonly Level[], rows: number): { counts: Float64Array; variances: Float64Array } {
  const finest = levels[levels.length - 1]
  const upward = [{ counts: finest.counts, variances: finest.variances }]
  for (let l = levels.length - 2; l >= 0; l--) {
    const below = upward[0]
    const parents = parentsOf(levels[l].edges, levels[l + 1].edges)
    const sums = sumBy(parents, below.counts, levels[l].counts.length)
    const spreads = sumBy(parents, below.variances, levels[l].counts.length)
    const variances = levels[l].variances.map((variance, i) => 1 / (1 / variance + 1 / spreads[i]))
    const counts = levels[l].counts.map(
      (count, i) => variances[i] * (count / levels[l].variances[i] + sums[i] / spreads[i]),
    )
    upward.unshift({ counts, variances })
  }
  let settled = spread(upward[0], new Uint32Array(upward[0].counts.length), Float64Array.of(rows))
  for (let l = 1; l < levels.length; l++) {
    settled = spread(upward[l], parentsOf(levels[l - 1].edges, levels[l].edges), settled)
  }
  return { counts: settled, variances: upward[levels.length - 1].variances }
}

/** Counts moved so that those of one parent add up to it, each by its part of the variance. */
function spread(
  { counts, variances }: { counts: Float64Array; variances: Float64Array },
  parents: Uint32Array,
  totals: Float64Array,
): Float64Array {
  const sums = sumBy(parents, counts, totals.length)
  const spreads = sumBy(parents, variances, totals.length)
  return counts.map(
    (count, i) => count + ((totals[parents[i]] - sums[parents[i]]) * variances[i]) / spreads[parents[i]],
  )
}

function sumBy(parents: Uint32Array, values: Float64Array, length: number): Float64Array {
  const sums = new Float64Array(length)
  for (let i = 0; i < values.length; i++) sums[parents[i]] += values[i]
  return sums
}

/** The bin of the coarser edges that each bin of the finer ones lies in; missing lies in missing. */
function parentsOf(coarse: Float64Array, fine: Float64Array): Uint32Array {
  const parents = new Uint32Array(fine.length)
  let parent = 0
  for (let bin = 0; bin < fine.length - 1; bin++) {
    while (parent < coarse.length - 2 && fine[bin] >= coarse[parent + 1]) parent++
    parents[bin] = parent
  }
  parents[fine.length - 1] = coarse.length - 1
  return parents
}

/**
 * The nearest counts that are not negative and add up to `total` (projection onto a simplex): what is too small to stand
 * out from the noise becomes 0, and what remains gives up its share of what noise had added.
 */
export function toShares(counts: Float64Array, total: number): Float64Array {
  const falling = Float64Array.from(counts).sort().reverse()
  let sum = 0
  let surplus = 0
  for (let i = 0; i < falling.length; i++) {
    sum += falling[i]
    if (falling[i] - (sum - total) / (i + 1) > 0) surplus = (sum - total) / (i + 1)
  }
  return counts.map((count) => Math.min(1, Math.max(0, count - surplus) / total))
}
