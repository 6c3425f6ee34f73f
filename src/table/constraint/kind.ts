// Kind: what every kind of constraint can do, and what they share in looking at columns.
import type * as v from 'valibot'
import type { Field, Schema } from '../schema.ts'
import type { Column, NumberColumn, Table } from '../table.ts'
import type { Constraint, ConstraintKind } from './constraint.ts'
import { ConstraintError } from './errors.ts'

export type ConstraintOf<K extends ConstraintKind> = Extract<Constraint, { kind: K }>

/** True where a row of the table meets the constraint. */
export type RowTest = (row: number) => boolean

/** The tests of one table; where rows are compared with each other it goes on from table to table. */
export type TableTest = (table: Table) => RowTest

export interface Kind<K extends ConstraintKind> {
  /** What comes from outside. */
  readonly check: v.GenericSchema<unknown, Omit<ConstraintOf<K>, 'suggested'>>
  /** The columns that it names, each once. Throws ExpressionError. */
  fields(constraint: ConstraintOf<K>): readonly string[]
  /** In one line, e.g. `admission <= discharge`. */
  say(constraint: ConstraintOf<K>): string
  /** Throws ConstraintError where the columns cannot have such a constraint. */
  compile(constraint: ConstraintOf<K>, schema: Schema): TableTest
}

/** A column by its name; throws ConstraintError. */
export function fieldNamed(schema: Schema, name: string, constraint: string): { field: Field; index: number } {
  const index = schema.fields.findIndex((field) => field.name === name)
  if (index < 0) throw new ConstraintError(constraint, name, 'there is no such column')
  return { field: schema.fields[index], index }
}

export const isNumeric = ({ type }: Field) => type === 'integer' || type === 'real'
export const isOrdered = (field: Field) => isNumeric(field) || field.type === 'datetime'

const none: NumberColumn = { kind: 'number', values: new Float64Array(0), missing: new Uint8Array(0) }

export function numbersAt(table: Table, index: number): NumberColumn {
  const column = table.columns[index]
  return column.kind === 'number' ? column : none
}

/** The words of a column, whatever its kind: the text of a category, of an identifier, of a number; `null` where missing. */
export function wordsOf(column: Column): (row: number) => string | null {
  if (column.kind === 'number') return (row) => (column.missing[row] === 1 ? null : String(column.values[row]))
  if (column.kind === 'category')
    return (row) => (column.missing[row] === 1 ? null : column.categories[column.codes[row]])
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return (row) => {
    if (column.missing[row] === 1) return null
    return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])).trim()
  }
}
