// Codec: one field ⇄ numbers. What every codec can do, and the errors that codecs share.
import type { Random, Uniforms } from '../math/random.ts'
import { categoryColumns } from '../table/columns.ts'
import type { FieldDomain } from '../table/schema.ts'
import type { Column } from '../table/table.ts'
import type { Cast } from './fakes/cast.ts'

/** A codec's part of the layout; its place in the whole row is the encoder's business. */
export interface CodecSegment {
  readonly kind: 'scalar' | 'choice'
  readonly width: number
}

/** Where what a codec knows comes from: the user, the data, or the data with noise that was paid for. */
export const sources = ['declared', 'data', 'private'] as const

export interface EncoderOptions {
  /**
   * True: nothing but the declared domains shapes the encoding, so that fitting it looks at no row.
   * Fields whose domain is not declared are refused (UndeclaredDomainError).
   */
  readonly dataFree: boolean
  /** Categories with a column of their own; rarer ones share one. */
  readonly categories: number
  /** Components of a numeric field that is continuous throughout. */
  readonly components: number
  /** Components, and values with a column of their own, of a numeric field at most; two or more. */
  readonly options: number
  /** False: where a number lies within its component is not learnt but drawn, so that a row is nothing but choices. */
  readonly scalars: boolean
}

export const defaultOptions: EncoderOptions = {
  dataFree: false,
  categories: categoryColumns,
  components: 8,
  options: Number.POSITIVE_INFINITY,
  scalars: true,
}

export interface Decoding {
  readonly random: Random
  /** Rows decoded before these, so that identifiers run on. */
  readonly firstRow: number
  /** The made-up people of these rows. */
  readonly cast: Cast
}

export interface Codec {
  /** None where nothing is to be learnt (a constant, an identifier). */
  readonly segments: readonly CodecSegment[]
  /**
   * One array of [rows] a segment. The scalar of a row without one is 0. Takes as many numbers from `random` whatever a row
   * holds, so that a changed row changes the encoding of no other.
   */
  encode(column: Column, random: Uniforms): (Float32Array | Uint16Array)[]
  /**
   * Reads the codec's columns, beginning at `offset`, of `values` [rows, width], row-major. Any numbers decode to valid
   * cells: a scalar beyond the range in use is folded back, the largest number of a choice wins (samples of a Gumbel-softmax are
   * drawn already).
   */
  decode(values: Float32Array, rows: number, width: number, offset: number, decoding: Decoding): Column
  /** Noise: independent uniform draws from the field's domain. */
  uniform(rows: number, random: Random): Column
  /** How often each option of each choice occurs, as far as the codec knows; each adds up to 1. `null`: not known. */
  shares(): (Float64Array | null)[]
  /** What values the field may take, as far as the codec knows. */
  domain(): FieldDomain
  /** The codec's state, for JSON; told apart by `kind`. */
  toJSON(): { readonly kind: string }
}

/** A column of another kind than its field's type asks for. */
export class ColumnKindError extends Error {
  readonly values: Record<string, string | number>
  constructor(expected: Column['kind'], found: Column['kind'], field = '') {
    super(
      `Field "${field}" needs a column of kind ${expected}, but the table holds ${found}. Read the file again with this schema.`,
    )
    this.name = 'ColumnKindError'
    this.values = { field, expected, found }
  }
}

/** Encoding without a look at the data needs the user's word on what values a field may take. */
export class UndeclaredDomainError extends Error {
  readonly values: Record<string, string | number>
  constructor(field: string) {
    super(`Field "${field}" has no declared domain. State its range or its categories, or leave the field out.`)
    this.name = 'UndeclaredDomainError'
    this.values = { field }
  }
}

/** The column, if it is of this kind; throws ColumnKindError otherwise. */
export function columnOfKind<K extends Column['kind']>(
  column: Column,
  kind: K,
  field = '',
): Extract<Column, { kind: K }> {
  if (column.kind !== kind) throw new ColumnKindError(kind, column.kind, field)
  return column as Extract<Column, { kind: K }>
}

/** Position of the largest of `count` numbers from `start`; the first of equals. */
export function argmax(values: Float32Array, start: number, count: number): number {
  let best = 0
  let largest = values[start]
  for (let i = 1; i < count; i++) {
    const value = values[start + i]
    // A NaN never wins, wherever it stands.
    if (value > largest || Number.isNaN(largest)) {
      largest = value
      best = i
    }
  }
  return best
}

/** The index that `uniform`, on [0, 1), draws with probability proportional to `weights`. */
export function draw(weights: ArrayLike<number>, uniform: number): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i]
  let rest = uniform * total
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i]
    if (rest < 0) return i
  }
  return weights.length - 1
}
