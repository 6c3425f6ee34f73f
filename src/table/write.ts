// Write: a table as CSV in the way its own file was written, in blocks, safe for spreadsheets unless that is not wanted.
import type { Dialect } from './dialect.ts'
import { isMissing } from './missing.ts'
import { notationOf } from './notation.ts'
import type { Field, Schema } from './schema.ts'
import type { Column, Table } from './table.ts'

export interface WriteOptions {
  /** Puts `'` before texts that a spreadsheet would run as a formula. Changes the data: such a text reads back with its `'`. */
  readonly spreadsheetSafe: boolean
  /** Begins with a byte order mark; as the input did if absent. */
  readonly byteOrderMark?: boolean
}

/** Characters of a block. */
const blockLength = 1 << 16

/** Gives the text of any row of a column as its file would write it, before quoting. */
export function cellWriter(column: Column, field: Field): (row: number) => string {
  const { padding, missingToken, format } = field
  const blank = missingToken === '' ? '' : padding + missingToken
  if (column.kind === 'number') {
    const notation = notationOf(format.kind === 'number' || format.kind === 'datetime' ? format : plain)
    return (row) =>
      column.missing[row] === 0 ? padding + notation.write(column.values[row], column.offsets?.[row]) : blank
  }
  if (column.kind === 'category')
    return (row) => (column.missing[row] === 0 ? padding + column.categories[column.codes[row]] : blank)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return (row) => {
    if (column.missing[row] !== 0) return blank
    return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]))
  }
}

const plain = {
  kind: 'number',
  decimals: null,
  precision: 20,
  decimalMark: '.',
  thousands: '',
  percent: false,
} as const

/** One cell as its file would write it, before quoting. */
export function formatCell(column: Column, field: Field, row: number): string {
  return cellWriter(column, field)(row)
}

/** The first rows as the file writes them, one text a field. */
export function previewRows(table: Table, schema: Schema, count: number): string[][] {
  const writers = schema.fields.map((field, i) => cellWriter(table.columns[i], field))
  return Array.from({ length: Math.min(count, table.rows) }, (_, row) => writers.map((write) => write(row)))
}

/**
 * Lines that a spreadsheet runs: = + - @ and their full-width forms at the beginning of the cell or of a line in it, also behind blanks, tabs
 * and invisible characters; a tab or carriage return in front is a trigger itself (OWASP, CSV injection).
 */
const dangerous = /(?<=^|[\r\n])(?=(?:[^\S\r\n]|[\u200b\u2060])*[=+\-@＝＋－＠])|^(?=[\t\r])/g
const harmlessNumber = /^\s*[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?\s*%?\s*$/

/** Makes a text inert in a spreadsheet. Texts that are numbers stay as they are. */
export function escapeFormula(text: string): string {
  return harmlessNumber.test(text) ? text : text.replace(dangerous, "'")
}

/** True where no value of the field is a text, so that nothing in it can be a formula. */
function isNumeric(column: Column): boolean {
  return column.kind === 'number'
}

/** Writes the columns that are not left out. Yields the file in blocks of some 64,000 characters, to be encoded as UTF-8. */
export function* writeCsv(table: Table, schema: Schema, dialect: Dialect, options: WriteOptions): Generator<string> {
  const { delimiter, newline, header, quoteAll } = dialect
  const kept = schema.fields
    .map((field, i) => ({ field, column: table.columns[i] }))
    .filter(({ field }) => field.role !== 'omit')
  const special = new RegExp(`["\r\n${delimiter.replace(/[\\\]^-]/g, '\\$&')}]`)
  const quote = (text: string, force: boolean) =>
    force || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const safe = options.spreadsheetSafe ? escapeFormula : (text: string) => text
  const cells = kept.map(({ field, column }) => {
    // In a file of one column an empty line would be lost to most readers.
    const shown = kept.length === 1 && field.missingToken === '' ? { ...field, missingToken: 'NA' } : field
    const write = cellWriter(column, shown)
    if (isNumeric(column) && field.type !== 'datetime') return (row: number) => quote(write(row), false)
    const trusted = isNumeric(column) || isMissing(shown.missingToken)
    return (row: number) => {
      const text = write(row)
      if (column.missing[row] !== 0) return quote(trusted ? text : safe(text), false)
      return quote(isNumeric(column) ? text : safe(text), quoteAll && !harmlessNumber.test(text))
    }
  })
  let block = (options.byteOrderMark ?? dialect.byteOrderMark) ? '\ufeff' : ''
  if (header && kept.length > 0)
    block += kept.map(({ field }) => quote(safe(field.name), quoteAll)).join(delimiter) + newline
  for (let row = 0; kept.length > 0 && row < table.rows; row++) {
    for (let i = 0; i < cells.length; i++) block += i === 0 ? cells[i](row) : delimiter + cells[i](row)
    block += newline
    if (block.length >= blockLength) {
      yield block
      block = ''
    }
  }
  if (block !== '') yield block
}
