// Storage: the browser's own database, in which this page keeps what must outlive a visit. It never holds a row.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { DatasetAccount } from '../privacy/datasetaccount.ts'
import type { Recovered } from './protocol.ts'

interface Store extends DBSchema {
  models: { key: 'last'; value: Recovered & { readonly file: Blob } }
  /** By fingerprint. */
  accounts: { key: string; value: DatasetAccount }
  secrets: { key: 'salt'; value: Uint8Array<ArrayBuffer> }
}

export type Database = IDBPDatabase<Store>

/**
 * `null` where the browser keeps nothing (private windows, full disks), or where another tab still holds an older version
 * open: whoever asks then keeps things for the visit alone, and says so.
 */
export async function openStorage(): Promise<Database | null> {
  try {
    return await new Promise((resolve, reject) => {
      openDB<Store>('understudy', 2, {
        upgrade: (database, from) => {
          if (from < 1) database.createObjectStore('models')
          if (from < 2) {
            database.createObjectStore('accounts')
            database.createObjectStore('secrets')
          }
        },
        blocked: () => resolve(null),
      }).then(resolve, reject)
    })
  } catch {
    return null
  }
}
