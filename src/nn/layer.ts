// Layer: forward, backward and, for exact gradient penalties, the tangent pass. No tape.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Parameter } from './parameter.ts'

/** What a pass needs to know besides its input. */
export interface Pass {
  readonly kernels: Kernels
  /** `train`: batch statistics and dropout. `apply`: frozen statistics, no dropout. */
  readonly mode: 'train' | 'apply'
  /** Uniforms on [0, 1) for dropout and Gumbel noise, [rows, columns]: the next call of the run's seeded stream. */
  uniform(rows: number, columns: number): Tensor
}

/**
 * The gradient of a sum of per-example losses with respect to one layer's parameters, not yet summed: it can tell each
 * example's squared norm without ever holding one example's gradient (Goodfellow, arXiv 1510.01799), and give the sum
 * with one weight an example (book-keeping: Bu et al., arXiv 2210.00038).
 */
export interface GradientPart {
  /**
   * [rows, 1], summed over this layer's parameters. With `groups` [rows, groups], 0 or above: [groups, 1], the squared
   * norms of the groups' weighted sums of gradients, without one such sum being made (ghost norm: Li et al., arXiv
   * 2110.05679); rows without weight count nothing, even where they are not finite. Throws CoupledExamplesError where
   * examples influence each other.
   */
  squaredNorms(groups?: Tensor): Tensor
  /**
   * One tensor a parameter, in the layer's order: Σ over rows of weight · gradient; `weights` [rows, 1], default 1.
   * A row of weight 0 adds exactly 0, even where its activations or adjoints are not finite.
   */
  sum(weights?: Tensor): Tensor[]
}

/** What `forward` leaves for `backward`: opaque to all but its layer. */
export type Cache = unknown

export interface Forward {
  readonly output: Tensor
  readonly cache: Cache
}

export interface Backward {
  /** Computes ∂L/∂input. Called at most once, in the same body; whoever needs no input gradient does not pay for it. */
  readonly input: () => Tensor
  /** Null where the layer has no parameters. */
  readonly part: GradientPart | null
}

export interface DualBackward {
  /** Computes the adjoint of the input; null says that it is zero. */
  readonly input: () => Tensor | null
  readonly part: GradientPart | null
}

export interface Layer {
  readonly name: string
  /** Columns in and out. */
  readonly inputs: number
  readonly outputs: number
  readonly parameters: readonly Parameter[]
  /** Values that are measured instead of trained and are saved with the parameters: batch norm's mean and variance. */
  readonly statistics: readonly Parameter[]
  /** True where one example's output depends on the others of its batch (batch norm): refused under privacy. */
  readonly couplesExamples: boolean
  forward(pass: Pass, input: Tensor): Forward
  /** In a body: has `apply` use what a pass in `train` mode measured, from the body's end on. Absent where nothing is measured. */
  freeze?(pass: Pass, cache: Cache): void
  /** From ∂L/∂output to ∂L/∂input and the parameters' gradient. */
  backward(pass: Pass, cache: Cache, output: Tensor): Backward
  /** Directional derivative of the output along `tangent`, at the cached input. */
  tangent(pass: Pass, cache: Cache, tangent: Tensor): Forward
  /**
   * Reverse pass of (forward, tangent), second-order terms included: from the adjoint of the output (null: zero) and
   * the adjoint of the output's tangent to the adjoint of the input and the parameters' gradient. The adjoint of the
   * input's tangent is not computed here: it is `backward(pass, cache, tangent).input()`, which a caller has already.
   */
  backwardDual(pass: Pass, cache: Cache, tangentCache: Cache, output: Tensor | null, tangent: Tensor): DualBackward
}
