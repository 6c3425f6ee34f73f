// QuantileMap: a component's own distribution as a polyline, value ⇄ level (share of the component below the value).
import { firstAbove, firstAtLeast } from '../math/search.ts'

/**
 * Knots of a polyline from (0, lower edge) to (1, upper edge); both lists never fall. A value that stands for a share of
 * the component of its own is two knots of equal value; a jump over values that never occur is two knots of equal level.
 */
export interface QuantileMap {
  readonly levels: readonly number[]
  readonly values: readonly number[]
}

/** A value with at least 1/steps of a component's rows is kept exactly; inner knots stand 1/steps apart. */
const steps = 28
/** Rows that an inner knot averages at least: no knot but the outermost repeats the value of a single row. */
const pooled = 4
/** Scalars are kept in single precision: draws inside a value's share stay this far (relative) from its ends. */
const inset = 1e-4

/** The straight line over [lower, upper]: nothing known but the edges. */
export function straightMap(lower: number, upper: number): QuantileMap {
  return { levels: [0, 1], values: [lower, upper] }
}

/** Mean of sorted[begin … end), safe against overflow. */
function mean(sorted: Float64Array, begin: number, end: number): number {
  let sum = 0
  for (let i = begin; i < end; i++) sum += sorted[i] / (end - begin)
  return Math.min(Math.max(sum, sorted[begin]), sorted[end - 1])
}

/**
 * Ranks of inner knots among the rows [begin, end): evenly spaced, and closer and closer towards an end of the component,
 * so that the way from the last inner knot to the edge belongs to one row alone.
 */
function innerRanks(begin: number, end: number, spacing: number, lowEnd: boolean, highEnd: boolean): number[] {
  const ranks = new Set<number>()
  for (let distance = 1; distance < spacing; distance = 1 + 4 * distance) {
    if (begin + distance + pooled >= end - distance - pooled) break
    if (lowEnd) ranks.add(begin + distance)
    if (highEnd) ranks.add(end - distance)
  }
  const parts = Math.floor((end - begin) / spacing)
  for (let i = 1; i < parts; i++) ranks.add(Math.round(begin + (i * (end - begin)) / parts))
  return [...ranks].sort((a, b) => a - b)
}

/** What stands at rank r: a mean of rows around it that leaves out the outermost row on either side. */
function valueAt(sorted: Float64Array, rank: number, begin: number, end: number): number {
  const reach = Math.min(2 * pooled, rank - begin - 1, end - 1 - rank)
  if (reach >= pooled / 2) return mean(sorted, rank - reach, rank + reach)
  return rank - begin < end - rank
    ? mean(sorted, begin + 1, begin + 1 + pooled)
    : mean(sorted, end - 1 - pooled, end - 1)
}

/** Fits the map to sorted[begin … end), at least one row, all within [lower, upper]. */
export function fitQuantileMap(
  sorted: Float64Array,
  begin: number,
  end: number,
  lower: number,
  upper: number,
): QuantileMap {
  const rows = end - begin
  const spacing = Math.max(rows / steps, pooled)
  const levels = [0]
  const values = [lower]
  const knot = (rank: number, value: number) => {
    levels.push((rank - begin) / rows)
    // Means of different windows may cross by a rounding.
    values.push(Math.max(value, values[values.length - 1]))
  }
  const between = (from: number, to: number) => {
    if (to - from < 2 * pooled + 2) return
    for (const rank of innerRanks(from, to, spacing, from === begin, to === end))
      knot(rank, valueAt(sorted, rank, from, to))
  }
  let plain = begin
  for (let i = begin; i < end; ) {
    let next = i + 1
    while (next < end && sorted[next] === sorted[i]) next++
    if (next - i >= spacing) {
      between(plain, i)
      knot(i, sorted[i])
      knot(next, sorted[i])
      plain = next
    }
    i = next
  }
  between(plain, end)
  levels.push(1)
  values.push(upper)
  return { levels, values }
}

/** The level of a value, on [0, 1]; where the value has a share of its own, the place in it that `uniform`, on [0, 1), says. */
export function levelOf(map: QuantileMap, value: number, uniform: number): number {
  const { levels, values } = map
  const first = firstAtLeast(values, value)
  if (first === values.length) return 1
  if (values[first] === value) {
    const last = firstAbove(values, value) - 1
    const from = levels[first]
    return from + (levels[last] - from) * (inset + (1 - 2 * inset) * uniform)
  }
  if (first === 0) return 0
  // Halves, because the distance of two doubles may not be a double.
  const below = values[first - 1] / 2
  const share = (value / 2 - below) / (values[first] / 2 - below)
  return levels[first - 1] + share * (levels[first] - levels[first - 1])
}

/** The value at a level on [0, 1]. */
export function valueAtLevel(map: QuantileMap, level: number): number {
  const { levels, values } = map
  const above = firstAbove(levels, level)
  if (above === levels.length) return values[values.length - 1]
  if (above === 0) return values[0]
  const share = (level - levels[above - 1]) / (levels[above] - levels[above - 1])
  const from = values[above - 1]
  const to = values[above]
  return from === to ? from : from * (1 - share) + to * share
}
