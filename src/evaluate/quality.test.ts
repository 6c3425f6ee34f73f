// Quality: accuracy, validity, copies, associations, rare values and fairness against software that others wrote.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Cell, field, numbers, tableOf, texts, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { FieldType, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { finished } from '../work/work.ts'
import { accuracy } from './accuracy.ts'
import { binned } from './bins.ts'
import { copies } from './copies.ts'
import { correlations } from './correlations.ts'
import { cramersV } from './cramer.ts'
import { diagnostic } from './diagnostic.ts'
import { fairness } from './fairness.ts'
import { gapsAsWord } from './gaps.ts'
import { marginals } from './marginals.ts'
import { rarity } from './rarity.ts'
import { evaluate } from './report.ts'

type Cells = Record<string, Cell[]>
type Pair = [real: number, synthetic: number]

const golden = JSON.parse(readFileSync(new URL('fixtures/quality.json', import.meta.url), 'utf8')) as {
  real: Cells
  synthetic: Cells
  thresholded: { score: number; overall: number; pairs: number; of: number }
  validity: Record<string, number>
  coverage: Record<string, number>
  newRows: { score: number; copies: number }
  /** [accuracy, ceiling]. */
  univariate: Record<string, Pair>
  bivariate: Record<string, Pair>
  trivariate: { accuracy: number; ceiling: number; triples: number }
  associations: Record<string, Pair>
  rare: Record<string, { rare: number; kept: number; realShare: number; syntheticShare: number; shareError: number }>
  tails: Record<string, { real: number[]; synthetic: number[]; scale: ['interquartile' | 'range', number] }>
  parity: { real: number; synthetic: number }
  rates: Record<'real' | 'synthetic', Record<string, number>>
}

const types: Record<string, FieldType> = {
  patient: 'identifier',
  age: 'integer',
  pension: 'real',
  visits: 'integer',
  seen: 'datetime',
  ward: 'category',
  city: 'category',
  sex: 'category',
  outcome: 'boolean',
}
const schema: Schema = { fields: Object.entries(types).map(([name, type]) => field(name, type)) }

function table(cells: Cells): Table {
  const columns = Object.entries(types).map(([name, type]) => {
    if (type === 'identifier') {
      const missing = Uint8Array.from(cells[name], (cell) => (cell === null ? 1 : 0))
      return { ...texts(cells[name].map((cell) => String(cell ?? ''))), missing }
    }
    return (type === 'category' || type === 'boolean' ? words : numbers)(cells[name])
  })
  return tableOf(columns)
}

const real = table(golden.real)
const synthetic = table(golden.synthetic)

/** mostlyai-qa rounds every figure to five digits. */
const rounded = 5.1e-6
const near = (value: number | null, expected: number, within: number, what: string) =>
  expect(Math.abs((value ?? Number.NaN) - expected), what).toBeLessThanOrEqual(within)

describe('pairs with a real trend', () => {
  it('are those of SDMetrics since its version 0.27, with its scores', () => {
    const { columnPairTrendsThresholded: found } = finished(evaluate(real, synthetic, schema))
    expect(found).toMatchObject({ pairs: golden.thresholded.pairs, of: golden.thresholded.of })
    expect(found.score).toBeCloseTo(golden.thresholded.score, 12)
    expect(found.overall).toBeCloseTo(golden.thresholded.overall, 12)
  })
})

