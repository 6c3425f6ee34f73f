// Membership inference: the parts against scipy and scikit-learn, the attacks against tables whose answer is known.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Cell, field, numbers, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { principalComponents } from './components.ts'
import { domias } from './domias.ts'
import { ganLeaks } from './ganleaks.ts'
import { gaussianDensity } from './kde.ts'
import { membershipInference } from './membership.ts'
import { areaUnderCurve, truePositiveRate } from './roc.ts'
import { createSpace } from './space.ts'

interface Golden {
  readonly densities: { size: number; data: number[]; points: number[]; density: number[] }[]
  readonly curves: { members: number[]; others: number[]; auc: number; at10: number; at1: number }[]
  readonly attack: {
    reference: Record<string, Cell[]>
    synthetic: Record<string, Cell[]>
    tested: Record<string, Cell[]>
    components: number
    ganLeaks: number[]
    projections: number[][]
    domias: number[]
  }
}

const golden = JSON.parse(readFileSync(new URL('fixtures/membership.json', import.meta.url), 'utf8')) as Golden

/** 0 where both are: far from all data nothing is left of a density. */
const relative = (value: number, expected: number) => (value === expected ? 0 : Math.abs(value / expected - 1))

it.each(golden.densities)("gives scipy's density in $size dimensions", ({ size, data, points, density }) => {
  const found = finished(gaussianDensity(Float64Array.from(data), size)(Float64Array.from(points)))
  for (const [i, expected] of density.entries()) expect(relative(found[i], expected)).toBeLessThan(1e-6)
})

it.each(golden.curves)("gives scikit-learn's area under the curve and rates, $auc", (expected) => {
  const members = Float64Array.from(expected.members)
  const others = Float64Array.from(expected.others)
  expect(areaUnderCurve(members, others)).toBeCloseTo(expected.auc, 12)
  expect(truePositiveRate(members, others, 0.1)).toBeCloseTo(expected.at10, 12)
  expect(truePositiveRate(members, others, 0.01)).toBeCloseTo(expected.at1, 12)
})

describe('the attacks on a table of numbers and words with gaps', () => {
  const { attack } = golden
  const tableOf = ({ age, pay, job, town }: Record<string, Cell[]>): Table => ({
    rows: age.length,
    columns: [numbers(age), numbers(pay), words(job), words(town)],
  })
  const schema: Schema = {
    fields: [field('age', 'real'), field('pay', 'real'), field('job', 'category'), field('town', 'category')],
  }
  const all = ({ rows }: Table) => Uint32Array.from({ length: rows }, (_, r) => r)
  const [reference, synthetic, tested] = [attack.reference, attack.synthetic, attack.tested].map(tableOf)
  const space = createSpace(reference, all(reference), schema)
  const [known, generated, points] = [reference, synthetic, tested].map((table) => space.place(table, all(table)))
  const components = finished(principalComponents(known, attack.components, createRandom(1, 'attack')))

  it("gives the authors' calibrated GAN-Leaks scores", () => {
    const scores = finished(ganLeaks(points, generated, known))
    for (const [i, expected] of attack.ganLeaks.entries())
      expect(1 / (1 + Math.exp(-scores[i]))).toBeCloseTo(expected, 9)
  })

  it("gives scikit-learn's principal components", () => {
    const projected = components.project(points)
    for (const [i, expected] of attack.projections.flat().entries())
      expect(Math.abs(projected[i])).toBeCloseTo(expected, 3)
  })

  it("gives the authors' DOMIAS scores", () => {
    const scores = finished(domias(generated, known, components)(points))
    for (const [i, expected] of attack.domias.entries()) expect(relative(scores[i], expected)).toBeLessThan(1e-3)
  })
})

