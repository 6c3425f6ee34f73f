// Recovery: the model of a run that may be cut off, kept in the browser's own store until it is discarded.
import type { Recovered } from './protocol.ts'
import type { Database } from './storage.ts'

/**
 * A project file at most, never rows. A browser that keeps nothing makes recovery unavailable and nothing else: `save` and
 * `load` then do nothing.
 */
export class Recovery {
  readonly #storage: Promise<Database | null>

  constructor(storage: Promise<Database | null>) {
    this.#storage = storage
  }

  async save(about: Recovered, file: Blob): Promise<void> {
    const database = await this.#storage
    await database?.put('models', { ...about, file }, 'last').catch(() => undefined)
  }

  async load(): Promise<(Recovered & { readonly file: Blob }) | null> {
    const database = await this.#storage
    return (await database?.get('models', 'last').catch(() => undefined)) ?? null
  }

  async discard(): Promise<void> {
    const database = await this.#storage
    await database?.delete('models', 'last')
  }
}
