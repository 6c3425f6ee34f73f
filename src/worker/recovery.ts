// Recovery: the model of a run that may be cut off, kept in the browser's own store until it is discarded.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Recovered } from './protocol.ts'

interface Store extends DBSchema {
  models: { key: 'last'; value: Recovered & { readonly file: Blob } }
}

/**
 * A project file at most, never rows. A browser that keeps nothing (private windows, full disks) makes recovery
 * unavailable and nothing else: `save` and `load` then do nothing.
 */
export class Recovery {
  readonly #database: Promise<IDBPDatabase<Store> | null>

  constructor() {
    this.#database = openDB<Store>('understudy', 1, {
      upgrade: (database) => {
        database.createObjectStore('models')
      },
    }).catch(() => null)
  }

  async save(about: Recovered, file: Blob): Promise<void> {
    const database = await this.#database
    await database?.put('models', { ...about, file }, 'last').catch(() => undefined)
  }

  async load(): Promise<(Recovered & { readonly file: Blob }) | null> {
    const database = await this.#database
    return (await database?.get('models', 'last').catch(() => undefined)) ?? null
  }

  async discard(): Promise<void> {
    const database = await this.#database
    await database?.delete('models', 'last')
  }
}
