// Device: what stands behind an open backend, and whether it still stands.
import { engine, env, setBackend } from '@tensorflow/tfjs-core'
import { BackendUnavailableError } from './errors.ts'
import type { BackendName } from './kernels.ts'

// Silences the advice that tfjs prints: under Node to take another backend, and on each backend that does not open.
env().set('PROD', true)

export interface OpenOptions {
  /** Where the wasm binaries lie. Needed in browsers; in Node they are found beside the package. */
  readonly wasmPaths?: { readonly simd: string; readonly plain: string }
  /** Whether a GPU that is only imitated by software will do; default true. */
  readonly software?: boolean
  /** Called once when the device is lost; besides, every `read` from then on throws DeviceLostError. */
  readonly onLost?: (reason: string) => void
}

export class Device {
  #lost: string | null = null
  readonly #listeners: ((reason: string) => void)[] = []
  readonly #free: () => void

  /** `free` frees what tfjs does not. */
  constructor(free: () => void = () => {}) {
    this.#free = free
  }

  /** Why the numbers on the device cannot be trusted any more, or `null`. */
  get lost(): string | null {
    return this.#lost
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
    this.#free()
  }
}

/** Makes a registered backend tfjs's active one and gives tfjs's object behind it. */
export async function startBackend<Backend>(name: BackendName): Promise<Backend> {
  let reason = 'it could not be started.'
  try {
    if (await setBackend(name)) return engine().backend as Backend
  } catch (error) {
    reason = String(error)
  }
  throw new BackendUnavailableError(name, reason)
}
