import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composedDelta, composedEpsilon } from './composition.ts'
import type { PrivacyEvent } from './events.ts'
import goldens from './goldens.json' with { type: 'json' }
import { deltaOfPrivacyLoss, epsilonOfPrivacyLoss } from './loss.ts'
import { lossOf } from './pld.ts'
import { deltaOfRenyiCost, epsilonOfRenyiCost, renyiCost } from './renyi.ts'
import { promise, updates } from './testingevents.ts'

const eventsOf = ({ trainings, promises }: (typeof goldens.compositions)[number]): PrivacyEvent[] => [
  ...trainings.map(updates),
  ...promises.map(({ epsilon, delta, count }) => promise(epsilon, delta, count)),
]

describe('composedEpsilon', () => {
  it.each(goldens.compositions)('equals the reference over different mechanisms: %o', (golden) => {
    const events = eventsOf(golden)
    const { epsilon } = composedEpsilon(events, golden.delta)
    expect(epsilon).toBeLessThan(golden.pld + 1e-6)
    // The rounding of the reference's transforms.
    expect(epsilon).toBeGreaterThan(golden.pld - 1e-7)
    if (golden.discreteLaplace !== undefined) expect(epsilon).toBeCloseTo(golden.discreteLaplace, 6)
    const delta = composedDelta(events, golden.epsilon)
    expect(delta).toBeLessThan(golden.deltaAtEpsilon * (1 + 1e-5))
    expect(delta).toBeGreaterThan(golden.deltaAtEpsilon * (1 - 1e-6))
  })

  it.each(goldens.runs.slice(0, 12))('takes the smaller of both accountants: %o', (run) => {
    const { epsilon, accountant } = composedEpsilon([updates(run)], run.delta)
    expect(accountant).toBe('pld')
    expect(epsilon).toBeCloseTo(run.pldExact ?? run.pld, 5)
  })

  it('says which accountant it was: where δ is near the rounding of the transforms, RDP', () => {
    const { accountant, epsilon } = composedEpsilon([updates({})], 1e-14)
    expect(accountant).toBe('rdp')
    expect(epsilon).toBeGreaterThan(0)
  })

  it('is nothing for nothing and infinite for everything', () => {
    expect(composedEpsilon([], 1e-5).epsilon).toBe(0)
    expect(composedEpsilon([promise(1, 1)], 1e-5).epsilon).toBe(Number.POSITIVE_INFINITY)
    expect(composedEpsilon([updates({ noiseMultiplier: 0 }), promise(1)], 1e-5).epsilon).toBe(Number.POSITIVE_INFINITY)
    expect(composedEpsilon([updates({ steps: 0 }), promise(1, 0.5, 0)], 1e-5).epsilon).toBe(0)
    expect(composedDelta([], 1)).toBe(0)
    expect(composedDelta([promise(1, 1)], 3)).toBe(1)
  })

  it('refuses what is no event', () => {
    expect(() => composedEpsilon([promise(-1)], 1e-5)).toThrow('epsilon is -1')
    expect(() => composedEpsilon([promise(1, 2)], 1e-5)).toThrow('delta is 2')
    expect(() => composedEpsilon([promise(1, 0, 1.5)], 1e-5)).toThrow('count is 1.5')
    expect(() => composedEpsilon([promise(1)], 0)).toThrow('delta is 0')
  })
})

const event = fc.oneof(
  fc
    .record({
      sampleRate: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      noiseMultiplier: fc.double({ min: 2, max: 8, noNaN: true }),
      steps: fc.integer({ min: 1, max: 300 }),
      spare: fc.option(fc.double({ min: 4, max: 9, noNaN: true }), { nil: null }),
    })
    .map(({ spare, ...run }) => {
      const batch = 2000 * run.sampleRate
      return updates({ ...run, rows: 2000, cap: spare === null ? null : Math.ceil(batch + spare * Math.sqrt(batch)) })
    }),
  fc
    .record({
      epsilon: fc.double({ min: 0.001, max: 1, noNaN: true }),
      delta: fc.constantFrom(0, 1e-9, 1e-7),
      count: fc.integer({ min: 1, max: 10 }),
    })
    .map(({ epsilon, delta, count }) => promise(epsilon, delta, count)),
)
const looks = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 2 }),
  delta: fc.constantFrom(1e-4, 1e-6),
  groupSize: fc.constantFrom(1, 1, 2),
})

describe('both accountants', () => {
  it('agree: PLD costs no more than RDP by more than the grid, and both grow with every look', () => {
    fc.assert(
      fc.property(looks, event, ({ events, delta, groupSize }, one) => {
        const pld = epsilonOfPrivacyLoss(lossOf(events, groupSize), delta)
        const rdp = epsilonOfRenyiCost(renyiCost(events, groupSize), delta).epsilon
        expect(pld).toBeGreaterThanOrEqual(0)
        expect(pld).toBeLessThanOrEqual(rdp * 1.005 + 1e-3)
        const more = [...events, one]
        expect(epsilonOfPrivacyLoss(lossOf(more, groupSize), delta)).toBeGreaterThanOrEqual(pld * (1 - 1e-6))
        expect(epsilonOfRenyiCost(renyiCost(more, groupSize), delta).epsilon).toBeGreaterThanOrEqual(rdp)
      }),
      { numRuns: 10 },
    )
  })

  it('give back the δ of their ε', () => {
    fc.assert(
      fc.property(looks, ({ events, delta, groupSize }) => {
        const loss = lossOf(events, groupSize)
        const pld = epsilonOfPrivacyLoss(loss, delta)
        if (Number.isFinite(pld)) expect(deltaOfPrivacyLoss(loss, pld)).toBeLessThan(delta * (1 + 1e-5))
        const cost = renyiCost(events, groupSize)
        const rdp = epsilonOfRenyiCost(cost, delta).epsilon
        if (Number.isFinite(rdp)) expect(deltaOfRenyiCost(cost, rdp)).toBeLessThan(delta * (1 + 1e-9))
      }),
      { numRuns: 8 },
    )
  })

  it('cost the same for steps in one stretch and in two, and for four times the steps with twice the noise of all rows', () => {
    const whole = [updates({ sampleRate: 0.02, noiseMultiplier: 1.5, steps: 500 })]
    const parts = [whole[0], whole[0]].map((part, i) => ({ ...part, steps: i === 0 ? 180 : 320 }))
    expect(composedEpsilon(parts, 1e-5).epsilon).toBeCloseTo(composedEpsilon(whole, 1e-5).epsilon, 7)
    const all = { sampleRate: 1, noiseMultiplier: 6, steps: 9 }
    const twice = { ...all, noiseMultiplier: 12, steps: 36 }
    const [one, other] = [all, twice].map((run) => composedEpsilon([updates(run)], 1e-5).epsilon)
    expect(one).toBeCloseTo(other, 5)
  })
})
