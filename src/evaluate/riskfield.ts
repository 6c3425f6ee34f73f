// RiskField: a field in which rows of several tables are compared, and which rows are alike.
import type { FieldType, Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { measured } from './measured.ts'

export interface RiskField {
  readonly name: string
  /** Of the schema's fields. */
  readonly index: number
  readonly type: FieldType
  readonly kind: 'number' | 'word'
}

/** The fields of the role `model` that are numbers, instants, booleans or categories in every one of the tables. */
export function riskFields(schema: Schema, tables: readonly Table[]): RiskField[] {
  return schema.fields.flatMap(({ name, type, role }, index): RiskField[] => {
    const kind = measured[type]
    if (role === 'omit' || kind === null) return []
    const wanted = kind === 'number' ? 'number' : 'category'
    return tables.every(({ columns }) => columns[index].kind === wanted) ? [{ name, index, type, kind }] : []
  })
}

export function numbersOf(table: Table, { index }: RiskField): NumberColumn {
  const column = table.columns[index]
  if (column.kind !== 'number') throw new TypeError('not a column of numbers')
  return column
}

function wordsOf(table: Table, { index }: RiskField): CategoryColumn {
  const column = table.columns[index]
  if (column.kind !== 'category') throw new TypeError('not a column of words')
  return column
}

/** Codes of a field's values, [rows] a table, which mean the same in all of the tables; 0 is missing. */
export function sharedCodes(field: RiskField, tables: readonly Table[]): Uint32Array[] {
  const known = new Map<number | string, number>()
  const codeOf = (value: number | string) => {
    const code = known.get(value) ?? known.size + 1
    known.set(value, code)
    return code
  }
  return tables.map((table) => {
    if (field.kind === 'number') {
      const { values, missing } = numbersOf(table, field)
      return Uint32Array.from(values, (value, r) => (missing[r] === 1 ? 0 : codeOf(value)))
    }
    const { codes, categories, missing } = wordsOf(table, field)
    const own = categories.map(codeOf)
    return Uint32Array.from(codes, (code, r) => (missing[r] === 1 ? 0 : own[code]))
  })
}

/** Pairs of codes that are looked up in an array, which takes a tenth of the time; more of them in a map. */
const mostListed = 2 ** 24

/** A code for each row, [rows] a table: two rows of the tables have the same one where both their codes are alike. */
export function pairedCodes(first: readonly Uint32Array[], second: readonly Uint32Array[]): Uint32Array[] {
  const width = greatestOf(second) + 1
  const size = (greatestOf(first) + 1) * width
  let found = 0
  const listed = size <= mostListed ? new Uint32Array(size) : null
  const mapped = new Map<number, number>()
  const codeOf = (pair: number) => {
    const known = listed === null ? mapped.get(pair) : listed[pair]
    if (known) return known - 1
    found++
    if (listed === null) mapped.set(pair, found)
    else listed[pair] = found
    return found - 1
  }
  return first.map((own, t) => own.map((code, r) => codeOf(code * width + second[t][r])))
}

export function greatestOf(codes: readonly Uint32Array[]): number {
  let greatest = 0
  for (const own of codes) for (let r = 0; r < own.length; r++) if (own[r] > greatest) greatest = own[r]
  return greatest
}

/** A number for each row, [rows] a table: two rows of the tables have the same one where all their cells are alike. */
export function rowIdentities(fields: readonly RiskField[], tables: readonly Table[]): Uint32Array[] {
  const none: Uint32Array[] = tables.map(({ rows }) => new Uint32Array(rows))
  return fields.reduce((identities, field) => pairedCodes(identities, sharedCodes(field, tables)), none)
}

/** The rows without repetitions: of rows that are alike in all of the fields, the first. */
export function distinctRows(fields: readonly RiskField[], table: Table): Uint32Array {
  const seen = new Set<number>()
  const [identities] = rowIdentities(fields, [table])
  return Uint32Array.from({ length: table.rows }, (_, r) => r).filter((r) => {
    const fresh = !seen.has(identities[r])
    seen.add(identities[r])
    return fresh
  })
}
