// Increment: a column of multiples of a step.
import * as v from 'valibot'
import { Grid, gridOf } from '../grid.ts'
import { ConstraintError } from './errors.ts'
import { fieldNamed, isNumeric, type Kind, numbersAt } from './kind.ts'

/** What a double may be off a multiple, as a share of the number. */
const rounding = 1e-12

export const increment: Kind<'increment'> = {
  check: v.object({
    kind: v.literal('increment'),
    field: v.string(),
    step: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  }),
  fields: ({ field }) => [field],
  say: ({ field, step }) => `${field} in steps of ${step}`,
  compile(constraint, schema) {
    const name = increment.say(constraint)
    const { field, index } = fieldNamed(schema, constraint.field, name)
    const { step } = constraint
    if (!isNumeric(field)) throw new ConstraintError(name, field.name, 'it does not hold numbers')
    const written = new Grid(gridOf(field))
    if (Math.abs(written.value(written.round(step)) - step) > rounding * step)
      throw new ConstraintError(name, field.name, 'the step has more decimals than the column is written with')
    return (table) => {
      const { values, missing } = numbersAt(table, index)
      return (row) => {
        const value = values[row]
        return missing[row] === 1 || Math.abs(Math.round(value / step) * step - value) <= rounding * Math.abs(value)
      }
    }
  },
}
