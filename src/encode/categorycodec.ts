// CategoryCodec: a word from a list as one choice; rare words share one category, missing has its own.
import * as v from 'valibot'
import type { Random } from '../math/random.ts'
import type { Field } from '../table/schema.ts'
import type { CategoryColumn, Column } from '../table/table.ts'
import {
  argmax,
  type Codec,
  type CodecSegment,
  columnOfKind,
  type Decoding,
  draw,
  type EncoderOptions,
  type Fact,
  UndeclaredDomainError,
} from './codec.ts'

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
    words: v.picklist(['declared', 'data']),
    shape: v.picklist(['declared', 'data']),
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
      return CategoryCodec.#fromWeights(weights, options.categories, true, 'declared', 'declared')
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
    return CategoryCodec.#fromWeights(
      weights,
      options.categories,
      lost > 0,
      declared === null ? 'data' : 'declared',
      'data',
    )
  }

  static #fromWeights(
    weights: ReadonlyMap<string, number>,
    limit: number,
    missing: boolean,
    words: CategoryState['words'],
    shape: CategoryState['shape'],
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
      missing,
      words,
      shape,
    }
    return new CategoryCodec({ kind: 'category', ...state })
  }

  /** The category of a word that the codec does not know: rare, else missing, else −1 (drawn by weight). */
  get #unknown(): number {
    if (this.#state.rare.length > 0) return this.#state.kept.length
    return this.#state.missing ? this.#values : -1
  }

  /** Words that fitting did not see count as rare, where nothing is rare as missing, else as a word drawn by weight; so does missing, if none was seen. */
  encode(column: Column, random: Random): Uint16Array[] {
    const { codes, categories, missing } = columnOfKind(column, 'category')
    if (this.segments.length === 0) return []
    const { kept, weights } = this.#state
    const categoryOf = new Map(this.#words.map((word, i) => [word, Math.min(i, kept.length)]))
    const byCode = Int32Array.from(categories, (word) => categoryOf.get(word) ?? this.#unknown)
    const lost = this.#state.missing ? this.#values : -1
    const choice = new Uint16Array(codes.length)
    for (let r = 0; r < codes.length; r++) {
      const category = missing[r] === 1 ? lost : byCode[codes[r]]
      choice[r] = category >= 0 ? category : Math.min(draw(weights, random), kept.length)
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
      else codes[r] = category < kept.length ? category : kept.length + draw(this.#rareWeights, random)
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

  facts(): Fact[] {
    const { words, shape } = this.#state
    const facts: Fact[] = [{ kind: 'categories', source: words }]
    if (words !== shape) facts.push({ kind: 'quantiles', source: shape })
    return facts
  }

  toJSON(): CategoryState {
    return this.#state
  }
}
