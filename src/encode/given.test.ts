// Tests of what is given of rows before they are drawn: the options that conditions allow, and what is there already.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { resolveConditions } from '../table/condition.ts'
import { parseCondition } from '../table/conditiontext.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { Encoder } from './encoder.ts'
import { presentOptions, Steering } from './given.ts'

const rows = 2000
const random = createRandom(1, 'given')
const field = (name: string, rest: Pick<Field, 'type' | 'format' | 'domain'>): Field => ({
  ...{ name, role: 'model', missingToken: '', padding: '', confidence: 1, reason: { key: 'chosen' }, ...rest },
})
const words = ['a', 'b', 'c', 'd']
const number = {
  kind: 'number',
  decimals: null,
  precision: 2,
  decimalMark: '.',
  thousands: '',
  percent: false,
} as const
const schema: Schema = {
  fields: [
    field('word', {
      type: 'category',
      format: { kind: 'text' },
      domain: { kind: 'categories', categories: words, declared: false },
    }),
    field('size', {
      type: 'real',
      format: number,
      domain: { kind: 'range', minimum: 0, maximum: 100, declared: false },
    }),
    field('day', {
      type: 'datetime',
      format: { kind: 'datetime', pattern: 'yyyy-MM-dd', resolution: 86_400_000 },
      domain: { kind: 'range', minimum: Date.UTC(2024, 0, 1), maximum: Date.UTC(2024, 11, 31), declared: false },
    }),
  ],
}

/** Words at 40, 30, 20 and 10 %; sizes uniform over 0 to 100, a fifth missing; days uniform over 2024. */
const column: CategoryColumn = {
  kind: 'category',
  codes: Uint32Array.from({ length: rows }, (_, row) => [0, 0, 0, 0, 1, 1, 1, 2, 2, 3][row % 10]),
  categories: words,
  missing: new Uint8Array(rows),
}
const sizes: NumberColumn = {
  kind: 'number',
  values: Float64Array.from({ length: rows }, () => Math.round(random.uniform() * 10_000) / 100),
  missing: Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0)),
}
const days: NumberColumn = {
  kind: 'number',
  values: Float64Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1 + (row % 366))),
  missing: new Uint8Array(rows),
}
const table: Table = { rows, columns: [column, sizes, days] }
const encoder = Encoder.fit(table, schema)
const choices = encoder.segments.filter(({ kind }) => kind === 'choice')
/** What each row says in each choice. */
const { options: codes } = presentOptions(table, schema, encoder, createRandom(1, 'codes'))

function steered(texts: readonly string[], lacking: Record<string, number> | null = null) {
  const restrictions = resolveConditions(
    texts.map((text) => parseCondition(text, schema)),
    schema,
  )
  const lack = lacking && { name: 'word', rows: new Map(Object.entries(lacking)) }
  return new Steering(restrictions, schema, encoder).draw(4000, createRandom(2, 'steer'), lack)
}

/** The options that rows may have, one list a choice; null: any. */
function allowed(...texts: string[]): (number[] | null)[] | undefined {
  const given = steered(texts)
  for (const options of given?.options ?? []) expect(new Set(options)).toEqual(new Set([-1]))
  return given?.allowed?.map((mask) => mask && Array.from(mask).flatMap((may, option) => (may === 1 ? [option] : [])))
}

it('allows the words that may be, and leaves all else free', () => {
  expect(allowed('word=c')).toEqual([[2], null, null])
  expect(allowed('word!=a', 'word!=d')).toEqual([[1, 2], null, null])
})

it.each(['size between 20 and 30', 'size>95', 'day>=2024-12', 'day between 2024-02 and 2024-03'])(
  'allows for %s the ranges in which such rows lie, and no others',
  (text) => {
    const given = allowed(text) ?? []
    const at = given.findIndex((options) => options !== null)
    const [{ field: index, intervals }] = resolveConditions([parseCondition(text, schema)], schema)
    const { values, missing } = table.columns[index] as NumberColumn
    const meets = (row: number) =>
      missing[row] === 0 && intervals.some(({ from, to }) => values[row] >= from && values[row] <= to)
    const meeting = new Set(Array.from(codes[at]).filter((_, row) => meets(row)))
    expect(given[at]).toEqual(expect.arrayContaining([...meeting]))
    expect(given[at]?.length).toBeLessThan(choices[at].width)
    // A range that no row of the table lies in may still reach into what is asked.
    expect((given[at]?.length ?? 0) - meeting.size).toBeLessThanOrEqual(2)
  },
)

it('knows missing as an option', () => {
  const missing = choices[1].width - 1
  expect(allowed('size is missing')?.[1]).toEqual([missing])
  expect(allowed('size is not missing')?.[1]).toEqual(Array.from({ length: missing }, (_, option) => option))
})

it('allows what meets all of several conditions, in each of their choices', () => {
  const [word, size, day] = allowed('word in b, c', 'size<50', 'day>=2024-03') ?? []
  expect(word).toEqual([1, 2])
  expect(size).toEqual(allowed('size<50')?.[1])
  expect(day).toEqual(allowed('day>=2024-03')?.[2])
})

it('deals rows out to words that a balance lacks, beside what conditions allow', () => {
  const given = steered(['size<50', 'word!=d'], { a: 0, b: 30, c: 10 })
  const [word, size] = given?.options ?? []
  expect(word.filter((option) => option === 1).length / word.length).toBeCloseTo(0.75, 1)
  expect(word.filter((option) => option === 2).length / word.length).toBeCloseTo(0.25, 1)
  expect(new Set(size)).toEqual(new Set([-1]))
  expect(given?.allowed?.[0]).toBeNull()
  expect(given?.allowed?.[1]).not.toBeNull()
})

it('gives nothing where nothing is asked', () => {
  expect(steered([])).toBeNull()
})

it('gives what is there of a row, and leaves free what is missing', () => {
  expect([...codes[0]]).toEqual([...column.codes])
  for (let row = 0; row < rows; row++) expect(codes[1][row] === -1).toBe(sizes.missing[row] === 1)
})
