// Testing: what the tests of this room share: what must come of an attack, and randomness that can be repeated. In earnest privacy
// rests on randomness that nobody can repeat.
import { expect, it } from 'vitest'
import { createRandom, type Random } from '../math/random.ts'
import { privateRecipe, type Recipe } from '../models/recipe.ts'
import type { NoiseRequest, NoiseSource } from '../privacy/noise.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import type { AuditedSubject } from './audit.ts'
import { seededWords } from './door.ts'
import type { Randomness } from './trial.ts'

export const privacy = privateRecipe.privacy as NonNullable<Recipe['privacy']>
export const withoutLooks = { ...privacy, split: { domains: 0, shares: 0 } }

/**
 * Tests that the real mechanism of a subject stands, of which at least an ε of `least` is seen, and that each broken one is caught.
 * `broken`: all of them, with the ε that each is shown to let through at least.
 */
export function standsAndCatches(
  found: () => AuditedSubject,
  least: number,
  broken: Readonly<Record<string, number>>,
): void {
  it('sees less of the real mechanism than it claims, and not nothing', () => {
    const { real } = found()
    expect(real.epsilon).toBeGreaterThan(3)
    expect(real.epsilon).toBeLessThanOrEqual(4)
    expect(real.lowerBound).toBeLessThan(real.epsilon)
    expect(real.lowerBound).toBeGreaterThan(least)
    expect(real.oneRunBound).toBeLessThan(real.epsilon)
  })

  it.each(Object.entries(broken))('catches "%s" far above the claim', (name, bound) => {
    const mechanism = found().broken.find((each) => each.name === name)
    expect(mechanism?.epsilon).toBe(found().real.epsilon)
    expect(mechanism?.lowerBound).toBeGreaterThan(bound)
    expect(mechanism?.caught).toBe(true)
  })

  it('has no broken mechanism that is not named above', () => {
    expect(found().broken.map(({ name }) => name)).toEqual(Object.keys(broken))
  })
}

/** The largest number below 1 that a stream of 32 bits gives, from above: uniforms here are above 0, at most 1. */
const above0 = (random: Random) => 1 - random.uniform()

/**
 * What is drawn after the n-th call of `fillBytes` depends on n alone, so that two runs of which one has a row more, at the
 * end, make the same draws for all other rows.
 */
export function seededRandom(seed: number): SecureRandom {
  let calls = 0
  let uniforms = createRandom(seed, 'uniforms 0')
  return {
    uniform: () => above0(uniforms),
    fillBytes(out) {
      calls++
      uniforms = createRandom(seed, `uniforms ${calls}`)
      const bytes = createRandom(seed, `bytes ${calls}`)
      for (let i = 0; i < out.length; i++) out[i] = bytes.integer(256)
    },
  }
}

/** Rounded normals stand for discrete ones. */
export function seededNoise(seed: number, { lengths, standardDeviation, grid }: NoiseRequest): NoiseSource {
  const random = createRandom(seed, 'noise')
  const rounded = (value: number) => (grid === null ? value : Math.round(value / grid) * grid)
  return {
    ready: () => Promise.resolve(),
    take: () =>
      lengths.map((length) => Float64Array.from({ length }, () => rounded(standardDeviation * random.normal()))),
    close: () => undefined,
  }
}

/** Of audits that repeat. */
export function seededRandomness(seed: number): Randomness {
  let sources = 0
  return {
    random: seededRandom(seed),
    noise: (request) => seededNoise(1000 * seed + sources++, request),
    words: () => seededWords(1000 * seed + sources++),
  }
}
