// Gaps: missing words taken for a word of their own.
import type { CategoryColumn, Table } from '../table/table.ts'

/**
 * The table with every gap in a column of words as the word `gap`, which then counts as any other. Published figures of some
 * tables are of that kind: Adult's `?` is a word to whoever reads it without knowing better. Numbers stay as they are.
 */
export function gapsAsWords(table: Table, gap: string): Table {
  const columns = table.columns.map((column) => (column.kind === 'category' ? filled(column, gap) : column))
  return { rows: table.rows, columns }
}

function filled(column: CategoryColumn, gap: string): CategoryColumn {
  if (!column.missing.includes(1)) return column
  const known = column.categories.indexOf(gap)
  const code = known < 0 ? column.categories.length : known
  return {
    kind: 'category',
    codes: column.codes.map((own, row) => (column.missing[row] === 1 ? code : own)),
    categories: known < 0 ? [...column.categories, gap] : column.categories,
    missing: new Uint8Array(column.missing.length),
  }
}
