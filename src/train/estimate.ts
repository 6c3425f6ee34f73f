// Estimate: how long a recipe will train, by the time that its own steps take on the device.
import type { Matrix } from '../encode/matrix.ts'
import type { Kernels } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import { startTrial } from './trial.ts'

/** What a private step costs over a step of the trial, which is without privacy (`npm run bench -- privacy`). */
const privateShare = 1.2

/** Steps that are timed, once all is compiled. */
const timedSteps = 3

/** Seconds. `matrix`: the layout of the table, no row of which is looked at. Throws DeviceLostError. */
export async function secondsPerStep(kernels: Kernels, recipe: Recipe, matrix: Matrix): Promise<number> {
  const trial = startTrial(kernels, recipe, matrix)
  try {
    await trial.step()
    const start = performance.now()
    for (let i = 0; i < timedSteps; i++) await trial.step()
    const seconds = (performance.now() - start) / 1000 / timedSteps
    return recipe.privacy && recipe.model !== 'marginals' ? privateShare * seconds : seconds
  } finally {
    trial.dispose()
  }
}
