// Meter: sums of losses that stay on the device until somebody looks.
import { NonFiniteError } from '../engine/errors.ts'
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Losses } from './model.ts'

/** One step's figures, [1, 1] each; a model without a discriminator has none of its own. */
interface Figures {
  readonly generator: Tensor
  readonly discriminator?: Tensor
  /** Of the discriminator, on generated rows. */
  readonly accuracy?: Tensor
}

const names = ['generator', 'discriminator', 'accuracy'] as const

export class Meter {
  readonly #kernels: Kernels
  readonly #sums: readonly Tensor[]
  #judged = false
  #steps = 0
  /** Steps ever counted, for messages. */
  #total = 0

  constructor(kernels: Kernels) {
    this.#kernels = kernels
    this.#sums = names.map((name) => kernels.variable(`meter.${name}`, new Float32Array(1), 1, 1))
  }

  /** In a body: adds one step's figures to the sums. */
  add(figures: Figures): void {
    this.#judged = figures.discriminator !== undefined
    this.#sums.forEach((sum, i) => {
      const figure = figures[names[i]]
      if (figure) this.#kernels.assign(sum, this.#kernels.add(sum, figure))
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
    const [generator, discriminator, accuracyOnGenerated] = (await reading).map(([sum]) => sum / Math.max(1, steps))
    for (const [name, value] of Object.entries({ discriminator, generator })) {
      if (!Number.isFinite(value)) throw new NonFiniteError(`The loss of the ${name}`, value, this.#total)
    }
    return { steps, generator, discriminator: this.#judged ? discriminator : null, accuracyOnGenerated }
  }

  dispose(): void {
    this.#kernels.dispose(this.#sums)
  }
}
