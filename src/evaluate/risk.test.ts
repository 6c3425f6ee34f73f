// Risk: the whole report on tables whose answer is known.
import { describe, expect, it } from 'vitest'
import { type Cell, field, numbers, tableOf, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import type { AttackRisk } from './attackrisk.ts'
import { privacyRisk, type RiskReport } from './risk.ts'
import { people, peopleSchema } from './testrisk.ts'

const real = people(900, 'real')
const holdout = people(900, 'holdout')
const judge = (synthetic: Table, aside: Table | null = holdout, onProgress?: (done: number) => void) =>
  finished(
    privacyRisk({
      real,
      holdout: aside,
      synthetic,
      schema: peopleSchema,
      random: createRandom(1, 'risk'),
      ...(onProgress ? { onProgress } : {}),
    }),
  ) as RiskReport

const attacksOf = ({ singlingOut, linkability, inference }: RiskReport): AttackRisk[] =>
  [singlingOut.univariate, singlingOut.multivariate, linkability, ...inference.secrets].flatMap((risk) => risk ?? [])

describe('a copy of the learnt rows', () => {
  const report = judge(real)

  it('is found out by every figure', () => {
    expect(report.identicalMatch).toEqual({ synthetic: 1, holdout: 0 })
    expect(report.dcr.closer?.share.low).toBeGreaterThan(0.99)
    expect(report.overfittingProtection).toBe(0)
    expect(report.baselineProtection.score).toBe(0)
    expect(report.linkability?.risk?.low).toBeGreaterThan(0.8)
    expect(attacksOf(report)).toHaveLength(3 + 7)
    for (const { risk, trusted } of attacksOf(report)) {
      expect(risk?.low).toBeGreaterThan(0.5)
      expect(trusted).toBe(true)
    }
  })

  it('is compared in the fields that are learnt', () => {
    expect(report.fields).toEqual(['age', 'pay', 'weight', 'since', 'job', 'town', 'member'])
    expect(report.inference.secrets.map(({ secret }) => secret)).toEqual(report.fields)
  })

  it('has the secret at the largest risk for its worst', () => {
    const risks = report.inference.secrets.map(({ risk }) => risk?.value ?? 0)
    expect(report.inference.worst?.risk?.value).toBe(Math.max(...risks))
  })

  it('says how many rows each figure is of', () => {
    expect(report.rows).toMatchObject({
      real: 900,
      holdout: 900,
      synthetic: 900,
      distances: { synthetic: 900, among: 900 },
      singlingOut: { real: 900, holdout: 900, synthetic: 900 },
      attacked: { real: 900, holdout: 900, synthetic: 900 },
    })
  })
})

describe('fresh rows of the same kind', () => {
  const report = judge(people(900, 'fresh'))

  it('show no risk', () => {
    expect(report.identicalMatch).toEqual({ synthetic: 0, holdout: 0 })
    const { low, high } = report.dcr.closer?.share ?? { low: 1, high: 0 }
    expect([low < 0.5, high > 0.5]).toEqual([true, true])
    expect(report.overfittingProtection).toBeGreaterThan(0.9)
    for (const { risk } of attacksOf(report)) expect(risk?.low).toBe(0)
  })

  it('lie as far from the learnt rows as rows that were kept aside', () => {
    const { syntheticToTrain, syntheticToHoldout, holdoutToTrain } = report.dcr
    for (const other of [syntheticToHoldout, holdoutToTrain])
      expect(Math.abs((other?.median ?? 0) / syntheticToTrain.median - 1)).toBeLessThan(0.05)
  })
})

it('finds the more, the more was copied', () => {
  const fresh = people(900, 'fresh')
  const reports = [0, 200, 450, 900].map((copied) => {
    const columns = real.columns.map((column, c) => {
      const other = fresh.columns[c]
      if (column.kind === 'number' && other.kind === 'number') {
        const mix = <T extends Float64Array | Uint8Array>(a: T, b: T) => {
          const mixed = b.slice() as T
          mixed.set(a.subarray(0, copied))
          return mixed
        }
        return { kind: 'number', values: mix(column.values, other.values), missing: mix(column.missing, other.missing) }
      }
      return selectRows(
        { rows: 900, columns: [column] },
        Uint32Array.from({ length: 900 }, (_, r) => r),
      ).columns[0]
    })
    return judge({ rows: 900, columns: columns as Table['columns'] })
  })
  for (const figure of [
    (report: RiskReport) => report.dcr.closer?.share.value ?? 0,
    (report: RiskReport) => report.singlingOut.multivariate?.risk?.value ?? 0,
    (report: RiskReport) => report.inference.secrets[0].risk?.value ?? 0,
  ]) {
    const values = reports.map(figure)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values[3]).toBeGreaterThan(values[0] + 0.4)
  }
})

