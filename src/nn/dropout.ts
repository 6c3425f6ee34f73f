// Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up, so that `apply` has nothing to do.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Backward, Cache, DualBackward, Forward, Layer, Pass } from './layer.ts'

export class Dropout implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters = []
  readonly statistics = []
  readonly couplesExamples = false
  readonly #rate: number

  /** `rate`: share of units that are set to 0, at least 0 and below 1. */
  constructor(
    readonly name: string,
    width: number,
    rate: number,
  ) {
    this.inputs = width
    this.outputs = width
    this.#rate = rate
  }

  forward(pass: Pass, input: Tensor): Forward {
    if (pass.mode === 'apply' || this.#rate === 0) return { output: input, cache: null }
    const { kernels } = pass
    const kept = kernels.unary('step', kernels.affine(pass.uniform(input.rows, input.columns), 1, -this.#rate))
    const mask = kernels.affine(kept, 1 / (1 - this.#rate), 0)
    return { output: kernels.multiply(input, mask), cache: mask }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    return { input: () => masked(kernels, output, cache), part: null }
  }

  tangent({ kernels }: Pass, cache: Cache, tangent: Tensor): Forward {
    return { output: masked(kernels, tangent, cache), cache: null }
  }

  backwardDual({ kernels }: Pass, cache: Cache, _tangentCache: Cache, output: Tensor | null): DualBackward {
    return { input: () => output && masked(kernels, output, cache), part: null }
  }
}

function masked(kernels: Kernels, x: Tensor, mask: Cache): Tensor {
  return mask === null ? x : kernels.multiply(x, mask as Tensor)
}
