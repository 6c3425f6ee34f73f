// Tests of the adaptive rate of discriminator updates.
import { expect, it } from 'vitest'
import { AdaptiveRate } from './adaptive.ts'

const plenty = 1e9

it('stays where it is while the discriminator keeps up', () => {
  const adaptive = new AdaptiveRate(5)
  for (let i = 0; i < 1000; i++) adaptive.note(0.8, 10, plenty)
  expect(adaptive.rate).toBe(5)
})

it('goes up the ladder, a grace period apart, when the discriminator falls behind', () => {
  const adaptive = new AdaptiveRate(1)
  const rates: number[] = []
  for (let steps = 10; steps <= 1800; steps += 10) {
    adaptive.note(0.5, 10, plenty)
    if (steps % 200 === 190 || steps % 200 === 0) rates.push(adaptive.rate)
  }
  expect(rates).toEqual([1, 2, 2, 5, 5, 10, 10, 20, 20, 50, 50, 100, 100, 200, 200, 500, 500, 500])
})

it('goes to the next rate of the ladder from one that is not on it', () => {
  const adaptive = new AdaptiveRate(7)
  adaptive.note(0.1, 200, plenty)
  expect(adaptive.rate).toBe(10)
})

it('forgives a bad moment after a good time', () => {
  const adaptive = new AdaptiveRate(1)
  adaptive.note(0.9, 300, plenty)
  adaptive.note(0, 10, plenty)
  expect(adaptive.rate).toBe(1)
  adaptive.note(0, 100, plenty)
  expect(adaptive.rate).toBe(2)
})

it('takes no rate at which the updates left would not last another grace period', () => {
  const adaptive = new AdaptiveRate(5)
  adaptive.note(0.1, 200, 10 * 200 - 1)
  expect(adaptive.rate).toBe(5)
  adaptive.note(0.1, 1, 10 * 200)
  expect(adaptive.rate).toBe(10)
})

it('does not judge by what was not measured', () => {
  const adaptive = new AdaptiveRate(1)
  adaptive.note(0.9, 300, plenty)
  adaptive.note(0, 0, plenty)
  adaptive.note(0.9, 1, plenty)
  expect(adaptive.rate).toBe(1)
})
