// Range: bounds of a number or an instant.
import * as v from 'valibot'
import type { Field } from '../schema.ts'
import { ConstraintError } from './errors.ts'
import { fieldNamed, isOrdered, type Kind, numbersAt } from './kind.ts'

const bound = v.pipe(v.number(), v.finite())

export const range: Kind<'range'> = {
  check: v.pipe(
    v.object({
      kind: v.literal('range'),
      field: v.string(),
      minimum: v.exactOptional(bound),
      maximum: v.exactOptional(bound),
    }),
    v.check(({ minimum, maximum }) => minimum !== undefined || maximum !== undefined, 'needs a minimum or a maximum'),
    v.check(
      ({ minimum, maximum }) => minimum === undefined || maximum === undefined || minimum <= maximum,
      'needs minimum <= maximum',
    ),
  ),
  fields: ({ field }) => [field],
  say({ field, minimum, maximum }) {
    if (minimum === undefined) return `${field} <= ${maximum}`
    return maximum === undefined ? `${field} >= ${minimum}` : `${minimum} <= ${field} <= ${maximum}`
  },
  compile(constraint, schema) {
    const { field, index } = fieldNamed(schema, constraint.field, range.say(constraint))
    if (!isOrdered(field)) throw notOrdered(range.say(constraint), field)
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = constraint
    return (table) => {
      const { values, missing } = numbersAt(table, index)
      return (row) => missing[row] === 1 || (values[row] >= minimum && values[row] <= maximum)
    }
  },
}

export function notOrdered(constraint: string, { name }: Field): ConstraintError {
  return new ConstraintError(constraint, name, 'it holds neither numbers nor dates')
}
