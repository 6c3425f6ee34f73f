import { describe, expect, it } from 'vitest'
import { budget, defaultDelta, sensitivityOf } from './budget.ts'
import goldens from './goldens.json' with { type: 'json' }

const plan = { n: 60000, batch: 256, steps: 14063, delta: 1e-5 }

describe('budget', () => {
  it('tells ε by both accountants', () => {
    const result = budget({ ...plan, sigma: 1.1 })
    expect(result.rdp.epsilon).toBeCloseTo(2.59665552868, 9)
    expect(result.rdp.order).toBe(8.1)
    expect(result.pld.epsilon).toBeCloseTo(2.3817788, 6)
    expect(result).toMatchObject({ noiseMultiplier: 1.1, steps: 14063, sensitivity: 1 })
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

  it('tells the δ that an ε leaves', () => {
    const { steps, sampleRate, noiseMultiplier, values } = { ...goldens.deltas }
    for (const { epsilon, delta } of values) {
      const result = budget({ n: 1e6, batch: sampleRate * 1e6, steps, sigma: noiseMultiplier, epsilon })
      expect((result.rdp.delta ?? 0) / delta).toBeCloseTo(1, 3)
      // Below, what the rounding of transforms may hide counts as δ.
      if (delta > 1e-13) expect(result.pld.delta).toBeLessThan(delta)
    }
  })

  it('counts a cap, a group and microbatches', () => {
    const [truncated] = goldens.truncated
    const capped = budget({ ...plan, sigma: 1.1, cap: truncated.cap })
    expect(capped.pld.epsilon).toBeCloseTo(truncated.pld, 6)
    expect(capped.rdp).toEqual({ epsilon: null, order: null })
    const [pair] = goldens.groups
    expect(budget({ ...plan, sigma: 1.1, group: 2 }).pld.epsilon).toBeCloseTo(pair.pld, 6)
    const shared = budget({ ...plan, steps: 1000, sigma: 2.2, microbatches: 64 })
    expect(shared.sensitivity).toBe(2)
    expect(shared.pld.epsilon).toBe(budget({ ...plan, steps: 1000, sigma: 1.1 }).pld.epsilon)
    expect([sensitivityOf(null, 256), sensitivityOf(256, 256), sensitivityOf(64, 256)]).toEqual([1, 1, 2])
  })

  it('has no noise by RDP where a tight cap leaves it without a bound', () => {
    const result = budget({ n: 1000, batch: 50, steps: 20, delta: 1e-5, epsilon: 5, cap: 55 })
    expect(result.noiseMultipliers?.rdp).toBeNull()
    expect(result.pld.epsilon).toBeLessThanOrEqual(5)
  })

  it('refuses what is no plan', () => {
    expect(() => budget({ ...plan, batch: 60001, sigma: 1 })).toThrow(
      'batch is 60001, but it must be above 0 and at most n',
    )
    expect(() => budget({ ...plan, n: 0, sigma: 1 })).toThrow('n is 0')
    expect(() => budget(plan)).toThrow('epsilon is NaN')
    expect(() => budget({ ...plan, sigma: 1, cap: 0 })).toThrow('cap is 0')
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
