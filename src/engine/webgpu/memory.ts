// Memory: buffers on the device, with an error in time where one does not fit.
import { DeviceMemoryError } from '../errors.ts'
import type { Health } from './health.ts'

export class Memory {
  readonly device: GPUDevice
  readonly #health: Health
  readonly #buffers = new Set<GPUBuffer>()

  constructor(device: GPUDevice, health: Health) {
    this.device = device
    this.#health = health
  }

  /** The most words that one buffer can have. */
  get mostWords(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 4)
  }

  /** A buffer of at least one word. Throws DeviceMemoryError where no buffer can be that large. */
  buffer(label: string, words: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const size = 4 * Math.max(words, 1)
    const failure = () => new DeviceMemoryError('webgpu', label, size, 4 * this.mostWords)
    if (words > this.mostWords) throw failure()
    const buffer = this.#health.guard('out-of-memory', () => this.device.createBuffer({ label, size, usage }), failure)
    this.#buffers.add(buffer)
    return buffer
  }

  free(buffer: GPUBuffer): void {
    if (this.#buffers.delete(buffer)) buffer.destroy()
  }
}
