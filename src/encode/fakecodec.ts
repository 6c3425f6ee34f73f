// FakeCodec: of personal data nothing is learnt but which cells are missing; made-up values take their place at decoding.
import * as v from 'valibot'
import type { Random, Uniforms } from '../math/random.ts'
import type { Releases } from '../privacy/releases.ts'
import { locales } from '../table/personal/kind.ts'
import { kinds, type PersonalKind, personalKinds } from '../table/personal/kinds.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column, TextColumn } from '../table/table.ts'
import { CategoryCodec, categoryState } from './categorycodec.ts'
import type { Codec, CodecSegment, Decoding, EncoderOptions } from './codec.ts'
import { Cast } from './fakes/cast.ts'
import { alwaysPresent, fitPresence, presenceOf } from './presence.ts'
import { textColumn } from './textcolumn.ts'

export const fakeState = v.object({
  kind: v.literal('fake'),
  personal: v.picklist(personalKinds) as v.GenericSchema<unknown, PersonalKind>,
  locale: v.picklist(locales),
  shape: v.string(),
  /** Present or missing. */
  presence: categoryState,
})

export type FakeState = v.InferOutput<typeof fakeState>

/** All that fitting takes from the field. Throws TypeError where its values are not to be replaced. */
function replacementOf({ name, treatment }: Field): Pick<FakeState, 'personal' | 'locale' | 'shape'> {
  if (treatment?.method !== 'replace') throw new TypeError(`The values of field "${name}" are not to be replaced`)
  const { kind, locale, shape } = treatment
  return { personal: kind, locale, shape }
}

/**
 * The values are new data: they are drawn from lists and numbers of the program's own and never look at a real one. Those of one
 * row are of one made-up person (Cast). What names a row among others (a number, an e-mail address) differs in all rows of a table, as
 * far as the range that the numbers are taken from reaches.
 */
export class FakeCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: FakeState
  readonly #presence: CategoryCodec

  constructor(state: FakeState) {
    this.#state = state
    this.#presence = new CategoryCodec(state.presence)
    this.segments = this.#presence.segments
  }

  static #of(field: Field, presence: CategoryCodec): FakeCodec {
    return new FakeCodec({ kind: 'fake', ...replacementOf(field), presence: presence.toJSON() })
  }

  static fit(column: Column, field: Field, options: EncoderOptions): FakeCodec {
    return FakeCodec.#of(field, fitPresence(column, field, options))
  }

  /** Which cells are missing would have to be paid for; none are. */
  static fitPrivately(_column: Column, field: Field, _options: EncoderOptions, _releases: Releases): FakeCodec {
    return FakeCodec.#of(field, alwaysPresent(field))
  }

  get locale(): FakeState['locale'] {
    return this.#state.locale
  }

  encode(column: Column, random: Uniforms): Uint16Array[] {
    return this.#presence.encode(presenceOf(column), random)
  }

  #make({ missing }: CategoryColumn, cast: Cast, random: Random): TextColumn {
    const { personal, locale, shape } = this.#state
    const kind = kinds[personal]
    return textColumn(missing, (row) => kind.make(cast.person(row, locale), random, shape))
  }

  decode(values: Float32Array, rows: number, width: number, offset: number, decoding: Decoding): TextColumn {
    return this.#make(this.#presence.decode(values, rows, width, offset, decoding), decoding.cast, decoding.random)
  }

  uniform(rows: number, random: Random): TextColumn {
    return this.#make(this.#presence.uniform(rows, random), new Cast(random.integer(2 ** 32), 0), random)
  }

  shares(): (Float64Array | null)[] {
    return this.#presence.shares()
  }

  domain(): FieldDomain {
    return { kind: 'open' }
  }

  toJSON(): FakeState {
    return this.#state
  }
}