describe('membershipInference', () => {
  const schema: Schema = {
    fields: [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => field(name, 'real')),
      field('word', 'category'),
      field('id', 'identifier'),
    ],
  }
  const random = createRandom(7, 'rows')
  const rows = (count: number): number[][] =>
    Array.from({ length: count }, () => {
      const shared = random.normal()
      return Array.from({ length: 6 }, () => shared + random.normal())
    })
  const tableOf = (cells: readonly number[][]): Table => ({
    rows: cells.length,
    columns: [
      ...schema.fields.slice(0, 6).map((_, c) => numbers(cells.map((row) => row[c]))),
      words(cells.map((row) => (row[0] > 0 ? 'up' : 'down'))),
      words(cells.map((_, r) => `id ${r}`)),
    ],
  })
  const learnt = rows(600)
  const members = tableOf(learnt)
  const nonMembers = tableOf(rows(1200))
  const attack = (synthetic: readonly number[][]) =>
    finished(
      membershipInference({
        members,
        nonMembers,
        synthetic: tableOf(synthetic),
        schema,
        random: createRandom(1, 'attack'),
      }),
    )

  it('finds members where their rows were copied', () => {
    const report = attack(learnt)
    expect(report).toMatchObject({ members: 600, nonMembers: 600, reference: 600, synthetic: 600 })
    expect(report?.ganLeaks.auc).toBeGreaterThan(0.97)
    expect(report?.ganLeaks.truePositiveRate.at1).toBeGreaterThan(0.5)
    expect(report?.domias.auc).toBeGreaterThan(0.7)
  })

  it('finds nobody where the synthetic rows are fresh ones', () => {
    const report = attack(rows(600))
    const chance = report?.chance ?? 0
    expect(chance).toBeCloseTo(0.0327, 4)
    expect(Math.abs((report?.ganLeaks.auc ?? 0) - 0.5)).toBeLessThan(1.5 * chance)
    expect(Math.abs((report?.domias.auc ?? 0) - 0.5)).toBeLessThan(1.5 * chance)
    expect(report?.ganLeaks.truePositiveRate.at10).toBeLessThan(0.16)
  })

  it('finds the more, the more was copied', () => {
    const fresh = rows(600)
    const scores = [0, 200, 400, 600].map((copied) => attack([...learnt.slice(0, copied), ...fresh.slice(copied)]))
    for (const name of ['ganLeaks', 'domias'] as const) {
      const areas = scores.map((report) => report?.[name].auc ?? 0)
      expect(areas).toEqual(areas.toSorted((a, b) => a - b))
    }
  })

  it('repeats itself with the same seed', () => {
    const synthetic = rows(50)
    expect(attack(synthetic)).toEqual(attack(synthetic))
  })

  it('tells no rate from too few rows', () => {
    const few = (count: number) =>
      finished(
        membershipInference({
          members,
          nonMembers: tableOf(rows(count)),
          synthetic: members,
          schema,
          random: createRandom(1, 'attack'),
        }),
      )
    expect(few(1000)?.domias.truePositiveRate).toMatchObject({ at1: expect.any(Number), at01: null })
    expect(few(998)?.domias.truePositiveRate).toMatchObject({ at10: expect.any(Number), at1: null, at01: null })
    expect(few(19)).toBeNull()
  })

  it('has nothing to compare in a table without numbers and words', () => {
    const fields = schema.fields.map((each) => ({ ...each, role: 'omit' as const }))
    const tables = { members, nonMembers, synthetic: members }
    expect(
      finished(membershipInference({ ...tables, schema: { fields }, random: createRandom(1, 'attack') })),
    ).toBeNull()
  })

  it('bears tables of one value and columns of nothing', () => {
    const same = (count: number): Table => ({
      rows: count,
      columns: [numbers(Array(count).fill(1)), numbers(Array(count).fill(null)), words(Array(count).fill(null))],
    })
    const fields = [field('a', 'real'), field('b', 'integer'), field('c', 'boolean')]
    const tables = { members: same(50), nonMembers: same(50), synthetic: same(50) }
    const report = finished(membershipInference({ ...tables, schema: { fields }, random: createRandom(1, 'attack') }))
    expect(report?.ganLeaks.auc).toBe(0.5)
    expect(report?.domias.auc).toBe(0.5)
  })

  it('says how far it is', () => {
    const heard: number[] = []
    const tables = { members, nonMembers, synthetic: members, schema, random: createRandom(1, 'attack') }
    finished(membershipInference({ ...tables, onProgress: (done) => heard.push(done) }))
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
    expect(heard.at(-1)).toBe(1)
    expect(heard.length).toBeGreaterThan(10)
  })
})
