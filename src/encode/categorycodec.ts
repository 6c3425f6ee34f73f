// CategoryCodec: a word from a list as one choice; rare words share one category, missing has its own.
import * as v from 'valibot'
import type { Random, Uniforms } from '../math/random.ts'
import { askWords } from '../privacy/categories.ts'
import type { Releases } from '../privacy/releases.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column } from '../table/table.ts'
import {
  argmax,
  type Codec,
  type CodecSegment,
  columnOfKind,
  type Decoding,
  draw,
  type EncoderOptions,
  sources,
  UndeclaredDomainError,
} from './codec.ts'
import { hasPublicDomain } from './publicdomain.ts'

const weight = v.pipe(v.number(), v.finite(), v.minValue(0))

export const categoryState = v.pipe(
  v.object({
    kind: v.literal('category'),
    /** Words with a category of their own. */
    kept: v.pipe(v.array(v.string()), v.maxLength(65_000)),
    /** Words that share one category. */
    rare: v.array(v.string()),
    /** How often each word occurs, kept ones first. */
    weights: v.array(weight),
    /** True: missing is a category. */
    missing: v.boolean(),
    /** Where the list of words comes from, and where their weights do. */
    words: v.picklist(sources),
    shape: v.picklist(sources),
    /** Of all cells; `null`: not known. */
    missingShare: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), null),
    /** The word for all words that are not told; `null`: there is none. */
    other: v.optional(v.nullable(v.string()), null),
  }),
  v.check((state) => state.weights.length === state.kept.length + state.rare.length, 'needs a weight a word'),
)

export type CategoryState = v.InferOutput<typeof categoryState>

