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

/**
 * Next to numbers that stand out, more of them are likely: the power of two next to the outermost counts where noise alone would
 * be as much with this chance, the one after that with half of it, and so on. What comes of noise is found out by the counts
 * that follow.
 */
const falseNeighbours = 0.05
const mostNeighbours = 2

/** Standard deviations of noise that missing cells must stand out by to be told. */
const missingDeviations = 3

/** Standard deviations of noise by which a tail of thin bins must stand out to be told: up to the next power of two, and beyond. */
const tailDeviations = { sure: 1, beyond: 3 }

/** Bins of a shape: so many at most, so few at least, and in between rows a bin of so many deviations of the noise. */
const bins = { most: 256, least: 8, deviations: 4 }

/** Of a range with no more values than this, or than there may be bins, each has a bin. */
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

/** How many bins beyond the outermost one, `bin`, on the side of `sign`, are likely to hold numbers, too; never beyond 0. */
function neighbours(counts: Float64Array, deviation: number, edges: Float64Array, bin: number, sign: 1 | -1): number {
  let far = 0
  for (let i = 1; i <= mostNeighbours; i++) {
    const at = bin + sign * i
    if (at < 0 || at >= counts.length || edges[bin] >= 0 !== edges[at] >= 0) break
    if (counts[at] > -deviation * normalQuantile(falseNeighbours * 2 ** (1 - i))) far = i
  }
  return far
}

/** Counts by powers of two, cut down to where numbers are. What lies between and is too little to stand out is one bin. */
export function askOctaves(numbers: Numbers, step: Step, question: Question): Level {
  const edges = octaveEdges(step)
  const counts = question.ask(countNumbers(numbers, edges))
  const count = edges.length - 1
  const bins = counts.subarray(0, count)
  const certain = standingOut(bins, new Float64Array(count).fill(question.deviation ** 2))
  const [lowest, highest] = [certain[0], certain[certain.length - 1]]
  const below = neighbours(bins, question.deviation, edges, lowest, -1)
  const above = neighbours(bins, question.deviation, edges, highest, 1)
  const found = [...(below > 0 ? [lowest - below] : []), ...certain, ...(above > 0 ? [highest + above] : [])]
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
  return shapeOf(
    edges,
    fuseLevels(levels, rows),
    'edges' in within ? within.edges : [within.from, within.to],
    rows,
    step,
  )
}

/** Bins of equal width, with one for 0 and, where numbers beyond are moved onto the ends, one for each end. */
function equalBins({ from, to }: Range, count: number, step: Step): Float64Array {
  const pieces = step === 1 && to - from <= Math.max(fewValues, count) ? to - from : Math.floor(count)
  const own = step === 1 ? [from + 1, 0, 1, to - 1] : [0, Number.MIN_VALUE]
  return rising([...cut(from, to, pieces, step), ...own.filter((edge) => edge > from && edge < to)])
}

