// OpenCharge: what a run is charged on its data set's account while it goes, written down before each look is taken.
import { bytesToHex } from '@noble/hashes/utils.js'
import { type AccountBook, checkLimit, type RunCharge } from '../privacy/datasetaccount.ts'
import type { PrivacyEvent, SubsampledGaussian } from '../privacy/events.ts'
import type { Look } from '../privacy/ledger.ts'
import type { PrivatePlan } from './plan.ts'

/** Its two methods are what `prepare` and `train` ask before they spend. */
export class OpenCharge {
  readonly #book: AccountBook
  readonly #fingerprint: string
  #run: RunCharge
  #looks: readonly PrivacyEvent[] = []
  #updates = 0
  /** The rest of the account when it was last held against the limit. */
  #checked: string | null = null

  constructor(book: AccountBook, fingerprint: string) {
    this.#book = book
    this.#fingerprint = fingerprint
    // randomUUID would want https.
    const id = bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
    this.#run = { id, at: Date.now(), delta: null, groupSize: 1, events: [] }
  }

  /**
   * Charges the looks before training, or, without a plan, the run as one about which nothing can be promised. Throws what
   * `checkLimit` throws where all that is planned does not fit, and then charges nothing.
   */
  async begin(looks: readonly Look[], plan: PrivatePlan | null): Promise<void> {
    this.#looks = looks.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
    const { delta, groupSize } = plan ?? this.#run
    const run = { ...this.#run, delta, groupSize, events: this.#looks }
    await this.#write(run, plan ? [...this.#looks, plan.training] : [])
  }

  /**
   * Charges all updates of the run up to the last of those that are about to be made; in the end those that were made.
   * Throws what `checkLimit` throws where other runs have meanwhile used up what this one would need.
   */
  async training(event: SubsampledGaussian): Promise<void> {
    const events = event.steps > 0 ? [...this.#looks, event] : this.#looks
    const givesBack = event.steps <= this.#updates
    await this.#write({ ...this.#run, events }, givesBack ? null : events)
    this.#updates = event.steps
  }

  /** Holds the charge against the limit where the rest of the account has changed, and only there: composing takes seconds. */
  async #write(run: RunCharge, held: readonly PrivacyEvent[] | null): Promise<void> {
    await this.#book.write(this.#fingerprint, run, (account) => {
      const others = account.runs.filter(({ id }) => id !== run.id)
      const rest = JSON.stringify([account.limit, others])
      if (held === null || rest === this.#checked) return
      checkLimit({ ...account, runs: others }, { ...run, events: held })
      this.#checked = rest
    })
    this.#run = run
  }
}
