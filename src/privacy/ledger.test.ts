import { describe, expect, it } from 'vitest'
import { composedEpsilon } from './composition.ts'
import goldens from './goldens.json' with { type: 'json' }
import { createLedger, type Ledger, type Look, ledgerKinds, ledgerReasons, verdict } from './ledger.ts'
import { promise, updates } from './testingevents.ts'

const training: Look = {
  kind: 'training',
  what: 'discriminator',
  source: 'data',
  mechanism: updates({ steps: 14063, cap: 352 }),
}
const declared: Look = { kind: 'bounds', what: 'age', source: 'declared', mechanism: null }
const unpaid = (kind: Look['kind'], what: string): Look => ({ kind, what, source: 'data', mechanism: null })
const paid = (kind: Look['kind'], what: string, epsilon: number, delta = 0): Look => ({
  kind,
  what,
  source: 'data',
  mechanism: promise(epsilon, delta),
})
const options = { delta: 1e-5, groupSize: 1 }
const sum = (ledger: Ledger) => ledger.entries.reduce((total, { epsilon }) => total + (epsilon ?? 0), 0)

/** As another program would, from what was written as JSON. */
function recompute(json: string): number {
  const { entries, delta, groupSize } = JSON.parse(json) as Ledger
  const events = entries.flatMap(({ mechanism }) => (mechanism ? [mechanism] : []))
  return composedEpsilon(events, delta ?? 0, groupSize).epsilon
}

describe('verdict', () => {
  it('is "end-to-end" when every look was declared or paid for', () => {
    expect(verdict([training, declared])).toEqual({ verdict: 'end-to-end', reasons: [] })
    expect(verdict([training, paid('bounds', 'age', 0.1)]).verdict).toBe('end-to-end')
  })

  it('is "training only" with a reason a kind of unpaid look', () => {
    const entries = [training, unpaid('bounds', 'age'), unpaid('bounds', 'income'), unpaid('categories', 'city')]
    expect(verdict(entries)).toEqual({
      verdict: 'training only',
      reasons: [
        { key: 'privacy.unpaidBounds', values: { count: 2, what: 'age' } },
        { key: 'privacy.unpaidCategories', values: { count: 1, what: 'city' } },
      ],
    })
  })

  it('is "none" without private training, and where any training was not private', () => {
    expect(verdict([])).toEqual({ verdict: 'none', reasons: [{ key: 'privacy.noTraining' }] })
    expect(verdict([declared]).verdict).toBe('none')
    const mixed = verdict([training, unpaid('training', 'discriminator')])
    expect(mixed).toEqual({
      verdict: 'none',
      reasons: [{ key: 'privacy.unpaidTraining', values: { count: 1, what: 'discriminator' } }],
    })
  })

  it('has a listed reason for every kind of look', () => {
    for (const kind of ledgerKinds) {
      const { reasons } = verdict([training, unpaid(kind, 'x')])
      expect(reasons).toHaveLength(1)
      expect(ledgerReasons).toContain(reasons[0].key)
    }
  })
})

describe('createLedger', () => {
  const looks = [
    declared,
    paid('bounds', 'income', 0.05),
    paid('categories', 'city', 0.1, 1e-7),
    paid('labels', 'city', 0.05),
    training,
  ]

  it('prices every look by what it adds, so that the parts add up to the whole', () => {
    const ledger = createLedger(looks, options)
    expect(ledger).toMatchObject({ delta: 1e-5, groupSize: 1, verdict: 'end-to-end', reasons: [] })
    const prices = ledger.entries.map(({ epsilon }) => epsilon ?? Number.NaN)
    expect(prices[0]).toBe(0)
    expect(prices[1]).toBeCloseTo(0.05, 3)
    for (const price of prices.slice(1)) expect(price).toBeGreaterThan(0)
    expect(sum(ledger)).toBeCloseTo(ledger.epsilon ?? 0, 12)
    // Looks that share a training cost less than by themselves.
    expect(ledger.epsilon).toBeLessThan(2.3818 + 0.2)
    expect(ledger.epsilon).toBeGreaterThan(2.3818)
    expect(ledger.entries.map(({ delta }) => delta)).toEqual([0, 0, expect.closeTo(1e-7, 15), 0, 0])
  })

  it('is recomputed from its JSON', () => {
    const ledger = createLedger(looks, options)
    const json = JSON.stringify(ledger)
    expect(JSON.parse(json)).toEqual(ledger)
    expect(recompute(json)).toBeCloseTo(ledger.epsilon ?? 0, 9)
  })

  it('holds whatever the order, and prices the later looks lower', () => {
    const [first, last] = [looks, looks.toReversed()].map((order) => createLedger(order, options))
    expect(last.epsilon).toBeCloseTo(first.epsilon ?? 0, 7)
    expect(last.entries[3].epsilon).toBeLessThan(0.05)
  })

  it.each(goldens.mixed)('composes trainings of different settings: %o', ({ stretches, delta, pld }) => {
    const trainings = stretches.map((stretch) => ({ ...training, mechanism: updates(stretch) }))
    const ledger = createLedger(trainings, { delta, groupSize: 1 })
    expect(ledger.epsilon).toBeCloseTo(pld, 6)
    expect(sum(ledger)).toBeCloseTo(pld, 6)
  })

  it('protects a person of several rows at a higher price', () => {
    const ledger = createLedger([paid('bounds', 'income', 0.05), training], { delta: 1e-5, groupSize: 2 })
    expect(ledger.groupSize).toBe(2)
    expect(ledger.entries[0].epsilon).toBeCloseTo(0.1, 3)
    expect(ledger.epsilon).toBeGreaterThan(5.26)
    expect(recompute(JSON.stringify(ledger))).toBeCloseTo(ledger.epsilon ?? 0, 9)
  })

  it('prices unpaid looks at nothing, and says so in the verdict', () => {
    const ledger = createLedger([unpaid('bounds', 'age'), training], options)
    expect(ledger.entries[0].epsilon).toBeNull()
    expect(ledger.verdict).toBe('training only')
    expect(ledger.epsilon).toBeCloseTo(2.38178, 4)
  })

  it('is infinite where a look takes more of δ than there is', () => {
    const ledger = createLedger([paid('categories', 'city', 0.1, 1e-3), training], options)
    expect(ledger.epsilon).toBe(Number.POSITIVE_INFINITY)
    expect(ledger.entries.map(({ epsilon }) => epsilon)).toEqual([Number.POSITIVE_INFINITY, 0])
  })

  it('promises nothing without δ', () => {
    const ledger = createLedger([declared, unpaid('training', 'discriminator')], { delta: null, groupSize: 1 })
    expect(ledger).toMatchObject({ epsilon: null, delta: null, verdict: 'none' })
    expect(ledger.entries.map(({ epsilon }) => epsilon)).toEqual([0, null])
    expect(createLedger([training], { delta: null, groupSize: 1 }).verdict).toBe('none')
  })

  it('is empty for nothing', () => {
    expect(createLedger([], options)).toMatchObject({ entries: [], epsilon: 0, verdict: 'none' })
  })
})
