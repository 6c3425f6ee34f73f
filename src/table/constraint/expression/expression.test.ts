// Tests of the language of constraints: what an expression says of a row, and where a wrong one goes wrong.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schema } from '../../schema.ts'
import type { Table } from '../../table.ts'
import { ExpressionError } from '../errors.ts'
import { categoryField, dateField, numberField, numbers, words } from '../testing.ts'
import { expression } from './expression.ts'

const ages = [10, 20, null, 40]
const heights = [1.5, 1.75, 1.8, null]
const dates = [Date.UTC(2024, 0, 31), Date.UTC(2023, 11, 1), null, Date.UTC(2024, 1, 29)]
const status = ['minor', 'adult', 'adult', null]

const schema: Schema = {
  fields: [
    numberField('age', ages, 0),
    numberField('body height', heights, 2),
    dateField('admission', dates, 'yyyy-MM-dd'),
    categoryField('status', ['adult', 'minor']),
    numberField('年龄', ages, 0),
  ],
}
const table: Table = {
  rows: 4,
  columns: [numbers(ages), numbers(heights), numbers(dates), words(status, ['adult', 'minor']), numbers(ages)],
}

/** Whether each row meets an expression. */
function rowsOf(text: string): boolean[] {
  const test = expression.compile({ kind: 'expression', expression: text }, schema)(table)
  return [0, 1, 2, 3].map(test)
}

/** Whether the first row, which lacks nothing, meets an expression. */
const first = (text: string) => rowsOf(text)[0]

function failure(text: string): ExpressionError {
  try {
    rowsOf(text)
  } catch (error) {
    if (error instanceof ExpressionError) return error
  }
  throw new Error(`${text} is no error`)
}

describe('an expression', () => {
  it('compares columns, plain or in backquotes, with numbers, texts and dates', () => {
    expect(rowsOf("age >= 18 or status = 'minor'")).toEqual([true, true, true, true])
    expect(rowsOf('`body height` < 1.6')).toEqual([true, false, false, true])
    expect(rowsOf('年龄 == 10')).toEqual([true, false, true, false])
    expect(rowsOf("admission < '2024-01-01'")).toEqual([false, true, true, false])
    expect(rowsOf('status <> "adult"')).toEqual([true, false, false, true])
  })

  it('is met where a missing cell leaves it unknown, unless it asks for the cell itself', () => {
    expect(rowsOf('age < 15')).toEqual([true, false, true, false])
    expect(rowsOf('not age < 15')).toEqual([false, true, true, true])
    expect(rowsOf('missing(age)')).toEqual([false, false, true, false])
    expect(rowsOf('not missing(status) and age > 5')).toEqual([true, true, true, false])
    // One side settles what the other leaves open.
    expect(rowsOf('age > 100 and `body height` > 1')).toEqual([false, false, true, false])
  })

  it('binds not, and, or, comparisons and arithmetic as is usual', () => {
    expect(first('1 + 2 * 3 = 7')).toBe(true)
    expect(first('(1 + 2) * 3 = 9')).toBe(true)
    expect(first('10 - 4 - 3 = 3')).toBe(true)
    expect(first('8 / 2 / 2 = 2')).toBe(true)
    expect(first('-2 * -3 = 6')).toBe(true)
    expect(first('true or true and false')).toBe(true)
    expect(first('not false and false')).toBe(false)
    expect(first('NOT (1 = 2 AND 1 = 1)')).toBe(true)
  })

  it('knows a few functions', () => {
    expect(first('abs(-3) = 3 and min(4, 2, 3) = 2 and max(1, age) = 10')).toBe(true)
    expect(first("length(status) = 5 and length('患者') = 2")).toBe(true)
    expect(first('year(admission) = 2024 and month(admission) = 1 and day(admission) = 31')).toBe(true)
  })

  it('counts between dates in days', () => {
    expect(first("admission - '2024-01-01' = 30")).toBe(true)
    expect(first("admission + 29 = '2024-02-29'")).toBe(true)
    expect(first("admission - 0.5 = '2024-01-30 12:00'")).toBe(true)
    expect(first("year('1999-12-31') = 1999")).toBe(true)
  })

  it('leaves open what cannot be worked out', () => {
    expect(first('age / 0 > 1')).toBe(true)
    expect(first('not age / 0 > 1')).toBe(true)
  })

  it('takes quotes written twice as one', () => {
    expect(first("'it''s' = \"it's\"")).toBe(true)
  })

  it('says where it goes wrong', () => {
    const places = (text: string) => failure(text).values.position
    expect(places('')).toBe(1)
    expect(places('age >')).toBe(6)
    expect(places('age > 5 5')).toBe(9)
    expect(places('(age > 5')).toBe(9)
    expect(places('age > $')).toBe(7)
    expect(places("status = 'minor")).toBe(10)
    expect(places('weight > 5')).toBe(1)
    expect(places('sqrt(age) > 5')).toBe(1)
    expect(places('abs(age, 1) > 5')).toBe(1)
    expect(places("age > 'old'")).toBe(7)
    expect(places("status < 'b'")).toBe(8)
    expect(places('age + 1')).toBe(5)
    expect(places('0 < age < 5')).toBe(9)
    expect(places("admission > 'soon'")).toBe(13)
    expect(places('missing(1)')).toBe(9)
    expect(places(`${'('.repeat(300)}1`)).toBe(202)
    expect(failure('age > > 5').message).toContain('age > →> 5')
  })

  it('reads long expressions in a moment', () => {
    expect(first(`${'age + '.repeat(500)}0 = 5000`)).toBe(true)
    expect(first(`${'not '.repeat(150)}1 = 1`)).toBe(true)
    expect(first(`${'age = 10 and '.repeat(300)}true`)).toBe(true)
  })

  it('gives a truth or an error that says where, whatever is typed', () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...'age status admission ( ) , + - * / < <= = != and or not 1 2.5 abs min missing year true `body height` "x"'.split(
          ' ',
        ),
        "'2024-01-01'",
        '`',
        '"',
        '@',
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(pieces, (list) => {
        const text = list.join(' ')
        try {
          expect(rowsOf(text).every((met) => typeof met === 'boolean')).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError)
          const { position } = (error as ExpressionError).values
          expect(Number(position)).toBeGreaterThanOrEqual(1)
          expect(Number(position)).toBeLessThanOrEqual(text.length + 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('works out arithmetic as JavaScript does', () => {
    const number = fc.integer({ min: 0, max: 999 })
    const sign = fc.constantFrom('+', '-', '*')
    fc.assert(
      fc.property(number, fc.array(fc.tuple(sign, number), { maxLength: 6 }), (start, rest) => {
        const text = [start, ...rest.flat()].join(' ')
        // Products first, then from the left.
        const terms = text.split(/ (?=[+-] )/).map((term) => {
          const [, head, tail] = /^([+-]?) ?(.*)$/.exec(term) ?? []
          const product = tail.split(' * ').reduce((result, each) => result * Number(each), 1)
          return head === '-' ? -product : product
        })
        const value = terms.reduce((sum, term) => sum + term, 0)
        expect(first(`${text} = ${value < 0 ? `-${-value}` : value}`)).toBe(true)
      }),
    )
  })
})
