// Build: turns a reading into a table as its schema says, and changes what a schema says of one column.
import { bucketLimits } from './columns.ts'
import { FieldChangeError } from './errors.ts'
import { describeField } from './field.ts'
import { inferType } from './infer.ts'
import { isMissing } from './missing.ts'
import { readNumbers } from './parse.ts'
import { placeProblem } from './place.ts'
import { type RawColumn, type Reading, textReader } from './reading.ts'
import type { Field, FieldDomain, FieldRole, FieldType, Schema, Spread, Treatment } from './schema.ts'
import { missingMask, missingTexts } from './survey.ts'
import type { CategoryColumn, Column, Table, TextColumn } from './table.ts'
import { collectTexts } from './textbytes.ts'
import { treatedColumn, treatedField } from './treated.ts'
import { isTransform } from './treatment.ts'

/** Cells as codes into `categories`; a text that is not among them is missing. */
function readCategories(raw: RawColumn, rows: number, categories: readonly string[]): CategoryColumn {
  const codes = new Uint32Array(rows)
  const missing = new Uint8Array(rows)
  const index = new Map(categories.map((category, code) => [category, code]))
  const put = (row: number, code: number | undefined) => {
    if (code === undefined) missing[row] = 1
    else codes[row] = code
  }
  if (raw.kind === 'words') {
    const mask = missingMask(raw.words)
    const known = raw.words.map((word, code) => (mask[code] === 1 ? undefined : index.get(word.trim())))
    for (let row = 0; row < rows; row++) put(row, known[raw.codes[row]])
  } else {
    const text = textReader(raw)
    for (let row = 0; row < rows; row++) {
      const cell = text(row).trim()
      put(row, isMissing(cell) ? undefined : index.get(cell))
    }
  }
  return { kind: 'category', codes, categories, missing }
}

/** Cells as they stand in the file. */
function readTexts(raw: RawColumn, rows: number): TextColumn {
  if (raw.kind === 'texts') return { kind: 'text', bytes: raw.bytes, offsets: raw.offsets, missing: missingTexts(raw) }
  // Code 0 of a parsed column stands for its values.
  const first = raw.kind === 'parsed' ? 1 : 0
  const mask = missingMask(raw.kind === 'parsed' ? raw.exceptions : raw.words)
  const missing = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) if (raw.codes[row] >= first) missing[row] = mask[raw.codes[row] - first]
  return { kind: 'text', ...collectTexts(rows, textReader(raw), { share: 1 }).finish(), missing }
}

/** One raw column as its field says. What is no value of the field is missing. */
export function buildColumn(raw: RawColumn, rows: number, field: Field): Column {
  const { type, format, domain, treatment } = field
  if (isTransform(treatment)) return treatedColumn(raw, rows, field, treatment)
  if (format.kind === 'number' || format.kind === 'datetime') return readNumbers(raw, rows, format, type === 'integer')
  if (domain.kind === 'categories') return readCategories(raw, rows, domain.categories)
  return readTexts(raw, rows)
}

/** The table that a schema of the same columns makes of a reading. Columns may share memory with the reading. */
export function buildTable(reading: Reading, schema: Schema): Table {
  return {
    rows: reading.rows,
    columns: schema.fields.map((field, i) => buildColumn(reading.columns[i], reading.rows, field)),
  }
}

/** What a user may correct of a field; what is absent stays. `range` and `categories` are declared as public knowledge. */
export interface Correction {
  readonly type?: FieldType
  readonly role?: FieldRole
  /** Milliseconds since 1970 for a datetime. */
  readonly range?: { readonly minimum: number; readonly maximum: number }
  readonly categories?: readonly string[]
  /** What is done to the values; null: nothing, they are learnt as their type says. */
  readonly treatment?: Treatment | null
  readonly spread?: Spread
  /** The column with the longitude of which this one is the latitude; null: it is no place, and learnt by itself. */
  readonly longitude?: string | null
}

