// The ledger as people read it: like looks told together, what was paid first.
import type { LedgerEntry } from '../../worker/protocol.ts'

export type Cost = 'paid' | 'declared' | 'uncovered'

export interface LedgerGroup {
  readonly kind: LedgerEntry['kind']
  readonly cost: Cost
  /** What was looked at, in the ledger's order. */
  readonly what: readonly string[]
  readonly epsilon: number
}

const order: readonly Cost[] = ['paid', 'uncovered', 'declared']

function costOf({ source, epsilon }: LedgerEntry): Cost {
  if (source === 'declared') return 'declared'
  return epsilon === null ? 'uncovered' : 'paid'
}

/** Each paid look stands alone with its price; free ones and unpaid ones are one group a kind. */
export function groupLedger(entries: readonly LedgerEntry[]): LedgerGroup[] {
  const groups = new Map<string, LedgerGroup>()
  entries.forEach((entry, index) => {
    const { kind, what, epsilon } = entry
    const cost = costOf(entry)
    const key = cost === 'paid' ? `paid ${index}` : `${cost} ${kind}`
    const before = groups.get(key)
    groups.set(key, { kind, cost, what: [...(before?.what ?? []), what], epsilon: epsilon ?? 0 })
  })
  return [...groups.values()].sort((a, b) => order.indexOf(a.cost) - order.indexOf(b.cost))
}
