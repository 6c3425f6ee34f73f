// The kernels that tfjs lacks: their names and attributes, as host.ts and gpu.ts register them with tfjs.
import type { AdamSettings, Segment } from './kernels.ts'

/** x · scale + shift. Inputs x; attributes AffineAttributes. */
export const Affine = 'understudy/Affine'
/** x where finite, else 0. Inputs x. */
export const Finite = 'understudy/Finite'
/** x · weights + bias. Inputs x, weights, bias. */
export const Dense = 'understudy/Dense'
/** Inputs x; attributes SegmentAttributes. */
export const SegmentActivation = 'understudy/SegmentActivation'
/** Inputs y, dy; attributes SegmentAttributes. */
export const SegmentActivationGradient = 'understudy/SegmentActivationGradient'
/** Inputs value, first, second, gradient; attributes AdamAttributes. Three outputs: value, first, second. */
export const AdamStep = 'understudy/AdamStep'

export interface AffineAttributes {
  readonly scale: number
  readonly shift: number
}

export interface SegmentAttributes {
  readonly segments: readonly Segment[]
  readonly temperature: number
}

export interface AdamAttributes extends AdamSettings {
  readonly step: number
}

/** The bias corrections of Adam folded into its rate and its epsilon (Kingma and Ba 2015, end of section 2). */
export function foldedAdam({ learningRate, beta1, beta2, epsilon, step }: AdamAttributes) {
  const root = Math.sqrt(1 - beta2 ** step)
  return { rate: (learningRate * root) / (1 - beta1 ** step), epsilon: epsilon * root }
}
