// Distance: one of two columns in order as its distance from the other, in steps of its grid.
import { Grid } from '../table/grid.ts'
import type { Column, NumberColumn } from '../table/table.ts'
import { columnOfKind } from './codec.ts'
import type { StepOf } from './construction.ts'
import { blank, clamped, put } from './numbercolumn.ts'

/** The value of the upper column, `distance` steps above the first that it may have. */
export function above({ grid, strict, minimum, maximum }: StepOf<'inequality'>, low: number, distance: number): number {
  const places = new Grid(grid)
  const first = strict ? places.above(low) : places.ceil(low)
  const value = clamped(places.value(first + Math.max(distance, 0)), minimum, maximum)
  // Bounds that cannot be kept give way: they are no part of this constraint.
  return (strict ? value > low : value >= low) ? value : places.value(first)
}

export function below(
  { grid, strict, minimum, maximum }: StepOf<'inequality'>,
  high: number,
  distance: number,
): number {
  const places = new Grid(grid)
  const first = strict ? places.below(high) : places.floor(high)
  const value = clamped(places.value(first - Math.max(distance, 0)), minimum, maximum)
  return (strict ? value < high : value <= high) ? value : places.value(first)
}

export function distanceOf(columns: readonly Column[], step: StepOf<'inequality'>) {
  const { strict, derived: side, minimum, maximum } = step
  const grid = new Grid(step.grid)
  const low = columnOfKind(columns[step.low], 'number')
  const high = columnOfKind(columns[step.high], 'number')
  const [base, own] = side === 'high' ? [low, high] : [high, low]
  const rows = own.values.length
  const distance = blank(rows)
  const aside = blank(rows)
  const derived = blank(rows)
  for (let row = 0; row < rows; row++) {
    if (own.missing[row] === 1) continue
    const value = clamped(own.values[row], minimum, maximum)
    if (base.missing[row] === 1) {
      put(aside, row, value)
      put(derived, row, value)
      continue
    }
    const start = base.values[row]
    const place = grid.round(value)
    const steps =
      side === 'high'
        ? place - (strict ? grid.above(start) : grid.ceil(start))
        : (strict ? grid.below(start) : grid.floor(start)) - place
    put(distance, row, Math.max(steps, 0))
    put(derived, row, (side === 'high' ? above : below)(step, start, steps))
  }
  return { distance, aside, derived }
}

/** The derived column of an inequality; `aside`: what it says where the other is missing, `null`: nothing. */
export function placed(
  columns: readonly Column[],
  step: StepOf<'inequality'>,
  distance: NumberColumn,
  aside: NumberColumn | null,
): NumberColumn {
  const base = columnOfKind(columns[step.derived === 'high' ? step.low : step.high], 'number')
  const grid = new Grid(step.grid)
  const made = blank(distance.values.length)
  const from = step.derived === 'high' ? above : below
  for (let row = 0; row < made.values.length; row++) {
    if (base.missing[row] === 0) {
      if (distance.missing[row] === 0) put(made, row, from(step, base.values[row], distance.values[row]))
    } else if (aside !== null && aside.missing[row] === 0) {
      put(made, row, clamped(grid.value(grid.round(aside.values[row])), step.minimum, step.maximum))
    }
  }
  return made
}
