// Posterior: what is given is kept, and the rest follows the model beside it.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { LatentPool } from './posterior.ts'

const layout = {
  width: 5,
  segments: [
    { kind: 'choice', offset: 0, width: 2 },
    { kind: 'scalar', offset: 2, width: 1 },
    { kind: 'choice', offset: 3, width: 2 },
  ],
} as const

/** Two latent rows, equally likely: the first mostly gives options 0 and 0, the second mostly 1 and 1. */
const chances = Float32Array.of(0.9, 0.1, -0.5, 0.8, 0.2, 0.2, 0.8, 0.5, 0.1, 0.9)

function pool(): LatentPool {
  const filled = new LatentPool(layout)
  filled.add(chances.slice(0, 5))
  filled.add(chances.slice(5))
  return filled
}

const share = (values: Float32Array, column: number) =>
  values.reduce((sum, value, at) => sum + (at % 5 === column ? value : 0), 0) / (values.length / 5)

it('draws the other fields by their chances given the fixed one', () => {
  const rows = 20_000
  const given = [new Int32Array(rows).fill(0), new Int32Array(rows).fill(-1)]
  const values = pool().draw(given, createRandom(1, 'draw'))
  expect(share(values, 0)).toBe(1)
  // p(first latent | option 0) = 0.9 / (0.9 + 0.2); p(b = 0 | a = 0) = 9/11 · 0.8 + 2/11 · 0.1
  expect(share(values, 3)).toBeCloseTo((9 / 11) * 0.8 + (2 / 11) * 0.1, 2)
  expect(share(values, 2)).toBeCloseTo((9 / 11) * -0.5 + (2 / 11) * 0.5, 1)
})

it('draws from the model itself where nothing is given', () => {
  const rows = 20_000
  const values = pool().draw([new Int32Array(rows).fill(-1), new Int32Array(rows).fill(-1)], createRandom(2, 'draw'))
  expect(share(values, 0)).toBeCloseTo(0.55, 1)
  expect(share(values, 3)).toBeCloseTo(0.45, 1)
})

it('takes what is given row by row', () => {
  const given = [Int32Array.of(0, 1, -1), Int32Array.of(1, -1, 0)]
  const values = pool().draw(given, createRandom(3, 'draw'))
  expect([values[0], values[4], values[6], values[13]]).toEqual([1, 1, 1, 1])
})

it('tells how many latent rows carry what is given', () => {
  const all = pool()
  expect(all.support([Int32Array.of(-1), Int32Array.of(-1)])).toBeCloseTo(2, 9)
  expect(all.support([Int32Array.of(0), Int32Array.of(0)])).toBeLessThan(1.1)
})
