// Statistical tests of true randomness: each would fail by chance less often than once in a million runs.
import { describe, expect, it } from 'vitest'
import { fillDiscreteGaussian } from './discretegaussian.ts'
import { PrivacyParameterError } from './errors.ts'
import { chiSquareDeviations, deviationsLimit, kolmogorov, kolmogorovLimit } from './testing.ts'
import { Words } from './words.ts'

const count = 100_000
const words = new Words()

function draws(scale: number, grid = 1): Float64Array {
  const out = new Float64Array(count)
  fillDiscreteGaussian(words, out, scale, grid)
  return out
}

/** Against P[k] ∝ exp(−k²/(2·scale²)), in bins of so many whole numbers from −4·scale to 4·scale and two tails. */
function massDeviations(values: Float64Array, scale: number, width: number): number {
  const bins = Math.floor((8 * scale) / width) + 3
  const binOf = (k: number) => Math.min(bins - 1, Math.max(0, Math.floor((k + 4 * scale) / width) + 1))
  const mass = new Array<number>(bins).fill(0)
  const counts = new Float64Array(bins)
  let whole = 0
  for (let k = -12 * scale; k <= 12 * scale; k++) {
    const weight = Math.exp(-0.5 * (k / scale) ** 2)
    mass[binOf(k)] += weight
    whole += weight
  }
  for (const k of values) counts[binOf(k)]++
  return chiSquareDeviations(
    counts,
    mass.map((weight) => (count * weight) / whole),
  )
}

/** A draw at scale 1 from words laid down beforehand. */
function drawFrom(given: readonly number[]): number {
  const out = new Float64Array(1)
  const left = [...given]
  const refill = () => {
    const word = left.shift()
    if (word === undefined) throw new Error('more words were drawn than were given')
    return Uint32Array.of(word)
  }
  fillDiscreteGaussian(new Words(refill), out, 1)
  expect(left).toEqual([])
  return out[0]
}

describe('discrete Gaussian noise', () => {
  it.each([
    [1, 1],
    [3, 1],
    [10, 2],
    [1000, 250],
  ])('has the masses of its distribution at scale %i', (scale, width) => {
    const values = draws(scale)
    expect(massDeviations(values, scale, width)).toBeLessThan(deviationsLimit)
    expect(Math.abs(values.reduce((sum, k) => sum + k, 0))).toBeLessThan(deviationsLimit * scale * Math.sqrt(count))
  })

  it.each([500_000, 2 ** 26])(
    'is close to a Gaussian of the same standard deviation, and of no other, at scale %i',
    (scale) => {
      const values = draws(scale)
      expect(kolmogorov(values, scale)).toBeLessThan(kolmogorovLimit)
      for (const wrong of [2 / 3, 1.5]) expect(kolmogorov(values, wrong * scale)).toBeGreaterThan(10 * kolmogorovLimit)
      // The lowest bit is as free as the others.
      const odd = values.filter((k) => k % 2 !== 0).length
      expect(Math.abs(odd - count / 2)).toBeLessThan(deviationsLimit * Math.sqrt(count / 4))
    },
  )

  it('gives whole multiples of the grid, and nothing at scale 0', () => {
    expect(draws(1000, 2 ** -20).every((value) => Number.isInteger(value * 2 ** 20))).toBe(true)
    expect(draws(0).every((value) => value === 0)).toBe(true)
  })

  // exp(−1/2) = 0.9B4597E3 7CB04FF3 D675A355… to the base 16 (mpmath 1.4.1, 60 digits).
  const half = [0x9b4597e3, 0x7cb04ff3, 0xd675a355]
  const no = 0xffffffff
  const yes = 0
  const any = 0x12345678
  const plus = 0xffffffff

  it('settles by whole-number arithmetic what the first bits leave open', () => {
    // A geometric trial that comes out true makes the size 1, then a false one ends it; u is 0, which always stays.
    expect(drawFrom([half[0], half[1], half[2] - 1, no, any, yes, plus])).toBe(1)
    expect(drawFrom([half[0], half[1], half[2] + 1, any, yes, plus])).toBe(0)
    expect(drawFrom([half[0], half[1] - 1, no, any, yes, yes])).toBe(-1)
    expect(drawFrom([half[0], half[1] + 1, any, yes, plus])).toBe(0)
  })

  it('keeps a size of 2 with exp(−1), to the last bit', () => {
    // exp(−1) = 0.5E2D58D8 B3BCDF1A BADEC782…
    expect(drawFrom([yes, yes, no, 0x5e2d58d8, 0xb3bcdf19, any, yes, plus])).toBe(2)
    expect(drawFrom([yes, yes, no, 0x5e2d58d8, 0xb3bcdf1b, no, any, yes, plus])).toBe(0)
  })

  it('gives zero one sign only', () => {
    expect(drawFrom([no, any, yes, yes, no, any, yes, plus])).toBe(0)
  })

  it.each([-1, 0.5, 2 ** 27, Number.NaN])('refuses a scale of %d', (scale) => {
    expect(() => draws(scale)).toThrow(PrivacyParameterError)
  })
})
