// Optimisers: Adam and stochastic gradient descent, each a rule from gradients to new parameters.
import { foldedAdam } from '../engine/adam.ts'
import type { AdamSettings, Kernels, Tensor } from '../engine/kernels.ts'
import { assignValues, type Parameter } from './parameter.ts'
import { Stepped, type SteppedState, zerosLike } from './stepped.ts'

/**
 *     const program = kernels.program('step', () => { … optimiser.next(gradients) })
 *     await program.run()
 */
export interface Optimiser {
  /** Steps begun so far: runs of `next`'s body. */
  readonly step: number
  /**
   * In a body, once: from one gradient a parameter to the parameters' new values, in their order, which it assigns
   * together with its own. What comes after it in the body still sees the old ones in the parameters.
   */
  next(gradients: readonly Tensor[]): Tensor[]
  state(): Promise<SteppedState>
  restore(state: SteppedState): void
  /** Frees the moments, not the parameters. */
  dispose(): void
}

export interface AdamOptions extends AdamSettings {
  readonly learningRate: number
  readonly epsilon: number
  /** Every step ends with all values within ± bound (weight clipping: Arjovsky et al. 2017, Algorithm 1); absent: unbounded. */
  readonly bound?: number | undefined
}

/** Kingma and Ba 2015, Algorithm 1. */
export class Adam extends Stepped implements Optimiser {
  readonly #parameters: readonly Parameter[]
  readonly #first: readonly Parameter[]
  readonly #second: readonly Parameter[]
  readonly #options: AdamOptions

  constructor(kernels: Kernels, parameters: readonly Parameter[], options: AdamOptions) {
    const first = zerosLike(kernels, parameters, 'first')
    const second = zerosLike(kernels, parameters, 'second')
    super(kernels, [...first, ...second])
    this.#parameters = parameters
    this.#first = first
    this.#second = second
    this.#options = options
  }

  next(gradients: readonly Tensor[]): Tensor[] {
    const { learningRate, epsilon: plainEpsilon, bound, ...settings } = this.#options
    const [rate, epsilon] = this.paced(2, (step) => {
      const folded = foldedAdam(learningRate, settings.beta1, settings.beta2, plainEpsilon, step)
      return [folded.rate, folded.epsilon]
    })
    return this.#parameters.map((parameter, i) => {
      const [first, second] = [this.#first[i], this.#second[i]]
      const state = { value: parameter.value, first: first.value, second: second.value }
      const moved = this.kernels.adam(state, gradients[i], { rate, epsilon }, settings)
      const value = bound === undefined ? moved.value : within(this.kernels, moved.value, bound)
      assignValues(this.kernels, [parameter, first, second], [value, moved.first, moved.second])
      return value
    })
  }
}

function within(kernels: Kernels, values: Tensor, bound: number): Tensor {
  const most = kernels.fill(1, 1, bound)
  const below = kernels.affine(kernels.minimum(values, most), -1, 0)
  return kernels.affine(kernels.minimum(below, most), -1, 0)
}

export interface SgdSettings {
  readonly learningRate: number
  /** Share of the velocity that is kept (Polyak 1964, in PyTorch's form: v ← momentum · v + g, θ ← θ − rate · v); 0: none. */
  readonly momentum: number
}

export class Sgd extends Stepped implements Optimiser {
  readonly #parameters: readonly Parameter[]
  readonly #velocities: readonly Parameter[]
  readonly #settings: SgdSettings

  constructor(kernels: Kernels, parameters: readonly Parameter[], settings: SgdSettings) {
    const velocities = settings.momentum === 0 ? [] : zerosLike(kernels, parameters, 'velocity')
    super(kernels, velocities)
    this.#parameters = parameters
    this.#velocities = velocities
    this.#settings = settings
  }

  next(gradients: readonly Tensor[]): Tensor[] {
    const { kernels } = this
    const { learningRate, momentum } = this.#settings
    const [rate] = this.paced(1, () => [learningRate])
    const velocities = this.#velocities.map(({ value }, i) =>
      kernels.add(kernels.affine(value, momentum, 0), gradients[i]),
    )
    const directions = velocities.length > 0 ? velocities : gradients
    const values = this.#parameters.map(({ value }, i) =>
      kernels.subtract(value, kernels.multiply(directions[i], rate)),
    )
    assignValues(kernels, [...this.#parameters, ...this.#velocities], [...values, ...velocities])
    return values
  }
}
