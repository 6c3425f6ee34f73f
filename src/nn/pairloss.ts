// Pair loss: how far the tables of all pairs of options are from those wanted, with its derivative.
import type { Kernels, Tensor } from '../engine/kernels.ts'

/** Tables over `width` options: variables, or anything that a body may use. */
export interface PairTargets {
  /** [width, width]: wanted share of rows with both options. */
  readonly together: Tensor
  /** [width, width], symmetric: what a squared error counts; 0 where a pair of options is no cell of a table. */
  readonly togetherWeights: Tensor
  /** [1, width]: wanted share of rows with the option. */
  readonly alone: Tensor
  /** [1, width] */
  readonly aloneWeights: Tensor
}

export interface PairLoss {
  /** [1, 1]: without bias, so that it may fall below 0. */
  readonly value: Tensor
  /** [rows, width]: by the chances. */
  readonly derivatives: Tensor
}

/**
 * `chances` [rows, width], two rows or more: every row's chance of every option, the options of different choices being
 * drawn independently given the row. The mean over rows of the products of two chances is then the share of generated rows
 * that hold both options, without the noise of drawing them (as Aydöre et al. 2021 and Liu et al. 2021 fit relaxed rows to
 * tables). `weights` [rows, 1]: what each row counts, where rows are drawn otherwise than those of the tables; 1 on average.
 *
 * The square of an error that is estimated from few rows is too large by the estimate's variance, which would reward rows
 * that are all alike. So the batch is split: (A − T)(B − T), with A and B from its halves, has the right mean, and so has its
 * derivative.
 */
export function pairLoss(
  kernels: Kernels,
  chances: Tensor,
  targets: PairTargets,
  weights: Tensor | null = null,
): PairLoss {
  const { halves, errors, weighted } = halved(kernels, chances, targets, weights)
  // ∂/∂x of Σ W (xᵀx / h − T) E = 2 x (W ∘ E) / h for symmetric W and E; of a row that counts w, w times that.
  const derivatives = halves.map((rows, i) => {
    const other = weighted[1 - i]
    const along = kernels.affine(kernels.matmul(rows, other.together), 2 / rows.rows, 0)
    return kernels.add(along, kernels.affine(other.alone, 1 / rows.rows, 0))
  })
  const [first, second] = [errors[0], weighted[1]]
  const value = kernels.add(
    total(kernels, kernels.multiply(first.together, second.together)),
    total(kernels, kernels.multiply(first.alone, second.alone)),
  )
  const each = kernels.concatRows(derivatives)
  return { value, derivatives: weights ? kernels.multiply(each, weights) : each }
}

/** [1, width]: what each option adds to the value, that of a pair of options by half to each. */
export function pairLossByOption(kernels: Kernels, chances: Tensor, targets: PairTargets): Tensor {
  const { errors, weighted } = halved(kernels, chances, targets)
  const [first, second] = [errors[0], weighted[1]]
  const together = kernels.sumRows(kernels.multiply(first.together, second.together))
  return kernels.add(together, kernels.multiply(first.alone, second.alone))
}

/** Both halves of a batch, and what the tables of each are off by, as it is and weighted. */
function halved(kernels: Kernels, chances: Tensor, targets: PairTargets, weights: Tensor | null = null) {
  const half = Math.floor(chances.rows / 2)
  const halvesOf = (all: Tensor) => [kernels.sliceRows(all, 0, half), kernels.sliceRows(all, half, all.rows - half)]
  const halves = halvesOf(chances)
  const counted = weights ? halvesOf(kernels.multiply(chances, weights)) : halves
  const errors = counted.map((rows, i) => ({
    together: kernels.subtract(mean(kernels, kernels.matmulTransposeA(rows, halves[i]), rows.rows), targets.together),
    alone: kernels.subtract(mean(kernels, kernels.sumRows(rows), rows.rows), targets.alone),
  }))
  const weighted = errors.map(({ together, alone }) => ({
    together: kernels.multiply(together, targets.togetherWeights),
    alone: kernels.multiply(alone, targets.aloneWeights),
  }))
  return { halves, errors, weighted }
}

function mean(kernels: Kernels, sum: Tensor, rows: number): Tensor {
  return kernels.affine(sum, 1 / rows, 0)
}

function total(kernels: Kernels, a: Tensor): Tensor {
  return kernels.sumColumns(kernels.sumRows(a))
}
