// Detection: against SDMetrics, and on tables that can or cannot be told apart.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { field, numbers, tableOf } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { type DetectionReport, detection } from './detection.ts'
import { patientSchema, patients } from './learners/testing.ts'

const golden = JSON.parse(readFileSync(new URL('fixtures/learners.json', import.meta.url), 'utf8')) as {
  detection: { shift: number; score: number; deviation: number }[]
}

function judge(real: Table, synthetic: Table, holdout: Table | null, schema = patientSchema): DetectionReport {
  const found = finished(detection({ real, synthetic, holdout, schema, random: createRandom(1, 'detection') }))
  if ('unmeasured' in found) throw new Error(found.unmeasured.key)
  return found
}

// Their folds have no seed, so that their score is one draw: within four of its standard deviations.
it.each(golden.detection)(
  "gives the score of SDMetrics' LogisticDetection, tables $shift apart",
  ({ shift, score, deviation }) => {
    const fields = patientSchema.fields.map((one) =>
      one.name === 'sick' || one.name === 'kind' ? { ...one, role: 'omit' as const } : one,
    )
    const { logistic } = judge(patients(5, 1500), patients(6, 1500, shift), null, { fields })
    expect(Math.abs(logistic.score - score)).toBeLessThan(4 * deviation)
  },
)

describe('tables', () => {
  const real = patients(1, 1000)

  it('of one kind cannot be told apart, nor can rows kept aside', () => {
    const { given, rows, chance, logistic, boosting, ceiling } = judge(real, patients(2, 1200), patients(3, 800))
    expect(given).toEqual({ real: 1000, synthetic: 1200, holdout: 800 })
    expect([rows, ceiling?.rows]).toEqual([1000, 800])
    expect([logistic.folds, boosting.folds]).toEqual([3, 5])
    for (const one of [logistic, boosting, ceiling?.logistic, ceiling?.boosting]) {
      expect(Math.abs((one?.auc as number) - 0.5)).toBeLessThan(2 * chance)
    }
  })

  it('that differ in one field are told apart by that field', () => {
    const other = patients(2, 1000)
    const older: Table = {
      ...other,
      columns: other.columns.map((column, i) =>
        i === 0 && column.kind === 'number' ? { ...column, values: column.values.map((age) => age + 15) } : column,
      ),
    }
    const { boosting, fields } = judge(real, older, null)
    expect(boosting.auc).toBeGreaterThan(0.75)
    expect(boosting.score).toBeLessThan(0.5)
    expect(fields[0].name).toBe('age')
    expect(fields[0].share).toBeGreaterThan(2 * fields[1].share)
    expect(fields.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('whose fields are right one by one, but do not belong together, are told apart by trees alone', () => {
    const random = createRandom(2, 'pairs')
    const pairs = (together: boolean) => {
      const first = Array.from({ length: 600 }, () => random.normal())
      const second = first.map((value) => (together ? Math.abs(value) : Math.abs(random.normal())))
      return tableOf([numbers(first), numbers(second)])
    }
    const schema = { fields: [field('a', 'real'), field('b', 'real')] }
    const { logistic, boosting, ceiling } = judge(pairs(true), pairs(false), pairs(true), schema)
    expect(Math.abs(logistic.auc - 0.5)).toBeLessThan(0.06)
    expect(boosting.auc).toBeGreaterThan(0.8)
    expect(Math.abs((ceiling?.boosting.auc as number) - 0.5)).toBeLessThan(0.06)
  })

  it('that are too short, or have no field to compare, are said to be', () => {
    const given = { real, holdout: null, random: createRandom(1, 'detection') }
    expect(finished(detection({ ...given, synthetic: patients(2, 40), schema: patientSchema }))).toEqual({
      unmeasured: { key: 'tooFewRows', values: { train: 1000, synthetic: 40, least: 50 } },
    })
    const omitted = { fields: patientSchema.fields.map((one) => ({ ...one, role: 'omit' as const })) }
    expect(finished(detection({ ...given, synthetic: real, schema: omitted }))).toEqual({
      unmeasured: { key: 'noFeatures', values: {} },
    })
  })
})
