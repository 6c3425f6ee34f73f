import { describe, expect, it } from 'vitest'
import { budget, defaultDelta } from './budget.ts'

const plan = { n: 60000, batch: 256, steps: 14063, delta: 1e-5 }

describe('budget', () => {
  it('tells ε by both accountants', () => {
    const result = budget({ ...plan, sigma: 1.1 })
    expect(result.rdp.epsilon).toBeCloseTo(2.59665552868, 9)
    expect(result.rdp.order).toBe(8.1)
    expect(result.pld.epsilon).toBeCloseTo(2.3817788, 6)
    expect(result).toMatchObject({ noiseMultiplier: 1.1, steps: 14063 })
    expect(result.noiseMultipliers).toBeUndefined()
  })

  it('tells the noise that a target needs', () => {
    const result = budget({ ...plan, epsilon: 3 })
    expect(result.noiseMultiplier).toBeCloseTo(0.9684, 4)
    expect(result.noiseMultipliers?.rdp).toBeCloseTo(1.014, 3)
    expect(result.noiseMultipliers?.pld).toBe(result.noiseMultiplier)
    expect(result.pld.epsilon).toBeLessThanOrEqual(3)
    expect(result.rdp.epsilon).toBeGreaterThan(3)
  })

  it('refuses what is no plan', () => {
    expect(() => budget({ ...plan, batch: 60001, sigma: 1 })).toThrow(
      'batch is 60001, but it must be above 0 and at most n',
    )
    expect(() => budget({ ...plan, n: 0, sigma: 1 })).toThrow('n is 0')
    expect(() => budget(plan)).toThrow('noiseMultiplier is NaN')
  })
})

describe('defaultDelta', () => {
  it('is at most 1e-5 and below 1/n for every size', () => {
    expect(defaultDelta(1000)).toBe(1e-5)
    expect(defaultDelta(1e6)).toBeCloseTo(1e-9, 20)
    for (const n of [1, 2, 3, 100, 2154, 2155, 1e5, 1e9]) {
      expect(defaultDelta(n)).toBeLessThan(1 / n)
      expect(defaultDelta(n)).toBeLessThanOrEqual(1e-5)
    }
  })
})
