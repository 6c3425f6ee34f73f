// DateTimeCodec: instants as numbers on the calendar's own axis: years, months, or days with the time of day beside them.
import * as v from 'valibot'
import type { Random, Uniforms } from '../math/random.ts'
import type { Releases } from '../privacy/releases.ts'
import { type DateUnit, dateUnits, hasTimeOfDay, instantOf, unitOf, unitsOf } from '../table/dateunit.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import type { Column, NumberColumn } from '../table/table.ts'
import {
  type Codec,
  type CodecSegment,
  columnOfKind,
  type Decoding,
  type EncoderOptions,
  UndeclaredDomainError,
} from './codec.ts'
import { NumberCodec, type NumberGrid, type NumberQuestions } from './numbercodec.ts'
import { type NumberState, numberState } from './numberstate.ts'

const day = 86_400_000
const instant = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15))

export const dateTimeState = v.object({
  kind: v.literal('datetime'),
  /** What `date` counts. */
  unit: v.picklist(dateUnits),
  date: numberState,
  /** Where the pattern has a time of day. */
  time: v.nullable(
    v.object({
      /** Steps of `resolution` since midnight. */
      codec: numberState,
      /** Milliseconds, at most a day. */
      resolution: v.pipe(v.number(), v.minValue(1e-6), v.maxValue(day)),
      /** The first and the last instant: the date's bounds, to the time of day. */
      minimum: instant,
      maximum: instant,
    }),
  ),
})

export type DateTimeState = v.InferOutput<typeof dateTimeState>

function columnFrom(column: NumberColumn, part: (instant: number) => number): NumberColumn {
  const values = new Float64Array(column.values.length)
  for (let r = 0; r < values.length; r++) if (column.missing[r] === 0) values[r] = part(column.values[r])
  return { kind: 'number', values, missing: column.missing }
}

