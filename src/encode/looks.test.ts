// Looks: what is asked of which field, who pays for it, and what all of it costs.
import { describe, expect, it } from 'vitest'
import { composedEpsilon } from '../privacy/composition.ts'
import type { PrivacyEvent } from '../privacy/events.ts'
import { createLedger, type Look } from '../privacy/ledger.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import { type LookBudget, planLooks } from './looks.ts'
import { decimals, field } from './testcolumns.ts'

const range: FieldDomain = { kind: 'range', minimum: 0, maximum: 99, declared: false }
const words = (list: string[], declared = false): FieldDomain => ({ kind: 'categories', categories: list, declared })

const fields: Field[] = [
  field('age', 'integer', { domain: range, format: decimals(0) }),
  field('height', 'real', { domain: { ...range, declared: true }, format: decimals(1) }),
  field('ward', 'category', { domain: words(['north', 'south']) }),
  field('sex', 'category', { domain: words(['f', 'm'], true) }),
  field('alive', 'boolean', { domain: words(['no', 'yes']) }),
  field('kind', 'boolean', { domain: words(['out', 'in']) }),
  field('country', 'constant', { domain: words(['DE']) }),
  field('seen', 'datetime', {
    domain: range,
    format: { kind: 'datetime', pattern: 'yyyy-MM-dd HH:mm', resolution: 60_000 },
  }),
  field('number', 'identifier'),
  field('note', 'text', { role: 'omit' }),
]

const budget: LookBudget = {
  epsilon: 2,
  delta: 1e-6,
  split: { domains: 0.1, shares: 0.05 },
  groupSize: 1,
  publicForm: true,
  rows: 5000,
}

const eventsOf = (looks: readonly Look[]): PrivacyEvent[] =>
  looks.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
const inShort = ({ kind, what, source, mechanism }: Look) =>
  `${kind} ${what} ${mechanism === null ? source : mechanism.kind === 'epsilon-delta' ? 'delta' : mechanism.steps}`

it('asks about each field that is learnt, but not what is public', () => {
  expect(planLooks({ fields }, budget).map(inShort)).toEqual([
    'form columns declared',
    'bounds age 1',
    'quantiles age 2',
    'bounds height declared',
    'quantiles height 2',
    'categories ward delta',
    'labels ward 1',
    'categories sex declared',
    'labels sex 1',
    'categories alive declared',
    'labels alive 1',
    'categories kind delta',
    'labels kind 1',
    'bounds seen 1',
    'quantiles seen 4',
  ])
})

describe('the price', () => {
  it('is what the split says, all looks together, whatever the fields and whoever is protected', () => {
    const few = fields.slice(0, 1)
    const many = Array.from({ length: 40 }, (_, i) => ({ ...fields[i % 8], name: `field ${i}` }))
    for (const list of [few, fields, many]) {
      for (const groupSize of [1, 3]) {
        const looks = planLooks({ fields: list }, { ...budget, groupSize })
        expect(composedEpsilon(eventsOf(looks), budget.delta, groupSize).epsilon).toBeCloseTo(0.15 * 2, 3)
      }
    }
  })

  it('is that of one share where the other is not needed or not wanted', () => {
    const declared = fields.filter(({ domain }) => domain.kind !== 'open' && domain.declared)
    const cost = (list: Field[], split: LookBudget['split']) =>
      composedEpsilon(eventsOf(planLooks({ fields: list }, { ...budget, split })), budget.delta).epsilon
    expect(cost(declared, budget.split)).toBeCloseTo(0.05 * 2, 3)
    expect(cost(fields, { domains: 0, shares: 0.2 })).toBeCloseTo(0.2 * 2, 3)
    expect(cost(fields, { domains: 0.2, shares: 0 })).toBeCloseTo(0.2 * 2, 3)
  })

  it('takes a tenth of delta for lists at most', () => {
    const { entries } = createLedger(planLooks({ fields }, budget), { delta: budget.delta, groupSize: 1 })
    const own = entries.reduce((sum, { delta }) => sum + delta, 0)
    expect(own).toBeGreaterThan(0.099 * budget.delta)
    expect(own).toBeLessThanOrEqual(0.1 * budget.delta)
  })
})

describe('looks that are not paid for', () => {
  it('are all where there is no privacy, or nothing is set aside', () => {
    for (const of of [null, { ...budget, split: { domains: 0, shares: 0 } }]) {
      const looks = planLooks({ fields }, of)
      expect(eventsOf(looks)).toEqual([])
      expect(looks.find(({ kind, what }) => kind === 'categories' && what === 'ward')?.source).toBe('data')
      expect(looks.find(({ kind, what }) => kind === 'bounds' && what === 'height')?.source).toBe('declared')
    }
  })

  it('are bounds and lists where only shares have a budget, and the other way round', () => {
    const unpaid = (split: LookBudget['split']) =>
      planLooks({ fields }, { ...budget, split })
        .filter(({ source, mechanism }) => source === 'data' && mechanism === null)
        .map(inShort)
    expect(unpaid({ domains: 0, shares: 0.1 })).toEqual([
      'bounds age data',
      'categories ward data',
      'categories kind data',
      'bounds seen data',
    ])
    // The histogram that finds a list tells the shares of its words as well.
    expect(unpaid({ domains: 0.1, shares: 0 })).toEqual([
      'quantiles age data',
      'quantiles height data',
      'labels sex data',
      'labels alive data',
      'quantiles seen data',
    ])
  })

  it('include the form where it is not public', () => {
    expect(planLooks({ fields }, { ...budget, publicForm: false })[0].source).toBe('data')
  })
})
