// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NoSecureRandomError } from './errors.ts'
import { PoissonSampler } from './poisson.ts'
import { createSecureRandom } from './secure.ts'

const count = 100_000
const random = createSecureRandom()

describe('uniform', () => {
  it('is above 0, at most 1 and even', () => {
    const values = Array.from({ length: count }, () => random.uniform())
    expect(values.every((value) => value > 0 && value <= 1)).toBe(true)
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    expect(Math.abs(mean - 0.5)).toBeLessThan((5.5 * Math.sqrt(1 / 12)) / Math.sqrt(count))
    // All 53 bits are in use: the lowest is set half of the time.
    const odd = values.filter((value) => (value * 2 ** 53) % 2 === 1).length
    expect(Math.abs(odd - count / 2)).toBeLessThan(5.5 * Math.sqrt(count / 4))
  })
})

describe('fillBytes', () => {
  it('fills more than one call of the system gives, every byte value about as often', () => {
    const bytes = new Uint8Array(200_001)
    random.fillBytes(bytes)
    const counts = new Float64Array(256)
    for (const byte of bytes) counts[byte]++
    const expected = bytes.length / 256
    const statistic = counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
    expect(Math.abs(statistic - 255) / Math.sqrt(2 * 255)).toBeLessThan(6)
    expect(bytes.subarray(-4).some((byte) => byte !== 0)).toBe(true)
  })
})

describe('the source', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is never Math.random', () => {
    const spy = vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('Math.random was called')
    })
    const fresh = createSecureRandom()
    fresh.uniform()
    new PoissonSampler(1000, 0.1, fresh).draw()
    expect(spy).not.toHaveBeenCalled()
    spy.mockRestore()
  })

  it('is missed with a clear error where the browser has none', () => {
    vi.stubGlobal('crypto', undefined)
    expect(createSecureRandom).toThrow(NoSecureRandomError)
  })
})
