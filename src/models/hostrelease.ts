// HostRelease: gradients whose noise is added on the host, from the program that sums them to the one that learns of them.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Parameter } from '../nn/parameter.ts'
import type { Mechanism } from './model.ts'

export class HostRelease {
  readonly #kernels: Kernels
  #gradients: readonly Float32Array[] = []

  constructor(kernels: Kernels) {
    this.#kernels = kernels
  }

  /** Reads clipped sums, has them released and divides them; gives the values of the `figures` [1, 1] that are read with them. */
  async take(
    { divisor }: Mechanism,
    release: NonNullable<Mechanism['releaseOnHost']>,
    sums: readonly Tensor[],
    figures: readonly Tensor[],
  ): Promise<number[]> {
    const read = await this.#kernels.read([...figures, ...sums])
    const released = release(read.slice(figures.length))
    this.#gradients = released.map((sum) => sum.map((value) => value / divisor))
    return read.slice(0, figures.length).map(([value]) => value)
  }

  /** In a body: what was taken last, one a parameter. */
  gradients(parameters: readonly Parameter[]): Tensor[] {
    return parameters.map(({ value: { rows, columns } }, i) =>
      this.#kernels.feed(rows, columns, (into) => into.set(this.#gradients[i])),
    )
  }
}
