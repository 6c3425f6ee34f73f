import { describe, expect, it } from 'vitest'
import { normalCdf } from '../math/special.ts'
import { composed, selfComposed } from './compose.ts'
import goldens from './goldens.json' with { type: 'json' }
import { coarsened, deltaOfPrivacyLoss, epsilonOfPrivacyLoss, type PrivacyLoss } from './loss.ts'
import { lossOf, lossOfOneUse } from './pld.ts'
import { epsilonOfRenyiCost, renyiCost } from './renyi.ts'
import { pldEpsilon, promise, updates } from './testingevents.ts'

/**
 * Ours and the reference's differ by the rounding of double transforms alone, on either side; the grid puts both above the
 * true ε by a hundred times as much and more.
 */
const rounding = 5e-8

const coarse = (loss: PrivacyLoss): PrivacyLoss => ({ remove: coarsened(loss.remove), add: coarsened(loss.add) })

/** δ(ε) of the Gaussian mechanism (Balle and Wang, arXiv 1805.06530, Theorem 8). */
function gaussianDelta(sigma: number, epsilon: number): number {
  const half = 1 / (2 * sigma)
  return normalCdf(half - epsilon * sigma) - Math.exp(epsilon) * normalCdf(-half - epsilon * sigma)
}

function gaussianEpsilon(sigma: number, delta: number): number {
  let low = 0
  let high = 100
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2
    if (gaussianDelta(sigma, middle) > delta) low = middle
    else high = middle
  }
  return high
}

