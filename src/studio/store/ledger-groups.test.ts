// The ledger's looks, told together.
import { expect, it } from 'vitest'
import type { LedgerEntry } from '../../worker/protocol.ts'
import { groupLedger } from './ledger-groups.ts'

const look = (kind: LedgerEntry['kind'], what: string, source: LedgerEntry['source'], epsilon: number | null) =>
  ({ kind, what, source, epsilon, delta: 0, mechanism: null }) satisfies LedgerEntry

it('tells paid looks one by one and first, unpaid and declared ones by kind', () => {
  const groups = groupLedger([
    look('bounds', 'age', 'declared', 0),
    look('bounds', 'cost', 'data', null),
    look('categories', 'ward', 'data', null),
    look('bounds', 'stay', 'data', null),
    look('training', 'discriminator', 'data', 2.9),
  ])
  expect(groups).toEqual([
    { kind: 'training', cost: 'paid', what: ['discriminator'], epsilon: 2.9 },
    { kind: 'bounds', cost: 'uncovered', what: ['cost', 'stay'], epsilon: 0 },
    { kind: 'categories', cost: 'uncovered', what: ['ward'], epsilon: 0 },
    { kind: 'bounds', cost: 'declared', what: ['age'], epsilon: 0 },
  ])
})
