// Conform: reads another file of the same table, such as a synthetic one, by the first one's schema.
import { buildColumn } from './build.ts'
import { tolerance } from './columnbuilder.ts'
import { MissingColumnError } from './errors.ts'
import { guessFormat } from './field.ts'
import { scanNumbers } from './parse.ts'
import type { RawColumn, Reading } from './reading.ts'
import type { Field, Schema } from './schema.ts'
import { distinctValues } from './survey.ts'
import type { Column, Table } from './table.ts'
import { isTransform } from './treatment.ts'

/** A column without any value, of the kind that the field's type asks for. */
function emptyColumn(field: Field, rows: number): Column {
  const missing = new Uint8Array(rows).fill(1)
  if (field.format.kind === 'number' || field.format.kind === 'datetime')
    return { kind: 'number', values: new Float64Array(rows), missing }
  if (field.domain.kind === 'categories')
    return { kind: 'category', codes: new Uint32Array(rows), categories: field.domain.categories, missing }
  return { kind: 'text', bytes: new Uint8Array(0), offsets: new Uint32Array(rows + 1), missing }
}

/** Distinct values that tell whether a file holds what a treatment makes of values, or the values themselves. */
const looked = 1000

/** True for a synthetic file, false for real rows that were kept aside. */
function isTreated(raw: RawColumn, rows: number, { domain }: Field): boolean {
  if (domain.kind !== 'categories') return false
  const words = new Set(domain.categories)
  const values = (distinctValues(raw, rows, Number.POSITIVE_INFINITY) ?? []).slice(0, looked)
  return values.filter(({ text }) => words.has(text)).length > values.length / 2
}

/** The field as this file writes it: by the schema's format if nearly all values fit that, else by the file's own. */
function fieldOf(raw: RawColumn, rows: number, field: Field): Field {
  if (isTransform(field.treatment)) {
    if (!isTreated(raw, rows, field)) return field
    const { treatment: _, ...as } = field
    return fieldOf(raw, rows, as)
  }
  const { format, domain } = field
  if (format.kind === 'number' || format.kind === 'datetime') {
    const { count, misfits } = scanNumbers(raw, rows, format, false)
    const own = misfits.count > tolerance * (count + misfits.count) ? guessFormat(raw, rows, format.kind) : null
    // A file of numbers may hold fractions where the first had none; they are what they are.
    return { ...field, type: field.type === 'integer' ? 'real' : field.type, format: own ?? format }
  }
  if (domain.kind !== 'categories') return field
  const known = new Set(domain.categories)
  const unknown = (distinctValues(raw, rows, Number.POSITIVE_INFINITY) ?? [])
    .map(({ text }) => text)
    .filter((text) => !known.has(text))
  return { ...field, domain: { ...domain, categories: [...domain.categories, ...unknown] } }
}

/** A name as programmes that allow no other signs write it: `hours.per.week` as `hours_per_week`. */
const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Where a field's column is: by the very name, else by the only one that differs from it in signs and case alone and is no
 * other field's; −1 where none is.
 */
function indexOf(names: readonly string[], name: string, { fields }: Schema): number {
  const index = names.indexOf(name)
  if (index >= 0 || plain(name) === '') return index
  const alike = names.filter((other) => plain(other) === plain(name) && fields.every((field) => field.name !== other))
  return alike.length === 1 ? names.indexOf(alike[0]) : -1
}

/**
 * A reading as a table of the given schema: column i belongs to field i, matched by name, signs and case aside. Categories come in the schema's order, new ones behind.
 * What is no value of the field's type is missing. Throws a MissingColumnError where a column is absent that the schema does not leave out.
 */
export function tableAs(reading: Reading, schema: Schema): Table {
  const columns = schema.fields.map((field) => {
    const index = indexOf(reading.names, field.name, schema)
    if (index >= 0)
      return buildColumn(reading.columns[index], reading.rows, fieldOf(reading.columns[index], reading.rows, field))
    if (field.role === 'omit') return emptyColumn(field, reading.rows)
    throw new MissingColumnError(field.name, reading.names)
  })
  return { rows: reading.rows, columns }
}
