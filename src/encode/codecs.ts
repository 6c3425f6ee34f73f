// The codecs by kind, and which kind serves which type of field. A new codec is one file and one line here.
import * as v from 'valibot'
import type { Releases } from '../privacy/releases.ts'
import type { Field, FieldType } from '../table/schema.ts'
import type { Column } from '../table/table.ts'
import { BucketCodec, bucketState } from './bucketcodec.ts'
import { CategoryCodec, categoryState } from './categorycodec.ts'
import type { EncoderOptions } from './codec.ts'
import { DateTimeCodec, dateTimeState } from './datetimecodec.ts'
import { FakeCodec, fakeState } from './fakecodec.ts'
import { IdentifierCodec, identifierState } from './identifiercodec.ts'
import { NumberCodec } from './numbercodec.ts'
import { numberState } from './numberstate.ts'
import { PlaceCodec } from './placecodec.ts'

/** Everything a codec needs to live again; holds statistics, never a row. */
export const codecState = v.union([numberState, categoryState, dateTimeState, identifierState, fakeState, bucketState])
export type CodecState = v.InferOutput<typeof codecState>

export type AnyCodec = NumberCodec | CategoryCodec | DateTimeCodec | IdentifierCodec | FakeCodec | BucketCodec

const codecs = {
  number: NumberCodec,
  category: CategoryCodec,
  datetime: DateTimeCodec,
  identifier: IdentifierCodec,
  fake: FakeCodec,
  bucket: BucketCodec,
  place: PlaceCodec,
}

const codecOfType: Record<FieldType, keyof typeof codecs | null> = {
  integer: 'number',
  real: 'number',
  boolean: 'category',
  category: 'category',
  // A list of one word: nothing to choose, unless some cells are missing.
  constant: 'category',
  datetime: 'datetime',
  identifier: 'identifier',
  text: null,
}

/** The same by what the releases tell; what is neither public nor paid for is read off the data. */
export function fitCodecPrivately(
  column: Column,
  field: Field,
  options: EncoderOptions,
  releases: Releases,
): AnyCodec | null {
  const kind = codecOf(field)
  if (kind === null) return null
  if (kind === 'identifier') return IdentifierCodec.fitPrivately(field)
  // What a constant says is part of the form; which of its cells are missing is not learnt.
  if (field.type === 'constant') return CategoryCodec.constant(field)
  return codecs[kind].fitPrivately(column, field, optionsOf(field, options), releases)
}

/** The options with the columns that the field itself asks for. */
function optionsOf({ spread }: Field, options: EncoderOptions): EncoderOptions {
  return spread === undefined ? options : { ...options, categories: spread.columns }
}

/** Which codec a field has; `null` where it is left out (role `omit`, free text). */
export function codecOf({ role, type, format, treatment, spread }: Field): keyof typeof codecs | null {
  if (role === 'omit') return null
  if (treatment?.method === 'replace') return 'fake'
  if (format.kind === 'place') return 'place'
  return type === 'category' && spread?.method === 'buckets' ? 'bucket' : codecOfType[type]
}

/** The codec of a field, fitted to its column; `null` where the field is left out (role `omit`, free text). */
export function fitCodec(column: Column, field: Field, options: EncoderOptions): AnyCodec | null {
  const kind = codecOf(field)
  return kind === null ? null : codecs[kind].fit(column, field, optionsOf(field, options))
}

/** A codec from its checked state. */
export function restoreCodec(state: CodecState): AnyCodec {
  switch (state.kind) {
    case 'number':
      return new NumberCodec(state)
    case 'category':
      return new CategoryCodec(state)
    case 'datetime':
      return new DateTimeCodec(state)
    case 'identifier':
      return new IdentifierCodec(state)
    case 'fake':
      return new FakeCodec(state)
    case 'bucket':
      return new BucketCodec(state)
  }
}

/** A column without a cell's value, of the kind that the type has. */
export function emptyColumn(type: FieldType, rows: number): Column {
  const missing = new Uint8Array(rows).fill(1)
  if (type === 'identifier' || type === 'text') {
    return { kind: 'text', bytes: new Uint8Array(0), offsets: new Uint32Array(rows + 1), missing }
  }
  if (codecOfType[type] === 'category') {
    return { kind: 'category', codes: new Uint32Array(rows), categories: [], missing }
  }
  return { kind: 'number', values: new Float64Array(rows), missing }
}
