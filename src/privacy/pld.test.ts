import { describe, expect, it } from 'vitest'
import { normalCdf } from '../math/special.ts'
import { composed, selfComposed } from './compose.ts'
import goldens from './goldens.json' with { type: 'json' }
import { coarsened, epsilonOfPrivacyLoss, type PrivacyLoss } from './loss.ts'
import { pldEpsilon, subsampledGaussianLoss, subsampledLoss } from './pld.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'

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

describe('pldEpsilon', () => {
  it.each(goldens.runs)('equals the reference: %o', (run) => {
    const { epsilon } = pldEpsilon(run)
    expect(epsilon).toBeLessThan(run.pld + 1e-6)
    // A step that loses far less than the reference's grid can tell gets a finer grid here, and a smaller ε.
    const finer = run.sampleRate * Math.sqrt(Math.expm1(run.noiseMultiplier ** -2)) < 4e-4
    // Where the runs are long the rounding of double transforms shows; the grid puts all above the true ε by far more.
    expect(epsilon).toBeGreaterThan(finer ? run.pld * 0.99 : (run.pldExact ?? run.pld) - 5e-7)
  })

  it.each([
    [1, 1, 1e-5],
    [4, 16, 1e-5],
    [10, 9, 1e-6],
    [0.5, 1, 1e-6],
    [7, 100, 1e-8],
  ])('is the exact ε of the Gaussian mechanism where all rows are taken: σ %d, %d steps', (sigma, steps, delta) => {
    const exact = gaussianEpsilon(sigma / Math.sqrt(steps), delta)
    const { epsilon } = pldEpsilon({ sampleRate: 1, noiseMultiplier: sigma, steps, delta })
    expect(epsilon).toBeGreaterThan(exact)
    expect(epsilon).toBeLessThan(exact + 1e-5)
  })

  it.each([
    [7, 100, 1e-11],
    [20, 100, 1e-13],
    [70, 10000, 1e-11],
  ])('stays above the exact ε where δ is near the rounding: σ %d, %d steps, δ %d', (sigma, steps, delta) => {
    const exact = gaussianEpsilon(sigma / Math.sqrt(steps), delta)
    const { epsilon } = pldEpsilon({ sampleRate: 1, noiseMultiplier: sigma, steps, delta })
    expect(epsilon).toBeGreaterThan(exact)
    expect(epsilon).toBeLessThan(exact * 1.1)
  })

  it('is below RDP and above 0', () => {
    for (const [sampleRate, noiseMultiplier, steps] of [
      [0.001, 0.6, 300],
      [0.05, 3, 400],
      [0.2, 9, 1000],
    ] as const) {
      const rdp = rdpVector(sampleRate, noiseMultiplier).map((divergence) => steps * divergence)
      const { epsilon } = pldEpsilon({ sampleRate, noiseMultiplier, steps, delta: 1e-6 })
      expect(epsilon).toBeGreaterThan(0)
      expect(epsilon).toBeLessThan(epsilonFromRdp(rdp, 1e-6).epsilon)
    }
  })

  it('rises with steps and sample rate and falls with noise and delta', () => {
    const base = { sampleRate: 0.01, noiseMultiplier: 1.5, steps: 200, delta: 1e-5 }
    const { epsilon } = pldEpsilon(base)
    expect(pldEpsilon({ ...base, steps: 201 }).epsilon).toBeGreaterThan(epsilon)
    expect(pldEpsilon({ ...base, sampleRate: 0.0101 }).epsilon).toBeGreaterThan(epsilon)
    expect(pldEpsilon({ ...base, noiseMultiplier: 1.51 }).epsilon).toBeLessThan(epsilon)
    expect(pldEpsilon({ ...base, delta: 1.1e-5 }).epsilon).toBeLessThan(epsilon)
  })

  it('knows the ends: no step, no row, no noise, a δ below what can be told', () => {
    const base = { sampleRate: 0.01, noiseMultiplier: 1.5, steps: 200, delta: 1e-5 }
    expect(pldEpsilon({ ...base, steps: 0 }).epsilon).toBe(0)
    expect(pldEpsilon({ ...base, sampleRate: 0 }).epsilon).toBe(0)
    expect(pldEpsilon({ ...base, noiseMultiplier: 0 }).epsilon).toBe(Number.POSITIVE_INFINITY)
    expect(pldEpsilon({ ...base, delta: 1e-20 }).epsilon).toBe(Number.POSITIVE_INFINITY)
    expect(() => pldEpsilon({ ...base, delta: 0 })).toThrow('delta is 0, but it must be above 0 and below 1')
    expect(() => pldEpsilon({ ...base, steps: 1.5 })).toThrow('steps is 1.5')
  })

  it('stays finite with hardly any noise, on a coarser grid', () => {
    const { epsilon } = pldEpsilon({ sampleRate: 0.01, noiseMultiplier: 0.1, steps: 50, delta: 1e-5 })
    expect(epsilon).toBeGreaterThan(100)
    expect(epsilon).toBeLessThan(1000)
  })
})

describe('privacy losses', () => {
  it('keep both distributions whole', () => {
    const { remove, add } = subsampledGaussianLoss(0.02, 0.8)
    for (const { masses, infinite, first, interval } of [remove, add]) {
      const upper = masses.reduce((sum, mass) => sum + mass, infinite)
      const lower = masses.reduce((sum, mass, i) => sum + mass * Math.exp(-(first + i) * interval), 0)
      expect(upper).toBeCloseTo(1, 12)
      expect(lower).toBeCloseTo(1, 12)
      expect(masses.every((mass) => mass >= 0)).toBe(true)
    }
  })

  it('compose alike in one go and in parts', () => {
    const step = subsampledGaussianLoss(0.02, 1.5)
    const whole = epsilonOfPrivacyLoss(selfComposed(step, 1000), 1e-5)
    const parts = composed(selfComposed(step, 300), selfComposed(step, 700))
    expect(epsilonOfPrivacyLoss(parts, 1e-5)).toBeCloseTo(whole, 9)
  })

  it.each(goldens.mixed)('compose over different settings as in the reference: %o', ({ stretches, delta, pld }) => {
    expect(epsilonOfPrivacyLoss(subsampledLoss(stretches), delta)).toBeCloseTo(pld, 6)
  })

  it('only grow on a coarser grid, before and after composition', () => {
    const step = subsampledGaussianLoss(0.01, 1.2)
    const fine = epsilonOfPrivacyLoss(selfComposed(step, 500), 1e-5)
    const wide = epsilonOfPrivacyLoss(selfComposed(coarse(coarse(step)), 500), 1e-5)
    const late = epsilonOfPrivacyLoss(coarse(selfComposed(step, 500)), 1e-5)
    expect(wide).toBeGreaterThan(fine)
    expect(wide).toBeLessThan(fine * 1.01)
    expect(late).toBeGreaterThan(fine - 1e-12)
    expect(composed(step, coarse(step)).remove.interval).toBe(2 * step.remove.interval)
  })
})
