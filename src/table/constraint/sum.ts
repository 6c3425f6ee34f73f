// Sum: a column that is the sum of others.
import * as v from 'valibot'
import { Grid, gridOf } from '../grid.ts'
import { ConstraintError } from './errors.ts'
import { fieldNamed, isNumeric, type Kind, numbersAt } from './kind.ts'

/** What adding up in doubles may be off by, as a share of the largest number. */
const rounding = 1e-12

export const sum: Kind<'sum'> = {
  check: v.pipe(
    v.object({
      kind: v.literal('sum'),
      total: v.string(),
      parts: v.pipe(v.array(v.string()), v.minLength(2, 'needs two parts')),
    }),
    v.check(({ total, parts }) => new Set([total, ...parts]).size === parts.length + 1, 'names a column twice'),
  ),
  fields: ({ total, parts }) => [total, ...parts],
  say: ({ total, parts }) => `${total} = ${parts.join(' + ')}`,
  compile(constraint, schema) {
    const name = sum.say(constraint)
    const total = fieldNamed(schema, constraint.total, name)
    const parts = constraint.parts.map((each) => fieldNamed(schema, each, name))
    for (const { field } of [total, ...parts])
      if (!isNumeric(field)) throw new ConstraintError(name, field.name, 'it does not hold numbers')
    const half = new Grid(gridOf(total.field)).width / 2
    return (table) => {
      const whole = numbersAt(table, total.index)
      const addends = parts.map(({ index }) => numbersAt(table, index))
      return (row) => {
        if (whole.missing[row] === 1 || addends.some(({ missing }) => missing[row] === 1)) return true
        let sum = 0
        let largest = Math.abs(whole.values[row])
        for (const { values } of addends) {
          sum += values[row]
          largest = Math.max(largest, Math.abs(values[row]))
        }
        return Math.abs(sum - whole.values[row]) <= half + rounding * largest
      }
    }
  },
}
