// Golden values: mpmath 1.4.1 with 40 digits.
import { describe, expect, it } from 'vitest'
import { binomialMass, binomialTail } from './binomial.ts'

const goldens = [
  [59999, 256 / 60000, 352, 2.0152132193492483e-9, 7.170635374160549e-9],
  [59999, 256 / 60000, 256, 0.024979122958917695, 0.5082582063450988],
  [59999, 256 / 60000, 200, 3.642959464761005e-5, 0.9998792032868978],
  [1e9, 1e-6, 1200, 7.992487792908647e-11, 4.684108424588168e-10],
  [20, 0.3, 5, 0.17886305056987975, 0.7624922211223983],
  [10, 0.5, 10, 0.0009765625, 0.0009765625],
  [3, 0.9, 2, 0.243, 0.972],
] as const

describe('the binomial distribution', () => {
  it.each(goldens)(
    'of %d trials at rate %d has the right mass and tail at %d',
    (trials, rate, successes, mass, tail) => {
      expect(binomialMass(trials, rate, successes) / mass).toBeCloseTo(1, 12)
      expect(binomialTail(trials, rate, successes) / tail).toBeCloseTo(1, 12)
    },
  )

  it('sums up to 1', () => {
    let sum = 0
    for (let i = 0; i <= 200; i++) sum += binomialMass(200, 0.07, i)
    expect(sum).toBeCloseTo(1, 13)
  })

  it('knows its ends', () => {
    expect(binomialMass(5, 0, 0)).toBe(1)
    expect(binomialMass(5, 1, 5)).toBe(1)
    expect(binomialMass(5, 1, 4)).toBe(0)
    expect(binomialMass(5, 0.5, 6)).toBe(0)
    expect(binomialTail(5, 0.5, 0)).toBe(1)
    expect(binomialTail(5, 0.5, 6)).toBe(0)
    expect(binomialTail(5, 0, 1)).toBe(0)
    expect(binomialTail(5, 1, 5)).toBe(1)
  })
})
