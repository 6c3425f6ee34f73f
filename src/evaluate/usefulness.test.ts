// Usefulness: what it says of tables whose usefulness is known, and of tables that cannot tell any.
import { describe, expect, it } from 'vitest'
import { field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { Column, Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { congruential, patientSchema, patients } from './learners/testing.ts'
import type { Unmeasured } from './unmeasured.ts'
import { type UsefulnessReport, usefulness } from './usefulness.ts'

const train = patients(3, 600)
const holdout = patients(4, 600)
const twin = patients(5, 800)

/** The table with one column in another order: what depends on it is lost. */
function scrambled(table: Table, index: number): Table {
  const uniform = congruential(7)
  const order = Array.from({ length: table.rows }, (_, r) => ({ r, key: uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ r }) => r)
  return withColumn(table, index, (column) => {
    if (column.kind !== 'category') throw new TypeError('a column of words')
    return {
      ...column,
      codes: Uint32Array.from(order, (r) => column.codes[r]),
      missing: Uint8Array.from(order, (r) => column.missing[r]),
    }
  })
}

const withColumn = (table: Table, index: number, change: (column: Column) => Column): Table => ({
  ...table,
  columns: table.columns.map((column, i) => (i === index ? change(column) : column)),
})

const judge = (synthetic: Table, target: string | null, more: { train?: Table; holdout?: Table | null } = {}) =>
  finished(
    usefulness({ train, holdout, synthetic, schema: patientSchema, target, random: createRandom(1, 'use'), ...more }),
  )

function measuredOf(found: UsefulnessReport | Unmeasured): UsefulnessReport {
  if ('unmeasured' in found) throw new Error(found.unmeasured.key)
  return found
}

describe('two classes', () => {
  it('finds rows of the same kind as useful as the real ones, with as many of each', () => {
    const heard: number[] = []
    const report = measuredOf(
      finished(
        usefulness({
          train,
          holdout,
          synthetic: twin,
          schema: patientSchema,
          target: 'sick',
          random: createRandom(1, 'use'),
          onProgress: (done) => heard.push(done),
        }),
      ),
    )
    expect(report.task).toBe('binary')
    expect(report.metrics[0]).toBe('auroc')
    expect(report.rows.train).toEqual({ given: 600, used: 600 })
    expect(report.rows.synthetic).toEqual({ given: 800, used: 600 })
    expect(report.fields).toBe(6)
    expect(report.classes.map(({ name }) => name)).toEqual(['no', 'yes'])
    expect(report.baseline.auroc).toBe(0.5)
    expect(report.learners.map(({ learner }) => learner)).toEqual(['linear', 'boosting', 'forest', 'perceptron'])
    for (const { real, synthetic } of report.learners) {
      expect(real.auroc).toBeGreaterThan(0.65)
      expect(Math.abs((synthetic.auroc as number) - (real.auroc as number))).toBeLessThan(0.06)
    }
    expect(report.kept).toBeGreaterThan(0.85)
    expect(report.lacking).toEqual([])
    expect(heard.at(-1)).toBe(1)
  })

  it('finds nothing kept where the answers do not belong to the rows', () => {
    const lost = patientSchema.fields.map((one, i) => (i < 5 ? one : { ...one, role: 'omit' as const }))
    const alone = finished(
      usefulness({
        train,
        holdout,
        synthetic: scrambled(twin, 4),
        schema: { fields: lost },
        target: 'sick',
        random: createRandom(1, 'use'),
      }),
    )
    expect(Math.abs(measuredOf(alone).kept as number)).toBeLessThan(0.3)
  })

  it('repeats itself with the same seed', () => {
    expect(judge(twin, 'sick')).toEqual(judge(twin, 'sick'))
  })

  it('reports a class that the synthetic rows lack, and scores what is left', () => {
    const healthy = withColumn(twin, 4, (column) =>
      column.kind === 'category'
        ? { ...column, codes: column.codes.map(() => column.categories.indexOf('no')) }
        : column,
    )
    const report = measuredOf(judge(healthy, 'sick'))
    expect(report.lacking).toEqual(['yes'])
    expect(report.classes[1].synthetic).toBe(0)
    for (const { synthetic } of report.learners) expect(synthetic).toMatchObject({ auroc: 0.5, f1Minority: 0 })
    expect(report.kept).toBe(0)
  })
})

describe('more classes', () => {
  it('has mean areas, and stands a class that is lacking', () => {
    const noneHigh = withColumn(twin, 5, (column) => {
      if (column.kind !== 'category') return column
      const high = column.categories.indexOf('high')
      return { ...column, missing: Uint8Array.from(column.codes, (code) => (code === high ? 1 : 0)) }
    })
    const report = measuredOf(judge(noneHigh, 'kind'))
    expect(report.task).toBe('multiclass')
    expect(report.lacking).toEqual(['high'])
    expect(report.rows.train.used).toBe(report.rows.synthetic.used)
    for (const { real, synthetic } of report.learners) {
      expect(real.auroc as number).toBeGreaterThan(synthetic.auroc as number)
      expect(synthetic.f1Minority).toBe(0)
    }
  })
})

describe('numbers', () => {
  it('tells the share of the variance, in any unit', () => {
    const report = measuredOf(judge(twin, 'cost'))
    expect(report.task).toBe('regression')
    expect(report.classes).toEqual([])
    expect(report.mean.ratio.r2).toBeGreaterThan(0.8)
    expect(report.baseline.r2).toBeCloseTo(0, 1)
    const cents = (table: Table) =>
      withColumn(table, 6, (column) =>
        column.kind === 'number' ? { ...column, values: column.values.map((value) => 1e9 * value) } : column,
      )
    const scaled = measuredOf(judge(cents(twin), 'cost', { train: cents(train), holdout: cents(holdout) }))
    expect(Math.abs((scaled.mean.synthetic.r2 as number) - (report.mean.synthetic.r2 as number))).toBeLessThan(0.03)
    expect((scaled.baseline.rmse as number) / (report.baseline.rmse as number)).toBeCloseTo(1e9, -2)
  })

  it('stands synthetic rows of one value', () => {
    const flat = withColumn(twin, 6, (column) =>
      column.kind === 'number' ? { ...column, values: column.values.map(() => -1.4) } : column,
    )
    for (const { synthetic } of measuredOf(judge(flat, 'cost')).learners) expect(synthetic.r2).toBeLessThanOrEqual(0)
  })
})

describe('what cannot be told is said, with its figures', () => {
  const reasonOf = (found: UsefulnessReport | Unmeasured) => ('unmeasured' in found ? found.unmeasured : null)
  const small = patients(6, 30)
  const only = (word: string): Table => withColumn(train, 4, () => words(Array.from({ length: 600 }, () => word)))

  it.each([
    ['no rows kept aside', judge(twin, 'sick', { holdout: null }), 'noHoldout', {}],
    ['no target', judge(twin, null), 'noTarget', {}],
    ['a field that is not there', judge(twin, 'gone'), 'targetUnknown', { target: 'gone' }],
    [
      'few rows',
      judge(small, 'sick'),
      'tooFewRows',
      { target: 'sick', train: 600, synthetic: 30, holdout: 600, least: 50, leastHoldout: 20 },
    ],
    ['one class', judge(twin, 'sick', { train: only('no') }), 'oneClass', { target: 'sick' }],
    ['one class kept aside', judge(twin, 'sick', { holdout: only('no') }), 'oneClass', { target: 'sick' }],
  ])('%s', (_, found, key, values) => {
    expect(reasonOf(found)).toEqual({ key, values })
  })

  it('too many classes, and no field to predict from', () => {
    const names = (table: Table): Table =>
      tableOf([
        words(Array.from({ length: table.rows }, (_, r) => `n${r % 60}`)),
        numbers(Array.from({ length: table.rows }, () => 1)),
      ])
    const schema = { fields: [field('name', 'category'), field('one', 'integer')] }
    const given = {
      train: names(train),
      holdout: names(holdout),
      synthetic: names(twin),
      random: createRandom(1, 'use'),
    }
    expect(reasonOf(finished(usefulness({ ...given, schema, target: 'name' })))).toEqual({
      key: 'tooManyClasses',
      values: { target: 'name', classes: 60, most: 50 },
    })
    expect(reasonOf(finished(usefulness({ ...given, schema, target: 'one' })))?.key).toBe('constantTarget')
    const alone = { fields: patientSchema.fields.map((one, i) => (i === 4 ? one : { ...one, role: 'omit' as const })) }
    const found = finished(
      usefulness({
        train,
        holdout,
        synthetic: twin,
        schema: alone,
        target: 'sick',
        random: createRandom(1, 'use'),
      }),
    )
    expect(reasonOf(found)?.key).toBe('noFeatures')
  })
})
