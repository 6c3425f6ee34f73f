// Minutes: a private plan cut to what fits into the time that the recipe gives, so that its noise is spread over no more updates.
import type { Kernels } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import { secondsPerStep } from './estimate.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'
import type { Preparation } from './prepare.ts'

/**
 * The plan for as many steps as the recipe's minutes allow on this device: the same ε, with less noise. Where time is no
 * limit, the noise is given, or steps cost nothing, the plan as it is.
 */
export async function planWithinMinutes(
  kernels: Kernels,
  recipe: Recipe,
  { matrix, plan }: Preparation,
): Promise<PrivatePlan | null> {
  if (!plan || recipe.minutes === null || recipe.model === 'marginals') return plan
  if (recipe.privacy?.noiseMultiplier !== null) return plan
  const seconds = await secondsPerStep(kernels, recipe, matrix)
  const steps = Math.max(1, Math.floor((recipe.minutes * 60) / seconds))
  return steps < recipe.steps ? planPrivacy({ ...recipe, steps }, matrix.rows, plan.before) : plan
}
