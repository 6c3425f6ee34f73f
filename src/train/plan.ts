// Plan: what a recipe's privacy asks of a table: sampling rate, cap, noise and updates.
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta, sensitivityOf } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'
import type { PrivacyEvent, SubsampledGaussian } from '../privacy/events.ts'
import { affordableSteps } from '../privacy/steps.ts'

export interface PrivatePlan {
  /** The ε that the whole run, looks before training included, may cost at most. */
  readonly epsilon: number
  readonly delta: number
  /** Looks at the data before training that were, or will be, paid for. */
  readonly before: readonly PrivacyEvent[]
  /** One update of the discriminator; `steps` are the updates of the whole run. */
  readonly training: SubsampledGaussian
  /** Rows that one person has at most. */
  readonly groupSize: number
}

/** Part of ε that is left unspent, so that composing in another order, which rounds otherwise, keeps to the target. */
const margin = 1e-6

/**
 * Null where the recipe asks for no privacy. The noise is the least with which `before` and all updates keep to ε; where the
 * recipe names the noise, as many of the updates as ε allows. Throws UnreachableEpsilonError and NoStepAllowedError where the
 * target cannot be met. 0.2 to 5 s.
 */
export function planPrivacy(recipe: Recipe, rows: number, before: readonly PrivacyEvent[] = []): PrivatePlan | null {
  if (!recipe.privacy) return null
  const { epsilon, clipNorm, microbatches, rowsPerPerson: groupSize, noiseMultiplier } = recipe.privacy
  const delta = recipe.privacy.delta ?? defaultDelta(rows)
  const batch = Math.min(recipe.batch, rows)
  const update = {
    kind: 'subsampled-gaussian' as const,
    sampleRate: batch / rows,
    steps: recipe.steps * recipe.discriminatorSteps,
    clipNorm,
    batch,
    rows,
    cap: capFor(batch, rows),
    sensitivity: sensitivityOf(microbatches, recipe.batch),
  }
  const target = { delta, epsilon: epsilon * (1 - margin), before, groupSize }
  const training =
    noiseMultiplier === null
      ? { ...update, noiseMultiplier: calibrateNoise({ ...target, training: update }) }
      : { ...update, noiseMultiplier, steps: affordableSteps({ ...target, training: { ...update, noiseMultiplier } }) }
  return { epsilon, delta, before, training, groupSize }
}

/** A cap on a draw's size that costs nothing: six standard deviations above the mean, in whole eights. */
function capFor(batch: number, rows: number): number {
  const most = batch + 6 * Math.sqrt(batch * (1 - batch / rows))
  return Math.min(rows, 8 * Math.ceil(most / 8))
}
