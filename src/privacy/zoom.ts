// Zoom: where on a long line numbers lie that crowd in few places of it, found in a few noisy histograms, each finer where there is more.
import { countNumbers, fuseLevels, type Level, type Numbers } from './partition.ts'
import type { Question } from './releases.ts'
import type { Shape } from './shape.ts'

/** Histograms that are asked for. Four of at most 256 bins tell a few streets of the whole earth. */
export const zoomRounds = 4

/** Bins of the finest histogram: so many at most, so few at least, and in between rows a bin of so many deviations of the noise. */
const bins = { most: 256, least: 16, deviations: 4 }

/** Deviations of its noise that the count of a bin must reach: what lies below is taken for empty, lest noise is spread over the line. */
const leastDeviations = 2

/** Of missing cells, which are told only where they are sure. */
const missingDeviations = 3

/**
 * The shape of whole numbers from 0 to `length` − 1, a power of four, as shares of bins whose lengths are powers of four. Asks the
 * question `zoomRounds` times.
 */
export function askZoom(numbers: Numbers, length: number, rows: number, question: Question): Shape {
  const wanted = Math.min(bins.most, Math.max(bins.least, Math.floor(rows / (bins.deviations * question.deviation))))
  const levels: Level[] = []
  let edges: readonly number[] = [0, length]
  let shares: Float64Array = Float64Array.of(1)
  for (let round = 0; round < zoomRounds; round++) {
    edges = cutBy(edges, shares, wanted)
    const counts = question.ask(countNumbers(numbers, Float64Array.from(edges)))
    levels.push({
      edges: Float64Array.from(edges),
      counts,
      variances: new Float64Array(counts.length).fill(question.deviation ** 2),
    })
    shares = sharesOf(fuseLevels(levels, rows), rows)
  }
  return { edges: Float64Array.from(edges), shares: shares.slice(0, -1), missing: shares[shares.length - 1] }
}

/** Each bin in as many pieces, a power of four, as hold about an equal part of what there is. */
function cutBy(edges: readonly number[], shares: Float64Array, wanted: number): number[] {
  const all = [edges[0]]
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [from, to] = [edges[bin], edges[bin + 1]]
    const pieces = Math.min(to - from, 4 ** Math.max(0, Math.round(Math.log2(wanted * shares[bin]) / 2)))
    for (let piece = 1; piece <= pieces; piece++) all.push(from + (piece * (to - from)) / pieces)
  }
  return all
}

/**
 * Shares of the bins and, last, of missing cells. What stands out of the noise is taken for all that is on the line; what is
 * missing is not, and keeps its part.
 */
function sharesOf({ counts, variances }: Pick<Level, 'counts' | 'variances'>, rows: number): Float64Array {
  const last = counts.length - 1
  const clear = counts.map((count, bin) => {
    const least = (bin === last ? missingDeviations : leastDeviations) * Math.sqrt(variances[bin])
    return count >= least ? count : 0
  })
  const missing = rows === 0 ? 0 : Math.min(1, clear[last] / rows)
  const bins = clear.subarray(0, last)
  // Where nothing stands out there is least to lose with the largest bin.
  if (bins.every((count) => count === 0)) bins[counts.indexOf(Math.max(...counts.subarray(0, last)))] = 1
  const total = bins.reduce((sum, count) => sum + count, 0)
  return clear.map((count, bin) => (bin === last ? missing : (count / total) * (1 - missing)))
}
