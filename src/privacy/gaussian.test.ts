// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { describe, expect, it } from 'vitest'
import { normalCdf } from '../math/special.ts'
import { fillGaussian } from './gaussian.ts'
import { Words } from './words.ts'

const count = 100_000
const words = new Words()

function noise(standardDeviation: number): Float64Array {
  const out = new Float64Array(count)
  fillGaussian(words, out, standardDeviation)
  return out
}

/** Largest distance between the empirical distribution and N(0, σ²), times √count (Kolmogorov and Smirnov). */
function kolmogorov(values: Float64Array, sigma: number): number {
  const sorted = values.toSorted()
  let distance = 0
  for (let i = 0; i < count; i++) {
    const expected = normalCdf(sorted[i] / sigma)
    distance = Math.max(distance, expected - i / count, (i + 1) / count - expected)
  }
  return distance * Math.sqrt(count)
}

/** χ² over 16 bins of half a σ from −4σ to 4σ and the two tails, as deviations of its normal approximation (17 degrees). */
function chiSquareDeviations(values: Float64Array, sigma: number): number {
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

describe('Gaussian noise', () => {
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
    const correlation = (lag: number, against: Float64Array) => {
      let sum = 0
      for (let i = lag; i < count; i++) sum += values[i] * against[i - lag]
      return Math.abs(sum) / Math.sqrt(count)
    }
    for (const lag of [1, 2, 3, 4, 8, 1000]) expect(correlation(lag, values)).toBeLessThan(5.5)
    for (const lag of [0, 1]) expect(correlation(lag, other)).toBeLessThan(5.5)
  })

  it('never gives a sequence twice, nor to two supplies alike', () => {
    const draw = (from = words) => {
      const out = new Float64Array(4)
      fillGaussian(from, out, 1)
      return out.join()
    }
    const seen = new Set(Array.from({ length: 2000 }, () => draw()))
    for (let i = 0; i < 200; i++) seen.add(draw(new Words()))
    expect(seen.size).toBe(2200)
  })

  it('adds nothing at a standard deviation of 0 and scales far up', () => {
    expect(noise(0).every((value) => value === 0)).toBe(true)
    expect(kolmogorov(noise(1e6), 1e6)).toBeLessThan(kolmogorovLimit)
  })
})
