// Meter: sums of losses that stay on the device until somebody looks.
import { NonFiniteError } from '../engine/errors.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Losses } from './model.ts'

export class Meter {
  readonly #kernels: Kernels
  readonly #sums: readonly Tensor[]
  #steps = 0
  /** Steps ever counted, for messages. */
  #total = 0

  constructor(kernels: Kernels) {
    this.#kernels = kernels
    this.#sums = ['discriminator', 'generator', 'accuracy'].map((name) =>
      kernels.variable(`meter.${name}`, new Float32Array(1), 1, 1),
    )
  }

  /** In a body: adds one step's figures, [1, 1] each, to the sums. `accuracy`: on generated rows. */
  add(discriminator: Tensor, generator: Tensor, accuracy: Tensor): void {
    const step = [discriminator, generator, accuracy]
    this.#sums.forEach((sum, i) => {
      this.#kernels.assign(sum, this.#kernels.add(sum, step[i]))
    })
  }

  /** Hears of every run of a program that adds. */
  count(): void {
    this.#steps++
    this.#total++
  }

  /** Means since the last reading. Throws NonFiniteError, DeviceLostError. */
  async read(): Promise<Losses> {
    const steps = this.#steps
    const reading = this.#kernels.read(this.#sums)
    for (const sum of this.#sums) this.#kernels.write(sum, new Float32Array(1))
    this.#steps = 0
    const [discriminator, generator, accuracyOnGenerated] = (await reading).map(([sum]) => sum / Math.max(1, steps))
    for (const [name, value] of Object.entries({ discriminator, generator })) {
      if (!Number.isFinite(value)) throw new NonFiniteError(`The loss of the ${name}`, value, this.#total)
    }
    return { steps, discriminator, generator, accuracyOnGenerated }
  }

  dispose(): void {
    this.#kernels.dispose(this.#sums)
  }
}
