// Tests of what is fixed of rows before they are drawn: the options that conditions allow, by their shares, and what is there already.
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
const codes = presentOptions(table, schema, encoder, createRandom(1, 'codes'))

function steered(texts: readonly string[], lacking: Record<string, number> | null = null) {
  const restrictions = resolveConditions(
    texts.map((text) => parseCondition(text, schema)),
    schema,
  )
  const lack = lacking && { name: 'word', rows: new Map(Object.entries(lacking)) }
  const given = new Steering(restrictions, schema, encoder).draw(4000, createRandom(2, 'steer'), lack)
  return given?.map((options) => {
    const shares = new Map<number, number>()
    for (const option of options) shares.set(option, (shares.get(option) ?? 0) + 1)
    for (const [option, count] of shares) shares.set(option, count / options.length)
    return shares
  })
}

it('fixes a word, and leaves all else free', () => {
  const [word, ...others] = steered(['word=c']) ?? []
  expect([...word]).toEqual([[2, 1]])
  for (const other of others) expect([...other]).toEqual([[-1, 1]])
})

it('deals rows out to the words that may be by their shares', () => {
  const [word] = steered(['word!=a', 'word!=d']) ?? []
  expect([...word.keys()].sort()).toEqual([1, 2])
  expect(word.get(1)).toBeCloseTo(0.6, 1)
})

it.each(['size between 20 and 30', 'size>95', 'day>=2024-12', 'day between 2024-02 and 2024-03'])(
  'gives %s the ranges in which such rows lie, as often as they do',
  (text) => {
    const given = steered([text]) ?? []
    const at = given.findIndex((options) => !options.has(-1))
    const [{ field: index, intervals }] = resolveConditions([parseCondition(text, schema)], schema)
    const { values, missing } = table.columns[index] as NumberColumn
    const meeting = Array.from(values.keys()).filter(
      (row) => missing[row] === 0 && intervals.some(({ from, to }) => values[row] >= from && values[row] <= to),
    )
    const real = new Map<number, number>()
    for (const row of meeting) real.set(codes[at][row], (real.get(codes[at][row]) ?? 0) + 1 / meeting.length)
    for (let option = 0; option < choices[at].width; option++)
      expect(Math.abs((given[at].get(option) ?? 0) - (real.get(option) ?? 0)), `option ${option}`).toBeLessThan(0.06)
  },
)

it('knows missing as an option', () => {
  const given = steered(['size is missing']) ?? []
  const missing = choices[1].width - 1
  expect([...given[1]]).toEqual([[missing, 1]])
  expect(steered(['size is not missing'])?.[1].has(missing)).toBe(false)
})

it('fixes the rarest of several conditions alone, and every word that is fixed by itself', () => {
  const given = steered(['word=b', 'size<50', 'day>=2024-03']) ?? []
  expect(given.map((options) => !options.has(-1))).toEqual([true, true, false])
})

it('deals rows out to words that a balance lacks', () => {
  const [word] = steered([], { a: 0, b: 30, c: 10 }) ?? []
  expect(word.get(1)).toBeCloseTo(0.75, 1)
  expect(word.get(2)).toBeCloseTo(0.25, 1)
})

it('fixes nothing where nothing is asked', () => {
  expect(steered([])).toBeUndefined()
})

it('gives what is there of a row, and leaves free what is missing', () => {
  expect([...codes[0]]).toEqual([...column.codes])
  for (let row = 0; row < rows; row++) expect(codes[1][row] === -1).toBe(sizes.missing[row] === 1)
})
