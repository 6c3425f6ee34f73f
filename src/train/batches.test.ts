// Tests of the shuffled batches.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { ShuffledBatches } from './batches.ts'

it('gives every row once an epoch', () => {
  const batches = new ShuffledBatches(12, 4, createRandom(1, 'batches'))
  const rows = [...batches.draw(), ...batches.draw(), ...batches.draw()]
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i))
})

it('fills a batch from a table smaller than the batch', () => {
  const batch = new ShuffledBatches(3, 8, createRandom(1, 'batches')).draw()
  expect(batch).toHaveLength(8)
  expect(new Set(batch)).toEqual(new Set([0, 1, 2]))
})

it('repeats itself for a seed', () => {
  const draw = () => [...new ShuffledBatches(100, 10, createRandom(7, 'batches')).draw()]
  expect(draw()).toEqual(draw())
})
