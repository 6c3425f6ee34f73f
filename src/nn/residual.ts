// Residual: layers in a row whose output comes with their input beside it, as in CTGAN's generator (Xu et al., arXiv 1907.00503).
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Backward, Cache, DualBackward, Forward, GradientPart, Layer, Pass } from './layer.ts'
import type { Network } from './network.ts'
import type { Parameter } from './parameter.ts'

/** [rows, inputs] → [rows, block's outputs + inputs]: what the block makes, then what it was made from. */
export class Residual implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[]
  readonly couplesExamples: boolean
  readonly #block: Network

  /** Takes the block's values for its own. */
  constructor(
    readonly name: string,
    block: Network,
  ) {
    this.#block = block
    this.inputs = block.inputs
    this.outputs = block.outputs + block.inputs
    this.parameters = block.parameters
    this.statistics = block.statistics
    this.couplesExamples = block.couplesExamples
  }

  forward(pass: Pass, input: Tensor): Forward {
    const { output, caches } = this.#block.forward(pass, input)
    return { output: pass.kernels.concatColumns([output, input]), cache: caches }
  }

  freeze(pass: Pass, cache: Cache): void {
    const caches = cache as readonly Cache[]
    this.#block.layers.forEach((layer, i) => {
      layer.freeze?.(pass, caches[i])
    })
  }

  backward(pass: Pass, cache: Cache, output: Tensor): Backward {
    const { made, kept } = this.#split(pass.kernels, output)
    const { input, parts } = this.#block.backward(pass, cache as readonly Cache[], made)
    return { input: () => pass.kernels.add(input(), kept), part: joined(pass.kernels, parts) }
  }

  tangent(pass: Pass, cache: Cache, tangent: Tensor): Forward {
    const { output, caches } = this.#block.tangent(pass, cache as readonly Cache[], tangent)
    return { output: pass.kernels.concatColumns([output, tangent]), cache: caches }
  }

  backwardDual(pass: Pass, cache: Cache, tangentCache: Cache, output: Tensor | null, tangent: Tensor): DualBackward {
    const { kernels } = pass
    const { layers } = this.#block
    const caches = cache as readonly Cache[]
    const tangentCaches = tangentCache as readonly Cache[]
    const adjoints: Tensor[] = [this.#split(kernels, tangent).made]
    for (let i = layers.length - 1; i > 0; i--) {
      adjoints.unshift(layers[i].backward(pass, caches[i], adjoints[0]).input())
    }
    const outputs = output && this.#split(kernels, output)
    const parts: GradientPart[] = []
    let adjoint = (): Tensor | null => outputs?.made ?? null
    for (let i = layers.length - 1; i >= 0; i--) {
      const step = layers[i].backwardDual(pass, caches[i], tangentCaches[i], adjoint(), adjoints[i])
      if (step.part) parts.unshift(step.part)
      adjoint = step.input
    }
    const input = () => {
      const made = adjoint()
      return made && outputs ? kernels.add(made, outputs.kept) : (made ?? outputs?.kept ?? null)
    }
    return { input, part: joined(kernels, parts) }
  }

  /** Columns of the output: what the block made, and what it was made from. */
  #split(kernels: Kernels, output: Tensor): { readonly made: Tensor; readonly kept: Tensor } {
    const { outputs, inputs } = this.#block
    return {
      made: kernels.sliceColumns(output, 0, outputs),
      kept: kernels.sliceColumns(output, outputs, inputs),
    }
  }
}

/** Those of several layers as one; null where there is none. */
function joined(kernels: Kernels, parts: readonly GradientPart[]): GradientPart | null {
  if (parts.length === 0) return null
  return {
    squaredNorms: (groups) =>
      parts.map((part) => part.squaredNorms(groups)).reduce((sum, norms) => kernels.add(sum, norms)),
    sum: (weights) => parts.flatMap((part) => part.sum(weights)),
  }
}
