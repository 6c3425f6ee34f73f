// Tests of constraints: which rows meet each kind, what is refused, and which rows are taken.
import { describe, expect, it } from 'vitest'
import type { Schema } from '../schema.ts'
import type { Table } from '../table.ts'
import { ConstraintFilter, constraintReport, withCombinationsOf } from './check.ts'
import type { Constraint } from './constraint.ts'
import { parseConstraints } from './parse.ts'
import { kindOf, sayConstraint } from './registry.ts'
import { categoryField, dateField, numberField, numbers, words } from './testing.ts'

const from = [0, 10, 20, null, 40]
const to = [0, 9, 25, 1, null]
const a = [0.1, 0.25, 1, 2, null]
const b = [0.2, 0.25, 1, 2, 1]
const total = [0.3, 0.5, 3, null, 4]
const day = 86_400_000
const dates = [0, day, day, 3 * day, null]
const letters = ['x', 'y']
const first = ['x', 'x', 'y', 'y', null]
const second = ['x', 'x', 'x', 'y', 'y']

const schema: Schema = {
  fields: [
    numberField('from', from, 0),
    numberField('to', to, 0),
    numberField('a', a, 2),
    numberField('b', b, 2),
    numberField('total', total, 1),
    dateField('date', dates, 'yyyy-MM-dd'),
    categoryField('first', letters),
    categoryField('second', letters),
  ],
}
const table: Table = {
  rows: 5,
  columns: [...[from, to, a, b, total, dates].map(numbers), words(first, letters), words(second, letters)],
}

function met(constraint: Constraint): boolean[] {
  const test = kindOf(constraint).compile(constraint, schema)(table)
  return [0, 1, 2, 3, 4].map(test)
}

const parsed = (list: unknown) => parseConstraints(list, schema)

describe('a constraint', () => {
  it('of a range holds both bounds in', () => {
    expect(met({ kind: 'range', field: 'from', minimum: 10, maximum: 20 })).toEqual([false, true, true, true, false])
    expect(met({ kind: 'range', field: 'date', maximum: day })).toEqual([true, true, true, false, true])
  })

  it('of an inequality leaves rows with a missing cell alone', () => {
    expect(met({ kind: 'inequality', low: 'from', high: 'to', strict: false })).toEqual([true, false, true, true, true])
    expect(met({ kind: 'inequality', low: 'from', high: 'to', strict: true })).toEqual([false, false, true, true, true])
  })

  it('of a sum looks as closely as the total is written', () => {
    expect(met({ kind: 'sum', total: 'total', parts: ['a', 'b'] })).toEqual([true, true, false, true, true])
  })

  it('of increments takes multiples of the step, however doubles write them', () => {
    expect(met({ kind: 'increment', field: 'b', step: 0.05 })).toEqual([true, true, true, true, true])
    expect(met({ kind: 'increment', field: 'a', step: 0.25 })).toEqual([false, true, true, true, true])
  })

  it('of combinations takes those listed, or those of another table', () => {
    const listed: Constraint = {
      kind: 'combinations',
      fields: ['first', 'second'],
      combinations: [
        ['x', 'x'],
        ['y', 'y'],
      ],
    }
    expect(met(listed)).toEqual([true, true, false, true, true])
    const open: Constraint = { kind: 'combinations', fields: ['first', 'from'] }
    const real = { rows: 2, columns: table.columns.map((column) => column) }
    const { constraints } = withCombinationsOf(real, { ...schema, constraints: [open] })
    expect(met((constraints ?? [])[0])).toEqual([true, true, false, true, true])
  })

  it('of uniqueness finds every row that repeats an earlier one', () => {
    expect(met({ kind: 'unique', fields: ['date'] })).toEqual([true, true, false, true, true])
    expect(met({ kind: 'unique', fields: ['date', 'first'] })).toEqual([true, true, true, true, true])
    expect(met({ kind: 'unique', fields: ['first', 'second'] })).toEqual([true, false, true, true, true])
  })

  it('is read from JSON, dates as people write them', () => {
    expect(
      parsed([
        { kind: 'inequality', low: 'from', high: 'to' },
        { kind: 'range', field: 'date', minimum: '1970-01-02', note: 'falls away' },
        { kind: 'expression', expression: 'a < b', suggested: true },
      ]),
    ).toEqual([
      { kind: 'inequality', low: 'from', high: 'to', strict: false },
      { kind: 'range', field: 'date', minimum: day },
      { kind: 'expression', expression: 'a < b', suggested: true },
    ])
  })

  it.each([
    [{ kind: 'sum' }, 'ConstraintListError', /list/],
    [[{ kind: 'summe' }], 'ConstraintListError', /0\.kind/],
    [[{ kind: 'range', field: 'a' }], 'ConstraintListError', /minimum or a maximum/],
    [[{ kind: 'range', field: 'a', minimum: 2, maximum: 1 }], 'ConstraintListError', /minimum <= maximum/],
    [[{ kind: 'range', field: 'date', minimum: 'soon' }], 'ConstraintListError', /0\.minimum/],
    [[{ kind: 'inequality', low: 'a', high: 'a' }], 'ConstraintListError', /two columns/],
    [[{ kind: 'inequality', low: 'a', high: 'weight' }], 'ConstraintError', /weight: there is no such column/],
    [[{ kind: 'inequality', low: 'a', high: 'date' }], 'ConstraintError', /dates, the other numbers/],
    [[{ kind: 'inequality', low: 'a', high: 'first' }], 'ConstraintError', /first: it holds neither numbers nor dates/],
    [[{ kind: 'sum', total: 'a', parts: ['a', 'b'] }], 'ConstraintListError', /twice/],
    [[{ kind: 'increment', field: 'a', step: 0.125 }], 'ConstraintError', /more decimals/],
    [[{ kind: 'increment', field: 'a', step: 0 }], 'ConstraintListError', /0\.step/],
    [[{ kind: 'combinations', fields: ['first'] }], 'ConstraintListError', /two columns/],
    [[{ kind: 'combinations', fields: ['first', 'date'] }], 'ConstraintError', /neither words/],
    [[{ kind: 'combinations', fields: ['first', 'second'], combinations: [['x']] }], 'ConstraintListError', /a cell/],
    [[{ kind: 'expression', expression: 'a <' }], 'ExpressionError', /character 4/],
  ])('that makes no sense is refused: %j', (list, name, message) => {
    expect(() => parsed(list)).toThrow(expect.objectContaining({ name, message: expect.stringMatching(message) }))
  })
})

