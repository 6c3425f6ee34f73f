// Constraints: how the open table's rows do by each, and what they suggest, for the page.
import { constraintReport } from '../table/constraint/check.ts'
import { sayConstraint } from '../table/constraint/registry.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { toFailure } from './failure.ts'
import type { ConstraintState } from './protocol.ts'

/** One a constraint of the schema. Looks at every row. */
export function constraintStates(table: Table, schema: Schema): ConstraintState[] {
  return (schema.constraints ?? []).map((constraint) => {
    try {
      const [{ name, rows, met, firstBroken }] = constraintReport(table, schema, [constraint])
      return { constraint, name, broken: rows - met, firstBroken, failure: null }
    } catch (error) {
      // The type of a column has changed since.
      const name = sayConstraint(constraint)
      return { constraint, name, broken: 0, firstBroken: null, failure: toFailure(error) }
    }
  })
}
