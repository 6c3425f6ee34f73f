// Batch norm (Ioffe and Szegedy 2015) for the generator: each column to mean 0 and variance 1 over the batch.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { CoupledExamplesError, SecondOrderError } from './errors.ts'
import type { Backward, Cache, DualBackward, Forward, GradientPart, Layer, Pass } from './layer.ts'
import { assignValues, createParameter, type Parameter } from './parameter.ts'

/** Added to the variance, as in PyTorch. */
const epsilon = 1e-5

interface BatchCache {
  /** The pass's mode: in `apply` the statistics are constants. */
  readonly frozen: boolean
  /** [1, width] */
  readonly mean: Tensor
  /** [1, width], divided by the number of rows. */
  readonly variance: Tensor
  /** 1 / √(variance + epsilon): [1, width]. */
  readonly inverse: Tensor
  readonly normalised: Tensor
}

/**
 * Keeps no running averages: after training, one large latent batch in `train` mode gives the statistics of all layers
 * at once (`freezeStatistics`), which suit the averaged weights too.
 */
export class BatchNorm implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[]
  readonly couplesExamples = true
  readonly #scale: Parameter
  readonly #shift: Parameter
  readonly #mean: Parameter
  readonly #variance: Parameter

  /** Until its statistics are set, `apply` uses mean 0 and variance 1. */
  constructor(
    kernels: Kernels,
    readonly name: string,
    width: number,
  ) {
    this.inputs = width
    this.outputs = width
    this.#scale = createParameter(kernels, `${name}.scale`, 1, width, 1)
    this.#shift = createParameter(kernels, `${name}.shift`, 1, width, 0)
    this.#mean = createParameter(kernels, `${name}.mean`, 1, width, 0)
    this.#variance = createParameter(kernels, `${name}.variance`, 1, width, 1)
    this.parameters = [this.#scale, this.#shift]
    this.statistics = [this.#mean, this.#variance]
  }

  freeze({ kernels }: Pass, cache: Cache): void {
    const { mean, variance } = cache as BatchCache
    assignValues(kernels, this.statistics, [mean, variance])
  }

  forward({ kernels, mode }: Pass, input: Tensor): Forward {
    const frozen = mode === 'apply'
    const mean = frozen ? this.#mean.value : columnMeans(kernels, input)
    const centred = kernels.subtract(input, mean)
    const variance = frozen ? this.#variance.value : columnMeans(kernels, kernels.unary('square', centred))
    const inverse = kernels.unary('reciprocal', kernels.unary('sqrt', kernels.affine(variance, 1, epsilon)))
    const normalised = kernels.multiply(centred, inverse)
    const output = kernels.add(kernels.multiply(normalised, this.#scale.value), this.#shift.value)
    const cache: BatchCache = { frozen, mean, variance, inverse, normalised }
    return { output, cache }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    const { frozen, inverse, normalised } = cache as BatchCache
    const scaleGradient = kernels.sumRows(kernels.multiply(output, normalised))
    const shiftGradient = kernels.sumRows(output)
    const refuse = () => {
      throw new CoupledExamplesError(this.name)
    }
    const part: GradientPart = {
      squaredNorms: refuse,
      sum: (weights) => (weights ? refuse() : [scaleGradient, shiftGradient]),
    }
    const scale = this.#scale.value
    const input = () => {
      const factor = kernels.multiply(scale, inverse)
      if (frozen) return kernels.multiply(output, factor)
      // dx = scale / σ · (dy − mean(dy) − x̂ mean(x̂ dy))
      const share = 1 / output.rows
      const along = kernels.multiply(normalised, kernels.affine(scaleGradient, share, 0))
      const centred = kernels.subtract(output, kernels.affine(shiftGradient, share, 0))
      return kernels.multiply(kernels.subtract(centred, along), factor)
    }
    return { input, part }
  }

  tangent(): Forward {
    throw new SecondOrderError(this.name)
  }

  backwardDual(): DualBackward {
    throw new SecondOrderError(this.name)
  }
}

/**
 * In a body: runs one batch (in `train` mode) through layers and has every batch norm in them take the batch's statistics,
 * so that from the body's end on `apply` gives each row the same output whatever rows come with it.
 */
export function freezeStatistics(layers: readonly Layer[], pass: Pass, input: Tensor): void {
  let output = input
  for (const layer of layers) {
    const step = layer.forward(pass, output)
    layer.freeze?.(pass, step.cache)
    output = step.output
  }
}

function columnMeans(kernels: Kernels, x: Tensor): Tensor {
  return kernels.affine(kernels.sumRows(x), 1 / x.rows, 0)
}
