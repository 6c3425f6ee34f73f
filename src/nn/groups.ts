// Groups: rows that share a weight in a private sum because their mean gradient is clipped as one (microbatches).
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { clipFactors, finiteRows } from './clip.ts'
import type { GradientPart } from './layer.ts'
import type { Network } from './network.ts'

/** Takes rows without weight in any group, and whatever is not finite, to 0. `groups` [rows, groups], 0 or above. */
export function countedRows(kernels: Kernels, groups: Tensor): (rows: Tensor) => Tensor {
  const counted = kernels.unary('step', kernels.sumColumns(groups))
  return (rows) => kernels.multiply(kernels.unary('finite', rows), counted)
}

/**
 * The weight of each row [rows, 1] in a sum of clipped group gradients: min(1, clipNorm / norm of the group's gradient)
 * times the row's weight in its group. `groups` [rows, groups], 0 or above, one entry above 0 a row at most; rows whose
 * own gradient is not finite count nothing and leave the rest of their group alone.
 */
export function groupClipFactors(
  network: Network,
  parts: readonly GradientPart[],
  groups: Tensor,
  clipNorm: number,
): Tensor {
  const { kernels } = network
  const rowNorms = network.squaredNorms(parts)
  const members = kernels.multiply(groups, finiteRows(kernels, rowNorms))
  // Gradients that cancel within a group leave a norm that is all rounding error. What that error can be at most is added,
  // so that no group passes as smaller than it is: (width + rows) roundings, relative to the square of the members' norms.
  const lengths = kernels.matmulTransposeA(members, kernels.unary('finite', kernels.unary('sqrt', rowNorms)))
  const width = Math.max(...network.layers.map((layer) => Math.max(layer.inputs, layer.outputs)))
  const doubt = kernels.affine(kernels.unary('square', lengths), (width + groups.rows) * 2 ** -22, 0)
  const norms = kernels.add(network.squaredNorms(parts, members), doubt)
  return kernels.matmul(members, clipFactors(kernels, norms, clipNorm))
}
