// Declarations: what the user knows of a table's columns and states in a file, so that nothing of it is read off the rows.
import * as v from 'valibot'
import { changeField } from '../table/build.ts'
import type { Reading } from '../table/reading.ts'
import { fieldTypes, type Schema } from '../table/schema.ts'
import { readJson } from './files.ts'
import { type Option, UsageError } from './usage.ts'

export const declareOption = {
  type: 'string',
  value: 'FILE',
  help: 'what is public of the columns, as JSON: {"age": {"range": [0, 120]}, "sex": {"categories": ["f", "m"]}}; also "type", and "role": "omit"',
} as const satisfies Option

/** A number, or an instant as ISO 8601 writes it. */
const bound = v.union([
  v.pipe(v.number(), v.finite()),
  v.pipe(
    v.string(),
    v.transform((text) => Date.parse(text)),
    v.number('must be a number or a date such as 2024-01-31'),
    v.finite('must be a number or a date such as 2024-01-31'),
  ),
])

const declarations = v.record(
  v.string(),
  v.strictObject({
    type: v.exactOptional(v.picklist(fieldTypes)),
    role: v.exactOptional(v.picklist(['model', 'omit'])),
    range: v.exactOptional(v.tuple([bound, bound])),
    categories: v.exactOptional(v.array(v.string())),
  }),
)

/** The schema with what the file at `path` declares. Throws UsageError and FieldChangeError. */
export async function declared(reading: Reading, schema: Schema, path: string | undefined): Promise<Schema> {
  if (path === undefined) return schema
  const result = v.safeParse(declarations, await readJson(path))
  if (!result.success) {
    const issue = result.issues[0]
    throw new UsageError(`${path}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`)
  }
  return Object.entries(result.output).reduce((before, [name, { range, ...rest }]) => {
    const index = before.fields.findIndex((field) => field.name === name)
    if (index < 0) {
      const names = before.fields.map((field) => field.name).join(', ')
      throw new UsageError(`${path} names the column "${name}"; there are: ${names}`)
    }
    const bounds = range && { range: { minimum: range[0], maximum: range[1] } }
    return changeField(reading, before, index, { ...rest, ...bounds })
  }, schema)
}
