// Losses: how generator and discriminator are judged, on logits, each with its gradient.
import type { Kernels, Tensor } from '../engine/kernels.ts'

export interface Loss {
  /** [1, 1]: the sum over rows, divided by `count`. */
  readonly value: Tensor
  /** [rows, 1]: its derivative by each logit. */
  readonly gradient: Tensor
}

/** `logits` [rows, 1]; the discriminator says "real" with a high one. */
export interface AdversarialLoss {
  /**
   * `labels` [rows, 1]: 1 real, 0 generated. `count`: real rows = generated rows, so that the value is the mean over the
   * real plus the mean over the generated; 1 leaves sums, as per-example clipping needs.
   */
  discriminator(kernels: Kernels, logits: Tensor, labels: Tensor, count: number): Loss
  /** Over generated rows; `count`: their number. */
  generator(kernels: Kernels, logits: Tensor, count: number): Loss
}

function loss(kernels: Kernels, rows: Tensor, derivative: Tensor, count: number): Loss {
  return {
    value: kernels.affine(kernels.sumRows(rows), 1 / count, 0),
    gradient: kernels.affine(derivative, 1 / count, 0),
  }
}

/** Minimax with the generator's non-saturating form, −log σ(D(G(z))) (Goodfellow et al. 2014, section 3). */
const bce: AdversarialLoss = {
  // −y log σ(l) − (1 − y) log(1 − σ(l)) = softplus(l) − y l, with derivative σ(l) − y.
  discriminator: (kernels, logits, labels, count) =>
    loss(
      kernels,
      kernels.subtract(kernels.unary('softplus', logits), kernels.multiply(labels, logits)),
      kernels.subtract(kernels.unary('sigmoid', logits), labels),
      count,
    ),
  // softplus(−l), with derivative −σ(−l).
  generator: (kernels, logits, count) => {
    const negative = kernels.affine(logits, -1, 0)
    return loss(
      kernels,
      kernels.unary('softplus', negative),
      kernels.affine(kernels.unary('sigmoid', negative), -1, 0),
      count,
    )
  },
}

/** Wasserstein: E D(generated) − E D(real) (Arjovsky et al. 2017); wants a gradient penalty beside it. */
const wasserstein: AdversarialLoss = {
  discriminator: (kernels, logits, labels, count) => {
    const sign = kernels.affine(labels, -2, 1)
    return loss(kernels, kernels.multiply(sign, logits), sign, count)
  },
  generator: (kernels, logits, count) =>
    loss(kernels, kernels.affine(logits, -1, 0), kernels.fill(logits.rows, 1, -1), count),
}

/** By the names that a recipe uses. */
export const adversarialLosses = { bce, 'wgan-gp': wasserstein } satisfies Record<string, AdversarialLoss>
