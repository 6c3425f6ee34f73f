// Clip: the weight with which each example enters a private sum (Abadi et al. 2016, Algorithm 1).
import type { Kernels, Tensor } from '../engine/kernels.ts'

/** Keeps the quotient finite for an example without gradient, and the clipped norm below the bound in spite of rounding. */
const margin = 1e-6

/**
 * min(1, clipNorm / norm) for each row: [rows, 1].
 *
 * `squaredNorms` [rows, 1] from `Network.squaredNorms`; `mask` [rows, 1], 1 for an example and 0 for padding.
 * An example whose norm is not finite gets 0. That is enough to keep it out of the sum: `GradientPart.sum` turns
 * whatever is not finite in a weighted row into 0, so that 0 · NaN cannot poison the other examples.
 */
export function clipFactors(kernels: Kernels, squaredNorms: Tensor, clipNorm: number, mask?: Tensor): Tensor {
  const norms = kernels.affine(kernels.unary('sqrt', squaredNorms), 1 + margin, margin * clipNorm)
  const ratios = kernels.affine(kernels.unary('reciprocal', norms), clipNorm, 0)
  // Taken from the norms themselves, so that no device's idea of min(NaN, 1) matters.
  const factors = kernels.minimum(kernels.unary('finite', ratios), finiteRows(kernels, squaredNorms))
  return mask ? kernels.multiply(factors, mask) : factors
}

/** 1 where a squared norm is finite, else 0: [rows, 1]. */
export function finiteRows(kernels: Kernels, squaredNorms: Tensor): Tensor {
  return kernels.unary('step', kernels.unary('finite', kernels.affine(squaredNorms, 1, 1)))
}
