// Device: what stands behind an open backend, and whether it still stands.
import { engine, env, setBackend } from '@tensorflow/tfjs-core'
import { BackendUnavailableError } from './errors.ts'
import type { BackendName } from './kernels.ts'

// Silences the advice that tfjs prints: under Node to take another backend, and on each backend that does not open.
env().set('PROD', true)

export interface OpenOptions {
  /** Where the wasm binaries lie. Needed in browsers; in Node they are found beside the package. */
  readonly wasmPaths?: { readonly simd: string; readonly plain: string }
  /** Whether a GPU imitated by software will do; default true. */
  readonly software?: boolean
  /** Called once when the device is lost; besides, every `read` from then on throws DeviceLostError. */
  readonly onLost?: (reason: string) => void
}

/** What a backend adds to what tfjs does. */
interface Upkeep {
  /** Frees what tfjs does not. */
  readonly free?: () => void
  /** Looks whether the device is lost before its event has come. */
  readonly isLost?: () => boolean
  /** Whether it is a GPU imitated by software: wasm is faster than any of those. */
  readonly software?: boolean
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
