// Axis marks are few, round and inside.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roundTicks } from './ticks.ts'

it('takes round numbers', () => {
  expect(roundTicks(0, 1000, 5)).toEqual([0, 200, 400, 600, 800, 1000])
  expect(roundTicks(-0.13, 0.31, 4)).toEqual([0, 0.2])
})

it('marks a level without extent once', () => {
  expect(roundTicks(3, 3, 5)).toEqual([3])
})

it('stays inside the axis and below the wanted number, whatever the range', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(value, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (low, extent) => {
      const high = low + extent
      fc.pre(high - low > Math.abs(low) * 1e-9)
      const ticks = roundTicks(low, high, 5)
      expect(ticks.length).toBeLessThanOrEqual(6)
      const slack = (high - low) * 1e-3
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low - slack)
        expect(tick).toBeLessThanOrEqual(high + slack)
      }
    }),
  )
})
