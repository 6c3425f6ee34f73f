// Activation: ReLU, leaky ReLU and tanh, each a line in a table, with first and second derivative.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Backward, Cache, DualBackward, Forward, Layer, Pass } from './layer.ts'

/** A function of one number and its derivatives, which are given as functions of its output. */
export interface Curve {
  output(kernels: Kernels, input: Tensor): Tensor
  derivative(kernels: Kernels, output: Tensor): Tensor
  /** Null where it is zero (almost) everywhere. */
  readonly secondDerivative: ((kernels: Kernels, output: Tensor) => Tensor) | null
}

export const relu: Curve = {
  output: (kernels, input) => kernels.unary('relu', input),
  derivative: (kernels, output) => kernels.unary('step', output),
  secondDerivative: null,
}

/** x where positive, else slope · x, for 0 ≤ slope ≤ 1. The output has the input's sign, or is 0 where slope is 0. */
export const leakyRelu = (slope: number): Curve => ({
  output: (kernels, input) => kernels.leakyRelu(input, slope),
  derivative: (kernels, output) => kernels.leakyStep(output, slope),
  secondDerivative: null,
})

export const tanh: Curve = {
  output: (kernels, input) => kernels.unary('tanh', input),
  // 1 − y²
  derivative: (kernels, output) => kernels.affine(kernels.unary('square', output), -1, 1),
  // −2 y (1 − y²)
  secondDerivative: (kernels, output) =>
    kernels.multiply(kernels.affine(output, -2, 0), kernels.affine(kernels.unary('square', output), -1, 1)),
}

export class Activation implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters = []
  readonly statistics = []
  readonly couplesExamples = false
  readonly #curve: Curve

  constructor(
    readonly name: string,
    width: number,
    curve: Curve,
  ) {
    this.inputs = width
    this.outputs = width
    this.#curve = curve
  }

  forward({ kernels }: Pass, input: Tensor): Forward {
    const output = this.#curve.output(kernels, input)
    return { output, cache: output }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    return {
      input: () => kernels.multiply(output, this.#curve.derivative(kernels, cache as Tensor)),
      part: null,
    }
  }

  tangent({ kernels }: Pass, cache: Cache, tangent: Tensor): Forward {
    return { output: kernels.multiply(tangent, this.#curve.derivative(kernels, cache as Tensor)), cache: tangent }
  }

  backwardDual(
    { kernels }: Pass,
    cache: Cache,
    tangentCache: Cache,
    output: Tensor | null,
    tangent: Tensor,
  ): DualBackward {
    const { derivative, secondDerivative } = this.#curve
    const first = () => output && kernels.multiply(output, derivative(kernels, cache as Tensor))
    const second = () =>
      secondDerivative &&
      kernels.multiply(secondDerivative(kernels, cache as Tensor), kernels.multiply(tangent, tangentCache as Tensor))
    return {
      input: () => {
        const a = first()
        const b = second()
        return a && b ? kernels.add(a, b) : (a ?? b)
      },
      part: null,
    }
  }
}
