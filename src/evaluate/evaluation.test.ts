// Evaluation: its parts together, the same for the same seed, and the verdict that they come to.
import { beforeAll, describe, expect, it } from 'vitest'
import { field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom, type Random } from '../math/random.ts'
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { attackRisk } from './attackrisk.ts'
import { type Evaluation, evaluation, rejudged } from './evaluation.ts'
import { apart, overlap } from './overlap.ts'
import { type EvaluationPhase, evaluationPhases } from './phases.ts'
import type { RiskReport } from './risk.ts'
import { gradeOf, verdictOf } from './verdict.ts'
import type { Interval } from './wilson.ts'

const schema: Schema = {
  fields: [
    field('age', 'integer'),
    field('income', 'real'),
    field('sex', 'category'),
    field('works', 'boolean'),
    field('owes', 'boolean'),
  ],
}

/** People whose income hangs on age, and work and debts on both. */
function people(rows: number, random: Random): Table {
  const age = Array.from({ length: rows }, () => 18 + random.integer(60))
  const income = age.map((years) => 500 * years * Math.exp(random.normal() / 3))
  const sex = age.map(() => (random.uniform() < 0.5 ? 'f' : 'm'))
  const works = age.map((years) => (random.uniform() < (years < 60 ? 0.9 : 0.1) ? 'yes' : 'no'))
  const owes = income.map((each, row) => (each > 20_000 && works[row] === 'yes' ? 'yes' : 'no'))
  return tableOf([numbers(age), numbers(income), words(sex), words(works), words(owes)])
}

const random = createRandom(1, 'people')
const real = people(600, random)
const holdout = people(600, random)
const alike = people(600, random)

function judge(
  synthetic: Table,
  more: { holdout?: Table | null; onProgress?: (phase: EvaluationPhase, done: number, whole: number) => void } = {},
) {
  return finished(
    evaluation({
      ...{
        real,
        holdout,
        synthetic,
        schema,
        target: null,
        protectedField: 'sex',
        random: createRandom(2, 'evaluation'),
      },
      ...more,
    }),
  )
}

describe('an evaluation', () => {
  let faithful: Evaluation
  const heard = new Map<EvaluationPhase, number>()
  const wholes: number[] = []
  beforeAll(() => {
    faithful = judge(alike, {
      onProgress: (phase, done, whole) => {
        heard.set(phase, done)
        wholes.push(whole)
      },
    })
  })

  it('of rows from the same source is good, useful and harmless', () => {
    expect(faithful.verdict.quality.grade).toBe('excellent')
    expect(['excellent', 'good']).toContain(faithful.verdict.usefulness.grade)
    expect(faithful.verdict.privacy.grade).toBe('nothingFound')
  })

  it('names all of its phases in order, and finishes each', () => {
    expect([...heard.keys()]).toEqual([...evaluationPhases])
    expect([...heard.values()]).toEqual(evaluationPhases.map(() => 1))
  })

  it('tells how much of all is done, never less than before, up to the whole', () => {
    for (const [i, whole] of wholes.entries()) expect(whole).toBeGreaterThanOrEqual(wholes[i - 1] ?? 0)
    expect(wholes[0]).toBeLessThan(0.05)
    expect(wholes.at(-1)).toBeCloseTo(1, 12)
  })

  it('can be given up at any piece, and is the same when it is begun anew', () => {
    const few = selectRows(
      real,
      Array.from({ length: 150 }, (_, row) => row),
    )
    const begin = () =>
      evaluation({
        ...{ real: few, holdout: few, synthetic: few, schema, target: 'works', protectedField: null },
        random: createRandom(2, 'again'),
      })
    const first = begin()
    for (let piece = 0; piece < 300; piece++) expect(first.next().done).toBe(false)
    expect(first.return(undefined as never).done).toBe(true)
    expect(finished(begin())).toEqual(finished(begin()))
  })

  it('holds the holdout to the same measures', () => {
    expect(faithful.holdout?.rows).toEqual({ real: 600, synthetic: 600 })
    expect(faithful.holdout?.accuracy.overall.ceiling).toBeCloseTo(faithful.accuracy.overall.ceiling ?? 0, 2)
    expect(faithful.overlap).toMatchObject({ holdout: 0, learnt: 0, contaminated: false })
  })

  it('chooses a target, and looks at the groups that were asked for', () => {
    expect(faithful.usefulness).toMatchObject({ target: 'owes' })
    expect(faithful.fairness).toMatchObject({ protectedField: 'sex', target: 'owes' })
  })

  it('is judged anew by other columns, with a verdict to match and all else as it was', () => {
    const tables = { real, holdout, synthetic: alike, schema }
    const by = (target: string, protectedField: string) =>
      finished(rejudged(faithful, { ...tables, target, protectedField, random: createRandom(2, 'evaluation') }))
    expect(by('owes', 'sex')).toEqual(faithful)
    const { usefulness, fairness, verdict, ...rest } = by('works', 'age')
    expect(usefulness).toMatchObject({ target: 'works' })
    expect(fairness).toMatchObject({ protectedField: 'age', target: 'works' })
    expect(verdict.usefulness.reasons[0].values).toMatchObject({ target: 'works' })
    expect({ ...rest, verdict: verdict.quality }).toEqual({
      ...(({ usefulness: _, fairness: __, ...others }) => others)(faithful),
      verdict: faithful.verdict.quality,
    })
  })

  it('is all JSON', () => {
    expect(JSON.parse(JSON.stringify(faithful))).toEqual(faithful)
  })

  it('warns of a table that repeats what was learnt', () => {
    const { verdict } = judge(real)
    expect(verdict.quality.grade).toBe('excellent')
    expect(verdict.privacy.grade).toBe('warning')
    const keys = verdict.privacy.reasons.map(({ key }) => key)
    expect(keys).toEqual(expect.arrayContaining(['membershipFound', 'copiesFound', 'closerFound']))
  })

  it('finds columns that have lost their relations poor in use, however alike each is', () => {
    const columns = real.columns.map(
      (_, i) => selectRows(real, shuffledRows(real.rows, createRandom(i, 'order'))).columns[i],
    )
    const { verdict, columnShapes } = judge({ rows: real.rows, columns })
    expect(columnShapes.score).toBe(1)
    expect(verdict.quality.grade).not.toBe('excellent')
    expect(verdict.usefulness.grade).toBe('poor')
  })

  it('takes the luckiest guess among many fields for luck, and a sure one for what it is', () => {
    const inferring = (times: number) => ({
      ...attackRisk({
        asked: 100,
        main: [99 * times, 100 * times],
        baseline: [90, 100],
        control: [92 * times, 100 * times],
      }),
      secret: 'pixel',
    })
    const among = (fields: number, times: number) => {
      const secrets = Array.from({ length: fields }, () => inferring(times))
      const risk = { ...(faithful.risk as RiskReport), inference: { secrets, worst: secrets[0] } }
      return verdictOf({ ...faithful, risk }).privacy
    }
    // What the interval of the risk itself, a quotient, says is far too sure so close to 1.
    const { value, low } = inferring(1).risk as Interval
    expect(value / ((value - low) / 1.96)).toBeGreaterThan(4)
    expect(among(200, 1).grade).toBe('nothingFound')
    // 3.4 standard errors: found where it was looked for, not where it is the best of many.
    expect(among(15, 2).grade).toBe('warning')
    expect(among(200, 2).grade).toBe('nothingFound')
    expect(among(200, 10).reasons[0]).toMatchObject({
      key: 'attackFound',
      values: { attack: 'inference', field: 'pixel' },
    })
  })

  it('cannot tell of privacy or usefulness without rows kept aside', () => {
    const { verdict, membership, holdout: ceiling } = judge(people(600, random), { holdout: null })
    expect(membership).toBeNull()
    expect(ceiling).toBeNull()
    expect(verdict.privacy).toMatchObject({ grade: 'unknown', reasons: [{ key: 'noHoldout' }] })
    expect(verdict.usefulness).toMatchObject({
      grade: null,
      reasons: [{ key: 'unmeasured', values: { why: 'noHoldout' } }],
    })
  })
})

