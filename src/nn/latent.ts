// Latent: a normal distribution for each row, and a draw from it (Kingma and Welling 2014, section 2.4).
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { SecondOrderError } from './errors.ts'
import type { Backward, Cache, DualBackward, Forward, Layer, Pass } from './layer.ts'

export interface LatentSettings {
  /** Standard normal numbers, [rows, columns]: the next of the run's seeded stream. In a body. */
  readonly normal: (kernels: Kernels, rows: number, columns: number) => Tensor
  /** What the divergence from the standard normal counts in the gradient, in units of the adjoints that come in. */
  readonly weight: number
}

interface LatentCache {
  /** [rows, outputs] */
  readonly mean: Tensor
  readonly logVariance: Tensor
  readonly noise: Tensor
  readonly deviation: Tensor
}

/**
 * [rows, 2 · width], means and then logarithms of variances, → [rows, width]: mean + deviation · noise. Its backward pass adds the
 * gradient of the divergence KL(q ‖ N(0, 1)) of each row, so that a network with it in the middle has all of a variational
 * autoencoder's loss in one pass, example by example.
 */
export class Latent implements Layer {
  readonly inputs: number
  readonly parameters = []
  readonly statistics = []
  readonly couplesExamples = false
  readonly #settings: LatentSettings

  constructor(
    readonly name: string,
    readonly outputs: number,
    settings: LatentSettings,
  ) {
    this.inputs = 2 * outputs
    this.#settings = settings
  }

  forward({ kernels }: Pass, input: Tensor): Forward {
    const mean = kernels.sliceColumns(input, 0, this.outputs)
    const logVariance = kernels.sliceColumns(input, this.outputs, this.outputs)
    const noise = this.#settings.normal(kernels, input.rows, this.outputs)
    const deviation = kernels.unary('exp', kernels.affine(logVariance, 0.5, 0))
    const cache: LatentCache = { mean, logVariance, noise, deviation }
    return { output: kernels.add(mean, kernels.multiply(deviation, noise)), cache }
  }

  /** [rows, 1]: KL(q ‖ N(0, 1)) of each row of a pass, ½ Σ (μ² + σ² − 1 − log σ²). */
  divergence(kernels: Kernels, cache: Cache): Tensor {
    const { mean, logVariance, deviation } = cache as LatentCache
    const squares = kernels.add(kernels.unary('square', mean), kernels.unary('square', deviation))
    const terms = kernels.subtract(kernels.affine(squares, 1, -1), logVariance)
    return kernels.affine(kernels.sumColumns(terms), 0.5, 0)
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    const { mean, noise, deviation } = cache as LatentCache
    const { weight } = this.#settings
    const input = () => {
      const byMean = kernels.add(output, kernels.affine(mean, weight, 0))
      const drawn = kernels.affine(kernels.multiply(output, kernels.multiply(noise, deviation)), 0.5, 0)
      const spread = kernels.affine(kernels.unary('square', deviation), 0.5 * weight, -0.5 * weight)
      return kernels.concatColumns([byMean, kernels.add(drawn, spread)])
    }
    return { input, part: null }
  }

  tangent(): Forward {
    throw new SecondOrderError(this.name)
  }

  backwardDual(): DualBackward {
    throw new SecondOrderError(this.name)
  }
}
