// The ledger's entries for what an encoder read off the real rows before training.
import type { Encoder } from '../encode/encoder.ts'
import type { LedgerEntry } from '../privacy/ledger.ts'

const kinds = { bounds: 'bounds', categories: 'categories', quantiles: 'other' } as const

/** Declared facts cost nothing; what was read off the data without noise is unpaid, and the ledger's verdict says so. */
export function factsLedger(encoder: Encoder): LedgerEntry[] {
  return encoder.facts().map(({ name, kind, source }) => ({
    kind: kinds[kind],
    what: name,
    source,
    epsilon: source === 'declared' ? 0 : null,
    delta: 0,
    mechanism: null,
  }))
}
