import { describe, expect, it } from 'vitest'
import { privateRecipe, type Recipe } from '../models/recipe.ts'
import { Accountant } from '../privacy/accountant.ts'
import { composedEpsilon } from '../privacy/composition.ts'
import { SpentBeforeTrainingError } from '../privacy/errors.ts'
import type { EpsilonDelta } from '../privacy/events.ts'
import { crowdedOut } from '../privacy/group.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'

type Privacy = NonNullable<Recipe['privacy']>

function planFor(
  rows: number,
  privacy: Partial<Privacy>,
  rest: Partial<Recipe> = {},
  before: EpsilonDelta[] = [],
): PrivatePlan {
  const all = { ...(privateRecipe.privacy as Privacy), epsilon: 2, ...privacy }
  const recipe = { ...privateRecipe, batch: 100, steps: 150, discriminatorSteps: 4, ...rest, privacy: all }
  return planPrivacy(recipe, rows, before) as PrivatePlan
}
const costOf = ({ before, training, delta, groupSize }: PrivatePlan, steps = training.steps) =>
  composedEpsilon([...before, { ...training, steps }], delta, groupSize).epsilon
const look: EpsilonDelta = { kind: 'epsilon-delta', epsilon: 0.06, delta: 0, count: 5 }

describe('planPrivacy', () => {
  it('is nothing without privacy', () => {
    expect(planPrivacy({ ...privateRecipe, privacy: null }, 1000)).toBeNull()
  })

  it('calibrates the noise so that looks before and all updates keep to ε, and no lower', () => {
    const plan = planFor(5000, {}, {}, [look])
    expect(plan.training).toMatchObject({ sampleRate: 0.02, steps: 600, batch: 100, rows: 5000, clipNorm: 1 })
    expect(plan).toMatchObject({ epsilon: 2, delta: 1 / (5000 * Math.sqrt(5000)), groupSize: 1, before: [look] })
    expect(costOf(plan)).toBeLessThanOrEqual(2)
    expect(costOf(plan)).toBeGreaterThan(1.999)
    const accountant = new Accountant({ ...plan, target: plan.epsilon })
    expect(accountant.wouldExceed(600)).toBe(false)
    expect(accountant.wouldExceed(601)).toBe(true)
  })

  it('takes a given noise, and as many of the updates as ε allows', () => {
    const plan = planFor(5000, { noiseMultiplier: 1, epsilon: 1.5 }, {}, [look])
    expect(plan.training.noiseMultiplier).toBe(1)
    expect(plan.training.steps).toBeLessThan(600)
    expect(costOf(plan)).toBeLessThanOrEqual(1.5)
    expect(costOf(plan, plan.training.steps + 1)).toBeGreaterThan(1.5 * (1 - 1e-5))
    expect(planFor(5000, { noiseMultiplier: 50 }).training.steps).toBe(600)
  })

  it('caps draws six deviations above the mean, in whole eights, and at all rows', () => {
    expect(planFor(60000, { noiseMultiplier: 1.1, delta: 1e-5 }, { batch: 256 }).training.cap).toBe(352)
    expect(planFor(120, { epsilon: 1000, noiseMultiplier: 20 }).training).toMatchObject({ cap: 120, batch: 100 })
  })

  it('caps few rows higher, as their draws are skewed', () => {
    const { training, groupSize, delta } = planFor(
      1000,
      { delta: 1e-5, noiseMultiplier: 3 },
      { batch: 16, steps: 5000 },
    )
    expect(training.cap).toBeGreaterThan(40)
    expect(training.steps * crowdedOut(training, groupSize)).toBeLessThan(0.1 * delta)
  })

  it('protects all rows of a person, and counts microbatches twice', () => {
    const one = planFor(5000, {}).training.noiseMultiplier
    const person = planFor(5000, { rowsPerPerson: 2 })
    expect(person.groupSize).toBe(2)
    expect(person.training.noiseMultiplier).toBeGreaterThan(1.4 * one)
    expect(costOf(person)).toBeLessThanOrEqual(2)
    const shared = planFor(5000, { microbatches: 25 })
    expect(shared.training.sensitivity).toBe(2)
    expect(shared.training.noiseMultiplier / one).toBeCloseTo(2, 3)
  })

  it('refuses looks before training that leave nothing', () => {
    const dear = { ...look, epsilon: 1, count: 3 }
    expect(() => planFor(5000, {}, {}, [dear])).toThrow(SpentBeforeTrainingError)
    expect(() => planFor(5000, {}, {}, [dear])).toThrow('alone cost epsilon')
  })
})
