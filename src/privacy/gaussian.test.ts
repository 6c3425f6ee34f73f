// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { describe, expect, it } from 'vitest'
import { normalCdf } from '../math/special.ts'
import { fillGaussian } from './gaussian.ts'
import { chiSquareDeviations, deviationsLimit, kolmogorov, kolmogorovLimit } from './testing.ts'
import { Words } from './words.ts'

const count = 100_000
const words = new Words()

function noise(standardDeviation: number): Float64Array {
  const out = new Float64Array(count)
  fillGaussian(words, out, standardDeviation)
  return out
}

/** Over 16 bins of half a σ from −4σ to 4σ and the two tails. */
function binDeviations(values: Float64Array, sigma: number): number {
  const counts = new Float64Array(18)
  for (const value of values) counts[Math.min(17, Math.max(0, Math.floor((2 * value) / sigma) + 9))]++
  const expected = Array.from(counts, (_, bin) => {
    const lower = bin === 0 ? Number.NEGATIVE_INFINITY : (bin - 9) / 2
    const upper = bin === 17 ? Number.POSITIVE_INFINITY : (bin - 8) / 2
    return count * (normalCdf(upper) - normalCdf(lower))
  })
  return chiSquareDeviations(counts, expected)
}

describe('Gaussian noise', () => {
  it('draws normals of the wanted standard deviation, and of no other', () => {
    const values = noise(1.7)
    expect(kolmogorov(values, 1.7)).toBeLessThan(kolmogorovLimit)
    expect(binDeviations(values, 1.7)).toBeLessThan(deviationsLimit)
    for (const wrong of [(2 / 3) * 1.7, 1.5 * 1.7]) {
      expect(kolmogorov(values, wrong)).toBeGreaterThan(10 * kolmogorovLimit)
      expect(binDeviations(values, wrong)).toBeGreaterThan(3 * deviationsLimit)
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
