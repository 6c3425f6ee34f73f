// The ledger as people read it: like looks told together, what was paid first.
import type { LedgerEntry } from '../../worker/protocol.ts'

export type Cost = 'paid' | 'declared' | 'uncovered'

export interface LedgerGroup {
  readonly kind: LedgerEntry['kind']
  readonly cost: Cost
  /** In the ledger's order. */
  readonly looks: readonly { readonly what: string; readonly epsilon: number }[]
  /** Of all its looks; 0 where nothing was paid. */
  readonly epsilon: number
}

const order: readonly Cost[] = ['paid', 'uncovered', 'declared']

function costOf({ source, epsilon }: LedgerEntry): Cost {
  if (source === 'declared') return 'declared'
  return epsilon === null ? 'uncovered' : 'paid'
}

/** One group a kind and cost. */
export function groupLedger(entries: readonly LedgerEntry[]): LedgerGroup[] {
  const groups = new Map<string, LedgerGroup>()
  for (const entry of entries) {
    const { kind, what } = entry
    const cost = costOf(entry)
    const epsilon = entry.epsilon ?? 0
    const key = `${cost} ${kind}`
    const { looks = [], epsilon: sum = 0 } = groups.get(key) ?? {}
    groups.set(key, { kind, cost, looks: [...looks, { what, epsilon }], epsilon: sum + epsilon })
  }
  return [...groups.values()].sort((a, b) => order.indexOf(a.cost) - order.indexOf(b.cost))
}

export const parts = ['domains', 'shares', 'training', 'other'] as const
export type Part = (typeof parts)[number]

const partOf: Readonly<Record<LedgerEntry['kind'], Part>> = {
  bounds: 'domains',
  categories: 'domains',
  quantiles: 'shares',
  labels: 'shares',
  training: 'training',
  form: 'other',
  release: 'other',
  other: 'other',
}

/** What the whole ε went to; the parts add up to it. */
export function partsOf(entries: readonly LedgerEntry[]): Record<Part, number> {
  const sums: Record<Part, number> = { domains: 0, shares: 0, training: 0, other: 0 }
  for (const { kind, epsilon } of entries) sums[partOf[kind]] += epsilon ?? 0
  return sums
}
