// Tests of the account of a data set: runs add up, and none passes the limit.
import { describe, expect, it } from 'vitest'
import { composedEpsilon } from './composition.ts'
import {
  charged,
  checkLimit,
  DatasetBudgetError,
  emptyAccount,
  type RunCharge,
  spending,
  UnguardedDatasetError,
  UnguardedRunError,
} from './datasetaccount.ts'
import type { PrivacyEvent } from './events.ts'

const updates = (noiseMultiplier: number, steps = 20): PrivacyEvent => ({
  kind: 'subsampled-gaussian',
  sampleRate: 1,
  noiseMultiplier,
  steps,
  clipNorm: 1,
  batch: 10_000,
  rows: 10_000,
  cap: null,
  sensitivity: 1,
})

const list = (delta: number): PrivacyEvent => ({ kind: 'epsilon-delta', epsilon: 0.1, delta, count: 1 })

const run = (id: string, rest: Partial<RunCharge> = {}): RunCharge => ({
  id,
  at: 0,
  delta: 1e-5,
  groupSize: 1,
  events: [updates(20)],
  ...rest,
})

const accountOf = (...runs: RunCharge[]) => ({ ...emptyAccount('file'), runs })

describe('what has been spent', () => {
  it('is nothing before the first run', () => {
    expect(spending(emptyAccount('file'))).toEqual({ epsilon: 0, delta: 0, runs: 0, unguardedRuns: 0, limit: null })
  })

  it('is what one run cost', () => {
    const { epsilon } = composedEpsilon([updates(20)], 1e-5)
    const spent = spending(accountOf(run('a')))
    expect(spent).toMatchObject({ delta: 1e-5, runs: 1 })
    expect(spent.epsilon).toBeCloseTo(epsilon, 5)
  })

  it('adds runs up: more than one of them, less than their sum', () => {
    const one = spending(accountOf(run('a'))).epsilon
    const two = spending(accountOf(run('a'), run('b', { events: [updates(22)] }))).epsilon
    expect(two).toBeGreaterThan(one * 1.1)
    expect(two).toBeLessThan(one * 2)
  })

  it('counts a run once, by the last that was written of it', () => {
    const once = charged(accountOf(run('a'), run('b')), run('a', { events: [updates(20, 30)] }))
    expect(once.runs.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(spending(once).epsilon).toBeCloseTo(composedEpsilon([updates(20, 50)], 1e-5).epsilon, 6)
  })

  it('is told at the largest δ and for the largest group that a run declared', () => {
    const { epsilon, delta } = spending(accountOf(run('a', { delta: 1e-6 }), run('b', { groupSize: 2 })))
    expect(delta).toBe(1e-5)
    expect(epsilon).toBeCloseTo(composedEpsilon([updates(20, 40)], 1e-5, 2).epsilon, 6)
  })

  it('stays finite where many runs use up δ by themselves', () => {
    const runs = Array.from({ length: 4 }, (_, i) => run(String(i), { events: [updates(40), list(4e-6)] }))
    const { epsilon, delta } = spending(accountOf(...runs))
    expect(delta).toBeCloseTo(4 * 4e-6 + (1e-5 - 4e-6), 9)
    expect(epsilon).toBeLessThan(4)
  })

  it('is never below the tight answer where runs are too many for it', () => {
    const runs = Array.from({ length: 10 }, (_, i) => run(String(i), { events: [updates(40)] }))
    const tight = composedEpsilon([updates(40, 200)], 1e-5).epsilon
    const { epsilon } = spending(accountOf(...runs))
    expect(epsilon).toBeGreaterThanOrEqual(tight)
    expect(epsilon).toBeLessThan(tight * 1.25)
  })

  it('counts runs without privacy apart', () => {
    const unguarded = run('b', { delta: null, events: [] })
    expect(spending(accountOf(run('a'), unguarded))).toMatchObject({ runs: 1, unguardedRuns: 1 })
  })
})

describe('a limit', () => {
  const one = spending(accountOf(run('a'))).epsilon
  const limited = (limit: number, ...runs: RunCharge[]) => ({ ...accountOf(...runs), limit })

  it('lets pass what fits, to the last digit', () => {
    checkLimit(limited(one), run('a'))
    const two = spending(accountOf(run('a'), run('b'))).epsilon
    checkLimit(limited(two, run('a')), run('b'))
    expect(() => checkLimit(limited(two * 0.999, run('a')), run('b'))).toThrow(DatasetBudgetError)
  })

  it('says what would still fit, and that does', () => {
    const limit = one * 1.3
    let refused: unknown
    try {
      checkLimit(limited(limit, run('a')), run('b'))
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(DatasetBudgetError)
    const { values } = refused as DatasetBudgetError
    expect(values).toMatchObject({ limit, spent: one, wanted: one })
    const allowed = values.allowed as number
    expect(allowed).toBeGreaterThan(0.3 * one)
    expect(allowed).toBeLessThan(one)
    // A run of another shape that costs as much: other noise, other updates.
    let steps = 1
    while (composedEpsilon([updates(30, steps * 2)], 1e-5).epsilon < allowed) steps *= 2
    checkLimit(limited(limit, run('a')), run('b', { events: [updates(30, steps)] }))
  })

  it('leaves nothing once it is spent', () => {
    expect(() => checkLimit(limited(one * 0.5, run('a')), run('b'))).toThrow(/at most about 0\.00/)
  })

  it('does not count a run against itself', () => {
    checkLimit(limited(one, run('a')), run('a'))
  })

  it('refuses runs without privacy, and every run after one', () => {
    const unguarded = run('b', { delta: null, events: [] })
    expect(() => checkLimit(limited(100), unguarded)).toThrow(UnguardedRunError)
    expect(() => checkLimit(limited(100, unguarded), run('c'))).toThrow(UnguardedDatasetError)
    checkLimit(accountOf(unguarded), run('c'))
  })
})
