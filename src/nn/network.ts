// Network: layers in a row, with the passes through all of them.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { DuplicateLayerError, LayerWidthError } from './errors.ts'
import type { Cache, GradientPart, Layer, Pass } from './layer.ts'
import { disposeValues, type Parameter, restoreValues, type SavedValues, saveValues } from './parameter.ts'

export interface NetworkForward {
  readonly output: Tensor
  /** One a layer. */
  readonly caches: readonly Cache[]
}

export interface NetworkBackward {
  /** Computes ∂L/∂input of the network. Called at most once, in the same body; costs nothing when it is not called. */
  readonly input: () => Tensor
  /** ∂L/∂output of each layer, one a layer from the first that has parameters on; undefined before it. */
  readonly adjoints: readonly Tensor[]
  /** One a layer with parameters, in the layers' order. */
  readonly parts: readonly GradientPart[]
}

export class Network {
  readonly inputs: number
  readonly outputs: number
  /** Of all layers, in order: what an optimiser trains. */
  readonly parameters: readonly Parameter[]
  /** Measured values (batch norm), in order; saved with the parameters. */
  readonly statistics: readonly Parameter[]
  /** True where one example's output depends on others of its batch: such a network cannot be trained privately. */
  readonly couplesExamples: boolean
  /** Index of the first layer with parameters: no pass that only wants gradients goes below it. */
  readonly #first: number

  /** Throws DuplicateLayerError and LayerWidthError. */
  constructor(
    readonly kernels: Kernels,
    readonly layers: readonly Layer[],
  ) {
    const names = new Set<string>()
    layers.forEach((layer, i) => {
      if (names.has(layer.name)) throw new DuplicateLayerError(layer.name)
      names.add(layer.name)
      if (i > 0 && layers[i - 1].outputs !== layer.inputs) {
        throw new LayerWidthError(layer.name, layer.inputs, layers[i - 1].outputs)
      }
    })
    this.inputs = layers[0].inputs
    this.outputs = layers[layers.length - 1].outputs
    this.parameters = layers.flatMap((layer) => layer.parameters)
    this.statistics = layers.flatMap((layer) => layer.statistics)
    this.couplesExamples = layers.some((layer) => layer.couplesExamples)
    const first = layers.findIndex((layer) => layer.parameters.length > 0)
    this.#first = first < 0 ? layers.length : first
  }

  /** [rows, inputs] → [rows, outputs]. */
  forward(pass: Pass, input: Tensor): NetworkForward {
    const caches: Cache[] = []
    let output = input
    for (const layer of this.layers) {
      const step = layer.forward(pass, output)
      output = step.output
      caches.push(step.cache)
    }
    return { output, caches }
  }

  /** From ∂L/∂output [rows, outputs] of a pass to the gradients of parameters and input, both computed on demand. */
  backward(pass: Pass, caches: readonly Cache[], output: Tensor): NetworkBackward {
    const adjoints: Tensor[] = []
    const parts: GradientPart[] = []
    let adjoint = () => output
    for (let i = this.layers.length - 1; i >= this.#first; i--) {
      adjoints[i] = adjoint()
      const step = this.layers[i].backward(pass, caches[i], adjoints[i])
      if (step.part) parts.unshift(step.part)
      adjoint = step.input
    }
    const input = () => {
      for (let i = this.#first - 1; i >= 0; i--) adjoint = this.layers[i].backward(pass, caches[i], adjoint()).input
      return adjoint()
    }
    return { input, adjoints, parts }
  }

  /** Directional derivative of the output along `tangent` [rows, inputs], at the input of a pass. */
  tangent(pass: Pass, caches: readonly Cache[], tangent: Tensor): NetworkForward {
    const tangentCaches: Cache[] = []
    let output = tangent
    this.layers.forEach((layer, i) => {
      const step = layer.tangent(pass, caches[i], output)
      output = step.output
      tangentCaches.push(step.cache)
    })
    return { output, caches: tangentCaches }
  }

  /**
   * Gradient of Σ output adjoint · output + Σ tangent adjoint · output's tangent with respect to the parameters, second
   * order included. `output` null: zero. `adjoints`: those of the tangents, layer by layer, which are the adjoints of
   * the plain `backward` from the same tangent adjoint: no product is done twice.
   */
  backwardDual(
    pass: Pass,
    caches: readonly Cache[],
    tangentCaches: readonly Cache[],
    output: Tensor | null,
    adjoints: readonly Tensor[],
  ): readonly GradientPart[] {
    const parts: GradientPart[] = []
    let adjoint = () => output
    for (let i = this.layers.length - 1; i >= this.#first; i--) {
      const step = this.layers[i].backwardDual(pass, caches[i], tangentCaches[i], adjoint(), adjoints[i])
      if (step.part) parts.unshift(step.part)
      adjoint = step.input
    }
    return parts
  }

  /** Σ over rows of weight · gradient, one tensor a parameter; `weights` [rows, 1], default 1. */
  gradients(parts: readonly GradientPart[], weights?: Tensor): Tensor[] {
    return parts.flatMap((part) => part.sum(weights))
  }

  /**
   * ‖gradient of one example, over all parameters‖²: [rows, 1]; with `groups` [rows, groups] those of the groups'
   * weighted sums: [groups, 1]. Throws CoupledExamplesError.
   */
  squaredNorms(parts: readonly GradientPart[], groups?: Tensor): Tensor {
    return parts.map((part) => part.squaredNorms(groups)).reduce((a, b) => this.kernels.add(a, b))
  }

  /**
   * Runs `body` with `values`, one a parameter (more may follow), in the parameters' place and puts the old back: what
   * comes after an update can be computed in the same body, before the update is in place.
   */
  substituted<T>(values: readonly Tensor[], body: () => T): T {
    const old = this.parameters.map((parameter) => parameter.value)
    const put = (tensors: readonly Tensor[]) => {
      this.parameters.forEach((parameter, i) => {
        parameter.value = tensors[i]
      })
    }
    put(values)
    try {
      return body()
    } finally {
      put(old)
    }
  }

  /** Reads parameters and statistics, for a checkpoint. */
  save(): Promise<SavedValues> {
    return saveValues(this.kernels, [...this.parameters, ...this.statistics])
  }

  /** Puts saved values in place. Throws SavedValuesError, and changes nothing, where they do not fit. */
  restore(saved: SavedValues): void {
    restoreValues(this.kernels, [...this.parameters, ...this.statistics], saved)
  }

  /** Frees all values. */
  dispose(): void {
    disposeValues(this.kernels, [...this.parameters, ...this.statistics])
  }
}
