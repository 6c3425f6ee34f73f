// Given: which options of which choices a row must have, for what is asked of it or what is there of it already.
import type { Random } from '../math/random.ts'
import type { Interval, Restriction } from '../table/condition.ts'
import { unitsOf } from '../table/dateunit.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { CategoryState } from './categorycodec.ts'
import { draw } from './codec.ts'
import type { CodecState } from './codecs.ts'
import type { Encoder } from './encoder.ts'
import type { NumberState } from './numberstate.ts'
import { levelOf } from './quantilemap.ts'

/** One array of [rows] a choice segment of the layout, in their order: the option that each row must have, −1 where it is free. */
export type GivenOptions = Int32Array[]

/** How likely each option of one choice is among those that may be. */
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

/** Atoms and components by their share, each as far as it lies in the intervals; missing. */
function numberWeights(state: NumberState, intervals: readonly Interval[], missing: boolean): Float64Array {
  const { atoms, maps, shares, decimals, missing: canBeMissing, missingShare } = state
  // A number stands for all that is rounded to it.
  const half = decimals === null ? 0 : 0.5 * 10 ** -decimals
  const values = atoms.length + maps.length
  const options = new Float64Array(values + (canBeMissing ? 1 : 0))
  atoms.forEach((atom, k) => {
    if (intervals.some(({ from, to }) => atom >= from && atom <= to)) options[k] = shares[k]
  })
  maps.forEach((map, c) => {
    const within = intervals.reduce(
      (sum, { from, to }) => sum + Math.max(0, levelOf(map, to + half, 1) - levelOf(map, from - half, 0)),
      0,
    )
    options[atoms.length + c] = shares[atoms.length + c] * Math.min(1, within)
  })
  return withMissing(options, values, missingShare, missing)
}

/** `options` of the cells that hold a value, put beside the missing ones. Where their share is not known they count as one option of many. */
function withMissing(options: Float64Array, values: number, share: number | null, missing: boolean): Float64Array {
  if (options.length === values) return options
  const lost = share ?? 1 / options.length
  for (let k = 0; k < values; k++) options[k] *= 1 - lost
  options[values] = missing ? lost : 0
  return options
}

/** Of a time of day the hours are free: the date alone is steered. */
function steerOf({ field, words, intervals, missing }: Restriction, schema: Schema, encoder: Encoder): Steer | null {
  const learnt = learntField(schema.fields[field].name, encoder)
  if (learnt === null) return null
  const { state, choices } = learnt
  const weights =
    state.kind === 'category'
      ? categoryWeights(state, (word, share) => (words?.has(word) ? share : 0), missing)
      : state.kind === 'number'
        ? numberWeights(state, intervals, missing)
        : state.kind === 'datetime'
          ? numberWeights(
              state.date,
              intervals.map((interval) => inUnits(interval, state.unit)),
              missing,
            )
          : null
  // A choice of one option has no segment.
  return weights === null || weights.length < 2 || choices.length === 0 ? null : { choice: choices[0], weights }
}

function inUnits({ from, to }: Interval, unit: Parameters<typeof unitsOf>[1]): Interval {
  const units = (instant: number) => (Number.isFinite(instant) ? unitsOf(instant, unit) : instant)
  return { from: units(from), to: units(to) }
}

const allowedIn = ({ weights }: Steer) => weights.reduce((sum, weight) => sum + weight, 0)
const isSingle = ({ weights }: Steer) => weights.filter((weight) => weight > 0).length === 1

/**
 * Fixes options of rows that are to meet conditions. A condition that one option alone meets is fixed in every row, which leaves the rest as likely
 * as the model makes it beside it. Of the conditions that several options meet the rarest is fixed too, each row to one of them by
 * their known shares; to fix more of them would make them independent of each other.
 */
export class Steering {
  readonly #encoder: Encoder
  readonly #steers: readonly Steer[]
  readonly #choices: number

  constructor(restrictions: readonly Restriction[], schema: Schema, encoder: Encoder) {
    const steers = restrictions.flatMap((restriction) => steerOf(restriction, schema, encoder) ?? [])
    const rising = steers.filter((steer) => !isSingle(steer)).sort((a, b) => allowedIn(a) - allowedIn(b))
    this.#encoder = encoder
    this.#choices = encoder.segments.filter(({ kind }) => kind === 'choice').length
    this.#steers = [...steers.filter(isSingle), ...rising.slice(0, 1)].filter((steer) => allowedIn(steer) > 0)
  }

  /** `lacking`: rows that each word of a balanced field lacks, if there is one. Null where nothing can be fixed. */
  draw(
    rows: number,
    random: Random,
    lacking: { readonly name: string; readonly rows: ReadonlyMap<string, number> } | null,
  ): GivenOptions | null {
    const balanced = lacking && this.#balance(lacking.name, lacking.rows)
    const steers = balanced
      ? [...this.#steers.filter(({ choice }) => choice !== balanced.choice), balanced]
      : this.#steers
    if (steers.length === 0) return null
    const given = Array.from({ length: this.#choices }, () => new Int32Array(rows).fill(-1))
    for (const { choice, weights } of steers)
      for (let row = 0; row < rows; row++) given[choice][row] = draw(weights, random.uniform())
    return given
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
  return encoder.layout().flatMap(({ name, first, count }) => {
    const column = table.columns[schema.fields.findIndex((field) => field.name === name)]
    const own = columns.slice(first, first + count).filter((_, k) => segments[first + k].kind === 'choice')
    return own.map((codes) =>
      Int32Array.from(codes, (code, row) => (column === undefined || column.missing[row] === 1 ? -1 : code)),
    )
  })
}
