// Stepped: what optimisers and averages share: named values on the device that go on one step at a time.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { disposeValues, type Parameter, replace, restoreValues, type SavedValues, saveValues } from './parameter.ts'

/** Steps taken, and the values by name. */
export interface SteppedState {
  readonly step: number
  readonly values: SavedValues
}

/**
 * A step has two halves: `next` (of the subclass) is pure and runs in the training step's scope, which returns its
 * result; `commit` runs after the scope, puts the new values in place and frees the old. If the scope throws, nothing
 * has changed.
 */
export abstract class Stepped {
  protected readonly kernels: Kernels
  /** What `commit` replaces. */
  readonly #held: readonly Parameter[]
  /** Those that belong to this object alone: saved and freed with it. */
  readonly #own: readonly Parameter[]
  #step = 0

  protected constructor(kernels: Kernels, shared: readonly Parameter[], own: readonly Parameter[]) {
    this.kernels = kernels
    this.#held = [...shared, ...own]
    this.#own = own
  }

  /** Steps committed so far. */
  get step(): number {
    return this.#step
  }

  /** `update`: what `next` gave, out of the scope in which it was made. */
  commit(update: readonly Tensor[]): void {
    replace(this.kernels, this.#held, update)
    this.#step++
  }

  async state(): Promise<SteppedState> {
    const step = this.#step
    return { step, values: await saveValues(this.kernels, this.#own) }
  }

  /** Goes on where `state` was taken. Throws SavedValuesError, and changes nothing, where the values do not fit. */
  restore(state: SteppedState): void {
    restoreValues(this.kernels, this.#own, state.values)
    this.#step = state.step
  }

  /** Frees its own values, not the parameters that it trains. */
  dispose(): void {
    disposeValues(this.kernels, this.#own)
  }
}

/** Zeros in the shape of each parameter, named after it. */
export function zerosLike(kernels: Kernels, parameters: readonly Parameter[], suffix: string): Parameter[] {
  return parameters.map(({ name, value }) => ({
    name: `${name}.${suffix}`,
    value: kernels.fill(value.rows, value.columns, 0),
  }))
}