describe('accuracy', () => {
  const found = finished(accuracy({ real, synthetic, schema, random: createRandom(1, 'accuracy') }))

  it('of single fields and its ceiling are those of mostlyai-qa', () => {
    expect(found.univariate.columns).toHaveLength(Object.keys(golden.univariate).length)
    for (const { name, accuracy, ceiling } of found.univariate.columns) {
      near(accuracy, golden.univariate[name][0], rounded, name)
      near(ceiling, golden.univariate[name][1], rounded, name)
    }
  })

  it('of pairs is that of mostlyai-qa', () => {
    expect(found.bivariate.pairs).toHaveLength(Object.keys(golden.bivariate).length)
    for (const { first, second, accuracy, ceiling } of found.bivariate.pairs) {
      const [expected, best] = golden.bivariate[`${first}|${second}`] ?? golden.bivariate[`${second}|${first}`]
      near(accuracy, expected, rounded, `${first}, ${second}`)
      near(ceiling, best, rounded, `${first}, ${second}`)
    }
  })

  it('of triples is that of mostlyai-qa', () => {
    expect(found.trivariate).toMatchObject({ triples: golden.trivariate.triples, of: golden.trivariate.triples })
    near(found.trivariate.accuracy, golden.trivariate.accuracy, rounded, 'accuracy')
    near(found.trivariate.ceiling, golden.trivariate.ceiling, rounded, 'ceiling')
  })

  it('overall is the mean of one, two and three fields, or of one and two', () => {
    const [u, b, t] = [found.univariate, found.bivariate, found.trivariate].map(({ accuracy }) => accuracy ?? 0)
    expect(found.overall.accuracy).toBeCloseTo((u + b + t) / 3, 12)
    expect(found.overallPairs.accuracy).toBeCloseTo((u + b) / 2, 12)
  })

  it('has a ceiling that two samples of one distribution reach on average', () => {
    const random = createRandom(3, 'samples')
    const sample = () => tableOf([words(Array.from({ length: 500 }, () => 'abcdefgh'[random.integer(8)]))])
    const one: Schema = { fields: [field('a', 'category')] }
    let reached = 0
    let ceiling = 0
    for (let i = 0; i < 200; i++) {
      const { overall } = finished(accuracy({ real: sample(), synthetic: sample(), schema: one, random }))
      reached += (overall.accuracy ?? 0) / 200
      ceiling += (overall.ceiling ?? 0) / 200
    }
    expect(Math.abs(reached - ceiling)).toBeLessThan(0.002)
  })

  it('counts ten thousand triples of many fields, the same ones for the same seed', () => {
    const random = createRandom(5, 'wide')
    const wide = tableOf(Array.from({ length: 45 }, () => numbers(Array.from({ length: 9 }, () => random.integer(9)))))
    const fields = wide.columns.map((_, i) => field(`f${i}`, 'real'))
    const judge = (seed: number) =>
      finished(accuracy({ real: wide, synthetic: wide, schema: { fields }, random: createRandom(seed, 'a') }))
    expect(judge(1).trivariate).toMatchObject({ triples: 10_000, of: 14_190, accuracy: 1 })
    expect(judge(1).trivariate.ceiling).toBe(judge(1).trivariate.ceiling)
    expect(judge(1).trivariate.ceiling).not.toBe(judge(2).trivariate.ceiling)
  })

  it('has nothing to say of no rows', () => {
    const empty = tableOf([numbers([]), words([])])
    const fields = [field('a', 'real'), field('b', 'category')]
    const { overall } = finished(
      accuracy({ real: empty, synthetic: empty, schema: { fields }, random: createRandom(1, 'a') }),
    )
    expect(overall).toEqual({ accuracy: null, ceiling: null })
  })
})

describe('bins', () => {
  const about = { name: 'a', index: 0, type: 'real' as const }

  it('are of the real values alone, open at both ends, with one for gaps', () => {
    const bins = binned({
      ...about,
      kind: 'number',
      real: numbers([1, 2, 3, null]),
      synthetic: numbers([-9, 2.5, 99, null]),
    })
    expect([...bins.real]).toEqual([0, 1, 2, 3])
    expect([...bins.synthetic]).toEqual([0, 1, 2, 3])
  })

  it('of words are of those that come five times, the others together', () => {
    const often = Array<string>(5).fill('often')
    const bins = binned({
      ...about,
      kind: 'word',
      real: words([...often, 'once', null]),
      synthetic: words(['new', 'often', '_RARE_']),
    })
    expect([...bins.real]).toEqual([0, 0, 0, 0, 0, 1, 2])
    expect([...bins.synthetic]).toEqual([1, 0, 3])
  })

  it('exist where no value does', () => {
    const bins = binned({ ...about, kind: 'number', real: numbers([null]), synthetic: numbers([4, null]) })
    expect(bins).toMatchObject({ size: 2, real: Uint16Array.of(1), synthetic: Uint16Array.of(0, 1) })
  })
})

describe('diagnostic', () => {
  const found = finished(diagnostic(real, synthetic, schema))

  it('gives the validity and the coverage that SDMetrics gives', () => {
    expect(found.validity.columns).toHaveLength(Object.keys(golden.validity).length)
    for (const { name, score } of found.validity.columns) expect(score, name).toBeCloseTo(golden.validity[name], 12)
    expect(found.coverage.columns).toHaveLength(Object.keys(golden.coverage).length)
    for (const { name, score } of found.coverage.columns) expect(score, name).toBeCloseTo(golden.coverage[name], 12)
  })

  it('finds the copies that SDMetrics finds', () => {
    expect(found.newRows?.copies).toBe(golden.newRows.copies)
    expect(found.newRows?.score).toBeCloseTo(golden.newRows.score, 12)
  })

  it('names columns of whole numbers that have got fractions', () => {
    const fields = [field('a', 'integer'), field('b', 'integer'), field('c', 'category')]
    const before = tableOf([numbers([1, 2]), numbers([1, 2]), words(['x', 'y'])])
    const after = tableOf([numbers([1, 2.5]), numbers([2, 2]), words(['x', 'y'])])
    expect(finished(diagnostic(before, after, { fields })).structure).toEqual({ score: 0.5, unlike: ['a'] })
    expect(finished(diagnostic(before, before, { fields })).structure).toEqual({ score: 1, unlike: [] })
  })

  it('has no score for columns without values', () => {
    const none = tableOf([numbers([null]), words([null])])
    const { coverage, validity } = finished(
      diagnostic(none, none, { fields: [field('a', 'real'), field('b', 'category')] }),
    )
    expect(coverage.columns.map(({ score }) => score)).toEqual([null, null])
    expect(validity.columns.map(({ score }) => score)).toEqual([null, 1])
  })
})

