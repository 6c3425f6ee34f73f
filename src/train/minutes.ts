// Minutes: a private plan cut to what fits into the time that the recipe gives, so that its noise is spread over no more updates.
import type { Kernels } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'
import type { Preparation } from './prepare.ts'
import { startTrial } from './trial.ts'

/** What a private step costs over a step of the trial, which is without privacy (`npm run bench -- privacy`). */
const privateShare = 1.2

/** Steps that are timed, once all is compiled. */
const timedSteps = 3

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
  const seconds = (await secondsPerStep(kernels, recipe, matrix)) * privateShare
  const steps = Math.max(1, Math.floor((recipe.minutes * 60) / seconds))
  return steps < recipe.steps ? planPrivacy({ ...recipe, steps }, matrix.rows, plan.before) : plan
}

async function secondsPerStep(kernels: Kernels, recipe: Recipe, matrix: Preparation['matrix']): Promise<number> {
  const trial = startTrial(kernels, recipe, matrix)
  try {
    await trial.step()
    const start = performance.now()
    for (let i = 0; i < timedSteps; i++) await trial.step()
    return (performance.now() - start) / 1000 / timedSteps
  } finally {
    trial.dispose()
  }
}
