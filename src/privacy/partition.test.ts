// Partition: counting in bins, and the best estimate from counts over ever finer bins.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { countNumbers, fuseLevels, type Level, toShares } from './partition.ts'

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

it('counts each number in one bin, those beyond the edges in the outermost, and missing last', () => {
  const numbers = { sorted: Float64Array.of(-5, 0, 1, 1, 2.5, 3, 99), missing: 4 }
  expect([...countNumbers(numbers, Float64Array.of(0, 1, 3, 4))]).toEqual([2, 3, 2, 4])
  expect([...countNumbers({ sorted: new Float64Array(0), missing: 1 }, Float64Array.of(0, 1))]).toEqual([0, 1])
})

/** Three levels, each a refinement, some bins not split; counts and variances at random. */
function randomLevels(): Level[] {
  const random = createRandom(5, 'levels')
  const edges = [
    [0, 4, 9],
    [0, 1, 4, 6, 9],
    [0, 1, 2, 3, 4, 6, 7, 8, 9],
  ]
  return edges.map((list) => ({
    edges: Float64Array.from(list),
    counts: Float64Array.from(list, () => 100 * random.uniform()),
    variances: Float64Array.from(list, () => 1 + 9 * random.uniform()),
  }))
}

it('estimates by least squares: no shift of counts that keeps their sum would fit the levels better', () => {
  const levels = randomLevels()
  const { counts } = fuseLevels(levels, 300)
  expect(sum(counts)).toBeCloseTo(300, 9)
  const fine = levels[2].edges
  // At the least sum of squares under a fixed total, its gradient is the same for every count.
  const gradients = Array.from(counts, (_, leaf) => {
    const missing = leaf === counts.length - 1
    return sum(
      levels.map(({ edges, counts: noisy, variances }) => {
        const of = (i: number) => {
          if (i === counts.length - 1) return edges.length - 1
          return edges.findLastIndex((edge) => edge <= fine[i])
        }
        const bin = missing ? edges.length - 1 : of(leaf)
        const inside = sum(Array.from(counts, (count, i) => (of(i) === bin ? count : 0)))
        return (inside - noisy[bin]) / variances[bin]
      }),
    )
  })
  for (const gradient of gradients) expect(gradient).toBeCloseTo(gradients[0], 9)
})

it('is nearer to the truth than the finest level alone', () => {
  const random = createRandom(6, 'noise')
  const truth = { sorted: Float64Array.from({ length: 4096 }, (_, i) => i), missing: 0 }
  const edges = [8, 64].map((count) => Float64Array.from({ length: count + 1 }, (_, i) => (i * 4096) / count))
  let fused = 0
  let alone = 0
  for (let trial = 0; trial < 40; trial++) {
    const levels = edges.map((list) => ({
      edges: list,
      counts: countNumbers(truth, list).map((count) => count + 30 * random.normal()),
      variances: new Float64Array(list.length).fill(900),
    }))
    const half = (counts: Float64Array) => Math.abs(sum(counts.subarray(0, 32)) - 2048)
    fused += half(fuseLevels(levels, 4096).counts)
    alone += half(levels[1].counts)
  }
  expect(fused).toBeLessThan(alone / 2)
})

it('makes shares of counts: none negative, all together 1, the small ones given up', () => {
  const counts = Float64Array.of(700, -30, 4, 330, 21)
  const shares = toShares(counts, 1000)
  expect(sum(shares)).toBeCloseTo(1, 12)
  // (700 + 330 + 21 − 1000)/3 = 17 is taken off each that stays.
  expect([...shares].map((share) => Math.round(share * 1000))).toEqual([683, 0, 0, 313, 4])
  expect([...toShares(Float64Array.of(-5, -7), 10)]).toEqual([0.6, 0.4])
})