describe('lossOf updates', () => {
  it.each(goldens.runs)('equals the reference: %o', (run) => {
    const epsilon = pldEpsilon(run, run.delta)
    expect(epsilon).toBeLessThan(Math.max(run.pld, run.pldExact ?? 0) + 1e-6)
    // An update that loses far less than the reference's grid can tell gets a finer grid here, and a smaller ε.
    const finer = run.sampleRate * Math.sqrt(Math.expm1(run.noiseMultiplier ** -2)) < 4e-4
    expect(epsilon).toBeGreaterThan(finer ? run.pld * 0.99 : (run.pldExact ?? run.pld) - rounding)
  })

  it.each(goldens.truncated)('with a cap equals the reference: %o', (run) => {
    const epsilon = pldEpsilon(run, run.delta)
    expect(epsilon).toBeLessThan(run.pld + 1e-6)
    expect(epsilon).toBeGreaterThan(run.pld - rounding)
  })

  it.each(goldens.groups)('of a group of rows equals the reference: %o', (run) => {
    const epsilon = pldEpsilon(run, run.delta, run.groupSize)
    expect(epsilon).toBeLessThan(run.pld + 1e-6)
    expect(epsilon).toBeGreaterThan(run.pld - rounding)
  })

  it('of microbatches, which a row shifts twice as far, are those of half the noise', () => {
    const run = { sampleRate: 0.01, steps: 500, cap: 760 }
    const half = pldEpsilon({ ...run, noiseMultiplier: 1 }, 1e-5)
    expect(pldEpsilon({ ...run, noiseMultiplier: 2, sensitivity: 2 }, 1e-5)).toBe(half)
  })

  it.each([
    [1, 1, 1e-5],
    [4, 16, 1e-5],
    [10, 9, 1e-6],
    [0.5, 1, 1e-6],
    [7, 100, 1e-8],
  ])('are the exact ε of the Gaussian mechanism where all rows are taken: σ %d, %d steps', (sigma, steps, delta) => {
    const exact = gaussianEpsilon(sigma / Math.sqrt(steps), delta)
    const epsilon = pldEpsilon({ sampleRate: 1, noiseMultiplier: sigma, steps }, delta)
    expect(epsilon).toBeGreaterThan(exact)
    expect(epsilon).toBeLessThan(exact + 1e-5)
    const ofGroup = pldEpsilon({ sampleRate: 1, noiseMultiplier: 3 * sigma, steps }, delta, 3)
    expect(ofGroup).toBeCloseTo(epsilon, 6)
  })

  it.each([
    [7, 100, 1e-11],
    [20, 100, 1e-13],
    [70, 10000, 1e-11],
  ])('stay above the exact ε where δ is near the rounding: σ %d, %d steps, δ %d', (sigma, steps, delta) => {
    const exact = gaussianEpsilon(sigma / Math.sqrt(steps), delta)
    const epsilon = pldEpsilon({ sampleRate: 1, noiseMultiplier: sigma, steps }, delta)
    expect(epsilon).toBeGreaterThan(exact)
    expect(epsilon).toBeLessThan(exact * 1.1)
  })

  it('cost less than RDP says and more than nothing', () => {
    for (const [sampleRate, noiseMultiplier, steps] of [
      [0.001, 0.6, 300],
      [0.05, 3, 400],
      [0.2, 9, 1000],
    ] as const) {
      const run = { sampleRate, noiseMultiplier, steps }
      const epsilon = pldEpsilon(run, 1e-6)
      expect(epsilon).toBeGreaterThan(0)
      expect(epsilon).toBeLessThan(epsilonOfRenyiCost(renyiCost([updates(run)]), 1e-6).epsilon)
    }
  })

  it('cost more with steps, sample rate, group and tightness of the cap, less with noise and δ', () => {
    const base = { rows: 1000, sampleRate: 0.05, noiseMultiplier: 2, steps: 200, cap: 80 }
    const epsilon = pldEpsilon(base, 1e-5)
    expect(pldEpsilon({ ...base, steps: 201 }, 1e-5)).toBeGreaterThan(epsilon)
    expect(pldEpsilon({ ...base, sampleRate: 0.0501 }, 1e-5)).toBeGreaterThan(epsilon)
    expect(pldEpsilon({ ...base, cap: 72 }, 1e-5)).toBeGreaterThan(epsilon)
    expect(pldEpsilon(base, 1e-5, 2)).toBeGreaterThan(epsilon)
    expect(pldEpsilon({ ...base, noiseMultiplier: 2.01 }, 1e-5)).toBeLessThan(epsilon)
    expect(pldEpsilon(base, 1.1e-5)).toBeLessThan(epsilon)
  })

  it('of a group cost more with a tight cap, the same with one that is never reached', () => {
    const base = { rows: 1000, sampleRate: 0.05, noiseMultiplier: 2, steps: 200 }
    const free = pldEpsilon(base, 1e-5, 3)
    expect(pldEpsilon({ ...base, cap: 70 }, 1e-5, 3)).toBeGreaterThan(free + 1e-3)
    expect(pldEpsilon({ ...base, cap: 1000 }, 1e-5, 3)).toBe(free)
    expect(pldEpsilon({ ...base, cap: 110 }, 1e-5, 3)).toBeCloseTo(free, 5)
  })

  it('know the ends: no step, no row, no noise, a δ below what can be told', () => {
    const base = { sampleRate: 0.01, noiseMultiplier: 1.5, steps: 200 }
    expect(pldEpsilon({ ...base, steps: 0 }, 1e-5)).toBe(0)
    expect(pldEpsilon({ ...base, sampleRate: 0 }, 1e-5)).toBe(0)
    expect(pldEpsilon({ ...base, noiseMultiplier: 0 }, 1e-5)).toBe(Number.POSITIVE_INFINITY)
    expect(pldEpsilon(base, 1e-20)).toBe(Number.POSITIVE_INFINITY)
    expect(() => pldEpsilon({ ...base, steps: 1.5 }, 1e-5)).toThrow('steps is 1.5')
    expect(() => pldEpsilon({ ...base, steps: 1e13 }, 1e-5)).toThrow('steps is 10000000000000')
    expect(() => pldEpsilon({ ...base, sensitivity: 0 }, 1e-5)).toThrow('sensitivity is 0')
    expect(() => pldEpsilon({ ...base, cap: 0 }, 1e-5)).toThrow('cap is 0')
    expect(() => pldEpsilon(base, 1e-5, 0)).toThrow('groupSize is 0')
  })

  it('stay above RDP of one huge group and of very many steps, and end', () => {
    expect(pldEpsilon({ sampleRate: 0.01, noiseMultiplier: 1, steps: 10 }, 1e-5, 1000)).toBeGreaterThan(1000)
    const many = { sampleRate: 1e-6, noiseMultiplier: 10, steps: 1e12 }
    const rdp = epsilonOfRenyiCost(renyiCost([updates(many)]), 1e-5).epsilon
    expect(pldEpsilon(many, 1e-5)).toBeGreaterThan(rdp * 0.9)
  })

  it('stay finite with hardly any noise, on a coarser grid', () => {
    const epsilon = pldEpsilon({ sampleRate: 0.01, noiseMultiplier: 0.1, steps: 50 }, 1e-5)
    expect(epsilon).toBeGreaterThan(100)
    expect(epsilon).toBeLessThan(1000)
  })
})

