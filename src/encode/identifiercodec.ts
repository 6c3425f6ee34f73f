// IdentifierCodec: nothing is learnt of an identifier; new ones of the same form are made at decoding.
import * as v from 'valibot'
import { createRandom, type Random } from '../math/random.ts'
import { checkNames, type Field, type FieldDomain } from '../table/schema.ts'
import type { Column, TextColumn } from '../table/table.ts'
import type { Codec, CodecSegment, Decoding, EncoderOptions } from './codec.ts'
import { Codes } from './codes.ts'
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
})

export type IdentifierState = v.InferOutput<typeof identifierState>

const mostDigits = 15

/**
 * Codes of parts are all of their alphabets' combinations in an order that looks random (Codes); others run on by one from a start drawn from a stream of the field's name, so that all of one table differ and the
 * same encoder gives the same ones. No real identifier is stored, so one may come out again by chance; it then says nothing
 * about the person it belongs to. A table with more rows than the digits can count gets longer identifiers.
 */
export class IdentifierCodec implements Codec {
  readonly segments: readonly CodecSegment[] = []
  readonly #state: IdentifierState

  constructor(state: IdentifierState) {
    this.#state = state
  }

  static fit(_column: Column, field: Field, _options: EncoderOptions): IdentifierCodec {
    const { format } = field
    const { prefix, suffix, padded } = format.kind === 'identifier' ? format : { prefix: '', suffix: '', padded: false }
    const digits = format.kind === 'identifier' ? Math.min(Math.max(format.digits, 1), mostDigits) : 8
    const random = createRandom(0, `identifier/${field.name}`)
    const span = 10 ** digits
    // Between a tenth and half of what the digits can count: all digits are used, and many rows fit in.
    const start = Math.floor(span * (0.1 + 0.4 * random.uniform()))
    const { parts, check } = format.kind === 'identifier' ? format : {}
    return new IdentifierCodec({
      kind: 'identifier',
      prefix,
      digits,
      suffix,
      padded,
      start,
      ...(parts && { parts: parts.map((part) => ({ ...part })) }),
      ...(check && { check }),
    })
  }

  encode(): Float32Array[] {
    return []
  }

  #make(rows: number, firstRow: number): TextColumn {
    const { prefix, digits, suffix, padded, start, parts: codeParts, check } = this.#state
    if (codeParts) {
      const codes = new Codes(codeParts, check ?? null, start)
      return textColumn(new Uint8Array(rows), (row) => codes.code(firstRow + row))
    }
    const parts: string[] = []
    const offsets = new Uint32Array(rows + 1)
    const encoder = new TextEncoder()
    const affixes = encoder.encode(prefix).length + encoder.encode(suffix).length
    for (let r = 0; r < rows; r++) {
      const number = String(start + firstRow + r)
      const middle = padded ? number.padStart(digits, '0') : number
      parts.push(prefix, middle, suffix)
      offsets[r + 1] = offsets[r] + affixes + middle.length
    }
    return { kind: 'text', bytes: encoder.encode(parts.join('')), offsets, missing: new Uint8Array(rows) }
  }

  decode(_values: Float32Array, rows: number, _width: number, _offset: number, { firstRow }: Decoding): TextColumn {
    return this.#make(rows, firstRow)
  }

  uniform(rows: number, _random: Random): TextColumn {
    return this.#make(rows, 0)
  }

  shares(): [] {
    return []
  }

  domain(): FieldDomain {
    return { kind: 'open' }
  }

  toJSON(): IdentifierState {
    return this.#state
  }
}
