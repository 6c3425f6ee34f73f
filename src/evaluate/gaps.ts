// Gaps: missing words taken for a word of their own.
import type { CategoryColumn } from '../table/table.ts'

/** The column with every gap as `word`, which then counts as any other; as it is where `word` is empty. */
export function gapsAsWord(column: CategoryColumn, word: string): CategoryColumn {
  if (word === '' || !column.missing.includes(1)) return column
  const known = column.categories.indexOf(word)
  const code = known < 0 ? column.categories.length : known
  return {
    kind: 'category',
    codes: column.codes.map((own, row) => (column.missing[row] === 1 ? code : own)),
    categories: known < 0 ? [...column.categories, word] : column.categories,
    missing: new Uint8Array(column.missing.length),
  }
}
