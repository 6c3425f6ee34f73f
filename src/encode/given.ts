// Given: which options of which choices a row must have, for what is asked of it or what is there of it already.
import type { Random } from '../math/random.ts'
import type { Interval, Restriction } from '../table/condition.ts'
import { unitsOf } from '../table/dateunit.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { CategoryState } from './categorycodec.ts'
import { draw } from './codec.ts'
import type { CodecState } from './codecs.ts'
import { columnsBy, partsOf, type StepOf } from './construction.ts'
import type { Encoder } from './encoder.ts'
import type { NumberState } from './numberstate.ts'
import { coordinatesOf } from './place.ts'
import { levelOf, type QuantileMap, valueAtLevel } from './quantilemap.ts'

/** What rows must have, choice by choice, in the order of the layout's choice segments. */
export interface GivenOptions {
  /** One array of [rows] a choice: the option that each row must have, −1 where it is not fixed. */
  readonly options: Int32Array[]
  /** Of choices that are fixed in no row, 1 for every option that all rows may have; null: any. */
  readonly allowed?: (Uint8Array | null)[]
}

/** How often each option of one choice occurs as what may be. */
interface Steer {
  /** Which choice segment, counted among the choices of the layout. */
  readonly choice: number
  readonly weights: Float64Array
}

/** The learnt field of a name: its codec's state, and its place among the choices; null where it is learnt in another form. */
function learntField(
  name: string,
  encoder: Encoder,
): { readonly state: CodecState; readonly choices: number[] } | null {
  const found = encoder.layout().find((layout) => layout.name === name)
  const state = encoder.toJSON().fields.find((field) => field.name === name)?.codec
  if (!found || !state) return null
  const before = encoder.segments.slice(0, found.first).filter(({ kind }) => kind === 'choice').length
  const own = encoder.segments.slice(found.first, found.first + found.count).filter(({ kind }) => kind === 'choice')
  return { state, choices: own.map((_, k) => before + k) }
}

/** Shares of the words of a category, as options: kept words, the rare ones together, missing. */
function categoryWeights(state: CategoryState, weightOf: (word: string, share: number) => number, missing: boolean) {
  const { kept, rare, weights, missing: canBeMissing, missingShare } = state
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const values = kept.length + (rare.length > 0 ? 1 : 0)
  const options = new Float64Array(values + (canBeMissing ? 1 : 0))
  const words = [...kept, ...rare]
  words.forEach((word, k) => {
    options[Math.min(k, kept.length)] += weightOf(word, weights[k] / total)
  })
  return withMissing(options, values, missingShare, missing)
}

/** Atoms and components by their share, each as much of it as may be, 0 to 1; missing. */
function numberWeights(
  { atoms, maps, shares, missing: canBeMissing, missingShare }: NumberState,
  partOf: { readonly atom: (atom: number) => boolean; readonly map: (map: QuantileMap) => number },
  missing: boolean,
): Float64Array {
  const parts = [...atoms.map((atom) => Number(partOf.atom(atom))), ...maps.map(partOf.map)]
  const options = new Float64Array(parts.length + (canBeMissing ? 1 : 0))
  options.set(parts.map((part, k) => shares[k] * part))
  return withMissing(options, parts.length, missingShare, missing)
}

const liesIn = (value: number, intervals: readonly Interval[]) =>
  intervals.some(({ from, to }) => value >= from && value <= to)

/** The same, as far as each lies in the intervals. */
function intervalWeights(state: NumberState, intervals: readonly Interval[], missing: boolean): Float64Array {
  const { decimals } = state
  // A number stands for all that is rounded to it.
  const half = decimals === null ? 0 : 0.5 * 10 ** -decimals
  const within = (map: QuantileMap) =>
    intervals.reduce(
      (sum, { from, to }) => sum + Math.max(0, levelOf(map, to + half, 1) - levelOf(map, from - half, 0)),
      0,
    )
  const partOf = {
    atom: (atom: number) => liesIn(atom, intervals),
    map: (map: QuantileMap) => Math.min(1, within(map)),
  }
  return numberWeights(state, partOf, missing)
}

/** `options` of the cells that hold a value, put beside the missing ones. Where their share is not known they count as one option of many. */
function withMissing(options: Float64Array, values: number, share: number | null, missing: boolean): Float64Array {
  if (options.length === values) return options
  const lost = share ?? 1 / options.length
  for (let k = 0; k < values; k++) options[k] *= 1 - lost
  options[values] = missing ? lost : 0
  return options
}

/** Levels of a cell that are looked at for how much of it lies in a box. */
const looked = 256

/** Cells of a place by their share, each as far as it lies within the restrictions of its two coordinates; null where there are none. */
function placeSteer(
  { latitude, longitude, box }: StepOf<'place'>,
  restrictions: readonly Restriction[],
  encoder: Encoder,
): Steer | null {
  const [north, east] = [latitude, longitude].map((field) => restrictions.find((each) => each.field === field))
  const learnt = learntPlace(latitude, encoder)
  if (learnt?.state.kind !== 'number' || learnt.choices.length === 0 || !(north || east)) return null
  const isIn = (value: number | null, restriction: Restriction | undefined) =>
    restriction === undefined || (value === null ? restriction.missing : liesIn(value, restriction.intervals))
  const meets = (place: number) => {
    const found = coordinatesOf(place, box)
    return isIn(found.latitude, north) && isIn(found.longitude, east)
  }
  const within = (map: QuantileMap) => {
    let found = 0
    for (let i = 0; i < looked; i++) if (meets(valueAtLevel(map, (i + 0.5) / looked))) found++
    return found / looked
  }
  const missing = [north, east].every((each) => each === undefined || each.missing)
  const weights = numberWeights(learnt.state, { atom: meets, map: within }, missing)
  return weights.length < 2 ? null : { choice: learnt.choices[0], weights }
}