function shuffledRows(rows: number, of: Random): number[] {
  const order = Array.from({ length: rows }, (_, row) => row)
  for (let i = rows - 1; i > 0; i--) {
    const j = of.integer(i + 1)
    const row = order[i]
    order[i] = order[j]
    order[j] = row
  }
  return order
}

describe('rows kept aside', () => {
  const some = (of: Table, from: number, to: number) =>
    selectRows(
      of,
      Array.from({ length: to - from }, (_, i) => from + i),
    )

  it('that were learnt are found, and left out on both sides', () => {
    const fresh = people(300, createRandom(5, 'aside'))
    const mixed = tableOf(joined(some(real, 0, 100), fresh))
    expect(overlap(real, mixed, schema)).toMatchObject({ holdout: 0.25, learnt: 0, contaminated: true })
    const parted = apart(real, mixed, schema)
    expect([parted.real.rows, parted.holdout.rows]).toEqual([500, 300])
    expect(overlap(parted.real, parted.holdout, schema)).toMatchObject({ holdout: 0, contaminated: false })
  })

  it('may repeat learnt rows where learnt rows repeat each other', () => {
    const fields: Schema = { fields: [schema.fields[2], schema.fields[3]] }
    const few = (of: Table): Table => ({ rows: of.rows, columns: of.columns.slice(2, 4) })
    expect(overlap(few(real), few(holdout), fields)).toEqual({ holdout: 1, learnt: 1, contaminated: false })
  })
})

/** Two tables of the test's schema, one below the other. */
function joined(first: Table, second: Table) {
  return first.columns.map((column, i) => {
    const other = second.columns[i]
    if (column.kind === 'number' && other.kind === 'number') return numbers([...column.values, ...other.values])
    if (column.kind === 'category' && other.kind === 'category') {
      return words(
        [...column.codes]
          .map((code) => column.categories[code])
          .concat([...other.codes].map((code) => other.categories[code])),
      )
    }
    throw new TypeError('columns of two kinds')
  })
}

describe('grades', () => {
  it('begin where they say', () => {
    expect([1.01, 0.97, 0.969, 0.9, 0.899, 0.8, 0.799].map(gradeOf)).toEqual([
      ...['excellent', 'excellent', 'good', 'good', 'fair', 'fair', 'poor'],
    ])
  })
})
