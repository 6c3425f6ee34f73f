// Treated: a field whose values are treated before they are learnt, and its column.
import { FieldChangeError, TooManyValuesError } from './errors.ts'
import { describeField, guessFormat, mostCategories } from './field.ts'
import { shapeIn } from './personal/detect.ts'
import type { RawColumn, Reading } from './reading.ts'
import type { Field, Generalisation, Treatment } from './schema.ts'
import type { CategoryColumn } from './table.ts'
import { isTransform, type Transform, treatBy, treatColumn } from './treatment.ts'

/** What a number or an instant is made of when it is made general; null: of its text. */
function notationFor(to: Generalisation['to']): 'number' | 'datetime' | null {
  return to === 'range' ? 'number' : to === 'year' || to === 'month' ? 'datetime' : null
}

function treat(raw: RawColumn, rows: number, name: string, treatment: Transform): CategoryColumn {
  if (treatment.method === 'mask' && !(Number.isInteger(treatment.keep) && treatment.keep >= 0)) {
    throw new FieldChangeError(name, 'the number of characters that a mask keeps must be a whole number from 0')
  }
  if (treatment.method !== 'generalise') return treatColumn(raw, rows, treatBy(treatment, null))
  const { to, size } = treatment
  if ((to === 'prefix' || to === 'range') && !(size !== undefined && size > 0)) {
    throw new FieldChangeError(name, `to make its values general by ${to} takes a size above 0`)
  }
  const kind = notationFor(to)
  const format = kind === null ? null : guessFormat(raw, rows, kind)
  if (kind !== null && format === null) {
    throw new FieldChangeError(name, `its values are no ${kind === 'number' ? 'numbers' : 'dates'}; choose another way`)
  }
  return treatColumn(raw, rows, treatBy(treatment, format))
}

/** Cells as the words that the treatment makes of them; words that the field does not list are missing. */
export function treatedColumn(raw: RawColumn, rows: number, field: Field, treatment: Transform): CategoryColumn {
  const { codes, categories, missing } = treat(raw, rows, field.name, treatment)
  if (field.domain.kind !== 'categories') return { kind: 'category', codes, categories, missing }
  const listed = field.domain.categories
  const index = new Map(listed.map((word, code) => [word, code]))
  const known = categories.map((word) => index.get(word) ?? -1)
  for (let row = 0; row < rows; row++) {
    if (missing[row] === 1) continue
    const code = known[codes[row]]
    if (code < 0) missing[row] = 1
    codes[row] = Math.max(0, code)
  }
  return { kind: 'category', codes, categories: listed, missing }
}

/**
 * Column `index` as a field whose values are treated so. Throws FieldChangeError where they cannot be, TooManyValuesError where the
 * words that come of it are too many to be learnt.
 */
export function treatedField(reading: Reading, index: number, treatment: Treatment): Field {
  const plain = describeField(reading, index, { type: 'identifier', confidence: 1, reason: { key: 'chosen' } })
  const raw = reading.columns[index]
  if (!isTransform(treatment)) {
    const shape = treatment.shape || shapeIn(raw, reading.rows, treatment.kind)
    return { ...plain, format: { kind: 'text' }, role: 'model', treatment: { ...treatment, shape } }
  }
  const { categories } = treat(raw, reading.rows, plain.name, treatment)
  if (categories.length > mostCategories) {
    throw new TooManyValuesError(plain.name, 'category', categories.length, mostCategories)
  }
  if (categories.length === 0) throw new FieldChangeError(plain.name, 'none of its values can be treated like that')
  return {
    ...plain,
    type: 'category',
    role: 'model',
    format: { kind: 'text' },
    domain: { kind: 'categories', categories: [...categories].sort((a, b) => (a < b ? -1 : 1)), declared: false },
    padding: '',
    treatment,
  }
}
