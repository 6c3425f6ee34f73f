// Thinning keeps ends, order and peaks.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { thin } from './lttb.ts'

const steps = (length: number) => Array.from({ length }, (_, i) => i)

it('keeps every point of a short series', () => {
  expect(thin([0, 1, 2], [[5, 5, 5]], 3, 10)).toEqual([0, 1, 2])
  expect(thin([], [[]], 0, 10)).toEqual([])
})

it('keeps a lone peak of either series', () => {
  const x = steps(1000)
  const first = x.map((i) => (i === 333 ? 100 : 0))
  const second = x.map((i) => (i === 777 ? -0.01 : 0))
  const picked = thin(x, [first, second], 1000, 50)
  expect(picked).toContain(333)
  expect(picked).toContain(777)
})

it('gives exactly the wanted number of rising indices, with both ends', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 400 })
  fc.assert(
    fc.property(values, fc.integer({ min: 3, max: 100 }), (y, limit) => {
      const picked = thin(steps(y.length), [y], y.length, limit)
      expect(picked).toHaveLength(Math.min(limit, y.length))
      expect(picked[0]).toBe(0)
      expect(picked.at(-1)).toBe(y.length - 1)
      for (let i = 1; i < picked.length; i++) expect(picked[i]).toBeGreaterThan(picked[i - 1])
    }),
  )
})
