// Accounts: what each data set has been charged, kept in the browser's own store, under fingerprints that only it can make.
import type { AccountBook, DatasetAccount, RunCharge } from '../privacy/datasetaccount.ts'
import { charged, emptyAccount } from '../privacy/datasetaccount.ts'
import { fingerprintOf, newSalt } from '../privacy/fingerprint.ts'
import type { Database } from './storage.ts'

/** Where the browser keeps nothing, accounts live as long as the page: `kept` says so. */
export class Accounts implements AccountBook {
  readonly #storage: Promise<Database | null>
  /** Accounts as they were last seen: what is left when the store gives out. */
  readonly #seen = new Map<string, DatasetAccount>()
  #salt: Promise<Uint8Array> | null = null
  #kept = true

  constructor(storage: Promise<Database | null>) {
    this.#storage = storage
  }

  /** Whether accounts outlive the visit. */
  get kept(): boolean {
    return this.#kept
  }

  async fingerprint(file: Blob): Promise<string> {
    this.#salt ??= this.#loadSalt()
    return fingerprintOf(file, await this.#salt)
  }

  async read(fingerprint: string): Promise<DatasetAccount> {
    const stored = await this.#try((database) => database.get('accounts', fingerprint))
    return this.#note(stored ?? this.#known(fingerprint))
  }

  write(fingerprint: string, run: RunCharge, check: (account: DatasetAccount) => void): Promise<void> {
    return this.#change(fingerprint, (account) => {
      check(account)
      return charged(account, run)
    })
  }

  setLimit(fingerprint: string, epsilon: number | null): Promise<void> {
    return this.#change(fingerprint, (account) => ({ ...account, limit: epsilon }))
  }

  /** Reads and writes in one transaction, so that two tabs lose no charge. Throws what `change` throws, having changed nothing. */
  async #change(fingerprint: string, change: (account: DatasetAccount) => DatasetAccount): Promise<void> {
    let refused: unknown = null
    const changed = await this.#try(async (database) => {
      const transaction = database.transaction('accounts', 'readwrite', { durability: 'strict' })
      const account = (await transaction.store.get(fingerprint)) ?? this.#known(fingerprint)
      let next: DatasetAccount
      try {
        next = change(account)
      } catch (error) {
        refused = error
        return account
      }
      await Promise.all([transaction.store.put(next, fingerprint), transaction.done])
      return next
    })
    if (refused) throw refused
    this.#note(changed ?? change(this.#known(fingerprint)))
  }

  /** Made once, in one transaction, so that two tabs agree on it. */
  async #loadSalt(): Promise<Uint8Array> {
    const made = newSalt()
    const stored = await this.#try(async (database) => {
      const transaction = database.transaction('secrets', 'readwrite', { durability: 'strict' })
      const salt = await transaction.store.get('salt')
      if (!salt) transaction.store.put(made, 'salt')
      await transaction.done
      return salt
    })
    return stored ?? made
  }

  /** Undefined, from now on for good, where the store cannot be used. */
  async #try<T>(use: (database: Database) => Promise<T>): Promise<T | undefined> {
    const database = this.#kept ? await this.#storage : null
    try {
      if (database) return await use(database)
    } catch {
      // Disk full, store cleared or closed by the user: the accounts of this visit are kept in memory.
    }
    this.#kept = false
    return undefined
  }

  #known(fingerprint: string): DatasetAccount {
    return this.#seen.get(fingerprint) ?? emptyAccount(fingerprint)
  }

  #note(account: DatasetAccount): DatasetAccount {
    this.#seen.set(account.fingerprint, account)
    return account
  }
}
