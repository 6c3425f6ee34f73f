// Inequality: one column never above another, in numbers or in instants.
import * as v from 'valibot'
import { ConstraintError } from './errors.ts'
import { fieldNamed, isOrdered, type Kind, numbersAt } from './kind.ts'
import { notOrdered } from './range.ts'

export const inequality: Kind<'inequality'> = {
  check: v.pipe(
    v.object({
      kind: v.literal('inequality'),
      low: v.string(),
      high: v.string(),
      strict: v.optional(v.boolean(), false),
    }),
    v.check(({ low, high }) => low !== high, 'needs two columns'),
  ),
  fields: ({ low, high }) => [low, high],
  say: ({ low, high, strict }) => `${low} ${strict ? '<' : '<='} ${high}`,
  compile(constraint, schema) {
    const name = inequality.say(constraint)
    const [low, high] = [constraint.low, constraint.high].map((each) => fieldNamed(schema, each, name))
    for (const { field } of [low, high]) if (!isOrdered(field)) throw notOrdered(name, field)
    if ((low.field.type === 'datetime') !== (high.field.type === 'datetime'))
      throw new ConstraintError(name, high.field.name, 'one of the two columns holds dates, the other numbers')
    const { strict } = constraint
    return (table) => {
      const lower = numbersAt(table, low.index)
      const upper = numbersAt(table, high.index)
      return (row) => {
        if (lower.missing[row] === 1 || upper.missing[row] === 1) return true
        return strict ? lower.values[row] < upper.values[row] : lower.values[row] <= upper.values[row]
      }
    }
  },
}
