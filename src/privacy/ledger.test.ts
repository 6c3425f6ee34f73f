import { describe, expect, it } from 'vitest'
import goldens from './goldens.json' with { type: 'json' }
import { createLedger, type LedgerEntry, ledgerKinds, ledgerReasons, recomputeEpsilon, verdict } from './ledger.ts'

const training: LedgerEntry = {
  kind: 'training',
  what: 'discriminator',
  source: 'data',
  epsilon: 2.4,
  delta: 1e-5,
  mechanism: {
    kind: 'subsampled-gaussian',
    sampleRate: 256 / 60000,
    noiseMultiplier: 1.1,
    steps: 14063,
    clipNorm: 1,
    batch: 256,
    rows: 60000,
  },
}
const declared: LedgerEntry = { kind: 'bounds', what: 'age', source: 'declared', epsilon: 0, delta: 0, mechanism: null }
const unpaid = (kind: LedgerEntry['kind'], what: string): LedgerEntry => ({
  kind,
  what,
  source: 'data',
  epsilon: null,
  delta: 0,
  mechanism: null,
})

describe('verdict', () => {
  it('is "end-to-end" when every look was declared or paid for', () => {
    expect(verdict([training, declared])).toEqual({ verdict: 'end-to-end', reasons: [] })
    const paid: LedgerEntry = { ...declared, source: 'data', epsilon: 0.1 }
    expect(verdict([training, paid]).verdict).toBe('end-to-end')
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

describe('recomputeEpsilon', () => {
  it('works the cost of a training out again', () => {
    const { epsilon, delta } = recomputeEpsilon(createLedger([training, declared]))
    expect(epsilon).toBeCloseTo(2.3817788, 6)
    expect(delta).toBe(1e-5)
  })

  it('survives being written as JSON', () => {
    const ledger = createLedger([training, declared, unpaid('bounds', 'age')])
    const restored = JSON.parse(JSON.stringify(ledger))
    expect(restored).toEqual(ledger)
    expect(recomputeEpsilon(restored)).toEqual(recomputeEpsilon(ledger))
  })

  it.each(goldens.mixed)('composes trainings of different settings: %o', ({ stretches, delta, pld }) => {
    const entries = stretches.map((stretch) => ({
      ...training,
      delta: delta / stretches.length,
      mechanism: { kind: 'subsampled-gaussian' as const, ...stretch, clipNorm: 1, batch: 1, rows: 1 },
    }))
    const result = recomputeEpsilon(createLedger(entries))
    expect(result.epsilon).toBeCloseTo(pld, 6)
    expect(result.delta).toBeCloseTo(delta, 12)
  })

  it('adds what was paid for otherwise', () => {
    const bounds: LedgerEntry = { ...declared, source: 'data', epsilon: 0.25, delta: 1e-7 }
    const result = recomputeEpsilon(createLedger([training, bounds]))
    expect(result.epsilon).toBeCloseTo(2.6317788, 6)
    expect(result.delta).toBeCloseTo(1.01e-5, 12)
    expect(recomputeEpsilon(createLedger([bounds]))).toEqual({ epsilon: 0.25, delta: 1e-7 })
    expect(recomputeEpsilon(createLedger([]))).toEqual({ epsilon: 0, delta: 0 })
  })
})
