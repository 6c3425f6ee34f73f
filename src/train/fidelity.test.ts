// Fidelity: the score of true and of wrong shares, by rows, by shares, and by tables with noise.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { countPairs } from '../models/pairtables.ts'
import { Fidelity } from './fidelity.ts'

const rows = 4096
const segments = [
  { kind: 'choice', offset: 0, width: 4 },
  { kind: 'scalar', offset: 4, width: 1 },
  { kind: 'choice', offset: 5, width: 4 },
] as const
const width = 9

/** Both choices are the same, or have nothing to do with each other. */
function table(related: boolean, seed: number) {
  const random = createRandom(seed, 'rows')
  const first = Uint16Array.from({ length: rows }, () => random.integer(4))
  const second = related ? first : Uint16Array.from({ length: rows }, () => random.integer(4))
  return { rows, width, segments, columns: [first, new Float32Array(rows), second] }
}

function generated({ columns }: ReturnType<typeof table>): Float32Array {
  const values = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    values[row * width + columns[0][row]] = 1
    values[row * width + 5 + columns[2][row]] = 1
  }
  return values
}

const real = table(true, 1)
const [alike, unrelated] = [generated(table(true, 2)), generated(table(false, 3))]
const even = Float64Array.from({ length: 4 }, () => 0.25)

it('is near 1 for rows of the same kind, and tells that pairs do not belong together', () => {
  const fidelity = Fidelity.toRows(real, createRandom(1, 'fidelity'))
  expect(fidelity?.score(alike)).toBeGreaterThan(0.97)
  // Both shares are right; of the pairs, a quarter is.
  expect(fidelity?.score(unrelated)).toBeCloseTo(1 - 0.75 / 3, 1)
})

it('knows nothing of pairs where shares alone are known', () => {
  const fidelity = Fidelity.toShares(real, [even, null])
  expect(fidelity?.score(unrelated)).toBeGreaterThan(0.97)
  const skewed = Fidelity.toShares(real, [Float64Array.of(1, 0, 0, 0), null])
  expect(skewed?.score(unrelated)).toBeCloseTo(0.25, 1)
})

it('gives no score where nothing is known', () => {
  expect(Fidelity.toShares(real, [null, null])).toBeNull()
  const scalars = { ...real, segments: [segments[1]], columns: [real.columns[1]] }
  expect(Fidelity.toRows(scalars, createRandom(1, 'fidelity'))).toBeNull()
})

it('compares with released tables, and leaves out those that noise drowns', () => {
  const random = createRandom(4, 'noise')
  const withNoise = (deviation: number) =>
    Fidelity.toTables(
      real,
      countPairs(real, { addNoise: (counts) => counts.map((each) => each + deviation * random.normal()), deviation }),
      createRandom(1, 'fidelity'),
    )
  expect(withNoise(10)?.score(alike)).toBeGreaterThan(0.96)
  expect(withNoise(10)?.score(unrelated)).toBeLessThan(0.8)
  // Noise of a tenth of the rows in every cell: no table tells anything.
  expect(withNoise(rows / 10)).toBeNull()
})