describe('lossOf promises', () => {
  it('is ε of one, and what the promise says of δ', () => {
    const epsilon = (event: ReturnType<typeof promise>, delta: number) => epsilonOfPrivacyLoss(lossOf([event]), delta)
    expect(epsilon(promise(0.3), 1e-12)).toBeCloseTo(0.3, 8)
    // Off the grid of 1e-4: never below, at most one step above.
    expect(epsilon(promise(0.30003), 1e-12)).toBeGreaterThan(0.30003)
    expect(epsilon(promise(0.30003), 1e-12)).toBeLessThanOrEqual(0.3001)
    expect(epsilon(promise(1e-7), 1e-13)).toBeLessThanOrEqual(2e-7)
    expect(epsilon(promise(0), 1e-12)).toBe(0)
    expect(epsilon(promise(1, 1e-6), 0.99e-6)).toBe(Number.POSITIVE_INFINITY)
    expect(epsilon(promise(1, 1e-6), 1.01e-6)).toBeCloseTo(1, 6)
    expect(epsilon(promise(1, 1), 0.5)).toBe(Number.POSITIVE_INFINITY)
    expect(epsilon(promise(900), 1e-6)).toBeGreaterThan(899.99)
  })

  it('promises a group of k rows k·ε, and the more of δ', () => {
    const ofGroup = (epsilon: number, delta: number) => lossOf([promise(epsilon, delta)], 3)
    expect(epsilonOfPrivacyLoss(ofGroup(0.2, 0), 1e-12)).toBeCloseTo(0.6, 8)
    const grown = (1e-6 * Math.expm1(0.6)) / Math.expm1(0.2)
    expect(ofGroup(0.2, 1e-6).remove.infinite).toBeCloseTo(grown, 15)
    expect(ofGroup(0, 1e-6).remove.infinite).toBeCloseTo(3e-6, 15)
    expect(ofGroup(500, 1e-6).remove.infinite).toBe(1)
  })
})

describe('privacy losses', () => {
  const step = lossOfOneUse(updates({ sampleRate: 0.02, noiseMultiplier: 1.5 }))

  it('compose alike in one go and in parts', () => {
    const whole = epsilonOfPrivacyLoss(selfComposed(step, 1000), 1e-5)
    const parts = composed(selfComposed(step, 300), selfComposed(step, 700))
    expect(epsilonOfPrivacyLoss(parts, 1e-5)).toBeCloseTo(whole, 9)
  })

  it('compose alike term by term and by transforms', () => {
    const twice = lossOf([promise(0.123), promise(0.123)])
    const other = selfComposed(step, 50)
    const direct = composed(composed(other, lossOf([promise(0.123)])), lossOf([promise(0.123)]))
    for (const delta of [1e-3, 1e-6])
      expect(epsilonOfPrivacyLoss(composed(other, twice), delta)).toBeCloseTo(epsilonOfPrivacyLoss(direct, delta), 9)
    const transformed = selfComposed(lossOf([promise(0.123)]), 2)
    expect(epsilonOfPrivacyLoss(transformed, 1e-3)).toBeCloseTo(epsilonOfPrivacyLoss(twice, 1e-3), 9)
  })

  it.each(goldens.mixed)('compose over different settings as in the reference: %o', ({ stretches, delta, pld }) => {
    expect(epsilonOfPrivacyLoss(lossOf(stretches.map(updates)), delta)).toBeCloseTo(pld, 6)
  })

  it('give back the δ of their ε', () => {
    const loss = selfComposed(step, 400)
    for (const delta of [1e-3, 1e-5, 1e-8])
      expect(deltaOfPrivacyLoss(loss, epsilonOfPrivacyLoss(loss, delta)) / delta).toBeCloseTo(1, 6)
    expect(deltaOfPrivacyLoss(lossOf([promise(1, 1e-6)]), 2)).toBeCloseTo(1e-6, 15)
  })

  it('only grow on a coarser grid, before and after composition', () => {
    const one = lossOfOneUse(updates({ sampleRate: 0.01, noiseMultiplier: 1.2 }))
    const fine = epsilonOfPrivacyLoss(selfComposed(one, 500), 1e-5)
    const wide = epsilonOfPrivacyLoss(selfComposed(coarse(coarse(one)), 500), 1e-5)
    const late = epsilonOfPrivacyLoss(coarse(selfComposed(one, 500)), 1e-5)
    expect(wide).toBeGreaterThan(fine)
    expect(wide).toBeLessThan(fine * 1.01)
    expect(late).toBeGreaterThan(fine - 1e-12)
    expect(composed(one, coarse(one)).remove.interval).toBe(2 * one.remove.interval)
  })
})
