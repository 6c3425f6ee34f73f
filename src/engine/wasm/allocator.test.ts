// Ranges that overlap would mix up numbers without a word.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Allocator, lineBytes } from './allocator.ts'

describe('Allocator', () => {
  it('never hands out what is in use, and takes everything back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 1000 }), { maxLength: 60 }), (requests) => {
        const allocator = new Allocator(lineBytes)
        const used: { start: number; bytes: number }[] = []
        for (const request of requests) {
          if (request < 0 && used.length > 0) {
            const [range] = used.splice(-request % used.length, 1)
            allocator.release(range.start, range.bytes)
          } else {
            const bytes = Math.abs(request)
            const start = allocator.allocate(bytes)
            expect(start % lineBytes).toBe(0)
            expect(start + bytes).toBeLessThanOrEqual(allocator.end)
            for (const other of used) {
              expect(start + Math.max(bytes, 1) <= other.start || other.start + Math.max(other.bytes, 1) <= start).toBe(
                true,
              )
            }
            used.push({ start, bytes })
          }
        }
        for (const { start, bytes } of used) allocator.release(start, bytes)
        expect(allocator.end).toBe(lineBytes)
      }),
    )
  })

  it('takes the smallest free range that is large enough', () => {
    const allocator = new Allocator(0)
    const large = allocator.allocate(640)
    allocator.allocate(1)
    const small = allocator.allocate(128)
    allocator.allocate(1)
    allocator.release(large, 640)
    allocator.release(small, 128)
    expect(allocator.allocate(100)).toBe(small)
    expect(allocator.allocate(100)).toBe(large)
  })
})
