// Advice: whether a privacy choice leaves anything to learn, and whether it promises anything.
import type { Reason } from './ledger.ts'

/** Keys that `advise` answers with, from the worst to the best, to be put into words by whoever shows them. */
export const adviceKeys = [
  'advice.deltaTooLarge',
  'advice.hopeless',
  'advice.weakPromise',
  'advice.rough',
  'advice.workable',
  'advice.comfortable',
] as const
export type AdviceKey = (typeof adviceKeys)[number]

/**
 * Noise on a coordinate of the averaged gradient, in clip norms, above which a choice is called so. By the published
 * figures on Adult (32,561 rows): at ε = 1 a private GAN still learns something (0.0175 at 500 rows a step), at ε = 3 it
 * works (0.0066), at ε = 10 it is comfortable (0.0027); 1,000 rows are hopeless at ε = 3 (0.048).
 */
const hopelessNoise = 0.03
const roughNoise = 0.01
const workableNoise = 0.004

/** Beyond this ε the guarantee allows an attacker's odds to rise more than twenty thousandfold. */
const weakEpsilon = 10

/**
 * One finding: the first that applies of `adviceKeys`. Its values: `noise` in clip norms; `rowsNeeded`, with which the
 * same ε, passes over the data and batch share would be workable; `odds`, the factor by which an attacker's odds about
 * one person can rise at most.
 */
export function advise(choice: {
  readonly rows: number
  readonly epsilon: number
  readonly delta: number
  readonly noiseMultiplier: number
  readonly batch: number
}): { readonly key: AdviceKey; readonly values: Readonly<Record<string, number>> } & Reason {
  const { rows, epsilon, delta, noiseMultiplier, batch } = choice
  const noise = noiseMultiplier / batch
  const rowsNeeded = Math.max(rows, Math.ceil((rows * noise) / roughNoise))
  return { key: keyFor(), values: { ...choice, noise, rowsNeeded, odds: Math.exp(epsilon) } }

  function keyFor(): AdviceKey {
    if (delta >= 1 / rows) return 'advice.deltaTooLarge'
    if (noise > hopelessNoise) return 'advice.hopeless'
    if (epsilon > weakEpsilon) return 'advice.weakPromise'
    if (noise > roughNoise) return 'advice.rough'
    return noise > workableNoise ? 'advice.workable' : 'advice.comfortable'
  }
}
