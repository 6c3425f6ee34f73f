// Report: against SDMetrics' own figures, and where the definitions leave a score open.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Cell, field, numbers, texts, words } from '../encode/testcolumns.ts'
import type { FieldType, Schema } from '../table/schema.ts'
import type { CategoryColumn, Column, Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { contingencySimilarity } from './contingency.ts'
import { correlationSimilarity, pearson } from './correlation.ts'
import { discreteNumbers, discreteWords } from './discrete.ts'
import { ksComplement } from './ks.ts'
import { evaluate, type PairScore } from './report.ts'
import { tvComplement } from './tv.ts'

interface Case {
  readonly name: string
  readonly types: Record<string, FieldType>
  readonly real: Record<string, Cell[]>
  readonly synthetic: Record<string, Cell[]>
  readonly columnShapes: number
  readonly columnPairTrends: number
  readonly columns: { name: string; metric: string; score: number | null }[]
  readonly pairs: (PairScore & { realEdges?: number })[]
}

const isWord = (type: FieldType) => type === 'category' || type === 'boolean' || type === 'constant'

function table(cells: Record<string, Cell[]>, types: Record<string, FieldType>): Table {
  const columns = Object.entries(types).map(([name, type]): Column => (isWord(type) ? words : numbers)(cells[name]))
  return { rows: Object.values(cells)[0].length, columns }
}

const schemaOf = (types: Record<string, FieldType>): Schema => ({
  fields: Object.entries(types).map(([name, type]) => field(name, type)),
})

const golden = JSON.parse(readFileSync(new URL('fixtures/sdmetrics.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

describe.each(golden.cases)('SDMetrics on $name', (expected) => {
  const real = table(expected.real, expected.types)
  const synthetic = table(expected.synthetic, expected.types)
  const report = finished(evaluate(real, synthetic, schemaOf(expected.types)))

  it('gives every column its score', () => {
    for (const [i, column] of report.columnShapes.columns.entries()) {
      const { name, metric, score } = expected.columns[i]
      expect(column).toMatchObject({ name, metric })
      if (score === null) expect(column.score, name).toBeNull()
      else expect(column.score, name).toBeCloseTo(score, 12)
    }
    expect(report.columnShapes.columns).toHaveLength(expected.columns.length)
    expect(report.columnShapes.score).toBeCloseTo(expected.columnShapes, 12)
  })

  it('gives every pair its score', () => {
    for (const [i, pair] of report.columnPairTrends.pairs.entries()) {
      const { first, second, metric, score } = expected.pairs[i]
      expect(pair).toMatchObject({ first, second, metric })
      if (score === null) expect(pair.score, `${first}, ${second}`).toBeNull()
      else expect(pair.score, `${first}, ${second}`).toBeCloseTo(score, 9)
    }
    expect(report.columnPairTrends.pairs).toHaveLength(expected.pairs.length)
    expect(report.columnPairTrends.score).toBeCloseTo(expected.columnPairTrends, 9)
  })

  it("gives mixed pairs their score by the real table's edges", () => {
    const scores = expected.pairs.map(({ score, realEdges }) => realEdges ?? score).filter((score) => score !== null)
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    expect(report.columnPairTrendsRealEdges.score).toBeCloseTo(mean, 9)
  })
})

describe('Report', () => {
  it('gives a table 1 against itself', () => {
    const { real, types } = golden.cases[1]
    const same = table(real, types)
    expect(finished(evaluate(same, same, schemaOf(types)))).toMatchObject({
      columnShapes: { score: 1 },
      columnPairTrends: { score: 1 },
      columnPairTrendsRealEdges: { score: 1 },
      overall: 1,
      rows: { real: 200, synthetic: 200 },
    })
  })

  it('leaves out omitted fields, constants, identifiers and text', () => {
    const text = texts(['a', 'b'])
    const all: Table = { rows: 2, columns: [numbers([1, 2]), numbers([1, 2]), words(['x', 'x']), text, text] }
    const fields = [
      field('age', 'integer'),
      field('salary', 'integer', { role: 'omit' }),
      field('country', 'constant'),
      field('number', 'identifier'),
      field('note', 'text'),
    ]
    const report = finished(evaluate(all, all, { fields }))
    expect(report.columnShapes.columns.map(({ name }) => name)).toEqual(['age'])
    expect(report.columnPairTrends).toEqual({ score: null, edges: 'own', pairs: [] })
    expect(report.overall).toBe(1)
  })

  it('has no score where nothing can be scored', () => {
    const empty: Table = { rows: 0, columns: [numbers([]), words([])] }
    const report = finished(evaluate(empty, empty, { fields: [field('a', 'real'), field('b', 'category')] }))
    expect(report.overall).toBeNull()
    expect(report.columnPairTrends.pairs[0].score).toBeNull()
  })

  it('says how far it is', () => {
    const { real, types } = golden.cases[1]
    const heard: number[] = []
    finished(evaluate(table(real, types), table(real, types), schemaOf(types), (done) => heard.push(done)))
    expect(heard).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })

  it('counts contingency over a repeatable sample where the tables are large', () => {
    const rows = 60_000
    const column = (period: number): CategoryColumn => ({
      kind: 'category',
      codes: Uint32Array.from({ length: rows }, (_, r) => Math.floor(r / period) % 3),
      categories: ['a', 'b', 'c'],
      missing: new Uint8Array(rows),
    })
    const large: Table = { rows, columns: [column(1), column(5)] }
    const schema = { fields: [field('a', 'category'), field('b', 'category')] }
    const score = finished(evaluate(large, large, schema)).columnPairTrends.score
    expect(score).toBeGreaterThan(0.98)
    // Two samples of one table differ; counting all rows would give 1.
    expect(score).toBeLessThan(1)
    expect(finished(evaluate(large, large, schema)).columnPairTrends.score).toBe(score)
  })
})

describe('single metrics', () => {
  it('find nothing in common between disjoint columns', () => {
    expect(ksComplement(numbers([1, 2, null]), numbers([3, 4]))).toBe(0)
    expect(tvComplement(words(['a', 'b', null]), words(['c']))).toBeCloseTo(0, 6)
    const disjoint = discreteWords(words(['a', 'b']), words(['c', 'd']))
    expect(contingencySimilarity(disjoint, disjoint)).toBe(0)
  })

  it('have no score for columns without values', () => {
    expect(ksComplement(numbers([null]), numbers([1]))).toBeNaN()
    expect(tvComplement(words(['a']), words([null, null]))).toBeNaN()
    expect(tvComplement(words([null]), words(['a']))).toBeNaN()
    expect(correlationSimilarity([numbers([1, 1]), numbers([1, 2])], [numbers([1, 2]), numbers([1, 2])])).toBeNaN()
  })

  it('correlate rows that are whole alone, whatever their magnitude', () => {
    expect(pearson([numbers([1, 2, 3, null]), numbers([2, 4, 6, 100])])).toBeCloseTo(1, 12)
    expect(pearson([numbers([-1e308, 0, 1e308]), numbers([1, 0, -1])])).toBeCloseTo(-1, 12)
    expect(pearson([numbers([1, null]), numbers([1, 2])])).toBeNaN()
    expect(pearson([numbers([0.1, 0.1, 0.1, 5]), numbers([1, 2, 4, null])])).toBeNaN()
  })

  it('count pairs of many words as they count pairs of few', () => {
    const cells = Array.from({ length: 2000 }, (_, r) => `word ${r}`)
    const many = discreteWords(words(cells), words(cells.slice(0, 1000)))
    expect(many.size * many.size).toBeGreaterThan(2 ** 20)
    expect(contingencySimilarity(many, many)).toBeCloseTo(0.5, 12)
  })

  it('bin numbers beyond the real range by the edges that are asked for', () => {
    const real = numbers([0, 5, 10, null])
    const wide = numbers([-100, 5, 200, null])
    expect([...discreteNumbers(real, wide, 'own').real]).toEqual([1, 6, 11, 11])
    expect([...discreteNumbers(real, wide, 'own').synthetic]).toEqual([1, 4, 11, 11])
    expect([...discreteNumbers(real, wide, 'real').real]).toEqual([1, 6, 10, 11])
    expect([...discreteNumbers(real, wide, 'real').synthetic]).toEqual([1, 6, 10, 11])
  })
})
