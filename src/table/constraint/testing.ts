// Fields and columns of small tables, for tests of constraints.
import { dateTimeFormat } from '../datetime.ts'
import type { Field, FieldType } from '../schema.ts'
import type { Column } from '../table.ts'

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
