// The ledger's looks, told together.
import { expect, it } from 'vitest'
import type { LedgerEntry } from '../../worker/protocol.ts'
import { groupLedger, partsOf } from './ledger-groups.ts'

const look = (kind: LedgerEntry['kind'], what: string, source: LedgerEntry['source'], epsilon: number | null) =>
  ({ kind, what, source, epsilon, delta: 0, mechanism: null }) satisfies LedgerEntry

const entries = [
  look('form', 'table', 'declared', 0),
  look('bounds', 'age', 'declared', 0),
  look('bounds', 'cost', 'data', 0.25),
  look('categories', 'ward', 'data', null),
  look('bounds', 'stay', 'data', 0.125),
  look('quantiles', 'cost', 'data', 0.0625),
  look('training', 'discriminator', 'data', 2.5),
]

it('tells like looks together, paid ones first and each with its price', () => {
  expect(groupLedger(entries)).toEqual([
    {
      kind: 'bounds',
      cost: 'paid',
      looks: [
        { what: 'cost', epsilon: 0.25 },
        { what: 'stay', epsilon: 0.125 },
      ],
      epsilon: 0.375,
    },
    { kind: 'quantiles', cost: 'paid', looks: [{ what: 'cost', epsilon: 0.0625 }], epsilon: 0.0625 },
    { kind: 'training', cost: 'paid', looks: [{ what: 'discriminator', epsilon: 2.5 }], epsilon: 2.5 },
    { kind: 'categories', cost: 'uncovered', looks: [{ what: 'ward', epsilon: 0 }], epsilon: 0 },
    { kind: 'form', cost: 'declared', looks: [{ what: 'table', epsilon: 0 }], epsilon: 0 },
    { kind: 'bounds', cost: 'declared', looks: [{ what: 'age', epsilon: 0 }], epsilon: 0 },
  ])
})

it('parts the whole by what it was paid for', () => {
  expect(partsOf(entries)).toEqual({ domains: 0.375, shares: 0.0625, training: 2.5, other: 0 })
})
