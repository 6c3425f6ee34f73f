// Sum: one column of a sum, worked out from the others.
import { Grid } from '../table/grid.ts'
import type { CategoryColumn, Column, NumberColumn } from '../table/table.ts'
import { columnOfKind } from './codec.ts'
import type { StepOf } from './construction.ts'
import { blank, put } from './numbercolumn.ts'

/** What the derived column of a sum must be; NaN where a cell that it needs is missing. */
function sums(columns: readonly Column[], { total, parts, derived, grid }: StepOf<'sum'>): (row: number) => number {
  const places = new Grid(grid)
  const plus = (derived === total ? parts : [total]).map((column) => columnOfKind(columns[column], 'number'))
  const minus = (derived === total ? [] : parts.filter((part) => part !== derived)).map((column) =>
    columnOfKind(columns[column], 'number'),
  )
  return (row) => {
    let sum = 0
    for (const { values, missing } of plus) sum += missing[row] === 1 ? Number.NaN : values[row]
    for (const { values, missing } of minus) sum -= missing[row] === 1 ? Number.NaN : values[row]
    return Number.isNaN(sum) ? sum : places.value(places.round(sum))
  }
}

export function remainder(columns: readonly Column[], step: StepOf<'sum'>) {
  const own = columnOfKind(columns[step.derived], 'number')
  const rows = own.values.length
  const sum = sums(columns, step)
  const aside = blank(rows)
  const derived = blank(rows)
  const codes = new Uint32Array(rows)
  const present: CategoryColumn = { kind: 'category', codes, categories: ['present'], missing: own.missing }
  for (let row = 0; row < rows; row++) {
    if (own.missing[row] === 1) continue
    const value = sum(row)
    if (Number.isNaN(value)) put(aside, row, own.values[row])
    put(derived, row, Number.isNaN(value) ? own.values[row] : value)
  }
  return { present, aside, derived }
}

/** `present`: where the column has a value; `null`: wherever it can be worked out. */
export function workedOut(
  columns: readonly Column[],
  step: StepOf<'sum'>,
  present: Column | null,
  aside: NumberColumn | null,
  rows: number,
): NumberColumn {
  const sum = sums(columns, step)
  const made = blank(rows)
  for (let row = 0; row < rows; row++) {
    const value = sum(row)
    if (!Number.isNaN(value)) {
      if (present === null || present.missing[row] === 0) put(made, row, value)
    } else if (aside !== null && aside.missing[row] === 0) put(made, row, aside.values[row])
  }
  return made
}
