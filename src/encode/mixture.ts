// Mixture: a numeric distribution as atoms (values that occur often) and components (ranges between density valleys).
import type { Shape } from '../privacy/shape.ts'
import type { Axis } from './axis.ts'
import { fitQuantileMap, type QuantileMap, straightMap } from './quantilemap.ts'

export interface Mixture {
  /** Values that are categories of their own, rising. */
  readonly atoms: readonly number[]
  /** Where one component ends and the next begins: component c holds the values with exactly c cuts at or below them. */
  readonly cuts: readonly number[]
  /** One a component. */
  readonly maps: readonly QuantileMap[]
  /** How often each atom, then each component occurs; sums to 1. */
  readonly shares: readonly number[]
}

/** With no more distinct values than this, each is an atom. */
const fewValues = 24
/** An atom's smallest share of the rows. */
const atomShare = 0.01
/** An atom occurs at least this many times as often as its neighbours do: a smooth run of whole numbers has no atoms. */
const prominence = 3
/** More atoms than this are not kept apart. */
export const mostAtoms = 32

interface Runs {
  /** Distinct values, rising. */
  readonly values: Float64Array
  readonly counts: Uint32Array
}

function runsOf(sorted: Float64Array): Runs {
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++
  const values = new Float64Array(distinct)
  const counts = new Uint32Array(distinct)
  let run = -1
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) values[++run] = sorted[i]
    counts[run]++
  }
  return { values, counts }
}

/** The middle count of up to three distinct values on either side of run i. */
function neighbourCount(counts: Uint32Array, i: number): number {
  const around: number[] = []
  for (let j = Math.max(0, i - 3); j <= Math.min(counts.length - 1, i + 3); j++) if (j !== i) around.push(counts[j])
  around.sort((a, b) => a - b)
  return around[Math.floor((around.length - 1) / 2)]
}

/** Indices of the runs that are atoms, rising: all where they are few, else at most half of the options. */
function atomsOf({ values, counts }: Runs, rows: number, options: number): number[] {
  const all = Array.from(values.keys())
  const few = Math.min(fewValues, options)
  if (values.length === 1 || (values.length <= few && rows >= 4 * values.length)) return all
  const leastCount = Math.max(4, atomShare * rows)
  return all
    .filter((i) => counts[i] >= leastCount && counts[i] >= prominence * neighbourCount(counts, i))
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, Math.min(mostAtoms, options / 2))
    .sort((a, b) => a - b)
}

/** The rank, of those from `first` to `last`, with the greatest distance to the value before it. */
function widestGap(sorted: Float64Array, first: number, last: number): number {
  const end = Math.min(sorted.length - 1, last)
  let best = Math.max(1, first)
  for (let r = best + 1; r <= end; r++) {
    if (sorted[r] / 2 - sorted[r - 1] / 2 > sorted[best] / 2 - sorted[best - 1] / 2) best = r
  }
  return best
}

/**
 * Ranks at which sorted values are cut into about `count` ranges of like mass: each cut moves, by up to a quarter of a
 * range, to where the values lie furthest apart, so that modes stay whole.
 */
function cutRanks(sorted: Float64Array, count: number): number[] {
  const rows = sorted.length
  const range = rows / count
  const reach = range / 4
  const smooth = Math.max(1, Math.floor(range / 50))
  const ranks: number[] = []
  for (let c = 1; c < count; c++) {
    const target = c * range
    let best = 0
    let widest = -1
    for (let r = Math.max(1, Math.ceil(target - reach)); r <= Math.min(rows - 1, target + reach); r++) {
      if (sorted[r] === sorted[r - 1]) continue
      const gap = sorted[Math.min(rows - 1, r - 1 + smooth)] / 2 - sorted[Math.max(0, r - smooth)] / 2
      const weighted = gap * (1 - Math.abs(r - target) / (2 * reach))
      if (weighted > widest) {
        widest = weighted
        best = r
      }
    }
    if (best > 0) ranks.push(widestGap(sorted, best - smooth + 1, best + smooth - 1))
  }
  return ranks
}

/**
 * Fits a mixture to sorted values, at least one. The outermost edges are the values' own extremes; a component holds about
 * `componentRows` rows at least. `options`: atoms and components together at most, two or more.
 */
export function fitMixture(
  sorted: Float64Array,
  components: number,
  componentRows = 50,
  options = Number.POSITIVE_INFINITY,
): Mixture {
  const rows = sorted.length
  const runs = runsOf(sorted)
  const atomRuns = atomsOf(runs, rows, options)
  const atoms = atomRuns.map((i) => runs.values[i])
  const shares = atomRuns.map((i) => runs.counts[i] / rows)
  const isAtom = new Set(atoms)
  const rest = atoms.length === 0 ? sorted : sorted.filter((value) => !isAtom.has(value))
  if (rest.length === 0) return { atoms, cuts: [], maps: [], shares }

  const wished = Math.round(Math.min(components, options - atoms.length) * Math.sqrt(rest.length / rows))
  const count = Math.max(1, Math.min(wished, Math.floor(rest.length / componentRows)))
  const ranks = cutRanks(rest, count)
  const cuts = ranks.map((rank) => {
    const middle = rest[rank - 1] / 2 + rest[rank] / 2
    return middle > rest[rank - 1] ? middle : rest[rank]
  })
  const begins = [0, ...ranks]
  const edges = [rest[0], ...cuts, rest[rest.length - 1]]
  const maps = begins.map((begin, c) => {
    const end = begins[c + 1] ?? rest.length
    shares.push((end - begin) / rows)
    return fitQuantileMap(rest, begin, end, edges[c], edges[c + 1])
  })
  return { atoms, cuts, maps, shares }
}

