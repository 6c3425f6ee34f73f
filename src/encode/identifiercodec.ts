// IdentifierCodec: nothing is learnt of an identifier but which cells have none; new ones of the same form are made at decoding.
import * as v from 'valibot'
import { createRandom, type Random, type Uniforms } from '../math/random.ts'
import { checkNames, type Field, type FieldDomain } from '../table/schema.ts'
import type { Column, TextColumn } from '../table/table.ts'
import { CategoryCodec, categoryState } from './categorycodec.ts'
import type { Codec, CodecSegment, Decoding, EncoderOptions } from './codec.ts'
import { Codes } from './codes.ts'
import { fitPresence, presenceOf } from './presence.ts'
import { textColumn } from './textcolumn.ts'

export const identifierState = v.object({
  kind: v.literal('identifier'),
  prefix: v.string(),
  digits: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(15)),
  suffix: v.string(),
  padded: v.boolean(),
  /** The number of the first row's identifier. */
  start: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e15)),
  /** What codes are made of that are more than a running number. */
  parts: v.exactOptional(
    v.array(
      v.union([
        v.object({ text: v.string() }),
        v.object({
          alphabet: v.pipe(v.string(), v.minLength(1)),
          length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
        }),
      ]),
    ),
  ),
  check: v.exactOptional(v.picklist(checkNames)),
  /** Which cells hold none; absent: all hold one. */
  presence: v.exactOptional(categoryState),
})

export type IdentifierState = v.InferOutput<typeof identifierState>

const mostDigits = 15

/**
 * Codes of parts are all of their alphabets' combinations in an order that looks random (Codes); others run on by one from a start drawn from a stream of the field's name, so that all of one table differ and the
 * same encoder gives the same ones. No real identifier is stored, so one may come out again by chance; it then says nothing
 * about the person it belongs to. A table with more rows than the digits can count gets longer identifiers.
 */
export class IdentifierCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: IdentifierState
  readonly #presence: CategoryCodec | null

  constructor(state: IdentifierState) {
    this.#state = state
    this.#presence = state.presence ? new CategoryCodec(state.presence) : null
    this.segments = this.#presence?.segments ?? []
  }

  static fit(column: Column, field: Field, options: EncoderOptions): IdentifierCodec {
    const presence = fitPresence(column, field, options)
    return IdentifierCodec.#of(field, presence.segments.length > 0 ? presence : null)
  }

  /** Which cells hold none would have to be paid for; all hold one. */
  static fitPrivately(field: Field): IdentifierCodec {
    return IdentifierCodec.#of(field, null)
  }

  static #of({ name, format }: Field, presence: CategoryCodec | null): IdentifierCodec {
    const known = format.kind === 'identifier' ? format : null
    const digits = known ? Math.min(Math.max(known.digits, 1), mostDigits) : 8
    const random = createRandom(0, `identifier/${name}`)
    // Between a tenth and half of what the digits can count: all digits are used, and many rows fit in.
    const start = Math.floor(10 ** digits * (0.1 + 0.4 * random.uniform()))
    return new IdentifierCodec({
      kind: 'identifier',
      prefix: known?.prefix ?? '',
      digits,
      suffix: known?.suffix ?? '',
      padded: known?.padded ?? false,
      start,
      ...(known?.parts && { parts: known.parts.map((part) => ({ ...part })) }),
      ...(known?.check && { check: known.check }),
      ...(presence && { presence: presence.toJSON() }),
    })
  }

  encode(column: Column, random: Uniforms): Uint16Array[] {
    return this.#presence?.encode(presenceOf(column), random) ?? []
  }

  #make(missing: Uint8Array, firstRow: number): TextColumn {
    const { prefix, digits, suffix, padded, start, parts, check } = this.#state
    if (parts) {
      const codes = new Codes(parts, check ?? null, start)
      return textColumn(missing, (row) => codes.code(firstRow + row))
    }
    return textColumn(missing, (row) => {
      const number = String(start + firstRow + row)
      return `${prefix}${padded ? number.padStart(digits, '0') : number}${suffix}`
    })
  }

  decode(values: Float32Array, rows: number, width: number, offset: number, decoding: Decoding): TextColumn {
    const presence = this.#presence?.decode(values, rows, width, offset, decoding)
    return this.#make(presence?.missing ?? new Uint8Array(rows), decoding.firstRow)
  }

  uniform(rows: number, random: Random): TextColumn {
    return this.#make(this.#presence?.uniform(rows, random).missing ?? new Uint8Array(rows), 0)
  }

  shares(): (Float64Array | null)[] {
    return this.#presence?.shares() ?? []
  }

  domain(): FieldDomain {
    return { kind: 'open' }
  }

  toJSON(): IdentifierState {
    return this.#state
  }
}
