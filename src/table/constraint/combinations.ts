// Combinations: which words and numbers may stand together in a row.
import * as v from 'valibot'
import type { Schema } from '../schema.ts'
import type { Column, Table } from '../table.ts'
import type { Combination, CombinationsConstraint } from './constraint.ts'
import { ConstraintError } from './errors.ts'
import { fieldNamed, isNumeric, type Kind } from './kind.ts'

const cell = v.nullable(v.union([v.string(), v.pipe(v.number(), v.finite())]))

export const combinations: Kind<'combinations'> = {
  check: v.pipe(
    v.object({
      kind: v.literal('combinations'),
      fields: v.pipe(v.array(v.string()), v.minLength(2, 'needs two columns')),
      combinations: v.exactOptional(v.pipe(v.array(v.array(cell)), v.minLength(1, 'needs a combination'))),
    }),
    v.check(({ fields }) => new Set(fields).size === fields.length, 'names a column twice'),
    v.check(
      ({ fields, combinations }) => combinations?.every(({ length }) => length === fields.length) ?? true,
      'needs a cell a column in every combination',
    ),
  ),
  fields: ({ fields }) => fields,
  say: ({ fields, combinations }) =>
    `${fields.join(' × ')} in ${combinations ? `${combinations.length} combinations` : 'combinations that occur'}`,
  compile(constraint, schema) {
    const name = combinations.say(constraint)
    const columns = constraint.fields.map((each) => fieldNamed(schema, each, name))
    for (const { field } of columns) {
      if (field.domain.kind !== 'categories' && !isNumeric(field))
        throw new ConstraintError(name, field.name, 'it holds neither words from a list nor numbers')
    }
    const { combinations: list } = constraint
    // What occurs in the data is not said in the constraint: whoever compares gives the list (resolveCombinations).
    if (list === undefined) return () => () => true
    const known = new Set(list.map((each) => combinationKey(each)))
    return (table) => {
      const cells = columns.map(({ index }) => cellsOf(table.columns[index]))
      return (row) => {
        const combination = cells.map((each) => each(row))
        return combination.includes(null) || known.has(combinationKey(combination))
      }
    }
  },
}

/** A combination as a text of its own. */
export function combinationKey(combination: Combination): string {
  return JSON.stringify(combination)
}

/** The combination that a text of `combinationKey` says; `null`: it says none of so many columns. */
export function combinationOf(key: string, columns: number): Combination | null {
  if (!key.startsWith('[')) return null
  const cells: unknown = JSON.parse(key)
  return Array.isArray(cells) && cells.length === columns ? cells : null
}

/** The cells of a column as combinations hold them. */
export function cellsOf(column: Column): (row: number) => string | number | null {
  if (column.kind === 'number') return (row) => (column.missing[row] === 1 ? null : column.values[row])
  if (column.kind === 'category')
    return (row) => (column.missing[row] === 1 ? null : column.categories[column.codes[row]])
  return () => null
}

/** The constraint with the list of what occurs in a table, unless it has a list. */
export function listed(constraint: CombinationsConstraint, table: Table, { fields }: Schema): CombinationsConstraint {
  if (constraint.combinations !== undefined) return constraint
  const cells = constraint.fields.map((name) =>
    cellsOf(table.columns[fields.findIndex((field) => field.name === name)]),
  )
  const found = new Map<string, Combination>()
  for (let row = 0; row < table.rows; row++) {
    const combination = cells.map((each) => each(row))
    found.set(combinationKey(combination), combination)
  }
  return { ...constraint, combinations: [...found.values()] }
}
