// Plan: what a recipe's privacy asks of a table: sampling rate, cap, noise and updates.
import { checkRecipe } from '../models/check.ts'
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta, sensitivityOf } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'
import { composedEpsilon } from '../privacy/composition.ts'
import { SpentBeforeTrainingError } from '../privacy/errors.ts'
import type { PrivacyEvent, SubsampledGaussian } from '../privacy/events.ts'
import { crowdedOut } from '../privacy/group.ts'
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
 * recipe names the noise, as many of the updates as ε allows. Throws SpentBeforeTrainingError, UnreachableEpsilonError
 * and NoStepAllowedError where the target cannot be met, PackingError and NotPrivateError where the recipe cannot be private. 0.2 to 5 s.
 */
export function planPrivacy(recipe: Recipe, rows: number, before: readonly PrivacyEvent[] = []): PrivatePlan | null {
  if (!recipe.privacy) return null
  // Before anything is spent on what would be refused.
  checkRecipe(recipe)
  const { epsilon, clipNorm, microbatches, rowsPerPerson: groupSize, noiseMultiplier } = recipe.privacy
  const delta = recipe.privacy.delta ?? defaultDelta(rows)
  // The tables of pairs are released once, over all rows; however long a model is fitted to them costs nothing more.
  const fitsTables = recipe.model === 'marginals'
  const batch = fitsTables ? rows : Math.min(recipe.batch, rows)
  const uncapped = {
    kind: 'subsampled-gaussian' as const,
    sampleRate: batch / rows,
    steps: fitsTables ? 1 : recipe.steps * recipe.discriminatorSteps,
    clipNorm: fitsTables ? 1 : clipNorm,
    batch,
    rows,
    cap: null,
    sensitivity: fitsTables ? 1 : sensitivityOf(microbatches, recipe.batch),
  }
  const target = { delta, epsilon: epsilon * (1 - margin), before, groupSize }
  const spent = composedEpsilon(before, delta, groupSize).epsilon
  if (spent >= target.epsilon) throw new SpentBeforeTrainingError({ epsilon, delta, spent })
  const update = fitsTables ? uncapped : { ...uncapped, cap: capFor(uncapped, groupSize, delta) }
  const training =
    noiseMultiplier === null
      ? { ...update, noiseMultiplier: calibrateNoise({ ...target, training: update }) }
      : { ...update, noiseMultiplier, steps: affordableSteps({ ...target, training: { ...update, noiseMultiplier } }) }
  return { epsilon, delta, before, training, groupSize }
}

/** Part of δ that draws above the cap may take up. */
const capShare = 0.1

/**
 * A cap on a draw's size that costs next to nothing: six standard deviations above the mean, in whole eights; more where
 * draws are so few and many, and so skewed, that what the cap could tell over all updates would still show beside δ.
 */
function capFor(update: Omit<SubsampledGaussian, 'noiseMultiplier'>, groupSize: number, delta: number): number {
  const { batch, rows, sampleRate, steps } = update
  let cap = 8 * Math.ceil((batch + 6 * Math.sqrt(batch * (1 - sampleRate))) / 8)
  while (cap < rows && steps * crowdedOut({ ...update, cap }, groupSize) > capShare * delta) cap += 8
  return Math.min(rows, cap)
}
