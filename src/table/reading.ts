// Reading: a file as columns, before anyone has said what they mean. Nothing of the cells' text is lost that a change of type could need.
import type { Dialect } from './dialect.ts'
import { type Notation, notationOf } from './notation.ts'
import type { DateTimeFormat, NumberFormat, Reason } from './schema.ts'

/** A column of few distinct texts. */
export interface WordsColumn {
  readonly kind: 'words'
  /** The distinct texts in the order of their first rows, as the file writes them, blanks included. */
  readonly words: readonly string[]
  /** [rows], index into `words`. */
  readonly codes: Uint32Array
}

/** A column of many distinct numbers or instants, with a few other texts among them (`?`, `NA`). */
export interface ParsedColumn {
  readonly kind: 'parsed'
  /** How the file writes the values, with what all of them have shown. */
  readonly format: NumberFormat | DateTimeFormat
  /** True where no row has settled which comes first, day or month. */
  readonly ambiguous: boolean
  /** [rows]; 0 where the cell is an exception. */
  readonly values: Float64Array
  /** [rows]; minutes ahead of UTC by which each instant is written; absent where the format has no offset. */
  readonly offsets?: Int16Array
  /** The texts that are no values; at most 255. */
  readonly exceptions: readonly string[]
  /** [rows]; 0 for a value, k + 1 for exception k. */
  readonly codes: Uint8Array
  /** Blanks that stand before every value. */
  readonly padding: string
}

/** A column of many distinct texts. Row r is bytes[offsets[r] … offsets[r + 1]), UTF-8. */
export interface TextsColumn {
  readonly kind: 'texts'
  readonly bytes: Uint8Array
  readonly offsets: Uint32Array
}

export type RawColumn = WordsColumn | ParsedColumn | TextsColumn

/** What kind of file a table comes in. */
export type FileFormat = 'csv' | 'parquet'

export interface Reading {
  readonly format: FileFormat
  readonly rows: number
  /** How the file is written, where it is text; otherwise how text will be written. */
  readonly dialect: Dialect
  readonly names: readonly string[]
  readonly columns: readonly RawColumn[]
  /** Size of the file. */
  readonly bytes: number
  /** What the file does that a reader should know: ragged rows, stray quotes, … Rows count from 1, without the header. */
  readonly warnings: readonly Reason[]
}

/** Gives the text of any row of a column, as the file writes it. Numbers and instants are written anew by the column's format. */
export function textReader(column: RawColumn): (row: number) => string {
  if (column.kind === 'words') return (row) => column.words[column.codes[row]]
  if (column.kind === 'texts') {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    return (row) => decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]))
  }
  const notation: Notation = notationOf(column.format)
  const { codes, exceptions, values, offsets, padding } = column
  return (row) => (codes[row] > 0 ? exceptions[codes[row] - 1] : padding + notation.write(values[row], offsets?.[row]))
}

/** A text that shares no memory with the one it was cut from: engines keep the whole parent of a slice alive. */
export function detached(text: string): string {
  return text.length < 13 ? text : decoder.decode(encoder.encode(text))
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The names of a header row: trimmed, empty ones numbered, doubles told apart. */
export function columnNames(cells: readonly string[]): string[] {
  const taken = new Set(cells.map((cell) => cell.trim()))
  const used = new Set<string>()
  return cells.map((cell, i) => {
    const wanted = detached(cell.trim()) || `column ${i + 1}`
    let name = wanted
    // A made-up name must not take that of a later column.
    for (let k = 2; used.has(name) || (name !== cell.trim() && taken.has(name)); k++) name = `${wanted} (${k})`
    used.add(name)
    return name
  })
}
