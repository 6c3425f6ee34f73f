// Constraint: what must hold in every row of a table, or among its rows, by the names of its columns.

/** Bounds of a number or an instant (milliseconds since 1970), both inclusive; at least one of them. */
export interface RangeConstraint {
  readonly kind: 'range'
  readonly field: string
  readonly minimum?: number
  readonly maximum?: number
}

/** `low` ≤ `high`, or < where strict; both numbers, or both instants. */
export interface InequalityConstraint {
  readonly kind: 'inequality'
  readonly low: string
  readonly high: string
  readonly strict: boolean
}

/** What a row says in some columns together: a cell each, `null` where it is missing. */
export type Combination = readonly (string | number | null)[]

/** Only certain combinations occur: those listed; without a list those that occur in the data. */
export interface CombinationsConstraint {
  readonly kind: 'combinations'
  readonly fields: readonly string[]
  readonly combinations?: readonly Combination[]
}

/** `total` is the sum of `parts`, to half a unit of its last decimal. */
export interface SumConstraint {
  readonly kind: 'sum'
  readonly total: string
  readonly parts: readonly string[]
}

/** Every number of the column is a multiple of `step`. */
export interface IncrementConstraint {
  readonly kind: 'increment'
  readonly field: string
  readonly step: number
}

/** No two rows say the same in these columns together. */
export interface UniqueConstraint {
  readonly kind: 'unique'
  readonly fields: readonly string[]
}

/** An expression that must be true, e.g. `age >= 18 or status = 'minor'`. */
export interface ExpressionConstraint {
  readonly kind: 'expression'
  readonly expression: string
}

/**
 * `suggested`: taken over from a finding in the rows, so that the constraint itself is a look at them; otherwise it is the
 * user's own knowledge. A row meets every constraint of which it lacks a cell, unless an expression asks for the cell itself.
 */
export type Constraint = (
  | RangeConstraint
  | InequalityConstraint
  | CombinationsConstraint
  | SumConstraint
  | IncrementConstraint
  | UniqueConstraint
  | ExpressionConstraint
) & { readonly suggested?: true }

export const constraintKinds = [
  'range',
  'inequality',
  'combinations',
  'sum',
  'increment',
  'unique',
  'expression',
] as const
export type ConstraintKind = (typeof constraintKinds)[number]
