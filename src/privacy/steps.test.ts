import { describe, expect, it } from 'vitest'
import { composedEpsilon } from './composition.ts'
import { NoStepAllowedError } from './errors.ts'
import { affordableSteps } from './steps.ts'
import { promise, updates } from './testingevents.ts'

const training = updates({ rows: 2000, sampleRate: 0.02, cap: 80, noiseMultiplier: 1.4, steps: 100000 })
const plan = { before: [promise(0.1)], training, groupSize: 1, delta: 1e-5, epsilon: 1.5 }

describe('affordableSteps', () => {
  it('allows exactly the updates that ε pays for', () => {
    const steps = affordableSteps(plan)
    const cost = (count: number) => composedEpsilon([...plan.before, { ...training, steps: count }], 1e-5).epsilon
    expect(cost(steps)).toBeLessThanOrEqual(1.5)
    expect(cost(steps + 1)).toBeGreaterThan(1.5)
  })

  it('allows no more than were asked for', () => {
    expect(affordableSteps({ ...plan, training: { ...training, steps: 20 } })).toBe(20)
  })

  it('says so where not even one is allowed', () => {
    const dear = { ...plan, training: { ...training, noiseMultiplier: 0.2 } }
    expect(() => affordableSteps(dear)).toThrow(NoStepAllowedError)
    expect(() => affordableSteps(dear)).toThrow('With a noise multiplier of 0.2 even one step costs epsilon')
  })
})
