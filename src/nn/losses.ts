// Losses: how generator and discriminator are judged, on logits, each with its derivative, row by row.
import type { Kernels, Tensor } from '../engine/kernels.ts'

export interface Loss {
  /** [rows, 1]: one loss a row; whoever sums them decides what counts. */
  readonly rows: Tensor
  /** [rows, 1]: the derivative of each row's loss by its logit. */
  readonly derivatives: Tensor
}

/** `logits` [rows, 1]; the discriminator says "real" with a high one. */
export interface AdversarialLoss {
  /** A logit below says "generated". */
  readonly middle: number
  /** `labels` [rows, 1]: 1 real, 0 generated. */
  discriminator(kernels: Kernels, logits: Tensor, labels: Tensor): Loss
  /** Over generated rows. */
  generator(kernels: Kernels, logits: Tensor): Loss
}

/** Minimax with the generator's non-saturating form, −log σ(D(G(z))) (Goodfellow et al. 2014, section 3). */
const bce: AdversarialLoss = {
  middle: 0,
  // −y log σ(l) − (1 − y) log(1 − σ(l)) = softplus(l) − y l, with derivative σ(l) − y.
  discriminator: (kernels, logits, labels) => ({
    rows: kernels.subtract(kernels.unary('softplus', logits), kernels.multiply(labels, logits)),
    derivatives: kernels.subtract(kernels.unary('sigmoid', logits), labels),
  }),
  // softplus(−l), with derivative −σ(−l).
  generator: (kernels, logits) => {
    const negative = kernels.affine(logits, -1, 0)
    return {
      rows: kernels.unary('softplus', negative),
      derivatives: kernels.affine(kernels.unary('sigmoid', negative), -1, 0),
    }
  },
}

/** Least squares, ½ (D − label)² with the generator's label 1 (Mao et al. 2017, with a = 0, b = c = 1). */
const leastSquares: AdversarialLoss = {
  middle: 0.5,
  discriminator: (kernels, logits, labels) => halfSquare(kernels, kernels.subtract(logits, labels)),
  generator: (kernels, logits) => halfSquare(kernels, kernels.affine(logits, 1, -1)),
}

function halfSquare(kernels: Kernels, errors: Tensor): Loss {
  return { rows: kernels.affine(kernels.unary('square', errors), 0.5, 0), derivatives: errors }
}

/** Wasserstein: E D(generated) − E D(real) (Arjovsky et al. 2017); wants a gradient penalty or bounded weights beside it. */
const wasserstein: AdversarialLoss = {
  middle: 0,
  discriminator: (kernels, logits, labels) => {
    const sign = kernels.affine(labels, -2, 1)
    return { rows: kernels.multiply(sign, logits), derivatives: sign }
  },
  generator: (kernels, logits) => ({
    rows: kernels.affine(logits, -1, 0),
    derivatives: kernels.fill(logits.rows, 1, -1),
  }),
}

/** By the names that a recipe uses. */
export const adversarialLosses = {
  bce,
  'least-squares': leastSquares,
  'wgan-gp': wasserstein,
  'wgan-clip': wasserstein,
} satisfies Record<string, AdversarialLoss>
