// Tests of the audit: the real mechanisms stand, each broken one is caught. Randomness is seeded, so that they repeat.
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { marginalsRecipe, privateRecipe, type Recipe, vaeRecipe } from '../models/recipe.ts'
import { gaussianNoise } from '../privacy/gaussianmechanism.ts'
import type { Look } from '../privacy/ledger.ts'
import { Control } from '../work/control.ts'
import { type AuditedSubject, type AuditReport, audit } from './audit.ts'
import { privacy, seededRandomness as seeded, standsAndCatches, withoutLooks } from './testing.ts'

let kernels: Kernels

beforeAll(async () => {
  kernels = await openBackend('wasm')
})

/** ε that each mechanism is shown to let through at least. */
const audited: readonly { readonly subject: string; readonly broken: Readonly<Record<string, number>> }[] = [
  { subject: 'looks', broken: { 'half noise': 5, 'one field': 8, 'rare words': 4, 'seed reused': 15 } },
  {
    subject: 'tables',
    broken: { 'half noise': 5, 'one table': 15, 'new noise': 5, 'seed reused': 15, 'exact margins': 15 },
  },
]

let report: AuditReport

beforeAll(async () => {
  const recipe = { ...marginalsRecipe, privacy }
  report = await audit({ kernels, recipe, canaries: 400, randomness: seeded(1) })
}, 120_000)

describe.each(audited)('an audit of $subject', ({ subject, broken }) => {
  standsAndCatches(() => report.subjects.find((each) => each.subject === subject) as AuditedSubject, 1, broken)
})

describe('what is audited', () => {
  const subjects = ({ subjects }: AuditReport) => subjects.map(({ subject }) => subject)
  const options = { canaries: 64, steps: 2, broken: false }
  const histogram = {
    kind: 'subsampled-gaussian' as const,
    sampleRate: 1,
    steps: 1,
    clipNorm: 1,
    batch: 900,
    rows: 900,
  }
  const paid = (kind: Look['kind'], what: string, noiseMultiplier: number): Look => ({
    ...{ kind, what, source: 'data' },
    mechanism: { ...histogram, noiseMultiplier, cap: null, sensitivity: 1 },
  })

  it('is what a recipe does with real rows', async () => {
    const report = (recipe: Recipe) => audit({ ...options, kernels, recipe, randomness: seeded(5) })
    expect(subjects(await report({ ...marginalsRecipe, privacy }))).toEqual(['looks', 'tables'])
    expect(subjects(await report({ ...vaeRecipe, privacy }))).toEqual(['looks', 'updates'])
    expect(subjects(await report({ ...privateRecipe, privacy: withoutLooks }))).toEqual(['updates'])
  })

  it('is of a run the noise that its tables had, at its δ, and its looks where it paid for some', async () => {
    const looks = [paid('labels', 'ward', 9), paid('training', 'pairs', 2.5)]
    const recipe = { ...marginalsRecipe, privacy }
    const report = await audit({ ...options, kernels, recipe, run: { looks, delta: 1e-6 }, randomness: seeded(6) })
    expect(subjects(report)).toEqual(['looks', 'tables'])
    const [before, tables] = report.subjects
    expect(before.real.epsilon).toBeCloseTo(0.3 * privacy.epsilon, 2)
    expect(tables.noiseMultiplier).toBe(2.5)
    expect(tables.delta).toBe(1e-6)
    expect(gaussianNoise(tables.real.epsilon, 1e-6)).toBeCloseTo(2.5, 2)
    const declared = await audit({
      ...{ ...options, kernels, recipe, run: { looks: looks.slice(1), delta: 1e-6 } },
      randomness: seeded(6),
    })
    expect(subjects(declared)).toEqual(['tables'])
  })
})

it('repeats itself with the same randomness, hears of its progress and leaves no tensor', async () => {
  const heard: number[] = []
  const live = kernels.live()
  const recipe = { ...privateRecipe, privacy: withoutLooks }
  const run = () =>
    audit({
      ...{ kernels, recipe, canaries: 60, steps: 4, broken: false },
      randomness: seeded(4),
      onProgress: (done, of) => heard.push(done / of),
    })
  const first = await run()
  expect(first.subjects[0].canaries).toBe(64)
  expect(await run()).toEqual(first)
  expect(heard).toEqual([0.25, 0.5, 0.75, 1, 0.25, 0.5, 0.75, 1])
  expect(kernels.live()).toBe(live)
})

it('can be stopped, and leaves no tensor', async () => {
  const live = kernels.live()
  const control = new Control()
  const recipe = { ...privateRecipe, privacy: withoutLooks }
  const stopped = audit({ kernels, recipe, steps: 200, control, onProgress: () => control.stop() })
  await expect(stopped).rejects.toMatchObject({ name: 'StoppedError' })
  expect(kernels.live()).toBe(live)
})