export class CategoryCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: CategoryState
  /** Every word, kept ones first. */
  readonly #words: readonly string[]
  readonly #rareWeights: readonly number[]
  /** Categories that stand for words. */
  readonly #values: number

  constructor(state: CategoryState) {
    this.#state = state
    this.#words = [...state.kept, ...state.rare]
    this.#rareWeights = state.weights.slice(state.kept.length)
    this.#values = state.kept.length + (state.rare.length > 0 ? 1 : 0)
    const options = this.#values + (state.missing ? 1 : 0)
    this.segments = options > 1 ? [{ kind: 'choice', width: options }] : []
  }

  /** A declared list is the whole list, in its order; words of the column that it lacks count as missing. */
  static fit(column: Column, field: Field, options: EncoderOptions): CategoryCodec {
    const declared = field.domain.kind === 'categories' && field.domain.declared ? field.domain.categories : null
    if (options.dataFree) {
      if (declared === null) throw new UndeclaredDomainError(field.name)
      const weights = new Map(declared.map((word) => [word, 1]))
      return CategoryCodec.#fromWeights(weights, options.categories, {
        missing: true,
        missingShare: null,
        words: 'declared',
        shape: 'declared',
        other: null,
      })
    }
    const { codes, categories, missing } = columnOfKind(column, 'category', field.name)
    const counts = new Float64Array(categories.length)
    let lost = 0
    for (let r = 0; r < codes.length; r++) {
      if (missing[r] === 1) lost++
      else counts[codes[r]]++
    }
    const weights = new Map<string, number>((declared ?? []).map((word) => [word, 0]))
    for (let c = 0; c < categories.length; c++) {
      if (counts[c] === 0) continue
      const before = weights.get(categories[c])
      if (before === undefined && declared !== null) lost += counts[c]
      else weights.set(categories[c], (before ?? 0) + counts[c])
    }
    return CategoryCodec.#fromWeights(weights, options.categories, {
      missing: lost > 0,
      missingShare: codes.length === 0 ? null : lost / codes.length,
      words: declared === null ? 'data' : 'declared',
      shape: 'data',
      other: null,
    })
  }

  /** By one noisy histogram. A list that is neither public nor paid for is read off the data; so is all where nothing is paid for. */
  static fitPrivately(column: Column, field: Field, options: EncoderOptions, releases: Releases): CategoryCodec {
    const question = releases.question('labels', field.name)
    if (question === null) return CategoryCodec.fit(column, field, options)
    const { codes, categories, missing } = columnOfKind(column, 'category', field.name)
    const byCode = new Float64Array(categories.length)
    for (let r = 0; r < codes.length; r++) if (missing[r] === 0) byCode[codes[r]]++
    const counts = new Map<string, number>()
    categories.forEach((word, code) => {
      if (byCode[code] > 0) counts.set(word, (counts.get(word) ?? 0) + byCode[code])
    })
    const list = field.domain.kind === 'categories' && hasPublicDomain(field) ? field.domain.categories : null
    const found = askWords({ counts, rows: codes.length, list, threshold: releases.threshold(field.name), question })
    return CategoryCodec.#fromWeights(found.shares, options.categories, {
      missing: found.missing > 0,
      missingShare: found.missing,
      words: list !== null ? 'declared' : releases.threshold(field.name) === null ? 'data' : 'private',
      shape: 'private',
      other: found.other,
    })
  }

  /** Of what the schema says alone: its first word, always. */
  static constant({ domain }: Field): CategoryCodec {
    const words = domain.kind === 'categories' ? domain.categories.slice(0, 1) : []
    return CategoryCodec.#fromWeights(new Map(words.map((word) => [word, 1])), 1, {
      missing: false,
      missingShare: 0,
      words: 'declared',
      shape: 'declared',
      other: null,
    })
  }

  static #fromWeights(
    weights: ReadonlyMap<string, number>,
    limit: number,
    rest: Pick<CategoryState, 'missing' | 'missingShare' | 'words' | 'shape' | 'other'>,
  ): CategoryCodec {
    const order = [...weights.keys()]
    let kept = order
    let rare: string[] = []
    if (order.length > limit) {
      // Stable: of equally frequent words the first ones are kept. One category of the limit is the rare ones' own.
      const byWeight = [...order].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0))
      kept = byWeight.slice(0, limit - 1)
      rare = byWeight.slice(limit - 1)
    }
    const state = {
      kept,
      rare,
      weights: [...kept, ...rare].map((word) => weights.get(word) ?? 0),
      ...rest,
    }
    return new CategoryCodec({ kind: 'category', ...state })
  }

  /** The category of a word that the codec does not know: the word for others, else rare, else missing, else −1 (drawn by weight). */
  get #unknown(): number {
    const { other } = this.#state
    if (other !== null) return Math.min(this.#words.indexOf(other), this.#state.kept.length)
    if (this.#state.rare.length > 0) return this.#state.kept.length
    return this.#state.missing ? this.#values : -1
  }

  /** Words that fitting did not see count as rare, where nothing is rare as missing, else as a word drawn by weight; so does missing, if none was seen. */
  encode(column: Column, random: Uniforms): Uint16Array[] {
    const { codes, categories, missing } = columnOfKind(column, 'category')
    if (this.segments.length === 0) return []
    const { kept, weights } = this.#state
    const categoryOf = new Map(this.#words.map((word, i) => [word, Math.min(i, kept.length)]))
    const byCode = Int32Array.from(categories, (word) => categoryOf.get(word) ?? this.#unknown)
    const lost = this.#state.missing ? this.#values : -1
    const choice = new Uint16Array(codes.length)
    for (let r = 0; r < codes.length; r++) {
      const uniform = random.uniform()
      const category = missing[r] === 1 ? lost : byCode[codes[r]]
      choice[r] = category >= 0 ? category : Math.min(draw(weights, uniform), kept.length)
    }
    return [choice]
  }

  /** The shared category of the rare words is decoded to one of them, drawn by how often they occur. */
  decode(values: Float32Array, rows: number, width: number, offset: number, { random }: Decoding): CategoryColumn {
    const { kept, missing: canBeMissing } = this.#state
    const options = this.#values + (canBeMissing ? 1 : 0)
    const codes = new Uint32Array(rows)
    const missing = new Uint8Array(rows)
    for (let r = 0; r < rows; r++) {
      const category = options > 1 ? argmax(values, r * width + offset, options) : 0
      if (category >= this.#values) missing[r] = 1
      else codes[r] = category < kept.length ? category : kept.length + draw(this.#rareWeights, random.uniform())
    }
    return { kind: 'category', codes, categories: this.#words, missing }
  }

  uniform(rows: number, random: Random): CategoryColumn {
    const words = this.#words.length
    const options = words + (this.#state.missing ? 1 : 0)
    const codes = new Uint32Array(rows)
    const missing = new Uint8Array(rows)
    for (let r = 0; r < rows; r++) {
      const word = random.integer(options)
      if (word < words) codes[r] = word
      else missing[r] = 1
    }
    return { kind: 'category', codes, categories: this.#words, missing }
  }

  shares(): (Float64Array | null)[] {
    const { kept, weights, missing, missingShare, shape } = this.#state
    if (this.segments.length === 0) return []
    const total = weights.reduce((sum, each) => sum + each, 0)
    if (shape === 'declared' || total === 0 || (missing && missingShare === null)) return [null]
    const lost = missing ? (missingShare ?? 0) : 0
    const shares = new Float64Array(this.segments[0].width)
    weights.forEach((each, word) => {
      shares[Math.min(word, kept.length)] += (each / total) * (1 - lost)
    })
    if (missing) shares[this.#values] = lost
    return [shares]
  }

  /** The word for all words that are not told, and how often it occurs; `null`: there is none. */
  untold(): { readonly word: string; readonly share: number } | null {
    const { other, weights } = this.#state
    if (other === null) return null
    const total = weights.reduce((sum, each) => sum + each, 0)
    return { word: other, share: total === 0 ? 0 : (weights[this.#words.indexOf(other)] ?? 0) / total }
  }

  domain(): FieldDomain {
    return { kind: 'categories', categories: this.#words, declared: this.#state.words === 'declared' }
  }

  toJSON(): CategoryState {
    return this.#state
  }
}
