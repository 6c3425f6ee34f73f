// Fields and columns of small tables, and one table with rules, for tests of constraints.
import { createRandom } from '../../math/random.ts'
import { dateTimeFormat } from '../datetime.ts'
import type { Field, FieldType, Schema } from '../schema.ts'
import type { Column, Table } from '../table.ts'

const base = {
  role: 'model',
  missingToken: '',
  padding: '',
  confidence: 1,
  reason: { key: 'chosen' },
} as const

export function numberField(
  name: string,
  values: readonly (number | null)[],
  decimals: number,
  type?: FieldType,
): Field {
  const present = values.filter((value) => value !== null)
  const [minimum, maximum] = present.length === 0 ? [0, 0] : [Math.min(...present), Math.max(...present)]
  return {
    ...base,
    name,
    type: type ?? (decimals === 0 ? 'integer' : 'real'),
    format: {
      kind: 'number',
      decimals: null,
      precision: decimals,
      decimalMark: '.',
      thousands: '',
      percent: false,
    },
    domain: { kind: 'range', minimum, maximum, declared: false },
  }
}

export function dateField(name: string, values: readonly (number | null)[], pattern: string): Field {
  return { ...numberField(name, values, 0, 'datetime'), format: dateTimeFormat(pattern) }
}

export function categoryField(name: string, categories: readonly string[]): Field {
  return {
    ...base,
    name,
    type: 'category',
    format: { kind: 'text' },
    domain: { kind: 'categories', categories, declared: false },
  }
}

export function numbers(values: readonly (number | null)[]): Column {
  return {
    kind: 'number',
    values: Float64Array.from(values, (value) => value ?? 0),
    missing: Uint8Array.from(values, (value) => (value === null ? 1 : 0)),
  }
}

export function words(values: readonly (string | null)[], categories: readonly string[]): Column {
  return {
    kind: 'category',
    codes: Uint32Array.from(values, (value) => (value === null ? 0 : categories.indexOf(value))),
    categories,
    missing: Uint8Array.from(values, (value) => (value === null ? 1 : 0)),
  }
}

/**
 * Stays in a hospital: discharge on or after admission, total = room + care, a ward on one floor each. `holes`: some of the cells that
 * rules speak of with others are missing.
 */
export function stays(rows: number, holes = false): { schema: Schema; table: Table } {
  const random = createRandom(7, 'stays')
  const make = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
  const every = (step: number, row: number) => holes && row % step === 0
  const admission = make(() => day * (19_000 + random.integer(500)))
  const discharge = make((row) => (every(3, row) ? null : admission[row] + day * random.integer(10)))
  const [room, care] = [0, 1].map(() => make(() => random.integer(9000) / 100))
  const total = make((row) => (every(4, row) ? null : Number((room[row] + care[row]).toFixed(2))))
  const wards = ['north', 'south', 'east']
  const floors = ['first', 'second']
  const ward = make(() => wards[random.integer(3)])
  const floor = make((row) => (every(5, row) ? null : floors[ward[row] === 'east' ? 1 : 0]))
  return {
    schema: {
      fields: [
        dateField('admission', admission, 'yyyy-MM-dd'),
        dateField('discharge', discharge, 'yyyy-MM-dd'),
        numberField('room', room, 2),
        numberField('care', care, 2),
        numberField('total', total, 2),
        categoryField('ward', wards),
        categoryField('floor', floors),
      ],
      constraints: [
        { kind: 'inequality', low: 'admission', high: 'discharge', strict: false },
        { kind: 'sum', total: 'total', parts: ['room', 'care'] },
        { kind: 'combinations', fields: ['ward', 'floor'] },
      ],
    },
    table: {
      rows,
      columns: [...[admission, discharge, room, care, total].map(numbers), words(ward, wards), words(floor, floors)],
    },
  }
}

const day = 86_400_000