/**
 * A mixture over [minimum, maximum] that knows no data: each value an atom where there are few (`step` apart; 0: a
 * continuum), else components of equal width.
 */
export function flatMixture(minimum: number, maximum: number, step: number, components: number): Mixture {
  const count =
    step > 0 ? Math.round((maximum - minimum) / step) + 1 : minimum === maximum ? 1 : Number.POSITIVE_INFINITY
  if (count <= fewValues) {
    const atoms = Array.from({ length: count }, (_, i) => minimum + i * step)
    return { atoms, cuts: [], maps: [], shares: atoms.map(() => 1 / count) }
  }
  const edges = Array.from({ length: components + 1 }, (_, c) => {
    const share = c / components
    return minimum * (1 - share) + maximum * share
  })
  const maps = Array.from({ length: components }, (_, c) => straightMap(edges[c], edges[c + 1]))
  return { atoms: [], cuts: edges.slice(1, -1), maps, shares: maps.map(() => 1 / components) }
}

/** The middle density of up to three bins on either side of bin i. */
function densityAround({ edges, shares }: Shape, i: number): number {
  const around: number[] = []
  for (let j = Math.max(0, i - 3); j <= Math.min(shares.length - 1, i + 3); j++) {
    if (j !== i) around.push(shares[j] / (edges[j + 1] - edges[j]))
  }
  around.sort((a, b) => a - b)
  return around[Math.floor((around.length - 1) / 2)] ?? 0
}

/** Bins of one value that are atoms: all where every bin is one and they are few, else those that stand out. */
function atomBins(shape: Shape, axis: Axis, options: number): boolean[] {
  const { edges, shares } = shape
  const width = (i: number) => edges[i + 1] - edges[i]
  const single = Array.from(shares, (_, i) => width(i) === (axis.step === 1 ? 1 : Number.MIN_VALUE))
  if (single.every(Boolean) && single.length <= Math.min(fewValues, options)) {
    return Array.from(shares, (share) => share > 0)
  }
  const present = 1 - shape.missing
  const stands = (alone: boolean, i: number) =>
    alone && shares[i] >= atomShare * present && shares[i] >= prominence * densityAround(shape, i) * width(i)
  const standing = Array.from(single.keys()).filter((i) => stands(single[i], i))
  const chosen = new Set(
    standing.sort((a, b) => shares[b] - shares[a] || a - b).slice(0, Math.min(mostAtoms, options / 2)),
  )
  return single.map((_, i) => chosen.has(i))
}

/** A mixture from noisy shares of bins: within a bin all values are equally likely. Components end where bins do. */
export function shapedMixture(
  shape: Shape,
  axis: Axis,
  components: number,
  options = Number.POSITIVE_INFINITY,
): Mixture {
  const { edges, shares } = shape
  const present = shares.reduce((sum, share) => sum + share, 0)
  if (present === 0) return { atoms: [], cuts: [], maps: [], shares: [] }
  const isAtom = atomBins(shape, axis, options)
  const chosen = Array.from(edges.keys()).filter((i) => isAtom[i])
  const rest = shares.map((share, i) => (isAtom[i] ? 0 : share / present))
  const restShare = rest.reduce((sum, share) => sum + share, 0)
  const mixture = { atoms: chosen.map((i) => axis.value(edges[i])), shares: chosen.map((i) => shares[i] / present) }
  if (!(restShare > 0)) return { ...mixture, cuts: [], maps: [] }

  const count = Math.max(1, Math.round(Math.min(components, options - chosen.length) * Math.sqrt(restShare)))
  const cuts: number[] = []
  const maps: QuantileMap[] = []
  let begin = 0
  let before = 0
  let sum = 0
  for (let bin = 0; bin < rest.length; bin++) {
    sum += rest[bin]
    const left = rest.subarray(bin + 1).some((share) => share > 0)
    const last = bin === rest.length - 1
    const full = sum > before && sum >= ((maps.length + 1) / count) * restShare && left
    if (!last && !full) continue
    maps.push(mapOf(rest, edges, begin, bin + 1, axis))
    mixture.shares.push(Math.min(1, sum - before))
    if (!last) cuts.push(axis.edge(edges[bin + 1]))
    begin = bin + 1
    before = sum
  }
  return { ...mixture, cuts, maps }
}

/** The polyline through the edges of bins [begin, end). */
function mapOf(shares: Float64Array, edges: Float64Array, begin: number, end: number, axis: Axis): QuantileMap {
  const total = shares.subarray(begin, end).reduce((sum, share) => sum + share, 0)
  const levels = [0]
  const values = [axis.edge(edges[begin])]
  let sum = 0
  for (let bin = begin; bin < end; bin++) {
    sum += shares[bin]
    levels.push(bin === end - 1 ? 1 : Math.min(1, sum / total))
    values.push(axis.edge(edges[bin + 1]))
  }
  return { levels, values }
}
