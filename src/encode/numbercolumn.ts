// NumberColumn: a column of numbers that is made cell by cell, within bounds.
import type { NumberColumn } from '../table/table.ts'

export function blank(rows: number): NumberColumn {
  return { kind: 'number', values: new Float64Array(rows), missing: new Uint8Array(rows).fill(1) }
}

export function put(column: NumberColumn, row: number, value: number): void {
  column.values[row] = value + 0
  column.missing[row] = 0
}

/** `null`: no bound. */
export function clamped(value: number, minimum: number | null, maximum: number | null): number {
  if (maximum !== null && value > maximum) return maximum
  return minimum !== null && value < minimum ? minimum : value
}