export class DateTimeCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: DateTimeState
  readonly #date: NumberCodec
  readonly #time: NumberCodec | null

  constructor(state: DateTimeState) {
    this.#state = state
    this.#date = new NumberCodec(state.date)
    this.#time = state.time === null ? null : new NumberCodec(state.time.codec)
    this.segments = [...this.#date.segments, ...(this.#time?.segments ?? [])]
  }

  static fit(column: Column, field: Field, options: EncoderOptions): DateTimeCodec {
    const instants = columnOfKind(column, 'number', field.name)
    if (options.dataFree && declaredRange(field) === null) throw new UndeclaredDomainError(field.name)
    return DateTimeCodec.#fit(instants, field, (numbers, grid) => NumberCodec.fitNumbers(numbers, grid, options))
  }

  /** What is not paid for, or declared, is read off the data. */
  static fitPrivately(column: Column, field: Field, options: EncoderOptions, releases: Releases): DateTimeCodec {
    const instants = columnOfKind(column, 'number', field.name)
    const questions: NumberQuestions = {
      bounds: releases.question('bounds', field.name),
      quantiles: releases.question('quantiles', field.name),
    }
    return DateTimeCodec.#fit(instants, field, (numbers, grid) =>
      NumberCodec.fitNumbersPrivately(numbers, grid, options, questions),
    )
  }

  static #fit(
    instants: NumberColumn,
    field: Field,
    fitNumbers: (numbers: NumberColumn, grid: NumberGrid) => NumberCodec,
  ): DateTimeCodec {
    const unit = unitOf(field)
    const declared = declaredRange(field)
    const units = (instant: number) => unitsOf(instant, unit)
    const range = declared && { minimum: units(declared.minimum), maximum: units(declared.maximum) }
    const dates = columnFrom(instants, units)
    const date = fitNumbers(dates, { decimals: 0, declared: range, keepsMissing: true }).toJSON()
    const resolution = field.format.kind === 'datetime' ? field.format.resolution : 1
    if (!hasTimeOfDay(field)) return new DateTimeCodec({ kind: 'datetime', unit, date, time: null })

    const wholeDay = { minimum: 0, maximum: Math.ceil(day / resolution) - 1 }
    const times = columnFrom(instants, timeOf(resolution))
    const grid = { decimals: 0, declared: wholeDay, keepsMissing: false }
    const codec = fitNumbers(times, grid).toJSON()
    const noisy = date.bounds === 'private'
    const { minimum, maximum } = declared ?? (noisy ? boundsOf(date, unit, resolution) : rangeOf(instants))
    const bounds = {
      minimum: (declared === null ? Math.round : Math.ceil)(minimum / resolution) * resolution,
      maximum: (declared === null ? Math.round : Math.floor)(maximum / resolution) * resolution,
    }
    return new DateTimeCodec({ kind: 'datetime', unit, date, time: { codec, resolution, ...bounds } })
  }

  encode(column: Column, random: Uniforms): (Float32Array | Uint16Array)[] {
    const instants = columnOfKind(column, 'number')
    const { unit, time } = this.#state
    const date = this.#date.encode(
      columnFrom(instants, (instant) => unitsOf(instant, unit)),
      random,
    )
    if (this.#time === null || time === null) return date
    return [...date, ...this.#time.encode(columnFrom(instants, timeOf(time.resolution)), random)]
  }

  decode(values: Float32Array, rows: number, width: number, offset: number, decoding: Decoding): NumberColumn {
    const dateWidth = this.#date.segments.reduce((sum, segment) => sum + segment.width, 0)
    const date = this.#date.decode(values, rows, width, offset, decoding)
    return this.#join(date, this.#time?.decode(values, rows, width, offset + dateWidth, decoding) ?? null)
  }

  uniform(rows: number, random: Random): NumberColumn {
    return this.#join(this.#date.uniform(rows, random), this.#time?.uniform(rows, random) ?? null)
  }

  #join(date: NumberColumn, times: NumberColumn | null): NumberColumn {
    const { unit, time } = this.#state
    const values = new Float64Array(date.values.length)
    for (let r = 0; r < values.length; r++) {
      if (date.missing[r] === 1) continue
      values[r] = instantOf(date.values[r], unit)
      if (time === null || times === null) continue
      values[r] = Math.min(Math.max(values[r] + times.values[r] * time.resolution, time.minimum), time.maximum)
    }
    return { kind: 'number', values, missing: date.missing }
  }

  shares(): (Float64Array | null)[] {
    return [...this.#date.shares(), ...(this.#time?.shares() ?? [])]
  }

  domain(): FieldDomain {
    const { unit, date, time } = this.#state
    const declared = date.bounds === 'declared'
    const { minimum, maximum } = time ?? boundsOf(date, unit, 1)
    return { kind: 'range', minimum, maximum, declared }
  }

  toJSON(): DateTimeState {
    return this.#state
  }
}

/** The declared first and last instant; `null`: not declared. */
function declaredRange({ domain }: Field): { minimum: number; maximum: number } | null {
  return domain.kind === 'range' && domain.declared ? domain : null
}

/** The first instant of the first unit and the last, by `resolution`, of the last. */
function boundsOf(date: NumberState, unit: DateUnit, resolution: number): { minimum: number; maximum: number } {
  return { minimum: instantOf(date.minimum, unit), maximum: instantOf(date.maximum + 1, unit) - resolution }
}

/** The first and the last instant of a column; both 0 where all are missing. */
function rangeOf({ values, missing }: NumberColumn): { minimum: number; maximum: number } {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (let r = 0; r < values.length; r++) {
    if (missing[r] === 1) continue
    minimum = Math.min(minimum, values[r])
    maximum = Math.max(maximum, values[r])
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: 0, maximum: 0 }
}

/** Steps of the resolution since midnight. Rounded: below a millisecond, instants are not exact multiples. */
function timeOf(resolution: number): (instant: number) => number {
  return (instant) => Math.round((instant - day * Math.floor(instant / day)) / resolution)
}
