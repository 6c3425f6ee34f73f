// Features: the fields of tables as columns that learners learn from.
import type { Schema } from '../../table/schema.ts'
import type { CategoryColumn, Table } from '../../table/table.ts'
import { measured } from '../measured.ts'

/** Some rows of a table. */
export interface Part {
  readonly table: Table
  readonly rows: Uint32Array
}

export interface NumberFeature {
  readonly kind: 'number'
  readonly name: string
  /** [rows]; NaN where missing. */
  readonly values: Float64Array
}

/** Codes 0 … size − 1: 0 is missing, the last is any word that has no code of its own. */
export interface WordFeature {
  readonly kind: 'word'
  readonly name: string
  /** [rows] */
  readonly codes: Uint8Array
  readonly size: number
}

export type Feature = NumberFeature | WordFeature

export interface Features {
  readonly rows: number
  readonly columns: readonly Feature[]
}

/** The features of parts, one part's rows after the other's. Every part's table has the schema's columns. */
export type FeatureMap = (parts: readonly Part[]) => Features

/** Words with a code of their own, so that all codes of a field fit into a byte. */
const mostWords = 254

const rowsOf = (parts: readonly Part[]) => parts.reduce((sum, { rows }) => sum + rows.length, 0)

/** The words of the parts, the most frequent first, words that are equally frequent by alphabet. */
function vocabulary(parts: readonly Part[], column: number): string[] {
  const counts = new Map<string, number>()
  for (const { table, rows } of parts) {
    const { codes, categories, missing } = table.columns[column] as CategoryColumn
    const own = new Uint32Array(categories.length)
    for (const row of rows) if (missing[row] === 0) own[codes[row]]++
    own.forEach((count, code) => {
      if (count > 0) counts.set(categories[code], (counts.get(categories[code]) ?? 0) + count)
    })
  }
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return ordered.slice(0, mostWords).map(([word]) => word)
}

function numberFeature(parts: readonly Part[], column: number, name: string): NumberFeature {
  const out = new Float64Array(rowsOf(parts))
  let at = 0
  for (const { table, rows } of parts) {
    const own = table.columns[column]
    if (own.kind !== 'number') throw new TypeError(`${name} is not a column of numbers`)
    for (const row of rows) out[at++] = own.missing[row] === 1 ? Number.NaN : own.values[row]
  }
  return { kind: 'number', name, values: out }
}

function wordFeature(parts: readonly Part[], column: number, name: string, known: Map<string, number>): WordFeature {
  const out = new Uint8Array(rowsOf(parts))
  const other = known.size + 1
  let at = 0
  for (const { table, rows } of parts) {
    const own = table.columns[column]
    if (own.kind !== 'category') throw new TypeError(`${name} is not a column of words`)
    const codeOf = own.categories.map((word) => known.get(word) ?? other)
    for (const row of rows) out[at++] = own.missing[row] === 1 ? 0 : codeOf[own.codes[row]]
  }
  return { kind: 'word', name, codes: out, size: known.size + 2 }
}

/**
 * What features a learner gets, by the rows that it learns from: numbers and instants as they are; of words the 254 most
 * frequent by themselves, the rest as one. Left out are fields that are omitted, constants, identifiers, text, and `except`,
 * the index of the field that is to be predicted.
 */
export function fitFeatures(training: readonly Part[], schema: Schema, except?: number): FeatureMap {
  const makers = schema.fields.flatMap(({ name, type, role }, i): ((parts: readonly Part[]) => Feature)[] => {
    if (role === 'omit' || i === except) return []
    const { kind } = training[0].table.columns[i]
    if (measured[type] === 'number' && kind === 'number') return [(parts) => numberFeature(parts, i, name)]
    if (measured[type] === 'word' && kind === 'category') {
      const known = new Map(vocabulary(training, i).map((word, w) => [word, w + 1]))
      return [(parts) => wordFeature(parts, i, name, known)]
    }
    return []
  })
  return (parts) => ({ rows: rowsOf(parts), columns: makers.map((make) => make(parts)) })
}
