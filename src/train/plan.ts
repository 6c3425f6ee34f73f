// Plan: what a recipe's privacy asks of a table: sampling rate, noise and steps.
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'
import type { PrivacyEvent, SubsampledGaussian } from '../privacy/events.ts'

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

/** Null where the recipe asks for no privacy. Throws the calibration's errors where the target cannot be met. */
export function planPrivacy(recipe: Recipe, rows: number): PrivatePlan | null {
  if (!recipe.privacy) return null
  const { epsilon, clipNorm } = recipe.privacy
  const delta = recipe.privacy.delta ?? defaultDelta(rows)
  const batch = Math.min(recipe.batch, rows)
  const sampleRate = batch / rows
  const steps = recipe.steps * recipe.discriminatorSteps
  const noiseMultiplier = calibrateNoise({ sampleRate, steps, delta, epsilon })
  return { epsilon, delta, noiseMultiplier, sampleRate, steps, clipNorm, batch, rows }
}
