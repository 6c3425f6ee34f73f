// Parse: a raw column as numbers or instants, with what does not fit.
import { hasOffset } from './datetime.ts'
import { isInfinite, isMissing } from './missing.ts'
import { type Notation, notationOf } from './notation.ts'
import { type ParsedColumn, type RawColumn, textReader } from './reading.ts'
import type { DateTimeFormat, NumberFormat } from './schema.ts'
import { missingMask, surveyColumn } from './survey.ts'
import type { NumberColumn } from './table.ts'

/** Cells that hold something that is no value of the type. `row` is the first, counted from 1. */
export interface Misfits {
  count: number
  row: number
  text: string
}

/** What a column of numbers or instants holds. */
export interface NumberScan {
  /** NaN where there is no value. */
  readonly minimum: number
  readonly maximum: number
  /** Rows with a value. */
  readonly count: number
  readonly misfits: Misfits
  /** Cells that say Infinity, counted as missing. */
  readonly infinite: Misfits
  /** The format with what the values have shown. */
  readonly format: NumberFormat | DateTimeFormat
}

function sameNotation(a: NumberFormat | DateTimeFormat, b: NumberFormat | DateTimeFormat): boolean {
  if (a.kind === 'datetime') return b.kind === 'datetime' && a.pattern === b.pattern
  return (
    b.kind === 'number' &&
    a.unit?.before === b.unit?.before &&
    a.unit?.after === b.unit?.after &&
    a.decimalMark === b.decimalMark &&
    a.thousands === b.thousands &&
    a.percent === b.percent
  )
}

/** True where the column is kept in this notation, and every number in it may stay. */
function keptAs(raw: RawColumn, format: NumberFormat | DateTimeFormat, whole: boolean): raw is ParsedColumn {
  if (raw.kind !== 'parsed' || !sameNotation(raw.format, format)) return false
  return !whole || (raw.format.kind === 'number' && raw.format.precision === 0)
}

/** Reads one text: NaN where it is no value of the notation. */
function reader(notation: Notation, whole: boolean): (text: string) => number {
  return (text) => {
    const value = notation.parse(text)
    return whole && !Number.isInteger(value) ? Number.NaN : value
  }
}

/** Reads a whole column without keeping it. `whole`: fractions are misfits. */
export function scanNumbers(
  raw: RawColumn,
  rows: number,
  format: NumberFormat | DateTimeFormat,
  whole: boolean,
): NumberScan {
  const notation = notationOf(format)
  const read = reader(notation, whole)
  const misfits: Misfits = { count: 0, row: 0, text: '' }
  const infinite: Misfits = { count: 0, row: 0, text: '' }
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  let count = 0
  const take = (text: string, times: number, row: number) => {
    const value = read(text)
    if (!Number.isNaN(value)) {
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
      count += times
    } else {
      const kind = isInfinite(text) ? infinite : misfits
      if (kind.count === 0 || row + 1 < kind.row) [kind.row, kind.text] = [row + 1, text.trim()]
      kind.count += times
    }
  }
  let observed = format
  if (keptAs(raw, format, whole)) {
    const { values, codes } = raw
    for (let row = 0; row < rows; row++) {
      if (codes[row] !== 0) continue
      if (values[row] < minimum) minimum = values[row]
      if (values[row] > maximum) maximum = values[row]
      count++
    }
    for (const value of surveyColumn(raw).values) take(value.text, value.rows, value.first)
    observed = raw.format
  } else {
    if (raw.kind === 'words') for (const value of surveyColumn(raw).values) take(value.text, value.rows, value.first)
    else {
      const text = textReader(raw)
      for (let row = 0; row < rows; row++) {
        const cell = text(row)
        if (!isMissing(cell)) take(cell, 1, row)
      }
    }
    observed = notation.observed()
  }
  if (count === 0) minimum = maximum = Number.NaN
  return { minimum, maximum, count, misfits, infinite, format: observed }
}

/** The column's numbers; misfits are missing. Shares the raw column's memory where that is kept in the same notation. */
export function readNumbers(
  raw: RawColumn,
  rows: number,
  format: NumberFormat | DateTimeFormat,
  whole: boolean,
): NumberColumn {
  const notation = notationOf(format)
  const read = reader(notation, whole)
  if (keptAs(raw, format, whole)) {
    const exceptions = raw.exceptions.map(read)
    if (exceptions.every(Number.isNaN)) {
      return {
        kind: 'number',
        values: raw.values,
        missing: raw.exceptions.length <= 1 ? raw.codes : raw.codes.map(Math.sign),
        ...(raw.offsets && { offsets: raw.offsets }),
      }
    }
    const values = raw.values.map((value, row) => (raw.codes[row] === 0 ? value : exceptions[raw.codes[row] - 1] || 0))
    return {
      kind: 'number',
      values,
      ...(raw.offsets && { offsets: raw.offsets }),
      missing: raw.codes.map((code) => (code !== 0 && Number.isNaN(exceptions[code - 1]) ? 1 : 0)),
    }
  }
  const values = new Float64Array(rows)
  const missing = new Uint8Array(rows)
  const offsets = format.kind === 'datetime' && hasOffset(format) ? new Int16Array(rows) : null
  const put = (row: number, value: number, offset: number) => {
    if (Number.isNaN(value)) missing[row] = 1
    else values[row] = value
    if (offsets !== null && missing[row] === 0) offsets[row] = offset
  }
  if (raw.kind === 'words') {
    const mask = missingMask(raw.words)
    const wordOffsets = new Int16Array(raw.words.length)
    const numbers = Float64Array.from(raw.words, (word, code) => {
      const value = mask[code] === 1 ? Number.NaN : read(word)
      wordOffsets[code] = notation.offset ?? 0
      return value
    })
    for (let row = 0; row < rows; row++) put(row, numbers[raw.codes[row]], wordOffsets[raw.codes[row]])
  } else {
    const text = textReader(raw)
    for (let row = 0; row < rows; row++) put(row, read(text(row)), notation.offset ?? 0)
  }
  return { kind: 'number', values, missing, ...(offsets && { offsets }) }
}