describe('copies', () => {
  const fields = [field('a', 'real'), field('b', 'real'), field('c', 'category')]

  it('are the same that comparing every row with every other finds', () => {
    const random = createRandom(11, 'copies')
    const draw = (rows: number) => {
      const value = () => (random.uniform() < 0.1 ? null : (random.integer(21) - 10) * (1 + random.normal() * 0.006))
      const word = () => ['x', 'y', 'z', null][random.integer(4)]
      const of = <T>(cell: () => T) => Array.from({ length: rows }, cell)
      return tableOf([numbers(of(value)), numbers(of(value)), words(of(word))])
    }
    const a = draw(700)
    const b = draw(500)
    const close = (x: number, y: number) => Math.abs(x - y) <= Math.abs(0.01 * y)
    const alike = (r: number, s: number) =>
      a.columns.every((column, c) => {
        const other = b.columns[c]
        if (column.missing[r] !== other.missing[s]) return false
        if (column.missing[r] === 1) return true
        if (column.kind === 'number' && other.kind === 'number') return close(column.values[r], other.values[s])
        return (
          column.kind === 'category' &&
          other.kind === 'category' &&
          column.categories[column.codes[r]] === other.categories[other.codes[s]]
        )
      })
    const expected = Array.from({ length: b.rows }, (_, s) =>
      Array.from({ length: a.rows }, (_, r) => r).some((r) => alike(r, s)) ? 1 : 0,
    )
    const found = finished(copies(a, b, { fields }))
    expect([...(found ?? [])]).toEqual(expected)
    expect(expected.filter((copy) => copy === 1).length).toBeGreaterThan(50)
    expect(expected.filter((copy) => copy === 0).length).toBeGreaterThan(50)
  })

  it('cannot be found where no field is compared', () => {
    expect(
      finished(copies(real, synthetic, { fields: schema.fields.map((each) => ({ ...each, role: 'omit' })) })),
    ).toBeNull()
  })
})

describe('correlations', () => {
  it('are those of pandas and scipy', () => {
    const found = finished(correlations(real, synthetic, schema))
    const names = found.fields.map(({ name }) => name)
    for (const [pair, [a, b]] of Object.entries(golden.associations)) {
      const [i, j] = pair.split('|').map((name) => names.indexOf(name))
      expect(found.real[i][j], pair).toBeCloseTo(a, 10)
      expect(found.synthetic[j][i], pair).toBeCloseTo(b, 10)
      expect(found.difference[i][j], pair).toBeCloseTo(b - a, 10)
    }
  })

  it('are 1 of a field with itself, and undefined beside a constant', () => {
    const fields = [field('a', 'integer'), field('b', 'category')]
    const one = tableOf([numbers([1, 1, 1]), words(['x', 'y', 'x'])])
    const found = finished(correlations(one, one, { fields }))
    expect(found.real).toEqual([
      [1, null],
      [null, 1],
    ])
    expect(found.meanDifference).toBeNull()
  })

  it('of words are counted alike in small and in large tables', () => {
    const random = createRandom(7, 'cramer')
    const first = Uint32Array.from({ length: 3000 }, () => random.integer(30))
    const second = first.map((code) => (random.uniform() < 0.3 ? code : random.integer(30)))
    const small = cramersV(first, 30, second, 30)
    expect(small).toBeGreaterThan(0.2)
    // The same codes in a table of so many cells that they are counted in a map.
    expect(cramersV(first, 2000, second, 2000)).toBeCloseTo(small, 12)
  })
})

