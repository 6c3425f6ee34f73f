// Device: what stands behind an open backend, and whether it still stands.
import type { Kernels } from './kernels.ts'

export interface OpenOptions {
  /** Threads of `wasm`; default: all cores where shared memory is to be had, else one. */
  readonly threads?: number
  /** Whom `webgpu` asks for a device; default the browser's own. */
  readonly gpu?: GPU
  /** Where the binaries of `tfjs-wasm` lie. Needed in browsers; in Node they are found beside the package. */
  readonly wasmPaths?: { readonly simd: string; readonly plain: string }
  /** Whether a GPU imitated by software will do; default true. */
  readonly software?: boolean
  /** Called once when the device is lost; besides, every `read` from then on throws DeviceLostError. */
  readonly onLost?: (reason: string) => void
}

/** What a backend knows of its device. */
export interface Upkeep {
  /** Frees all that lies on it. */
  readonly free?: () => void
  /** Looks whether the device is lost before its event has come. */
  readonly isLost?: () => boolean
  /** Whether it is a GPU imitated by software: wasm is faster than any of those. */
  readonly software?: boolean
  /** Threads of the processor that compute, where it is the processor. */
  readonly threads?: number
}

export class Device {
  #lost: string | null = null
  readonly #listeners: ((reason: string) => void)[] = []
  readonly #upkeep: Upkeep

  constructor(upkeep: Upkeep = {}) {
    this.#upkeep = upkeep
  }

  /** Why the numbers on the device cannot be trusted any more, or `null`. */
  get lost(): string | null {
    if (this.#lost === null && this.#upkeep.isLost?.()) this.lose('it went away')
    return this.#lost
  }

  get software(): boolean {
    return this.#upkeep.software ?? false
  }

  get threads(): number | undefined {
    return this.#upkeep.threads
  }

  onLost(listener: (reason: string) => void): void {
    this.#listeners.push(listener)
  }

  lose(reason: string): void {
    if (this.#lost !== null) return
    this.#lost = reason
    for (const listener of this.#listeners) listener(reason)
  }

  /** Gives the device back. Its loss is no news any more. */
  close(): void {
    this.#listeners.length = 0
    this.#upkeep.free?.()
  }
}

/** A backend that stands ready: its functions, and what is behind them. */
export interface Opened {
  readonly kernels: Kernels
  readonly device: Device
}
