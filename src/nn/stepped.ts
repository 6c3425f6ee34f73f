// Stepped: what optimisers and averages share: named variables on the device that go on one step a run.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import {
  createParameter,
  disposeValues,
  type Parameter,
  restoreValues,
  type SavedValues,
  saveValues,
} from './parameter.ts'

/** Steps taken, and the values by name. */
export interface SteppedState {
  readonly step: number
  readonly values: SavedValues
}

/** `next` (of the subclass) is called once in a body and assigns the new values; every run of it is one step. */
export abstract class Stepped {
  protected readonly kernels: Kernels
  /** Those that belong to this object alone: saved and freed with it. */
  readonly #own: readonly Parameter[]
  #step = 0

  protected constructor(kernels: Kernels, own: readonly Parameter[]) {
    this.kernels = kernels
    this.#own = own
  }

  /** Steps begun so far. */
  get step(): number {
    return this.#step
  }

  /**
   * In a body: `count` numbers [1, 1] that go with the step. Every run counts a step and asks `numbers` for its numbers; the
   * first step is 1.
   */
  protected paced(count: number, numbers: (step: number) => readonly number[]): Tensor[] {
    let current: readonly number[] = []
    return Array.from({ length: count }, (_, i) =>
      this.kernels.feed(1, 1, (into) => {
        if (i === 0) current = numbers(++this.#step)
        into[0] = current[i]
      }),
    )
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
  return parameters.map(({ name, value }) =>
    createParameter(kernels, `${name}.${suffix}`, value.rows, value.columns, 0),
  )
}
