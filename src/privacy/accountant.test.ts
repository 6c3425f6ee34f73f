import { describe, expect, it } from 'vitest'
import { Accountant, type AccountantState } from './accountant.ts'
import { calibrateNoise } from './calibrate.ts'
import { pldEpsilon } from './pld.ts'

const plan: AccountantState = { sampleRate: 0.02, noiseMultiplier: 1.4, delta: 1e-5, target: 2 }
const tight = (steps: number) => pldEpsilon({ ...plan, steps }).epsilon

describe('Accountant', () => {
  const accountant = new Accountant(plan)
  const allowed = accountant.stepsLeft(0)

  it('allows exactly the steps that the target pays for', () => {
    expect(accountant.exactEpsilon(allowed)).toBeLessThanOrEqual(2)
    expect(accountant.exactEpsilon(allowed + 1)).toBeGreaterThan(2)
    expect(tight(allowed)).toBeLessThanOrEqual(2)
    expect(tight(allowed + 1)).toBeGreaterThan(2)
  })

  it('stops before the step that would overspend', () => {
    let steps = 0
    while (!accountant.wouldExceed(steps + 1)) steps++
    expect(steps).toBe(allowed)
    expect(accountant.stepsLeft(steps)).toBe(0)
    expect(accountant.stepsLeft(steps + 5)).toBe(0)
    expect(accountant.stepsLeft(10)).toBe(allowed - 10)
  })

  it('shows an ε that starts at 0, never falls, never lies below the tight one and never passes the target', () => {
    let last = 0
    expect(accountant.epsilon(0)).toBe(0)
    for (let steps = 1; steps <= allowed; steps++) {
      const epsilon = accountant.epsilon(steps)
      expect(epsilon).toBeGreaterThanOrEqual(last)
      expect(epsilon).toBeLessThanOrEqual(2)
      last = epsilon
    }
    for (const share of [0.01, 0.13, 0.5, 0.99]) {
      const steps = Math.round(share * allowed)
      expect(accountant.epsilon(steps)).toBeGreaterThanOrEqual(tight(steps) - 1e-9)
    }
    expect(accountant.epsilon(allowed)).toBeCloseTo(2, 2)
  })

  it('shows more than the target beyond the allowed steps', () => {
    expect(accountant.epsilon(allowed + 1)).toBeGreaterThan(2)
    expect(accountant.epsilon(2 * allowed)).toBeGreaterThan(2.5)
  })

  it('goes on from a checkpoint with the same figures', () => {
    const restored = new Accountant(JSON.parse(JSON.stringify(accountant.state)))
    expect(restored.stepsLeft(0)).toBe(allowed)
    for (const steps of [1, 17, allowed]) expect(restored.epsilon(steps)).toBe(accountant.epsilon(steps))
  })

  it('lets a calibrated run finish', () => {
    const question = { sampleRate: 0.05, steps: 777, delta: 1e-6, epsilon: 1.5 }
    for (const name of ['rdp', 'pld'] as const) {
      const noiseMultiplier = calibrateNoise({ ...question, accountant: name })
      const run = new Accountant({ sampleRate: 0.05, noiseMultiplier, delta: 1e-6, target: 1.5 })
      expect(run.wouldExceed(777)).toBe(false)
    }
  })

  it('counts without a limit where there is no target', () => {
    const free = new Accountant({ ...plan, target: null })
    expect(free.wouldExceed(1e9)).toBe(false)
    expect(free.epsilon(100)).toBeGreaterThanOrEqual(tight(100))
    expect(free.epsilon(100)).toBeLessThan(tight(120))
  })

  it('allows no step where one alone is too dear, and endless steps where they tell nothing', () => {
    expect(new Accountant({ sampleRate: 1, noiseMultiplier: 0.5, delta: 1e-5, target: 1 }).wouldExceed(1)).toBe(true)
    expect(new Accountant({ sampleRate: 0.1, noiseMultiplier: 0, delta: 1e-5, target: 1 }).wouldExceed(1)).toBe(true)
    expect(new Accountant({ sampleRate: 0, noiseMultiplier: 1, delta: 1e-5, target: 1 }).wouldExceed(1e9)).toBe(false)
  })
})