/** Each bin cut into so many pieces that all hold about as much. */
function refine(level: Pick<Level, 'edges' | 'counts'>, rows: number, wanted: number, step: Step): Float64Array {
  const { edges, counts } = level
  const shares = toShares(counts, rows)
  const few = step === 1 && edges[edges.length - 1] - edges[0] <= Math.max(fewValues, wanted)
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
 * Shares that add up. The shape ends with the outermost bins that stand out, and with a falling tail where those beyond hold
 * something together: a range of many powers of two must not come of noise. Nor must numbers of many powers of two in
 * between: a bin as wide as that is empty unless it stands out.
 */
function shapeOf(
  edges: Float64Array,
  { counts, variances }: Pick<Level, 'counts' | 'variances'>,
  coarse: ArrayLike<number>,
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
  const together = (within: (bin: number) => boolean, least: number) => {
    const bins = Array.from(variances.subarray(0, last).keys()).filter(within)
    const total = (of: Float64Array) => bins.reduce((sum, bin) => sum + of[bin], 0)
    return total(counts) > least * Math.sqrt(total(variances)) ? total(counts) : 0
  }
  // Of the first edges, between powers of two, those next to what stands out.
  const sure = {
    from: Array.from(coarse).findLast((edge) => edge <= edges[begin]) ?? edges[begin],
    to: Array.from(coarse).find((edge) => edge >= edges[end]) ?? edges[end],
  }
  const isSure = (bin: number) => edges[bin] >= sure.from && edges[bin + 1] <= sure.to
  const tail = (within: (bin: number) => boolean) => ({
    sure: together((bin) => within(bin) && isSure(bin), tailDeviations.sure),
    beyond: together((bin) => within(bin) && !isSure(bin), tailDeviations.beyond),
  })
  const below = tail((bin) => bin < begin)
  const above = tail((bin) => bin >= end)
  const told = counts[last] > missingDeviations * Math.sqrt(variances[last]) ? counts[last] : Number.NEGATIVE_INFINITY
  const cell = ({ sure, beyond }: typeof below) => (sure + beyond > 0 ? sure + beyond : Number.NEGATIVE_INFINITY)
  const shares = toShares(Float64Array.of(...kept, cell(below), cell(above), told), rows)
  const [low, high, missing] = shares.subarray(kept.length)
  const inner: Histogram = { edges: [...edges.subarray(begin, end + 1)], shares: [...shares.subarray(0, kept.length)] }
  const top = above.beyond > 0 ? edges[last] : sure.to
  const bottom = below.beyond > 0 ? edges[0] : sure.from
  const upper = withTail(inner, { share: high, limit: top }, rows, step)
  const whole = mirrored(withTail(mirrored(upper), { share: low, limit: -bottom }, rows, step))
  return { edges: Float64Array.from(whole.edges), shares: Float64Array.from(whole.shares), missing }
}

/** Bins [edges[i], edges[i + 1]), rising, and their shares. */
interface Histogram {
  readonly edges: readonly number[]
  readonly shares: readonly number[]
}

function mirrored({ edges, shares }: Histogram): Histogram {
  return { edges: edges.map((edge) => 0 - edge).reverse(), shares: shares.toReversed() }
}

/** Rows that are too few to draw a tail on for: numbers mostly end sooner than exponentially. */
const handful = 5

/** Pieces that a falling density is told in. */
const tailPieces = 8

/**
 * A histogram whose upper end falls as its last bins do: the last bin, where it is thinner than the one before, and beyond it,
 * up to `limit`, what too thin bins hold together. Exponentially, by what each bin holds of all that is left; the tail ends
 * where no more than a handful of rows is expected.
 */
function withTail(
  { edges, shares }: Histogram,
  beyond: { readonly share: number; readonly limit: number },
  rows: number,
  step: Step,
): Histogram {
  const bin = shares.length - 1
  const [from, to] = [edges[bin], edges[bin + 1]]
  const head = { edges: edges.slice(0, bin), shares: shares.slice(0, bin) }
  const held = shares[bin] + beyond.share
  // A value of its own says nothing of how numbers thin out after it.
  const spread = held > 0 && bin > 0 && isSplittable(edges[bin - 1], from, step)
  const falls =
    spread && isSplittable(from, to, step) && shares[bin - 1] / (from - edges[bin - 1]) > shares[bin] / (to - from)
  const reaches = beyond.share * rows > handful && beyond.limit > to && shares[bin] > 0 && to - from > Number.MIN_VALUE
  const share = reaches ? shares[bin] : held
  const rate = falls ? Math.log1p(shares[bin - 1] / held) / (from - edges[bin - 1]) : 0
  const body = falls ? falling(from, to, share, rate, step) : { edges: [from, to], shares: [share] }
  if (!reaches) return { edges: [...head.edges, ...body.edges], shares: [...head.shares, ...body.shares] }
  const fall = falls ? rate : Math.log1p(shares[bin] / beyond.share) / (to - from)
  const end = Math.min(beyond.limit, to + Math.max(step, Math.log((beyond.share * rows) / handful) / fall))
  const tail = falling(to, step === 1 ? Math.ceil(end) : end, beyond.share, fall, step)
  return {
    edges: [...head.edges, ...body.edges, ...tail.edges.slice(1)],
    shares: [...head.shares, ...body.shares, ...tail.shares],
  }
}

/** True where a bin holds more than one number. */
function isSplittable(from: number, to: number, step: Step): boolean {
  return to - from > (step === 1 ? 1 : Number.MIN_VALUE)
}

/** A share spread over [from, to) with a density that falls by exp(−rate · distance), in pieces that hold about as much each. */
function falling(from: number, to: number, share: number, rate: number, step: Step): Histogram {
  const whole = -Math.expm1(-rate * (to - from))
  const places = Array.from({ length: tailPieces + 1 }, (_, i) => {
    const place = from - Math.log1p((-whole * i) / tailPieces) / rate
    return i === 0 ? from : i === tailPieces ? to : Math.min(to, step === 1 ? Math.round(place) : place)
  })
  const edges = [...rising(places)]
  const below = edges.map((edge) => -Math.expm1(-rate * (edge - from)) / whole)
  return { edges, shares: edges.slice(1).map((_, i) => share * (below[i + 1] - below[i])) }
}

/** True where a bin holds several numbers, of which one is more than twice as large as another. */
function isWide(from: number, to: number, step: Step): boolean {
  if (to - from <= Math.max(step, Number.MIN_VALUE)) return false
  return from < 0 ? to > 0 || from < 2 * to : to > 2 * from
}
