// Expression: a constraint in the user's own words, read by a small language without any way to the outside.
import * as v from 'valibot'
import type { Kind } from '../kind.ts'
import { meaningOf } from './meaning.ts'
import { columnsOf, parseExpression } from './syntax.ts'

/** Columns plain or in backquotes, numbers, texts in quotes, + - * /, comparisons, and, or, not, a few functions. */
export const expression: Kind<'expression'> = {
  check: v.object({ kind: v.literal('expression'), expression: v.string() }),
  fields: (constraint) => columnsOf(parseExpression(constraint.expression)),
  say: (constraint) => constraint.expression.trim(),
  /** A row of which it is unknown, as a cell is missing, meets it. */
  compile(constraint, schema) {
    const node = parseExpression(constraint.expression)
    const cells = meaningOf(constraint.expression, node, schema)
    return (table) => {
      const truth = cells(table)
      return (row) => truth(row) !== 0
    }
  },
}