it('tells only what needs no rows kept aside where there are none, or too few', () => {
  for (const aside of [null, people(9, 'few')]) {
    const report = judge(people(200, 'fresh'), aside)
    expect(report.rows.holdout).toBeNull()
    expect(report.identicalMatch.holdout).toBeNull()
    expect(report).toMatchObject({ overfittingProtection: null, dcr: { closer: null } })
    for (const { risk, control, main } of attacksOf(report)) {
      expect([risk, control]).toEqual([null, null])
      expect(main.attacks).toBeGreaterThan(0)
    }
    expect(report.inference.worst).toBeNull()
  }
})

it('repeats itself with the same seed', () => {
  const synthetic = people(100, 'fresh')
  expect(judge(synthetic)).toEqual(judge(synthetic))
})

it('is undefined where there is nothing to compare', () => {
  const options = { real, holdout, random: createRandom(1, 'risk') }
  const fields = peopleSchema.fields.map((each) => ({ ...each, role: 'omit' as const }))
  expect(finished(privacyRisk({ ...options, synthetic: real, schema: { fields } }))).toBeNull()
  expect(finished(privacyRisk({ ...options, synthetic: people(9, 'few'), schema: peopleSchema }))).toBeNull()
})

it('links and infers nothing in a table of one field', () => {
  const fields = peopleSchema.fields.map((each, i) => ({
    ...each,
    role: i === 0 ? ('model' as const) : ('omit' as const),
  }))
  const report = finished(
    privacyRisk({ real, holdout, synthetic: real, schema: { fields }, random: createRandom(1, 'risk') }),
  )
  expect(report).toMatchObject({ linkability: null, inference: { secrets: [], worst: null } })
})

it('says how far it is', () => {
  const heard: number[] = []
  judge(people(300, 'fresh'), holdout, (done) => heard.push(done))
  expect(heard).toEqual(heard.toSorted((a, b) => a - b))
  expect(heard.at(-1)).toBe(1)
})

describe('tables of hardly anything', () => {
  const rows = 20
  const schema: Schema = {
    fields: [field('a', 'real'), field('b', 'integer'), field('c', 'category'), field('d', 'datetime')],
  }
  const fill = (cell: (r: number) => [Cell, Cell, Cell, Cell]): Table => {
    const cells = Array.from({ length: rows }, (_, r) => cell(r))
    return tableOf([0, 1, 2, 3].map((c) => (c === 2 ? words : numbers)(cells.map((row) => row[c]))))
  }
  const kinds: Record<string, Table> = {
    'one value': fill(() => [1, 1, 'x', 1]),
    'nothing but gaps': fill(() => [null, null, null, null]),
    'huge and tiny numbers': fill((r) => [r % 2 === 0 ? 1e300 : -1e300, r, `w ${r}`, 1e-300 * r]),
    'another value': fill(() => [2, 2, 'y', 2]),
  }
  const pairs = Object.keys(kinds).flatMap((a) => Object.keys(kinds).map((b) => [a, b] as const))

  it.each(pairs)('of %s learnt, %s made, give figures and no NaN', (learnt, made) => {
    const options = { real: kinds[learnt], holdout: kinds[learnt], synthetic: kinds[made], schema }
    const report = finished(privacyRisk({ ...options, random: createRandom(1, 'risk') }))
    expect(report?.identicalMatch).toEqual({ synthetic: learnt === made ? 1 : 0, holdout: 1 })
    expect(report?.dcr.closer?.share.value).toBe(0.5)
    const check = (value: unknown) => {
      if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite)
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(check)
    }
    check(report)
  })
})
