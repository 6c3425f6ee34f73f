// Neighbours: the search against a look at every row.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { finished } from '../work/work.ts'
import type { GowerPoints } from './gower.ts'
import { searchAmong } from './neighbours.ts'

const random = createRandom(3, 'neighbours')

const pointsOf = (rows: readonly (readonly number[])[]): GowerPoints => ({
  rows: rows.length,
  width: rows[0].length,
  coordinates: Float64Array.from(rows.flat()),
})

/** The two nearest by looking at every row; of equally near ones the first. */
function bruteForce(points: readonly (readonly number[])[], query: readonly number[]) {
  const distances = points.map((point) =>
    point.reduce((sum, value, c) => sum + Math.min(Math.abs(value - query[c]), 1), 0),
  )
  const sorted = distances.toSorted((a, b) => a - b)
  return { row: distances.indexOf(sorted[0]), nearest: sorted[0], second: sorted[1] ?? Number.POSITIVE_INFINITY }
}

/** Thousandths, so that sums are the same in every order up to rounding, as the space's own grain makes them. */
const grain = 2 ** 20
const fraction = () => Math.round(random.uniform() * grain) / grain
const fifth = () => random.integer(5) / 4

const kinds: Record<string, () => number[]> = {
  'many numbers': () => Array.from({ length: 6 }, fraction),
  'one number': () => [fraction()],
  'a few words': () => [random.integer(3), random.integer(2), random.integer(4)],
  'words of which one is common': () =>
    Array.from({ length: 8 }, () => (random.uniform() < 0.95 ? 0 : random.integer(40))),
  'numbers, words and gaps': () => [fraction(), random.integer(10), random.uniform() < 0.3 ? -3 : fraction(), fifth()],
  'a number in steps and a constant': () => [fifth(), 0],
  constants: () => [0, 0],
}

describe.each(Object.entries(kinds))('among rows of %s', (_, make) => {
  it.each([1, 2, 30, 700])('finds the two nearest of %i and the first of equals', (count) => {
    const points = Array.from({ length: count }, make)
    const queries = [...Array.from({ length: 100 }, make), ...points.slice(0, 20)]
    const found = finished(searchAmong(pointsOf(points))(pointsOf(queries)))
    for (const [q, query] of queries.entries()) {
      const { row, nearest, second } = bruteForce(points, query)
      expect([found.rows[q], found.nearest[q], found.second[q]]).toEqual([row, nearest, second])
    }
  })
})

it('finds a row that is unlike the thousands of others it was parted from last', () => {
  const points = Array.from({ length: 5000 }, (_, r) => (r === 4321 ? [7, 0.5] : [1, 0]))
  const found = finished(searchAmong(pointsOf(points))(pointsOf([[7, 0.5]])))
  expect([found.rows[0], found.nearest[0], found.second[0]]).toEqual([4321, 0, 1.5])
})

it('says after each row that it is done', () => {
  const points = pointsOf([[0], [1]])
  let heard = 0
  finished(searchAmong(points)(points, () => heard++))
  expect(heard).toBe(2)
})
