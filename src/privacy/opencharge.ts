// OpenCharge: what a run on a data set is charged while it goes, written down before each look is taken.
import { bytesToHex } from '@noble/hashes/utils.js'
import { checkLimit, type DatasetAccount, type RunCharge } from './datasetaccount.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'

/** Where the accounts of this device are kept. */
export interface AccountBook {
  read(fingerprint: string): Promise<DatasetAccount>
  /**
   * Writes down what a run is charged, in place of what it was charged before, and loses no charge that another tab or
   * process writes down at the same time. `check` is shown the account as it stands; where it throws, nothing is changed.
   */
  write(fingerprint: string, run: RunCharge, check: (account: DatasetAccount) => void): Promise<void>
  setLimit(fingerprint: string, epsilon: number | null): Promise<void>
}

export interface ChargeOptions {
  readonly book: AccountBook
  readonly fingerprint: string
  readonly rows: number
  /** `null`: a run without privacy. */
  readonly delta: number | null
  readonly groupSize: number
}

export class OpenCharge {
  readonly #options: ChargeOptions
  #run: RunCharge
  #looks: readonly PrivacyEvent[] = []
  #training: SubsampledGaussian | null = null
  /** The rest of the account when it was last held against the limit. */
  #checked: string | null = null

  constructor(options: ChargeOptions) {
    const { rows, delta, groupSize } = options
    this.#options = options
    // randomUUID would want https.
    const id = bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
    this.#run = { id, at: Date.now(), rows, delta, groupSize, events: [], settled: false }
  }

  /** Throws what `checkLimit` throws where the whole run, as planned, does not fit. Nothing is charged yet. */
  async admit(planned: readonly PrivacyEvent[]): Promise<void> {
    const { book, fingerprint } = this.#options
    const account = await book.read(fingerprint)
    checkLimit(account, { ...this.#run, events: planned })
    this.#checked = restOf(account, this.#run)
  }

  /** Looks that are about to be taken, on top of those before them; none for a run without privacy that is about to begin. */
  async looks(events: readonly PrivacyEvent[]): Promise<void> {
    this.#looks = [...this.#looks, ...events]
    await this.#write(false)
  }

  /** All updates of this run, up to the last of those that are about to be made. */
  async training(event: SubsampledGaussian): Promise<void> {
    this.#training = event
    await this.#write(false)
  }

  /** The run has ended and was charged with exactly what it did. */
  async settle(): Promise<void> {
    await this.#write(true)
  }

  /** Holds the charge against the limit only where others changed the account since: composing takes up to seconds. */
  async #write(settled: boolean): Promise<void> {
    const { book, fingerprint } = this.#options
    const training = this.#training && this.#training.steps > 0 ? [this.#training] : []
    const run = { ...this.#run, events: [...this.#looks, ...training], settled }
    await book.write(fingerprint, run, (account) => {
      const rest = restOf(account, run)
      if (rest === this.#checked || settled) return
      checkLimit(account, run)
      this.#checked = rest
    })
    this.#run = run
  }
}

function restOf({ limit, runs }: DatasetAccount, run: RunCharge): string {
  return JSON.stringify([limit, runs.filter(({ id }) => id !== run.id)])
}
