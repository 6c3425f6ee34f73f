// Columns and fields written out by hand, for tests.
import { createRandom } from '../math/random.ts'
import type { Field, FieldDomain, FieldFormat, FieldType } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table, TextColumn } from '../table/table.ts'
import type { Encoder } from './encoder.ts'

export type Cell = number | string | null

const missingOf = (cells: readonly Cell[]) => Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0))

/** `null` is missing. */
export function numbers(cells: readonly Cell[]): NumberColumn {
  return { kind: 'number', values: Float64Array.from(cells, (cell) => Number(cell)), missing: missingOf(cells) }
}

/** `null` is missing. */
export function words(cells: readonly Cell[]): CategoryColumn {
  const categories = [...new Set(cells.filter((cell) => cell !== null).map(String))]
  const codeOf = new Map(categories.map((word, code) => [word, code]))
  const codes = Uint32Array.from(cells, (cell) => codeOf.get(String(cell)) ?? 0)
  return { kind: 'category', codes, categories, missing: missingOf(cells) }
}

export function texts(cells: readonly string[]): TextColumn {
  const encoder = new TextEncoder()
  const parts = cells.map((cell) => encoder.encode(cell))
  const offsets = new Uint32Array(cells.length + 1)
  for (let r = 0; r < cells.length; r++) offsets[r + 1] = offsets[r] + parts[r].length
  const bytes = encoder.encode(cells.join(''))
  return { kind: 'text', bytes, offsets, missing: new Uint8Array(cells.length) }
}

export function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  const domain: FieldDomain = { kind: 'open' }
  const format: FieldFormat = { kind: 'text' }
  const reason = { key: 'test' }
  return { name, type, role: 'model', format, domain, missingToken: '', padding: '', confidence: 1, reason, ...more }
}

export function decimals(precision: number): FieldFormat {
  return { kind: 'number', decimals: null, precision, decimalMark: '.', thousands: '', percent: false }
}

/** Each cell as a test compares it; `null` is missing. */
export function cellsOf(column: Column): Cell[] {
  return Array.from(column.missing, (missing, r) => {
    if (missing === 1) return null
    if (column.kind === 'number') return column.values[r]
    if (column.kind === 'category') return column.categories[column.codes[r]]
    return new TextDecoder().decode(column.bytes.subarray(column.offsets[r], column.offsets[r + 1]))
  })
}

/** The rows as a perfect generator would give them: [rows, width], choices one-hot. */
export function expand(encoder: Encoder, table: Table): Float32Array {
  const { rows, width, segments, columns } = encoder.encode(table, createRandom(1, 'encode'))
  const values = new Float32Array(rows * width)
  segments.forEach(({ kind, offset }, s) => {
    for (let row = 0; row < rows; row++) {
      const code = columns[s][row]
      if (kind === 'scalar') values[row * width + offset] = code
      else values[row * width + offset + code] = 1
    }
  })
  return values
}

export const tableOf = (columns: Column[]): Table => ({ rows: columns[0].missing.length, columns })
