// Tests of prices in closed form: against the reference, and against the grid that they spare.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closedForm, deltaOfClosedForm, epsilonOfClosedForm } from './closedform.ts'
import type { PrivacyEvent } from './events.ts'
import { deltaOfPrivacyLoss, epsilonOfPrivacyLoss } from './loss.ts'
import { lossOf } from './pld.ts'
import { promise, updates } from './testingevents.ts'

const answer = (noiseMultiplier: number, steps = 1) => updates({ sampleRate: 1, noiseMultiplier, steps })
const epsilon = (events: readonly PrivacyEvent[], delta: number, groupSize = 1) => {
  const closed = closedForm(events, groupSize)
  return closed === null ? Number.NaN : epsilonOfClosedForm(closed, delta)
}

describe('closedForm', () => {
  it('knows no other kinds of events', () => {
    expect(closedForm([answer(3), updates({ sampleRate: 0.5 })])).toBeNull()
    expect(closedForm([answer(3), promise(0.1)])).toBeNull()
    expect(closedForm([updates({ sampleRate: 1, cap: 100 })])).toBeNull()
    expect(closedForm([answer(3), updates({ sampleRate: 0.5, steps: 0 }), promise(0, 1e-7)])).not.toBeNull()
  })

  it('refuses what is no event', () => {
    expect(() => closedForm([answer(-1)])).toThrow('noiseMultiplier')
    expect(() => closedForm([promise(0, 2)])).toThrow('delta')
  })

  // Balle and Wang (arXiv 1805.06530), Algorithm 1; dp_accounting 0.6.0 gives 4.3771782 on its grid.
  it.each([
    [1, 1, 1e-5, 4.377178096],
    [4, 16, 1e-5, 4.377178096],
    [3.7306316348, 1, 1e-5, 1],
    [4.2246788893, 1, 1e-6, 1],
  ])('prices %d × noise, %i times, at δ = %d as the analytic Gaussian mechanism', (noise, times, delta, expected) => {
    expect(epsilon([answer(noise, times)], delta)).toBeCloseTo(expected, 8)
  })

  it('lies below the grid, which rounds up, and hardly so', () => {
    const noise = fc.double({ min: 1, max: 200, noNaN: true })
    const events = fc.record({
      noises: fc.array(noise, { minLength: 1, maxLength: 6 }),
      lists: fc.integer({ min: 0, max: 3 }),
      groupSize: fc.integer({ min: 1, max: 3 }),
      delta: fc.constantFrom(1e-4, 1e-6, 1e-9),
    })
    fc.assert(
      fc.property(events, ({ noises, lists, groupSize, delta }) => {
        const all = [...noises.map((noise) => answer(noise)), promise(0, delta / 100, lists)]
        const loss = lossOf(all, groupSize)
        const exact = epsilon(all, delta, groupSize)
        const onGrid = epsilonOfPrivacyLoss(loss, delta)
        expect(exact).toBeLessThanOrEqual(onGrid * (1 + 1e-9))
        expect(exact).toBeGreaterThan(onGrid - 3e-4)
        const form = closedForm(all, groupSize)
        if (form && exact > 0) {
          expect(deltaOfClosedForm(form, exact) / delta).toBeCloseTo(1, 6)
          expect(deltaOfClosedForm(form, exact)).toBeLessThanOrEqual(deltaOfPrivacyLoss(loss, exact) * (1 + 1e-9))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('has no end without noise, or where lists alone take more than δ, and costs nothing where nothing is told', () => {
    expect(epsilon([answer(0)], 1e-5)).toBe(Number.POSITIVE_INFINITY)
    expect(epsilon([promise(0, 2e-5)], 1e-5)).toBe(Number.POSITIVE_INFINITY)
    expect(epsilon([], 1e-5)).toBe(0)
    expect(epsilon([promise(0, 1e-6)], 1e-5)).toBe(0)
  })
})