/** The place of which a column is the latitude: its codec's state, and its place among the choices. */
function learntPlace(latitude: number, encoder: Encoder): ReturnType<typeof learntField> {
  const { construction, fields } = encoder.toJSON()
  if (construction === undefined) return null
  const at = partsOf(construction).findIndex(
    (part) => part.kind === 'place' && columnsBy(part, construction)[0] === latitude,
  )
  return at < 0 ? null : learntField(fields[at].name, encoder)
}

/** Of a time of day the hours are free: the date alone is steered. */
function steerOf({ field, words, intervals, missing }: Restriction, schema: Schema, encoder: Encoder): Steer | null {
  const learnt = learntField(schema.fields[field].name, encoder)
  if (learnt === null) return null
  const { state, choices } = learnt
  const { format } = schema.fields[field]
  const hasClocks = format.kind === 'datetime' && format.zones !== undefined
  const weights =
    state.kind === 'category'
      ? categoryWeights(state, (word, share) => (words?.has(word) ? share : 0), missing)
      : state.kind === 'number'
        ? intervalWeights(state, intervals, missing)
        : state.kind === 'datetime'
          ? intervalWeights(
              state.date,
              intervals.map((interval) => inUnits(hasClocks ? widened(interval) : interval, state.unit)),
              missing,
            )
          : null
  // A choice of one option has no segment.
  return weights === null || weights.length < 2 || choices.length === 0 ? null : { choice: choices[0], weights }
}

/** Instants are learnt as clocks show them, which are less than a day off. */
function widened({ from, to }: Interval): Interval {
  return { from: from - day, to: to + day }
}

const day = 86_400_000

function inUnits({ from, to }: Interval, unit: Parameters<typeof unitsOf>[1]): Interval {
  const units = (instant: number) => (Number.isFinite(instant) ? unitsOf(instant, unit) : instant)
  return { from: units(from), to: units(to) }
}

const isPossible = ({ weights }: Steer) => weights.some((weight) => weight > 0)

/**
 * Names the options that rows which are to meet conditions may have, in all choices that conditions speak of: the model then makes
 * what it makes under all of them together. Of a range that a number must lie in, all options that reach into it may be; where in
 * them the number lies is for whoever looks at the rows.
 */
export class Steering {
  readonly #encoder: Encoder
  readonly #steers: readonly Steer[]
  readonly #choices: number

  constructor(restrictions: readonly Restriction[], schema: Schema, encoder: Encoder) {
    const places = (encoder.toJSON().construction?.steps ?? []).filter((step) => step.kind === 'place')
    const steers = [
      ...restrictions.flatMap((restriction) => steerOf(restriction, schema, encoder) ?? []),
      ...places.flatMap((place) => placeSteer(place, restrictions, encoder) ?? []),
    ]
    this.#encoder = encoder
    this.#choices = encoder.segments.filter(({ kind }) => kind === 'choice').length
    this.#steers = steers.filter((steer) => isPossible(steer))
  }

  /**
   * `lacking`: rows that each word of a balanced field lacks, if there is one; each row is dealt one of them. Null where nothing can
   * be given.
   */
  draw(
    rows: number,
    random: Random,
    lacking: { readonly name: string; readonly rows: ReadonlyMap<string, number> } | null,
  ): GivenOptions | null {
    const balanced = lacking && this.#balance(lacking.name, lacking.rows)
    if (this.#steers.length === 0 && !balanced) return null
    const options = Array.from({ length: this.#choices }, () => new Int32Array(rows).fill(-1))
    const allowed: (Uint8Array | null)[] = options.map(() => null)
    for (const { choice, weights } of this.#steers)
      if (choice !== balanced?.choice) allowed[choice] = Uint8Array.from(weights, (weight) => (weight > 0 ? 1 : 0))
    if (balanced)
      for (let row = 0; row < rows; row++) options[balanced.choice][row] = draw(balanced.weights, random.uniform())
    return { options, allowed }
  }

  #balance(name: string, lacking: ReadonlyMap<string, number>): Steer | null {
    const learnt = learntField(name, this.#encoder)
    if (learnt?.state.kind !== 'category' || learnt.choices.length === 0) return null
    const weights = categoryWeights(learnt.state, (word) => lacking.get(word) ?? 0, false)
    return weights.some((weight) => weight > 0) ? { choice: learnt.choices[0], weights } : null
  }
}

/** What is there of each row of a table, as options; all that is missing, or learnt in another form, is free. */
export function presentOptions(table: Table, schema: Schema, encoder: Encoder, random: Random): GivenOptions {
  const { columns, segments } = encoder.encode(table, random)
  const { construction } = encoder.toJSON()
  const parts = construction === undefined ? [] : partsOf(construction)
  const options = encoder.layout().flatMap(({ name, first, count }, field) => {
    const part = parts[field]
    const sources =
      construction !== undefined && part?.kind === 'place'
        ? columnsBy(part, construction)
        : [schema.fields.findIndex((each) => each.name === name)]
    const isFree = (row: number) => sources.some((source) => (table.columns[source]?.missing[row] ?? 1) === 1)
    const own = columns.slice(first, first + count).filter((_, k) => segments[first + k].kind === 'choice')
    return own.map((codes) => Int32Array.from(codes, (code, row) => (isFree(row) ? -1 : code)))
  })
  return { options }
}
