// Health: whether what the device gives can still be trusted. Errors come late on a GPU; nothing is read before they are in.
import type { Device } from '../device.ts'
import { DeviceLostError } from '../errors.ts'

export class Health {
  readonly #gpu: GPUDevice
  readonly #device: Device
  readonly #outstanding = new Set<Promise<void>>()
  #failure: Error | null = null

  constructor(gpu: GPUDevice, device: Device) {
    this.#gpu = gpu
    this.#device = device
  }

  /** Throws what went wrong: DeviceLostError, or the error of a request that was refused. */
  check(): void {
    if (this.#failure) throw this.#failure
    if (this.#device.lost !== null) throw new DeviceLostError('webgpu', this.#device.lost)
  }

  /** Waits for the verdict on all that was asked for so far; then as `check`. */
  async settled(): Promise<void> {
    await Promise.all(this.#outstanding)
    this.check()
  }

  /**
   * Does something with the device. An error of the kind that comes of it makes every later `check` throw `failure(message)`,
   * or, without that, counts as the loss of the device.
   */
  guard<T>(kind: GPUErrorFilter, act: () => T, failure?: (message: string) => Error): T {
    this.#gpu.pushErrorScope(kind)
    try {
      return act()
    } finally {
      const verdict = this.#gpu.popErrorScope().then(
        (error) => {
          if (!error) return
          if (failure) this.#failure ??= failure(error.message)
          else this.#device.lose(error.message)
        },
        // The device is gone: that has an event of its own.
        () => undefined,
      )
      const entry = verdict.finally(() => this.#outstanding.delete(entry))
      this.#outstanding.add(entry)
    }
  }
}
