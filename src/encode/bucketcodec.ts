// BucketCodec: a word from a long list as one choice among buckets; which word of its bucket, is drawn by how often each occurs.
import * as v from 'valibot'
import type { Random, Uniforms } from '../math/random.ts'
import type { Releases } from '../privacy/releases.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column } from '../table/table.ts'
import { CategoryCodec, categoryState } from './categorycodec.ts'
import { type Codec, type CodecSegment, columnOfKind, type Decoding, draw, type EncoderOptions } from './codec.ts'

export const bucketState = v.object({
  kind: v.literal('bucket'),
  buckets: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_000)),
  /** The words, each a bucket of its own, as if there were columns enough. */
  words: categoryState,
})

export type BucketState = v.InferOutput<typeof bucketState>

/** FNV-1a with a final mix: the same on every machine, and no business of the rows. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
}

/** All words that a category codec can take. */
const everyWord = 65_000

/**
 * Words that meet in a bucket are learnt as one: what tells them apart in other columns is lost, how often each occurs is kept. A
 * bucket that no word falls into has no column.
 */
export class BucketCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: BucketState
  readonly #words: CategoryCodec
  /** The buckets as a category: one word a bucket, its position. */
  readonly #buckets: CategoryCodec
  readonly #bucketOf: ReadonlyMap<string, string>
  /** By bucket: its words as codes, and their weights. */
  readonly #members: ReadonlyMap<string, { readonly codes: readonly number[]; readonly weights: readonly number[] }>

  constructor(state: BucketState) {
    this.#state = state
    this.#words = new CategoryCodec(state.words)
    const { kept, rare, weights } = state.words
    const members = new Map<string, { codes: number[]; weights: number[] }>()
    const words = [...kept, ...rare]
    this.#bucketOf = new Map(words.map((word) => [word, String(hash(word) % state.buckets)]))
    words.forEach((word, code) => {
      const bucket = this.#bucketOf.get(word) as string
      const one = members.get(bucket) ?? { codes: [], weights: [] }
      one.codes.push(code)
      one.weights.push(weights[code])
      members.set(bucket, one)
    })
    this.#members = members
    const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
    this.#buckets = new CategoryCodec({
      ...state.words,
      kept: [...members.keys()],
      rare: [],
      weights: [...members.values()].map((one) => sum(one.weights)),
      other: state.words.other === null ? null : (this.#bucketOf.get(state.words.other) ?? null),
    })
    this.segments = this.#buckets.segments
  }

  static #of(field: Field, words: CategoryCodec, options: EncoderOptions): BucketCodec {
    const buckets = field.spread?.columns ?? options.categories
    return new BucketCodec({ kind: 'bucket', buckets, words: words.toJSON() })
  }

  static fit(column: Column, field: Field, options: EncoderOptions): BucketCodec {
    return BucketCodec.#of(field, CategoryCodec.fit(column, field, { ...options, categories: everyWord }), options)
  }

  static fitPrivately(column: Column, field: Field, options: EncoderOptions, releases: Releases): BucketCodec {
    const words = CategoryCodec.fitPrivately(column, field, { ...options, categories: everyWord }, releases)
    return BucketCodec.#of(field, words, options)
  }

  encode(column: Column, random: Uniforms): Uint16Array[] {
    const { codes, categories, missing } = columnOfKind(column, 'category')
    const buckets = categories.map((word) => this.#bucketOf.get(word) ?? word)
    return this.#buckets.encode({ kind: 'category', codes, categories: buckets, missing }, random)
  }

  decode(values: Float32Array, rows: number, width: number, offset: number, decoding: Decoding): CategoryColumn {
    const buckets = this.#buckets.decode(values, rows, width, offset, decoding)
    const members = buckets.categories.map((bucket) => this.#members.get(bucket))
    const codes = new Uint32Array(rows)
    for (let r = 0; r < rows; r++) {
      const uniform = decoding.random.uniform()
      const one = members[buckets.codes[r]]
      if (buckets.missing[r] === 0 && one) codes[r] = one.codes[draw(one.weights, uniform)]
    }
    const { kept, rare } = this.#state.words
    return { kind: 'category', codes, categories: [...kept, ...rare], missing: buckets.missing }
  }

  uniform(rows: number, random: Random): CategoryColumn {
    return this.#words.uniform(rows, random)
  }

  shares(): (Float64Array | null)[] {
    return this.#buckets.shares()
  }

  domain(): FieldDomain {
    return this.#words.domain()
  }

  toJSON(): BucketState {
    return this.#state
  }
}