function declaredDomain(field: Field, { range, categories }: Correction): FieldDomain {
  if (range !== undefined) {
    if (field.domain.kind !== 'range') throw new FieldChangeError(field.name, `type ${field.type} has no range`)
    if (!Number.isFinite(range.minimum) || !Number.isFinite(range.maximum) || range.minimum >= range.maximum) {
      throw new FieldChangeError(
        field.name,
        `the minimum (${range.minimum}) must be below the maximum (${range.maximum})`,
      )
    }
    return { kind: 'range', minimum: range.minimum, maximum: range.maximum, declared: true }
  }
  if (categories !== undefined) {
    if (field.domain.kind !== 'categories')
      throw new FieldChangeError(field.name, `type ${field.type} has no categories`)
    const trimmed = categories.map((category) => category.trim())
    if (trimmed.length === 0) throw new FieldChangeError(field.name, 'the list of categories is empty')
    const double = trimmed.find((category, i) => trimmed.indexOf(category) !== i)
    if (double !== undefined) throw new FieldChangeError(field.name, `the category ${double} is listed twice`)
    return { kind: 'categories', categories: trimmed, declared: true }
  }
  return field.domain
}

function spreadOf({ name, type }: Field, { spread }: Correction): { readonly spread?: Spread } {
  if (spread === undefined) return {}
  if (type !== 'category') throw new FieldChangeError(name, `type ${type} has no words to spread over columns`)
  const { least, most } = bucketLimits
  if (!Number.isInteger(spread.columns) || spread.columns < least || spread.columns > most) {
    throw new FieldChangeError(name, `its words can be spread over ${least} to ${most} columns, not ${spread.columns}`)
  }
  return { spread }
}

/** The field as the latitude of a place, or by itself. */
function placed(fields: readonly Field[], index: number, field: Field, { longitude }: Correction): Field {
  if (longitude === undefined) return field
  const { longitude: _, ...alone } = field
  if (longitude === null) return alone
  const problem = placeProblem(
    fields.map((other, i) => (i === index ? field : other)),
    index,
    longitude,
  )
  if (problem !== null) throw new FieldChangeError(field.name, problem)
  return { ...field, longitude }
}

/** The field by a new treatment or a new type; either ends what was done to its values before. */
function retype(reading: Reading, before: Field, index: number, { type, treatment }: Correction): Field {
  const found = before.personal === undefined ? {} : { personal: before.personal }
  if (treatment) return { ...treatedField(reading, index, treatment), ...found }
  if (treatment === null && before.treatment !== undefined && type === undefined) {
    return { ...describeField(reading, index, inferType(reading, index)), ...found }
  }
  if (type === undefined || (type === before.type && before.treatment === undefined)) return before
  return { ...describeField(reading, index, { type, confidence: 1, reason: { key: 'chosen' } }), ...found }
}

/**
 * The schema with one field corrected; the others stay as they are. A new type derives format and domain from the data anew. Throws a
 * FieldTypeError or TooManyValuesError where the data are not of the type, a FieldChangeError where the change contradicts itself.
 */
export function changeField(reading: Reading, schema: Schema, index: number, change: Correction): Schema {
  const before = schema.fields[index]
  const retyped = retype(reading, before, index, change)
  const role =
    change.role ??
    (retyped === before
      ? before.role
      : retyped.type === 'text'
        ? 'omit'
        : before.type === 'text' || change.treatment !== undefined
          ? 'model'
          : before.role)
  if (role === 'model' && retyped.type === 'text') {
    throw new FieldChangeError(
      before.name,
      'free text can only be left out; make it a category or an identifier to keep it',
    )
  }
  const field: Field = {
    ...retyped,
    role,
    domain: declaredDomain(retyped, change),
    confidence: 1,
    ...spreadOf(retyped, change),
  }
  const { fields } = schema
  return { ...schema, fields: fields.map((other, i) => (i === index ? placed(fields, i, field, change) : other)) }
}
