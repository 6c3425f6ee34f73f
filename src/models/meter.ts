// Meter: sums of losses that stay on the device until somebody looks.
import { NonFiniteError } from '../engine/errors.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { type Parameter, replace } from '../nn/parameter.ts'
import type { Losses } from './model.ts'

export class Meter {
  readonly #kernels: Kernels
  readonly #sums: readonly Parameter[]
  #steps = 0
  /** Steps ever counted, for messages. */
  #total = 0

  constructor(kernels: Kernels) {
    this.#kernels = kernels
    this.#sums = ['discriminator', 'generator', 'accuracy'].map((name) => ({ name, value: kernels.fill(1, 1, 0) }))
  }

  /** The new sums, for `commit` after the scope. `accuracy`: on generated rows. Pure. */
  next(discriminator: Tensor, generator: Tensor, accuracy: Tensor): Tensor[] {
    const step = [discriminator, generator, accuracy]
    return this.#sums.map(({ value }, i) => this.#kernels.add(value, step[i]))
  }

  commit(update: readonly Tensor[]): void {
    replace(this.#kernels, this.#sums, update)
    this.#steps++
    this.#total++
  }

  /** Means since the last reading. Throws NonFiniteError. */
  async read(): Promise<Losses> {
    const steps = this.#steps
    const reading = this.#kernels.read(this.#sums.map(({ value }) => value))
    replace(
      this.#kernels,
      this.#sums,
      this.#sums.map(() => this.#kernels.fill(1, 1, 0)),
    )
    this.#steps = 0
    const [discriminator, generator, accuracyOnGenerated] = (await reading).map(([sum]) => sum / Math.max(1, steps))
    for (const [name, value] of Object.entries({ discriminator, generator })) {
      if (!Number.isFinite(value)) throw new NonFiniteError(`The loss of the ${name}`, value, this.#total)
    }
    return { steps, discriminator, generator, accuracyOnGenerated }
  }

  dispose(): void {
    this.#kernels.dispose(this.#sums.map(({ value }) => value))
  }
}
