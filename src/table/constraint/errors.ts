// The ways in which a constraint can fail to be one: one class per cause.
import { TableError } from '../errors.ts'

/** A constraint that the table's columns cannot have, whatever the rows. */
export class ConstraintError extends TableError {
  override readonly name = 'ConstraintError'

  constructor(constraint: string, field: string, why: string) {
    super(`The constraint ${constraint}, column ${field}: ${why}. Change the constraint or leave it out.`, {
      constraint,
      field,
      why,
    })
  }
}

/** An expression that cannot be understood. `position`: of the character, counted from 1, where it goes wrong. */
export class ExpressionError extends TableError {
  override readonly name = 'ExpressionError'

  constructor(expression: string, position: number, why: string) {
    const before = expression.slice(Math.max(0, position - 31), position - 1)
    const after = expression.slice(position - 1, position + 29)
    super(`The expression goes wrong at character ${position}, at the arrow: ${before}→${after}: ${why}.`, {
      position,
      before,
      after,
      why,
    })
  }
}

/** A list of constraints that is none. `path`: where in it. */
export class ConstraintListError extends TableError {
  override readonly name = 'ConstraintListError'

  constructor(path: string, problem: string) {
    super(
      `The list of constraints cannot be used: ${path || 'it'}: ${problem}. A constraint looks like {"kind": "inequality", "low": "admission", "high": "discharge"}.`,
      { path, problem },
    )
  }
}

/** Constraints that no row can meet together. */
export class ConstraintConflictError extends TableError {
  override readonly name = 'ConstraintConflictError'

  constructor(field: string) {
    super(`No value of the column ${field} can meet all its constraints. Change or remove one of them.`, { field })
  }
}
