// Conditions: what people type is read by the names and words of the schema, and means exact sets of cells.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildTable } from './build.ts'
import { type Condition, resolveConditions, rowsMeeting, sayCondition } from './condition.ts'
import { parseCondition } from './conditiontext.ts'
import {
  ConditionFieldError,
  ConditionOperatorError,
  ConditionSyntaxError,
  ConditionValueError,
  ConditionWordError,
  ConflictingConditionsError,
} from './errors.ts'
import { inferSchema } from './infer.ts'
import { readTable } from './readers.ts'
import type { Schema } from './schema.ts'
import type { Table } from './table.ts'

const text = `id;age;income;a<b;city;day;weight;note
P-001; 25; <=50K;x;Rome;2024-01-31;1,5;some words of this row
P-002; 60; >50K;y;Oslo;2024-02-01;2,25;other words of that row
P-003; ?; >50K;=x;Rome, Italy;2024-02-29;1,5;more words of a third row
P-004; 61; <=50K;x;;2025-03-01;;words and words and words
P-005; 25; <=50K;x;Oslo;2024-02-01;2,25;nothing but words here
P-006; 90; >50K;y;Oslo;2024-01-31;4,75;the last words of all
`

let schema: Schema
let table: Table

beforeAll(async () => {
  const reading = await readTable(new Blob([text]), { delimiter: ';' })
  schema = inferSchema(reading)
  const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]))
  expect(types).toMatchObject({
    age: 'integer',
    income: 'category',
    'a<b': 'category',
    city: 'category',
    day: 'datetime',
    weight: 'real',
  })
  table = buildTable(reading, schema)
})

/** Rows, counted from 1, that meet all conditions. */
function rows(...texts: string[]): number[] {
  const conditions = texts.map((each) => parseCondition(each, schema))
  return rowsMeeting(resolveConditions(conditions, schema), table).map((row) => row + 1)
}

describe('what people type', () => {
  it.each<[string, number[]]>([
    ['age=25', [1, 5]],
    ['age != 25', [2, 4, 6]],
    ['age<60', [1, 5]],
    ['age<=60', [1, 2, 5]],
    ['age > 60', [4, 6]],
    [' age >= 60 ', [2, 4, 6]],
    ['age=>60', [2, 4, 6]],
    ['age≥60', [2, 4, 6]],
    ['age in 25, 90', [1, 5, 6]],
    ['age between 60 and 61', [2, 4]],
    ['age is missing', [3]],
    ['age is not missing', [1, 2, 4, 5, 6]],
    ['income=>50K', [2, 3, 6]],
    ['income=<=50K', [1, 4, 5]],
    ['income!=>50K', [1, 4, 5]],
    ['income = >50K ', [2, 3, 6]],
    ['a<b=x', [1, 4, 5]],
    ['a<b==x', [3]],
    ['a<b!==x', [1, 2, 4, 5, 6]],
    ['city in Rome, "Rome, Italy"', [1, 3]],
    ['city=Rome, Italy', [3]],
    ['city is missing', [4]],
    ['city!=Rome', [2, 3, 5, 6]],
    ['weight=1.5', [1, 3]],
    ['weight=1,5', [1, 3]],
    ['weight>2', [2, 5, 6]],
    ['day=2024-02-01', [2, 5]],
    ['day=2024-02', [2, 3, 5]],
    ['day>2024-02', [4]],
    ['day<=2024-01-31', [1, 6]],
    ['day between 2024 and 2024', [1, 2, 3, 5, 6]],
    ['day!=2024', [4]],
  ])('%s', (condition, expected) => {
    expect(rows(condition)).toEqual(expected)
  })

  it('takes all conditions together', () => {
    expect(rows('age>=25', 'age<61', 'income=<=50K')).toEqual([1, 5])
    expect(rows('city!=Rome', 'city!=Oslo')).toEqual([3])
  })

  it.each<[string, new (...parts: never[]) => Error, RegExp]>([
    ['colour=red', ConditionFieldError, /"colour"; there are: age, income, a<b, city, day, weight/],
    ['note=x', ConditionFieldError, /Nothing can be asked of the column note/],
    ['id=P-001', ConditionFieldError, /Nothing can be asked of the column id/],
    ['income=rich', ConditionWordError, /income: "rich" is none of <=50K, >50K/],
    ['income>=50K', ConditionOperatorError, />= works on numbers and dates/],
    ['city<Rome', ConditionOperatorError, /city: < works on numbers and dates/],
    ['age=old', ConditionValueError, /age: "old" is not a number/],
    ['age between 9 and 3', ConditionValueError, /"9 and 3" is not two values, the smaller first/],
    ['day=2024-02-30', ConditionValueError, /"2024-02-30" is not a date/],
    ['age', ConditionSyntaxError, /"age" is no condition/],
    ['age like 5', ConditionSyntaxError, /is no condition/],
  ])('refuses %s', (condition, error, says) => {
    expect(() => rows(condition)).toThrow(error)
    expect(() => rows(condition)).toThrow(says)
  })

  it('refuses conditions that no value meets, and names them', () => {
    expect(() => rows('age>60', 'age<50')).toThrow(ConflictingConditionsError)
    expect(() => rows('age>60', 'age<50')).toThrow(/age>60 and age<50/)
    expect(() => rows('city=Rome', 'city is missing')).toThrow(ConflictingConditionsError)
  })
})

describe('any conditions', () => {
  const number = fc.integer({ min: 20, max: 95 }).map(String)
  const words = ['Rome', 'Oslo', 'Rome, Italy']
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({
      field: fc.constant('age'),
      operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      values: fc.tuple(number),
    }),
    fc.record({
      field: fc.constant('city'),
      operator: fc.constantFrom('=', '!='),
      values: fc.tuple(fc.constantFrom(...words)),
    }),
    fc.record({
      field: fc.constant('city'),
      operator: fc.constant('in'),
      values: fc.subarray(words, { minLength: 1 }),
    }),
    fc.record({
      field: fc.constantFrom('age', 'city'),
      operator: fc.constantFrom('missing', 'present'),
      values: fc.constant([]),
    }),
  )

  it('are the same after they were said and read, and after JSON', () => {
    fc.assert(
      fc.property(condition, (made) => {
        expect(parseCondition(sayCondition(made), schema)).toEqual(made)
        expect(JSON.parse(JSON.stringify(made))).toEqual(made)
      }),
    )
  })

  it('hold together exactly where each holds by itself', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), (conditions) => {
        const alone = conditions.map((each) => rowsMeeting(resolveConditions([each], schema), table))
        const expected = alone.reduce((common, some) => common.filter((row) => some.includes(row)))
        try {
          expect(rowsMeeting(resolveConditions(conditions, schema), table)).toEqual(expected)
        } catch (error) {
          if (!(error instanceof ConflictingConditionsError)) throw error
          expect(expected).toEqual([])
        }
      }),
    )
  })
})
