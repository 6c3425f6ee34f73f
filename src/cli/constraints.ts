// Constraints of the command line: a file that lists them, and what is said of how real and synthetic rows meet them.
import { type ConstraintScore, constraintReport } from '../table/constraint/check.ts'
import { parseConstraints } from '../table/constraint/parse.ts'
import { suggestConstraints } from '../table/constraint/suggest.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { readJson } from './files.ts'
import { percent, table as tableText } from './output.ts'
import type { Option } from './usage.ts'

export const constraintsOption = {
  type: 'string',
  value: 'FILE',
  help: 'what must hold in every row, as JSON: [{"kind": "inequality", "low": "admission", "high": "discharge"}]; also "range", "combinations", "sum", "increment", "unique" and "expression"',
} as const satisfies Option

/** The schema with the constraints that the file at `path` lists. Throws ConstraintListError, ConstraintError, ExpressionError. */
export async function constrained(schema: Schema, path: string | undefined): Promise<Schema> {
  return path === undefined ? schema : { ...schema, constraints: parseConstraints(await readJson(path), schema) }
}

/** Warnings of constraints that real rows break: those rows are learnt as the nearest that meet them. */
export function brokenByReal(table: Table, schema: Schema): string[] {
  return constraintReport(table, schema).flatMap(({ name, rows, met, firstBroken }) =>
    met === rows
      ? []
      : [`${rows - met} of ${rows} real rows break the constraint ${name}, the first of them row ${firstBroken}`],
  )
}

/** One line a constraint. */
export function constraintsText(scores: readonly ConstraintScore[]): string {
  return tableText([
    ['constraint', 'rows that meet it', 'first that does not'],
    ...scores.map(({ name, share, firstBroken }) => [
      name,
      percent(share),
      firstBroken === null ? '–' : `row ${firstBroken}`,
    ]),
  ])
}

/** What may be put into a file of constraints, one a line; found in the rows, so that under privacy it is a look at them. */
export function suggestionsText(table: Table, schema: Schema): string[] {
  return suggestConstraints(table, schema).map(
    ({ name, rows, constraint }) =>
      `could be a constraint: ${name} (in all ${rows} rows): ${JSON.stringify(constraint)}`,
  )
}
