// Neighbours: for each row the nearest of many others, found exactly without looking at most of them.
import { finished, type Work } from '../work/work.ts'
import { type GowerPoints, pickPoints } from './gower.ts'

export interface Neighbours {
  /** [rows]: the nearest row; of several equally near the first. */
  readonly rows: Uint32Array
  /** [rows]: distance to it. */
  readonly nearest: Float64Array
  /** [rows]: distance to the second nearest; infinite where there is none. */
  readonly second: Float64Array
  /** Rows and boxes that were looked at for all that: what the search cost. */
  readonly looks: number
}

export type NeighbourSearch = (queries: GowerPoints, onRow?: () => void) => Work<Neighbours>

/** Rows that are looked at one by one rather than parted again. */
const mostInLeaf = 12

/** Rows that are placed before others have their turn: where rows lie far apart each takes milliseconds. */
const together = 16

/** Rows of a node that its cut is chosen by. */
const mostProbed = 25

/**
 * Prepares the search among `points`, one at least. The rows are parted in two again and again along the coordinate in which
 * they differ most (Friedman, Bentley and Finkel 1977); each part knows the box around its rows, and is skipped when the box
 * is farther than the second nearest row found so far.
 */
export function searchAmong(points: GowerPoints): NeighbourSearch {
  const { rows, width, coordinates } = points
  /** Rows, part by part; in each part they rise. */
  const order = Uint32Array.from({ length: rows }, (_, r) => r)
  /** Of each node the least and then the greatest of each coordinate. */
  const boxes: number[] = []
  const firsts: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  /** The nodes that a node was parted into; 0 in a leaf. */
  const lefts: number[] = []
  const rights: number[] = []
  const spare = new Uint32Array(rows)
  const probe = new Float64Array(mostProbed)

  /** The cut that parts the rows where they differ most: those up to `value` in coordinate `column` lie left. */
  function chooseCut(start: number, end: number, box: number): { column: number; value: number } {
    const count = Math.min(mostProbed, end - start)
    const step = (end - start) / count
    let best = { column: -1, value: 0 }
    let most = 0
    for (let c = 0; c < width; c++) {
      if (boxes[box + c] === boxes[box + width + c]) continue
      for (let i = 0; i < count; i++) probe[i] = coordinates[order[start + Math.floor(i * step)] * width + c]
      sortFirst(probe, count)
      const median = probe[count >> 1]
      let spread = 0
      for (let i = 0; i < count; i++) spread += Math.min(Math.abs(probe[i] - median), 1)
      if (spread <= most) continue
      let below = count >> 1
      while (below > 0 && probe[below - 1] === median) below--
      let upTo = count >> 1
      while (upTo < count && probe[upTo] === median) upTo++
      // The median goes to the side that leaves the halves more alike.
      const value = below > 0 && (upTo === count || below >= count - upTo) ? probe[below - 1] : median
      best = { column: c, value }
      most = spread
    }
    if (best.column >= 0) return best
    // The probed rows are all alike, others are not.
    const column = Array.from({ length: width }, (_, c) => c).find((c) => boxes[box + c] < boxes[box + width + c]) ?? -1
    return { column, value: column < 0 ? 0 : (boxes[box + column] + boxes[box + width + column]) / 2 }
  }

  function build(start: number, end: number): number {
    const node = starts.length
    const box = node * 2 * width
    firsts.push(order[start])
    starts.push(start)
    ends.push(end)
    lefts.push(0)
    rights.push(0)
    for (let c = 0; c < width; c++) {
      let least = Number.POSITIVE_INFINITY
      let greatest = Number.NEGATIVE_INFINITY
      for (let i = start; i < end; i++) {
        const value = coordinates[order[i] * width + c]
        if (value < least) least = value
        if (value > greatest) greatest = value
      }
      boxes[box + c] = least
      boxes[box + width + c] = greatest
    }
    if (end - start <= mostInLeaf) return node
    const { column, value } = chooseCut(start, end, box)
    if (column < 0) return node
    let left = start
    let right = 0
    for (let i = start; i < end; i++) {
      const row = order[i]
      if (coordinates[row * width + column] <= value) order[left++] = row
      else spare[right++] = row
    }
    order.set(spare.subarray(0, right), left)
    lefts[node] = build(start, left)
    rights[node] = build(left, end)
    return node
  }

  build(0, rows)
  const sides = Float64Array.from(boxes)
  const packed = new Float64Array(rows * width)
  for (let i = 0; i < rows; i++) packed.set(coordinates.subarray(order[i] * width, (order[i] + 1) * width), i * width)

  return function* (queries, onRow) {
    const found = new Uint32Array(queries.rows)
    const nearest = new Float64Array(queries.rows)
    const seconds = new Float64Array(queries.rows)
    const query = new Float64Array(width)
    let row = 0
    let best = 0
    let second = 0
    let looks = 0

    /** Distance to the box of a node. */
    function toBox(node: number): number {
      let sum = 0
      for (let c = 0, low = node * 2 * width, high = low + width; c < width; c++, low++, high++) {
        const value = query[c]
        const outside = value < sides[low] ? sides[low] - value : value > sides[high] ? value - sides[high] : 0
        sum += outside < 1 ? outside : 1
      }
      return sum
    }

    /** Whether no row from `first` on, at this distance or beyond, can be one of the two nearest, or the first of equals. */
    const useless = (distance: number, first: number) => distance >= second && (distance > best || first > row)

    function visit(node: number, distance: number) {
      if (useless(distance, firsts[node])) return
      if (lefts[node] > 0) {
        looks += 2
        const left = toBox(lefts[node])
        const right = toBox(rights[node])
        visit(left <= right ? lefts[node] : rights[node], Math.min(left, right))
        visit(left <= right ? rights[node] : lefts[node], Math.max(left, right))
        return
      }
      looks += ends[node] - starts[node]
      // In variables of the loop's own, which stay in registers.
      let limit = second
      let least = best
      let at = row
      for (let i = starts[node], end = ends[node]; i < end; i++) {
        const from = i * width
        let sum = 0
        for (let c = 0; c < width; c++) {
          const difference = Math.abs(query[c] - packed[from + c])
          sum += difference < 1 ? difference : 1
          if (sum > limit) break
        }
        if (sum > limit) continue
        if (sum < least || (sum === least && order[i] < at)) {
          limit = least
          least = sum
          at = order[i]
        } else if (sum < limit) limit = sum
        // A part of rows that are all alike may be long.
        if (distance >= limit && distance <= least && order[i] >= at) break
      }
      second = limit
      best = least
      row = at
    }

    for (let q = 0; q < queries.rows; q++) {
      query.set(queries.coordinates.subarray(q * width, (q + 1) * width))
      row = rows
      best = Number.POSITIVE_INFINITY
      second = Number.POSITIVE_INFINITY
      visit(0, 0)
      found[q] = row
      nearest[q] = best
      seconds[q] = second
      onRow?.()
      if (q % together === 0) yield
    }
    return { rows: found, nearest, second: seconds, looks }
  }
}

/** Rows that a search is tried on. */
const mostTried = 50

/**
 * How many rows like `queries` can be searched for `searches` times with about so many cells looked at in all: the closer rows
 * lie together, the more. A search among rows that are all far apart looks at each of them.
 */
export function affordable(search: NeighbourSearch, queries: GowerPoints, searches: number, cells: number): number {
  const tried = Math.min(mostTried, queries.rows)
  const rows = Uint32Array.from({ length: tried }, (_, i) => Math.floor((i * queries.rows) / tried))
  const looks = finished(search(pickPoints(queries, rows))).looks / tried
  return Math.floor(cells / (looks * queries.width * searches))
}

/** Sorts the first few values by insertion. */
function sortFirst(values: Float64Array, count: number) {
  for (let i = 1; i < count; i++) {
    const value = values[i]
    let at = i
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1]
    values[at] = value
  }
}
