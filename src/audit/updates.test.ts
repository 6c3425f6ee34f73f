// Tests of the audit of updates: the real mechanism stands, each broken one is caught. Randomness is seeded, so that they repeat.
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import type { Kernels } from '../engine/kernels.ts'
import { privateRecipe, vaeRecipe } from '../models/recipe.ts'
import { type AuditedSubject, audit } from './audit.ts'
import { seededRandomness as seeded, standsAndCatches, withoutLooks } from './testing.ts'

let kernels: Kernels

beforeAll(async () => {
  kernels = await openBackend('wasm')
})

/** ε that each mechanism is shown to let through at least. */
const broken = {
  'no noise': 20,
  'half noise': 4.5,
  'no clipping': 10,
  'clip after sum': 10,
  'shuffled batches': 4.5,
  'seed reused': 20,
}

describe.each([
  { what: 'a discriminator', base: privateRecipe, seed: 1 },
  { what: 'an autoencoder', base: vaeRecipe, seed: 2 },
])('an audit of the updates of $what', ({ base, seed }) => {
  let found: AuditedSubject

  beforeAll(async () => {
    const recipe = { ...base, privacy: withoutLooks }
    ;[found] = (await audit({ kernels, recipe, canaries: 400, randomness: seeded(seed) })).subjects
  }, 120_000)

  standsAndCatches(() => found, 0.2, broken)
})

it.each([
  { name: 'the hardened mode', change: { hardened: true } },
  // Of a microbatch, a clipped mean, each of a dozen canaries is only a small part.
  { name: 'microbatches', change: { microbatches: 10 }, least: 0.4 },
  { name: 'a large clip norm', change: { clipNorm: 300 } },
  { name: 'a given noise', change: { noiseMultiplier: 0.9 } },
])('audits $name of a recipe, of a GAN and of an autoencoder', async ({ change, least = 0.5 }) => {
  for (const base of [privateRecipe, vaeRecipe]) {
    const recipe = { ...base, privacy: { ...withoutLooks, ...change } }
    const options = { kernels, recipe, canaries: 200, steps: 16, broken: false }
    const [{ real, broken, noiseMultiplier }] = (await audit({ ...options, randomness: seeded(1) })).subjects
    expect(broken).toEqual([])
    expect(real.lowerBound).toBeLessThan(real.epsilon)
    expect(real.accuracy).toBeGreaterThan(least)
    if ('noiseMultiplier' in change) expect(noiseMultiplier).toBe(0.9)
  }
})
