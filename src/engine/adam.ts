// Adam: what its bias corrections come to at a given step.

/**
 * The bias corrections of Adam folded into its rate and its epsilon (Kingma and Ba 2015, end of section 2). `step`: 1 for
 * the first.
 */
export function foldedAdam(
  learningRate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  step: number,
): { readonly rate: number; readonly epsilon: number } {
  const root = Math.sqrt(1 - beta2 ** step)
  return { rate: (learningRate * root) / (1 - beta1 ** step), epsilon: epsilon * root }
}
