// Presence: which cells of a field hold a value, as a codec of its own where nothing else of the field is learnt.
import type { Field, FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column } from '../table/table.ts'
import { CategoryCodec } from './categorycodec.ts'
import type { EncoderOptions } from './codec.ts'

const present = ['present']

/** A column of one word where there is a value. */
export function presenceOf({ missing }: Pick<Column, 'missing'>): CategoryColumn {
  return { kind: 'category', codes: new Uint32Array(missing.length), categories: present, missing }
}

/** A choice between present and missing; no column where no cell is missing. */
export function fitPresence(column: Column, field: Field, options: EncoderOptions): CategoryCodec {
  if (options.dataFree) return alwaysPresent(field)
  const domain: FieldDomain = { kind: 'categories', categories: present, declared: false }
  return CategoryCodec.fit(presenceOf(column), { ...field, type: 'category', domain }, options)
}

/** Without a look at the cells: none is missing. */
export function alwaysPresent(field: Field): CategoryCodec {
  const domain: FieldDomain = { kind: 'categories', categories: present, declared: true }
  return CategoryCodec.constant({ ...field, type: 'constant', domain })
}
