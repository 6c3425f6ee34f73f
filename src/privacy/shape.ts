// Shape: a column of numbers as noisy shares of bins that are fine where many numbers lie, found in a few noisy histograms.
import { normalQuantile } from '../math/special.ts'
import { countNumbers, fuseLevels, type Level, type Numbers, toShares } from './partition.ts'
import type { Question } from './releases.ts'

/** `step`: 1 for whole numbers, which bins then begin and end at; 0 for all numbers. */
export type Step = 0 | 1

export interface Range {
  /** The smallest number, and what lies just beyond the largest. */
  readonly from: number
  readonly to: number
}

export interface Shape {
  /** Of the bins [edges[i], edges[i + 1]), rising. */
  readonly edges: Float64Array
  /** One a bin; with `missing` they add up to 1. */
  readonly shares: Float64Array
  /** Share of cells without a number; 0 where the noise cannot tell it from none. */
  readonly missing: number
}

/** Largest power of two that whole numbers are looked for at, and largest and smallest that others are. */
const octaves = { whole: 80, most: 255, least: -256 }

/** Chance that noise alone stands out somewhere. Bounds come of noise only where it does twice, at the same place. */
const falseBounds = 0.05

/** Powers of two that are judged together at most: a thin tail may show in their sum alone. */
const longestRun = 16

/** Standard deviations of noise that missing cells must stand out by to be told. */
const missingDeviations = 3

/** Bins of a shape: so many at most, so few at least, and in between rows a bin of so many deviations of the noise. */
const bins = { most: 256, least: 8, deviations: 4 }

/** Of a range with no more values than this, each has a bin. */
const fewValues = 24

/** 0 by itself, and on either side what lies between one power of two and the next. */
function octaveEdges(step: Step): Float64Array {
  const powers =
    step === 1
      ? Array.from({ length: octaves.whole + 1 }, (_, i) => 2 ** i)
      : [
          Number.MIN_VALUE,
          ...Array.from({ length: octaves.most - octaves.least + 1 }, (_, i) => 2 ** (octaves.least + i)),
        ]
  return Float64Array.from([...powers.map((power) => -power).reverse(), 0, ...powers])
}

/**
 * Bins, rising, that stand out of the noise, alone or with neighbours: again and again the run of bins that stands out
 * most, until none does more than chance would have it among all runs. Where none stands out at all, the largest bin:
 * there is least to lose with it.
 */
function standingOut(counts: Float64Array, variances: Float64Array): number[] {
  const least = normalQuantile(1 - falseBounds / (counts.length * longestRun))
  const found = new Set<number>()
  for (;;) {
    let best = { score: least, begin: 0, end: 0 }
    for (let begin = 0; begin < counts.length; begin++) {
      let sum = 0
      let variance = 0
      for (let end = begin; end < Math.min(counts.length, begin + longestRun) && !found.has(end); ) {
        sum += counts[end]
        variance += variances[end++]
        const score = sum / Math.sqrt(variance)
        if (score > best.score) best = { score, begin, end }
      }
    }
    for (let bin = best.begin; bin < best.end; bin++) found.add(bin)
    if (best.end === 0) break
  }
  if (found.size === 0) found.add(counts.indexOf(Math.max(...counts)))
  return [...found].sort((a, b) => a - b)
}

/** Counts by powers of two, cut down to where numbers are. What lies between and is too little to stand out is one bin. */
export function askOctaves(numbers: Numbers, step: Step, question: Question): Level {
  const edges = octaveEdges(step)
  const counts = question.ask(countNumbers(numbers, edges))
  const count = edges.length - 1
  const found = standingOut(counts.subarray(0, count), new Float64Array(count).fill(question.deviation ** 2))
  const begins: number[] = []
  found.forEach((bin, i) => {
    if (i > 0 && found[i - 1] + 1 < bin) begins.push(found[i - 1] + 1)
    begins.push(bin)
  })
  const ends = [...begins.slice(1), found[found.length - 1] + 1]
  const merged = begins.map((begin, i) => counts.subarray(begin, ends[i]).reduce((sum, each) => sum + each, 0))
  return {
    edges: Float64Array.from([...begins, ends[ends.length - 1]], (bin) => edges[bin]),
    counts: Float64Array.from([...merged, counts[count]]),
    variances: Float64Array.from([...begins.map((begin, i) => ends[i] - begin), 1], (n) => n * question.deviation ** 2),
  }
}

