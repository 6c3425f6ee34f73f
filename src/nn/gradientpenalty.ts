// Gradient penalty of WGAN-GP (Gulrajani et al. 2017), with its exact gradient by explicit formulas.
import type { Tensor } from '../engine/kernels.ts'
import type { Pass } from './layer.ts'
import type { Network } from './network.ts'

export interface GradientPenalty {
  /** [1, 1]: weight · mean over rows of (‖∂D/∂x̂‖ − 1)². */
  readonly value: Tensor
  /** Of the value, one tensor a parameter of the network. */
  readonly gradients: Tensor[]
}

/** Keeps the norm differentiable where the gradient vanishes. */
const tiny = 1e-12

/**
 * `network`: D, with one output. `input`: x̂ [rows, inputs], points between real and generated rows; with packing a row
 * is a pack.
 *
 * With g(θ) = ∂D/∂x̂, and v = ∂penalty/∂g held fixed, ∂penalty/∂θ = ∂(v · g)/∂θ, and v · g is D's directional derivative
 * along v. So: forward, backward to the input (g), tangent along v, and the reverse pass of the tangent, whose tangent
 * adjoints are those of the backward pass. For L dense layers that is 4 L products, if the activations are piecewise
 * linear: forward L, backward L, tangent L, and L gradients of weights; curved ones and norms add L for the adjoint of
 * the values and L for its gradients.
 */
export function gradientPenalty(pass: Pass, network: Network, input: Tensor, weight: number): GradientPenalty {
  const { kernels } = pass
  const { output, caches } = network.forward(pass, input)
  const backward = network.backward(pass, caches, kernels.fill(output.rows, 1, 1))
  const gradient = backward.input()
  const norm = kernels.unary('sqrt', kernels.affine(kernels.sumColumns(kernels.unary('square', gradient)), 1, tiny))
  const excess = kernels.affine(norm, 1, -1)
  const scale = weight / input.rows
  const direction = kernels.multiply(gradient, kernels.affine(kernels.divide(excess, norm), 2 * scale, 0))
  const tangent = network.tangent(pass, caches, direction)
  const parts = network.backwardDual(pass, caches, tangent.caches, null, backward.adjoints)
  return {
    value: kernels.affine(kernels.sumRows(kernels.unary('square', excess)), scale, 0),
    gradients: network.gradients(parts),
  }
}