describe('the report on constraints', () => {
  it('tells how many rows meet each, and the first that does not', () => {
    const constraints: Constraint[] = [
      { kind: 'inequality', low: 'from', high: 'to', strict: false },
      { kind: 'range', field: 'total', minimum: 0 },
    ]
    expect(constraintReport(table, { ...schema, constraints })).toEqual([
      { name: 'from <= to', kind: 'inequality', rows: 5, met: 4, share: 0.8, firstBroken: 2 },
      { name: 'total >= 0', kind: 'range', rows: 5, met: 5, share: 1, firstBroken: null },
    ])
  })

  it('passes over constraints of columns that are left out', () => {
    const fields = schema.fields.map((field) => (field.name === 'to' ? { ...field, role: 'omit' as const } : field))
    const constraints: Constraint[] = [{ kind: 'inequality', low: 'from', high: 'to', strict: false }]
    expect(constraintReport(table, { fields, constraints })).toEqual([])
  })
})

describe('a filter', () => {
  it('takes rows that meet all constraints, unique ones also over several tables', () => {
    const constraints: Constraint[] = [
      { kind: 'unique', fields: ['first', 'second'] },
      { kind: 'range', field: 'b', minimum: 0.25 },
    ]
    const filter = new ConstraintFilter({ ...schema, constraints })
    expect(filter.take(table, [0, 1, 2, 3, 4], 10)).toEqual([1, 2, 3, 4])
    expect(filter.take(table, [0, 1, 2, 3, 4], 10)).toEqual([4])
    // A row that another constraint refuses takes no place: row 1 says the same as row 0.
    expect(filter.shares).toEqual([
      { name: 'b >= 0.25', share: 0.8 },
      { name: 'first × second unique', share: 5 / 8 },
    ])
  })

  it('takes no more rows than are asked for', () => {
    expect(new ConstraintFilter(schema).take(table, [1, 3, 4], 2)).toEqual([1, 3])
  })
})

it('says each kind in one line', () => {
  const said = parsed([
    { kind: 'range', field: 'a', minimum: 0, maximum: 2 },
    { kind: 'inequality', low: 'from', high: 'to', strict: true },
    { kind: 'combinations', fields: ['first', 'second'] },
    { kind: 'sum', total: 'total', parts: ['a', 'b'] },
    { kind: 'increment', field: 'a', step: 0.5 },
    { kind: 'unique', fields: ['date', 'first'] },
    { kind: 'expression', expression: ' a < b ' },
  ]).map(sayConstraint)
  expect(said).toEqual([
    '0 <= a <= 2',
    'from < to',
    'first × second in combinations that occur',
    'total = a + b',
    'a in steps of 0.5',
    'date × first unique',
    'a < b',
  ])
})
