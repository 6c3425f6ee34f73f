// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { normalCdf } from '../math/special.ts'
import { NoSecureRandomError } from './errors.ts'
import { PoissonSampler } from './poisson.ts'
import { createSecureRandom } from './secure.ts'

const count = 100_000
const random = createSecureRandom()

function noise(standardDeviation: number): Float32Array {
  const out = new Float32Array(count)
  random.fillGaussian(out, standardDeviation)
  return out
}

/** Largest distance between the empirical distribution and N(0, σ²), times √count (Kolmogorov and Smirnov). */
function kolmogorov(values: Float32Array, sigma: number): number {
  const sorted = values.toSorted()
  let distance = 0
  for (let i = 0; i < count; i++) {
    const expected = normalCdf(sorted[i] / sigma)
    distance = Math.max(distance, expected - i / count, (i + 1) / count - expected)
  }
  return distance * Math.sqrt(count)
}

/** χ² over 16 bins of half a σ from −4σ to 4σ and the two tails, as deviations of its normal approximation (17 degrees). */
function chiSquareDeviations(values: Float32Array, sigma: number): number {
  const counts = new Float64Array(18)
  for (const value of values) counts[Math.min(17, Math.max(0, Math.floor((2 * value) / sigma) + 9))]++
  let statistic = 0
  for (let bin = 0; bin < 18; bin++) {
    const lower = bin === 0 ? Number.NEGATIVE_INFINITY : (bin - 9) / 2
    const upper = bin === 17 ? Number.POSITIVE_INFINITY : (bin - 8) / 2
    const expected = count * (normalCdf(upper) - normalCdf(lower))
    statistic += (counts[bin] - expected) ** 2 / expected
  }
  // Wilson and Hilferty 1931.
  return ((statistic / 17) ** (1 / 3) - (1 - 2 / (9 * 17))) / Math.sqrt(2 / (9 * 17))
}

/** Exceeded with probability 2·exp(−2·2.8²) = 3e-7. */
const kolmogorovLimit = 2.8
const deviationsLimit = 5.5

describe('fillGaussian', () => {
  it('draws normals of the wanted standard deviation, and of no other', () => {
    const values = noise(1.7)
    expect(kolmogorov(values, 1.7)).toBeLessThan(kolmogorovLimit)
    expect(chiSquareDeviations(values, 1.7)).toBeLessThan(deviationsLimit)
    for (const wrong of [(2 / 3) * 1.7, 1.5 * 1.7]) {
      expect(kolmogorov(values, wrong)).toBeGreaterThan(10 * kolmogorovLimit)
      expect(chiSquareDeviations(values, wrong)).toBeGreaterThan(3 * deviationsLimit)
    }
  })

  it('has the moments of a normal', () => {
    const values = noise(1)
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count
    const error = (deviation: number) => (5.5 * deviation) / Math.sqrt(count)
    expect(Math.abs(moment(1))).toBeLessThan(error(1))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error(Math.sqrt(2)))
    expect(Math.abs(moment(3))).toBeLessThan(error(Math.sqrt(15)))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error(Math.sqrt(96)))
  })

  it('draws values that do not hang together, within a call and across calls', () => {
    const values = noise(1)
    const other = noise(1)
    const correlation = (lag: number, against: Float32Array) => {
      let sum = 0
      for (let i = lag; i < count; i++) sum += values[i] * against[i - lag]
      return Math.abs(sum) / Math.sqrt(count)
    }
    for (const lag of [1, 2, 3, 4, 8, 1000]) expect(correlation(lag, values)).toBeLessThan(5.5)
    for (const lag of [0, 1]) expect(correlation(lag, other)).toBeLessThan(5.5)
  })

  it('never gives a sequence twice, nor to two generators alike', () => {
    const draw = (source = random) => {
      const out = new Float32Array(4)
      source.fillGaussian(out, 1)
      return out.join()
    }
    const seen = new Set(Array.from({ length: 2000 }, () => draw()))
    for (let i = 0; i < 200; i++) seen.add(draw(createSecureRandom()))
    expect(seen.size).toBe(2200)
  })

  it('adds nothing at a standard deviation of 0 and scales far up', () => {
    expect(noise(0).every((value) => value === 0)).toBe(true)
    expect(kolmogorov(noise(1e6), 1e6)).toBeLessThan(kolmogorovLimit)
  })
})

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
    fresh.fillGaussian(new Float32Array(1000), 1)
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
