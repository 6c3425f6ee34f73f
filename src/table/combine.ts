// Combine: one table's cells where they are there, another's where they are missing.
import type { CategoryColumn, Column, Table } from './table.ts'

/** Column i of both tables is of the same kind. A text that is missing stays missing. */
export function combined(table: Table, other: Table): Table {
  return { rows: table.rows, columns: table.columns.map((column, i) => combinedColumn(column, other.columns[i])) }
}

function combinedColumn(own: Column, other: Column): Column {
  const missing = own.missing.map((mark, row) => mark & other.missing[row])
  if (own.kind === 'number' && other.kind === 'number') {
    const values = own.values.map((value, row) => (own.missing[row] === 0 ? value : other.values[row]))
    const { offsets } = own
    if (offsets === undefined) return { kind: 'number', values, missing }
    return {
      kind: 'number',
      values,
      missing,
      offsets: offsets.map((offset, row) => (own.missing[row] === 0 ? offset : (other.offsets?.[row] ?? offset))),
    }
  }
  if (own.kind === 'category' && other.kind === 'category') return combinedWords(own, other, missing)
  return own
}

function combinedWords(own: CategoryColumn, other: CategoryColumn, missing: Uint8Array): CategoryColumn {
  const categories = [...new Set([...own.categories, ...other.categories])]
  const place = new Map(categories.map((word, code) => [word, code]))
  const codes = own.codes.map((_, row) => {
    const from = own.missing[row] === 0 ? own : other
    return place.get(from.categories[from.codes[row]]) ?? 0
  })
  return { kind: 'category', codes, categories, missing }
}
