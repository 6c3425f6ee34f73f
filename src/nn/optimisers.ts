// Optimisers: Adam and stochastic gradient descent, as pure steps that are committed after the scope.
import type { AdamSettings, Kernels, Tensor } from '../engine/kernels.ts'
import type { Parameter } from './parameter.ts'
import { Stepped, type SteppedState, zerosLike } from './stepped.ts'

/**
 *     const { loss, update } = kernels.scope(() => { … return { loss, update: optimiser.next(gradients) } })
 *     optimiser.commit(update)
 */
export interface Optimiser {
  /** Steps committed so far. */
  readonly step: number
  /** One gradient a parameter → the new values of the parameters, in their order, followed by the optimiser's own. Pure. */
  next(gradients: readonly Tensor[]): Tensor[]
  /** Puts what `next` gave in place and frees the old. After the scope, never within it. */
  commit(update: readonly Tensor[]): void
  state(): Promise<SteppedState>
  restore(state: SteppedState): void
  /** Frees the moments, not the parameters. */
  dispose(): void
}

/** Kingma and Ba 2015, Algorithm 1. */
export class Adam extends Stepped implements Optimiser {
  readonly #parameters: readonly Parameter[]
  readonly #first: readonly Parameter[]
  readonly #second: readonly Parameter[]
  readonly #settings: AdamSettings

  constructor(kernels: Kernels, parameters: readonly Parameter[], settings: AdamSettings) {
    const first = zerosLike(kernels, parameters, 'first')
    const second = zerosLike(kernels, parameters, 'second')
    super(kernels, parameters, [...first, ...second])
    this.#parameters = parameters
    this.#first = first
    this.#second = second
    this.#settings = settings
  }

  next(gradients: readonly Tensor[]): Tensor[] {
    const states = this.#parameters.map(({ value }, i) =>
      this.kernels.adam(
        { value, first: this.#first[i].value, second: this.#second[i].value },
        gradients[i],
        this.step + 1,
        this.#settings,
      ),
    )
    return [
      ...states.map((state) => state.value),
      ...states.map((state) => state.first),
      ...states.map((state) => state.second),
    ]
  }
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
    super(kernels, parameters, velocities)
    this.#parameters = parameters
    this.#velocities = velocities
    this.#settings = settings
  }

  next(gradients: readonly Tensor[]): Tensor[] {
    const { kernels } = this
    const { learningRate, momentum } = this.#settings
    const velocities = this.#velocities.map(({ value }, i) =>
      kernels.add(kernels.affine(value, momentum, 0), gradients[i]),
    )
    const directions = velocities.length > 0 ? velocities : gradients
    const values = this.#parameters.map(({ value }, i) =>
      kernels.subtract(value, kernels.affine(directions[i], learningRate, 0)),
    )
    return [...values, ...velocities]
  }
}
