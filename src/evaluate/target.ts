// Target: the field that usefulness is told by, and its answers.
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, Table } from '../table/table.ts'
import { measured } from './measured.ts'

/** Rows that each class of a target chosen for the reader has at least. */
const leastOfClass = 10
/** Classes of a target chosen for the reader. */
const mostClasses = 20

/** Words that occur in a column, with how often, the most frequent first, equally frequent ones by alphabet. */
export function wordCounts({ codes, categories, missing }: CategoryColumn): [string, number][] {
  const counts = new Uint32Array(categories.length)
  for (let r = 0; r < codes.length; r++) if (missing[r] === 0) counts[codes[r]]++
  return categories
    .map((word, code): [string, number] => [word, counts[code]])
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/**
 * The name of the field that a reader would most likely want to predict, by the real table: the last of two words; else the last
 * of 20 words or fewer; else the last of numbers. Words that occur in fewer than 10 rows make a field unfit. `null`: there is none.
 */
export function defaultTarget(schema: Schema, table: Table): string | null {
  const kinds = schema.fields.map(({ type, role }, i): 'pair' | 'few' | 'number' | null => {
    const column = table.columns[i]
    if (role === 'omit' || measured[type] === null) return null
    if (column.kind === 'number')
      return type === 'datetime' || constant(column.values, column.missing) ? null : 'number'
    if (column.kind !== 'category') return null
    const counts = wordCounts(column)
    if (counts.length < 2 || counts.length > mostClasses) return null
    if (counts[counts.length - 1][1] < leastOfClass) return null
    return counts.length === 2 ? 'pair' : 'few'
  })
  for (const kind of ['pair', 'few', 'number'] as const) {
    const last = kinds.lastIndexOf(kind)
    if (last >= 0) return schema.fields[last].name
  }
  return null
}

function constant(values: Float64Array, missing: Uint8Array): boolean {
  const first = missing.indexOf(0)
  return first < 0 || values.every((value, r) => missing[r] === 1 || value === values[first])
}
