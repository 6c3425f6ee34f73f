// The updates that a target ε allows with a given noise.
import { Accountant, type AccountantState } from './accountant.ts'
import { NoStepAllowedError } from './errors.ts'
import { safeEdge } from './search.ts'

/**
 * The most updates, up to those of `training`, that keep to ε together with the looks before; some 10 evaluations of PLD.
 * Throws NoStepAllowedError where not even one does.
 */
export function affordableSteps(plan: Omit<AccountantState, 'target'> & { readonly epsilon: number }): number {
  const { epsilon: target, training, delta } = plan
  const accountant = new Accountant({ ...plan, target })
  const trial = (steps: number) => ({ at: steps, cost: accountant.exactEpsilon(steps) })
  const all = trial(training.steps)
  if (all.cost <= target) return training.steps
  const one = trial(1)
  if (one.cost > target)
    throw new NoStepAllowedError({ epsilon: target, delta, noiseMultiplier: training.noiseMultiplier, cost: one.cost })
  return safeEdge({ cost: (steps) => trial(steps).cost, target, safe: one, unsafe: all, tolerance: 'whole' })
}
