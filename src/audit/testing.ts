// Randomness that can be repeated, for tests of the audit: in earnest privacy rests on randomness that nobody can repeat.
import { createRandom, type Random } from '../math/random.ts'
import type { NoiseRequest, NoiseSource } from '../privacy/noise.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import { seededWords } from './door.ts'
import type { Randomness } from './trial.ts'

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
