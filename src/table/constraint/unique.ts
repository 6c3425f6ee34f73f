// Unique: no two rows that say the same in some columns.
import * as v from 'valibot'
import { fieldNamed, type Kind, wordsOf } from './kind.ts'

export const unique: Kind<'unique'> = {
  check: v.pipe(
    v.object({ kind: v.literal('unique'), fields: v.pipe(v.array(v.string()), v.minLength(1, 'needs a column')) }),
    v.check(({ fields }) => new Set(fields).size === fields.length, 'names a column twice'),
  ),
  fields: ({ fields }) => fields,
  say: ({ fields }) => `${fields.join(' × ')} unique`,
  /** Each row is asked once, in its turn; what it says counts as taken from then on. */
  compile(constraint, schema) {
    const columns = constraint.fields.map((each) => fieldNamed(schema, each, unique.say(constraint)))
    const taken = new Set<string>()
    return (table) => {
      const words = columns.map(({ index }) => wordsOf(table.columns[index]))
      return (row) => {
        const cells = words.map((each) => each(row))
        if (cells.includes(null)) return true
        const key = cells.length === 1 ? (cells[0] as string) : JSON.stringify(cells)
        if (taken.has(key)) return false
        taken.add(key)
        return true
      }
    }
  },
}
