// Tests of suggestions: what holds in all rows and is no accident is found, what is an accident or a truism is not.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../math/random.ts'
import type { Field, Schema } from '../schema.ts'
import type { Column, Table } from '../table.ts'
import { suggestConstraints } from './suggest.ts'
import { categoryField, dateField, numberField, numbers, words } from './testing.ts'

const rows = 400
const random = createRandom(1, 'suggest')
const make = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
const whole = (most: number) => random.integer(most)
const day = 86_400_000

function tableOf(columns: readonly (readonly [Field, Column])[]): { table: Table; schema: Schema } {
  return {
    table: { rows, columns: columns.map(([, column]) => column) },
    schema: { fields: columns.map(([field]) => field) },
  }
}

function suggested(columns: readonly (readonly [Field, Column])[]): string[] {
  const { table, schema } = tableOf(columns)
  return suggestConstraints(table, schema).map(({ name }) => name)
}

const integers = (name: string, values: readonly (number | null)[]) =>
  [numberField(name, values, 0), numbers(values)] as const
const reals = (name: string, values: readonly (number | null)[]) =>
  [numberField(name, values, 2), numbers(values)] as const
const instants = (name: string, values: readonly (number | null)[]) =>
  [dateField(name, values, 'yyyy-MM-dd'), numbers(values)] as const
const texts = (name: string, values: readonly string[]) => {
  const list = [...new Set(values)]
  return [categoryField(name, list), words(values, list)] as const
}

describe('suggestions', () => {
  it('find dates that never come before others, and not what follows from two of them', () => {
    const born = make(() => day * whole(20_000))
    const admitted = born.map((each) => each + day * whole(9000))
    const discharged = admitted.map((each) => (whole(10) === 0 ? null : each + day * whole(30)))
    const written = make(() => day * whole(20_000))
    expect(
      suggested([
        instants('discharged', discharged),
        instants('born', born),
        instants('admitted', admitted),
        instants('written', written),
      ]),
    ).toEqual(['born <= admitted', 'admitted <= discharged'])
  })

  it('find numbers of names that belong together, and no others', () => {
    const low = make(() => whole(100))
    const high = low.map((each) => each + whole(50))
    const weight = high.map((each) => each + whole(50))
    expect(suggested([integers('price_min', low), integers('price_max', high), integers('weight', weight)])).toEqual([
      'price_min <= price_max',
    ])
    expect(suggested([integers('最低价', low), integers('最高价', high)])).toEqual(['最低价 <= 最高价'])
  })

  it('pass over an inequality that the ranges explain, and one that a single row breaks', () => {
    const small = make(() => whole(10))
    const large = make(() => 100 + whole(10))
    expect(suggested([integers('dose a', small), integers('dose b', large)])).toEqual([])
    const low = make(() => whole(100))
    const high = low.map((each, row) => (row === 399 ? each - 1 : each + whole(50)))
    expect(suggested([integers('dose a', low), integers('dose b', high)])).toEqual([])
  })

  it('find sums of two columns and of several side by side, to the decimals that are written', () => {
    const parts = [0, 1, 2].map(() => make(() => whole(10_000) / 100))
    const sum = (list: readonly (readonly number[])[]) =>
      make((row) => Number(list.reduce((total, each) => total + each[row], 0).toFixed(2)))
    expect(suggested([reals('x', parts[0]), reals('y', parts[1]), reals('all', sum(parts.slice(0, 2)))])).toEqual([
      'all = x + y',
    ])
    expect(
      suggested([reals('all', sum(parts)), reals('x', parts[0]), reals('y', parts[1]), reals('z', parts[2])]),
    ).toEqual(['all = x + y + z'])
  })

  it('take no sum for one of which a part is all but always 0', () => {
    const x = make(() => whole(1000))
    const seldom = make((row) => (row === 7 ? 5 : 0))
    expect(
      suggested([
        integers('x', x),
        integers('y', seldom),
        integers(
          'z',
          x.map((each, row) => each + seldom[row]),
        ),
      ]),
    ).toEqual([])
  })

  it('find columns that follow from another, in one list with all of them', () => {
    const city = make(() => whole(12))
    const columns = [
      texts(
        'city',
        city.map((each) => `city ${each}`),
      ),
      texts(
        'state',
        city.map((each) => `state ${each % 4}`),
      ),
      texts(
        'country',
        city.map((each) => `country ${each % 2}`),
      ),
      integers(
        'grade',
        city.map((each) => each + 1),
      ),
      texts(
        'other',
        make(() => `${whole(3)}`),
      ),
    ]
    expect(suggested(columns)).toEqual(['city × state × country × grade in combinations that occur'])
  })

  it('take nothing for a rule that too few rows speak for', () => {
    const key = make((row) => `key ${row % 200}`)
    const rare = make((row) => (row === 3 ? 'rare' : 'usual'))
    expect(
      suggested([
        texts(
          'key',
          key.map((each, row) => (row === 3 ? 'own' : each)),
        ),
        texts('other', rare),
      ]),
    ).toEqual([])
  })

  it('say in how many rows a constraint holds, mark it as found in the rows, and leave out what is there already', () => {
    const low = make(() => whole(100))
    const high = low.map((each, row) => (row < 40 ? null : each + whole(50)))
    const { table, schema } = tableOf([integers('price_min', low), integers('price_max', high)])
    const [found] = suggestConstraints(table, schema)
    expect(found).toEqual({
      constraint: { kind: 'inequality', low: 'price_min', high: 'price_max', strict: false, suggested: true },
      name: 'price_min <= price_max',
      rows: 360,
    })
    expect(suggestConstraints(table, { ...schema, constraints: [found.constraint] })).toEqual([])
  })
})