describe('rarity', () => {
  const found = rarity(real, synthetic, schema)

  it('tells of rare categories what pandas counts', () => {
    expect(found.categories.columns.map(({ name }) => name)).toEqual(Object.keys(golden.rare))
    for (const { name, ...figures } of found.categories.columns) {
      for (const [key, value] of Object.entries(figures)) {
        expect(value, key).toBeCloseTo(golden.rare[name][key as keyof typeof figures], 12)
      }
    }
  })

  it("measures tails by numpy's quantiles, in units of the spread", () => {
    expect(found.tails.columns.map(({ name }) => name)).toEqual(Object.keys(golden.tails))
    for (const { name, quantiles, scale } of found.tails.columns) {
      const expected = golden.tails[name]
      expect(scale.kind, name).toBe(expected.scale[0])
      expect(scale.value / expected.scale[1], name).toBeCloseTo(1, 12)
      for (const [k, each] of quantiles.entries()) {
        const size = expected.scale[1]
        expect(each.error, name).toBeCloseTo((expected.synthetic[k] - expected.real[k]) / size, 9)
      }
    }
  })

  it('finds nothing where nothing is rare and no number varies', () => {
    const plain = tableOf([numbers([1, 1]), words(['x', 'y'])])
    const { categories, tails } = rarity(plain, plain, { fields: [field('a', 'integer'), field('b', 'category')] })
    expect(categories).toEqual({ coverage: null, shareError: null, columns: [] })
    expect(tails).toEqual({ error: null, columns: [] })
  })
})

describe('fairness', () => {
  const judge = (protectedField: string, target: string | null) =>
    fairness({ real, synthetic, schema, protectedField, target })

  it('gives the demographic parity difference that fairlearn gives', () => {
    const found = judge('sex', 'outcome')
    expect(found?.outcome).toEqual({ kind: 'word', word: 'yes' })
    expect(found?.parity?.real).toBeCloseTo(golden.parity.real, 12)
    expect(found?.parity?.synthetic).toBeCloseTo(golden.parity.synthetic, 12)
    expect(found?.parity?.change).toBeCloseTo(golden.parity.synthetic - golden.parity.real, 12)
    for (const { group, rate } of found?.groups ?? []) {
      const name = group.kind === 'word' ? group.word : ''
      expect(rate.real).toBeCloseTo(golden.rates.real[name], 12)
      expect(rate.synthetic).toBeCloseTo(golden.rates.synthetic[name], 12)
    }
  })

  it('groups numbers into quarters, each with its bounds', () => {
    const found = judge('age', null)
    expect(found?.groups).toHaveLength(4)
    for (const { share } of found?.groups ?? []) expect(Math.abs(share.real - 0.25)).toBeLessThan(0.06)
    expect(found?.parity).toBeNull()
    const bounds = found?.groups.map(({ group }) => (group.kind === 'numbers' ? group : null))
    expect(bounds?.filter((group) => group?.from === null)).toHaveLength(1)
    expect(bounds?.filter((group) => group?.to === null)).toHaveLength(1)
  })

  it('takes numbers above the real median as the outcome', () => {
    expect(judge('sex', 'visits')?.outcome).toEqual({ kind: 'above', value: 2 })
  })

  it('compares no fields that are not judged, and none with itself', () => {
    expect(judge('patient', 'outcome')).toBeNull()
    expect(judge('sex', 'sex')).toBeNull()
    expect(judge('nothing', null)).toBeNull()
  })
})

describe('marginals', () => {
  it('count every row of each table over the same bins, and gather the errors of pairs', () => {
    const report = finished(evaluate(real, synthetic, schema))
    const { fields, errors, rows } = marginals({ real, synthetic, holdout: real, schema }, report)
    expect(rows).toEqual({ real: 260, synthetic: 200, holdout: 260 })
    for (const { name, real: a, synthetic: b, holdout, missing } of fields) {
      const total = (histogram: typeof a) =>
        histogram.counts.reduce((sum, each) => sum + each, histogram.kind === 'categories' ? histogram.other : 0)
      expect(total(a), name).toBe(260 - missing.real)
      expect(total(b), name).toBe(200 - missing.synthetic)
      expect(holdout, name).toEqual(a)
    }
    expect(errors[1][2]).toBeCloseTo(1 - (report.columnPairTrends.pairs[7].score ?? 0), 12)
    expect(errors[2][1]).toBe(errors[1][2])
    expect(errors[3][3]).toBeCloseTo(1 - (report.columnShapes.columns[3].score ?? 0), 12)
  })
})

it('counts what a file writes for a gap as a word, and leaves what it leaves empty', () => {
  const column = words(['x', null, '?', null])
  expect(gapsAsWord(column, '?')).toMatchObject({ categories: ['x', '?'], codes: Uint32Array.of(0, 1, 1, 1) })
  expect(gapsAsWord(column, '-')).toMatchObject({ categories: ['x', '?', '-'], codes: Uint32Array.of(0, 2, 1, 2) })
  expect(gapsAsWord(column, '')).toBe(column)
  const whole = tableOf([words(['x', 'x', 'x', 'x'])])
  const half = tableOf([words(['x', null, 'x', null])])
  const shape = (missingToken: string) => {
    const schema = { fields: [field('word', 'category', { missingToken })], constraints: [] }
    return finished(evaluate(whole, half, schema)).columnShapes.score
  }
  expect(shape('')).toBe(1)
  expect(shape('?')).toBeCloseTo(0.5, 4)
})