/**
 * The shape of a column within a range, or within the bounds that `bounds` (counts by powers of two) has found. Asks
 * `quantiles` twice: over bins that are finer where the counts so far are larger.
 */
export function askShape(
  numbers: Numbers,
  within: Range | Level,
  { step, rows, quantiles }: { readonly step: Step; readonly rows: number; readonly quantiles: Question },
): Shape {
  const wanted = Math.min(bins.most, Math.max(bins.least, Math.floor(rows / (bins.deviations * quantiles.deviation))))
  const levels: Level[] = 'edges' in within ? [within] : []
  let edges = 'edges' in within ? refine(within, rows, wanted / 2, step) : equalBins(within, wanted / 2, step)
  for (let round = 0; round < 2; round++) {
    if (round > 0) edges = refine({ edges, ...fuseLevels(levels, rows) }, rows, wanted, step)
    const counts = quantiles.ask(countNumbers(numbers, edges))
    levels.push({ edges, counts, variances: new Float64Array(counts.length).fill(quantiles.deviation ** 2) })
  }
  return shapeOf(edges, fuseLevels(levels, rows), rows, step)
}

/** Bins of equal width, with one for 0 and, where numbers beyond are moved onto the ends, one for each end. */
function equalBins({ from, to }: Range, count: number, step: Step): Float64Array {
  const pieces = step === 1 && to - from <= fewValues ? to - from : Math.floor(count)
  const own = step === 1 ? [from + 1, 0, 1, to - 1] : [0, Number.MIN_VALUE]
  return rising([...cut(from, to, pieces, step), ...own.filter((edge) => edge > from && edge < to)])
}

/** Each bin cut into so many pieces that all hold about as much. */
function refine(level: Pick<Level, 'edges' | 'counts'>, rows: number, wanted: number, step: Step): Float64Array {
  const { edges, counts } = level
  const shares = toShares(counts, rows)
  const few = step === 1 && edges[edges.length - 1] - edges[0] <= fewValues
  const all: number[] = []
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const width = edges[bin + 1] - edges[bin]
    const pieces = few ? width : Math.max(1, Math.round(wanted * shares[bin]))
    all.push(...cut(edges[bin], edges[bin + 1], pieces, step))
  }
  return rising(all)
}

function cut(from: number, to: number, pieces: number, step: Step): number[] {
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const share = i / pieces
    const edge = from * (1 - share) + to * share
    return i === 0 ? from : i === pieces ? to : step === 1 ? Math.round(edge) : edge
  })
}

function rising(edges: readonly number[]): Float64Array {
  return Float64Array.from(new Set(edges)).sort()
}

/**
 * Shares that add up. The shape ends with the outermost bins that stand out: a range of many powers of two must not come of
 * noise. Nor must numbers of many powers of two in between: a bin as wide as that is empty unless it stands out.
 */
function shapeOf(
  edges: Float64Array,
  { counts, variances }: Pick<Level, 'counts' | 'variances'>,
  rows: number,
  step: Step,
): Shape {
  const last = edges.length - 1
  const found = standingOut(counts.subarray(0, last), variances)
  const begin = found[0]
  const end = found[found.length - 1] + 1
  const kept = counts.slice(begin, end)
  for (let bin = begin; bin < end; bin++) {
    if (isWide(edges[bin], edges[bin + 1], step) && !found.includes(bin)) kept[bin - begin] = Number.NEGATIVE_INFINITY
  }
  const told = counts[last] > missingDeviations * Math.sqrt(variances[last])
  const shares = toShares(told ? Float64Array.of(...kept, counts[last]) : kept, rows)
  return {
    edges: edges.slice(begin, end + 1),
    shares: shares.subarray(0, kept.length),
    missing: told ? shares[kept.length] : 0,
  }
}

/** True where a bin holds several numbers, of which one is more than twice as large as another. */
function isWide(from: number, to: number, step: Step): boolean {
  if (to - from <= Math.max(step, Number.MIN_VALUE)) return false
  return from < 0 ? to > 0 || from < 2 * to : to > 2 * from
}
