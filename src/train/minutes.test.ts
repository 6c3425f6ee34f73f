// Tests of plans within minutes: fewer updates, less noise, the same ε.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { planWithinMinutes } from './minutes.ts'
import { smallPreparation, smallPrivate } from './testing.ts'

const kernels = await openBackend('wasm')
const long = { ...smallPrivate, steps: 20_000 }
const preparation = smallPreparation(long)

it('plans no more updates than there is time for, and spreads the noise over those', async () => {
  const plan = await planWithinMinutes(kernels, { ...long, minutes: 0.01 }, preparation)
  const before = preparation.plan?.training
  expect(plan?.epsilon).toBe(preparation.plan?.epsilon)
  expect(plan?.before).toEqual(preparation.plan?.before)
  expect(plan?.training.steps).toBeGreaterThanOrEqual(long.discriminatorSteps)
  expect(plan?.training.steps).toBeLessThan((before?.steps ?? 0) / 4)
  expect(plan?.training.noiseMultiplier).toBeLessThan(before?.noiseMultiplier ?? 0)
})

it('keeps a plan that time does not limit, or whose noise is given', async () => {
  expect(await planWithinMinutes(kernels, long, preparation)).toBe(preparation.plan)
  expect(await planWithinMinutes(kernels, { ...long, minutes: 100_000 }, preparation)).toBe(preparation.plan)
  const given = { ...long, minutes: 0.01, privacy: long.privacy && { ...long.privacy, noiseMultiplier: 2 } }
  expect(await planWithinMinutes(kernels, given, preparation)).toBe(preparation.plan)
})
