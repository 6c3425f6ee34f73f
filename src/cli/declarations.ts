// Declarations: what the user knows of a table's columns and states in a file, so that nothing of it is read off the rows.
import * as v from 'valibot'
import { spreadCheck, treatmentCheck } from '../project/checks.ts'
import { changeField } from '../table/build.ts'
import { locales } from '../table/personal/kind.ts'
import { type PersonalKind, personalKinds } from '../table/personal/kinds.ts'
import type { Reading } from '../table/reading.ts'
import { type Field, fieldTypes, type Schema, type Treatment } from '../table/schema.ts'
import { readJson } from './files.ts'
import { type Option, UsageError } from './usage.ts'

export const declareOption = {
  type: 'string',
  value: 'FILE',
  help: 'what is public of the columns, as JSON: {"age": {"range": [0, 120]}, "sex": {"categories": ["f", "m"]}}; also "type", "role": "omit", and "treatment" of personal data: "replace", "hash", "keep", {"method": "mask", "keep": 4}, {"method": "generalise", "to": "year"}, …; {"lat": {"longitude": "lon"}} learns two columns as one place, null each by itself',
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

/** Made-up values of a kind, where none was found or another is meant. */
const replacement = v.strictObject({
  method: v.literal('replace'),
  kind: v.exactOptional(v.picklist(personalKinds)),
  locale: v.exactOptional(v.picklist(locales)),
})

type Asked = 'replace' | 'hash' | 'keep' | v.InferOutput<typeof replacement> | Treatment

/** A treatment with what is not said of it taken from the field. Throws UsageError where nothing tells which values to make. */
function treatmentOf(asked: Asked, field: Field, path: string): Treatment | null {
  if (asked === 'keep') return null
  if (asked === 'hash') return { method: 'hash' }
  const { method, ...said } = asked === 'replace' ? { method: asked } : asked
  if (method !== 'replace') return asked as Treatment
  const { kind, locale } = said as v.InferOutput<typeof replacement>
  const { personal, treatment } = field
  const made = (kind ?? personal?.kind) as PersonalKind | undefined
  if (made === undefined) {
    throw new UsageError(
      `${path}: in "${field.name}" no personal data were found. Name what to replace it by: {"method": "replace", "kind": …} with one of ${personalKinds.join(', ')}`,
    )
  }
  const before = treatment?.method === 'replace' ? treatment.locale : 'en'
  return { method, kind: made, locale: locale ?? before, shape: personal?.kind === made ? personal.shape : '' }
}

const declarations = v.record(
  v.string(),
  v.strictObject({
    type: v.exactOptional(v.picklist(fieldTypes)),
    role: v.exactOptional(v.picklist(['model', 'omit'])),
    range: v.exactOptional(v.tuple([bound, bound])),
    categories: v.exactOptional(v.array(v.string())),
    spread: v.exactOptional(spreadCheck),
    longitude: v.exactOptional(v.nullable(v.string())),
    treatment: v.exactOptional(v.union([v.picklist(['replace', 'hash', 'keep']), replacement, treatmentCheck])),
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
    const { treatment: asked, ...others } = rest
    const treatment = asked === undefined ? {} : { treatment: treatmentOf(asked as Asked, before.fields[index], path) }
    return changeField(reading, before, index, { ...others, ...bounds, ...treatment })
  }, schema)
}
