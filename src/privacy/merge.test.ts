// Tests of the merging of events.
import { expect, it } from 'vitest'
import { composedEpsilon } from './composition.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'
import { merged } from './merge.ts'

const gaussian = (noiseMultiplier: number, rest: Partial<SubsampledGaussian> = {}): SubsampledGaussian => ({
  kind: 'subsampled-gaussian',
  sampleRate: 1,
  noiseMultiplier,
  steps: 1,
  clipNorm: 1,
  batch: 1000,
  rows: 1000,
  cap: null,
  sensitivity: 1,
  ...rest,
})

const list = (delta: number, count: number): PrivacyEvent => ({ kind: 'epsilon-delta', epsilon: 0.2, delta, count })

it('makes one of all Gaussian mechanisms that see every row', () => {
  const looks = [gaussian(8), gaussian(12, { steps: 3 }), gaussian(20, { sensitivity: 2 })]
  expect(merged(looks)).toMatchObject([{ steps: 1, sensitivity: 1, noiseMultiplier: expect.closeTo(4.6395, 4) }])
})

it.each([1, 2])('costs the same to groups of %i', (groupSize) => {
  const looks = [gaussian(8), list(1e-8, 1), gaussian(12, { steps: 3 }), list(1e-8, 2)]
  const apart = composedEpsilon(looks, 1e-5, groupSize).epsilon
  const together = composedEpsilon(merged(looks), 1e-5, groupSize).epsilon
  expect(together).toBeLessThanOrEqual(apart + 1e-9)
  expect(together).toBeCloseTo(apart, 4)
})

it('counts the updates of like mechanisms together, and no others', () => {
  const updates = (noiseMultiplier: number, steps: number, cap: number | null = 40) =>
    gaussian(noiseMultiplier, { sampleRate: 0.02, steps, cap })
  const events = merged([updates(1, 5), updates(2, 7), updates(1, 11), updates(1, 13, null)])
  expect(events).toEqual([updates(1, 16), updates(2, 7), updates(1, 13, null)])
})

it('makes nothing of nothing', () => {
  expect(merged([])).toEqual([])
  expect(merged([gaussian(3, { steps: 0 })])).toEqual([])
})
