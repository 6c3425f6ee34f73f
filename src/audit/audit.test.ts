// Tests of the audit: the real mechanism stands, each broken one is caught. Randomness is seeded, so that they repeat.
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { normalQuantile } from '../math/special.ts'
import { privateRecipe } from '../models/recipe.ts'
import { gaussianDelta } from '../privacy/gaussianmechanism.ts'
import { type AuditReport, audit, type Randomness } from './audit.ts'
import { clopperPearsonUpper, Refutation } from './refutation.ts'
import { seededNoise, seededRandom } from './testing.ts'

let kernels: Kernels

beforeAll(async () => {
  kernels = await openBackend('wasm')
})

const seeded = (seed: number): Randomness => {
  let sources = 0
  return { random: seededRandom(seed), noise: (request) => seededNoise(1000 * seed + sources++, request) }
}

const privacy = privateRecipe.privacy as NonNullable<typeof privateRecipe.privacy>

describe('an audit with canaries', () => {
  let report: AuditReport

  beforeAll(async () => {
    report = await audit({ kernels, canaries: 400, randomness: seeded(1) })
  }, 120_000)

  it('sees less of the real mechanism than it claims, and not nothing', () => {
    const { real } = report
    expect(real.epsilon).toBeGreaterThan(3)
    expect(real.epsilon).toBeLessThanOrEqual(4)
    expect(real.lowerBound).toBeLessThan(real.epsilon)
    expect(real.lowerBound).toBeGreaterThan(0.2)
    expect(real.oneRunBound).toBeLessThan(real.epsilon)
  })

  it.each([
    ['no noise', 20],
    ['half noise', 4.5],
    ['no clipping', 10],
    ['clip after sum', 10],
    ['shuffled batches', 4.5],
    ['seed reused', 20],
  ])('catches %s far above the claim', (name, least) => {
    const broken = report.broken.find((mechanism) => mechanism.name === name)
    expect(broken?.epsilon).toBe(report.real.epsilon)
    expect(broken?.lowerBound).toBeGreaterThan(least)
    expect(broken?.caught).toBe(true)
  })

  it('has no broken mechanism that is not named above', () => {
    expect(report.broken).toHaveLength(6)
  })
})

it.each([
  { name: 'the hardened mode', change: { hardened: true } },
  { name: 'microbatches', change: { microbatches: 10 } },
  { name: 'a large clip norm', change: { clipNorm: 300 } },
  { name: 'a given noise', change: { noiseMultiplier: 0.9 } },
])('audits $name of a recipe', async ({ change }) => {
  const recipe = { ...privateRecipe, privacy: { ...privacy, ...change } }
  const options = { kernels, recipe, canaries: 200, steps: 16, broken: false }
  const { real, broken, noiseMultiplier } = await audit({ ...options, randomness: seeded(3) })
  expect(broken).toEqual([])
  expect(real.lowerBound).toBeLessThan(real.epsilon)
  expect(real.accuracy).toBeGreaterThan(0.5)
  if ('noiseMultiplier' in change) expect(noiseMultiplier).toBe(0.9)
})

it('repeats itself with the same randomness, hears of its progress and leaves no tensor', async () => {
  const heard: number[] = []
  const live = kernels.live()
  const run = () =>
    audit({
      kernels,
      canaries: 60,
      steps: 4,
      broken: false,
      randomness: seeded(4),
      onProgress: (done, of) => heard.push(done / of),
    })
  const first = await run()
  expect(first.canaries).toBe(64)
  expect(await run()).toEqual(first)
  expect(heard).toEqual([0.25, 0.5, 0.75, 1, 0.25, 0.5, 0.75, 1])
  expect(kernels.live()).toBe(live)
})

describe('what an attack refutes', () => {
  const claim = {
    kind: 'subsampled-gaussian' as const,
    ...{ sampleRate: 1, noiseMultiplier: 1, steps: 1, clipNorm: 1, batch: 1000, rows: 1000, cap: null, sensitivity: 1 },
  }
  const refutation = new Refutation(claim, 1e-5)

  /** ε of Gaussian noise of standard deviation 1/mu, by its closed form. */
  function closedForm(mu: number): number {
    let [low, high] = [0, 100]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (gaussianDelta(mu, middle) > 1e-5) low = middle
      else high = middle
    }
    return high
  }

  it.each([
    [120, 120],
    [60, 20],
    [30, 5],
  ])(
    'is by one full draw what Gaussian differential privacy says, with %d missed and %d mistaken',
    (missed, falseAlarms) => {
      // Both rates of error at their limits: mu = −Φ⁻¹(missed) − Φ⁻¹(false alarms) (Dong et al. 2022).
      const limits = [missed, falseAlarms].map((errors) => clopperPearsonUpper(errors, 500, 0.0125))
      const mu = -normalQuantile(limits[0]) - normalQuantile(limits[1])
      const bound = refutation.bound({ members: 500, missed, others: 500, falseAlarms }, 0.025)
      expect(bound).toBeLessThanOrEqual(closedForm(mu) + 1e-3)
      expect(bound).toBeGreaterThan(closedForm(mu * 2 ** (-1 / 12)) - 1e-3)
    },
  )

  it('is nothing where guesses are no better than chance, or worse', () => {
    expect(refutation.bound({ members: 500, missed: 250, others: 500, falseAlarms: 250 }, 0.05)).toBe(0)
    expect(refutation.bound({ members: 500, missed: 400, others: 500, falseAlarms: 400 }, 0.05)).toBe(0)
  })
})
