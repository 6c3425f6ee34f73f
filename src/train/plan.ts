// Plan: what a recipe's privacy asks of a table: sampling rate, noise and steps.
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta } from '../privacy/budget.ts'
import { calibrateNoise } from '../privacy/calibrate.ts'

export interface PrivatePlan {
  readonly epsilon: number
  readonly delta: number
  /** Standard deviation of the noise, in units of the clip norm. */
  readonly noiseMultiplier: number
  /** Probability that a step takes a given row. */
  readonly sampleRate: number
  /** Private updates of the discriminator over the whole run. */
  readonly steps: number
  readonly clipNorm: number
  /** Expected rows an update. */
  readonly batch: number
  readonly rows: number
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
