// Grid: the values that a column of numbers or instants can write, counted in steps.
import { hasOffset } from './datetime.ts'
import { type DateUnit, hasTimeOfDay, instantOf, unitOf, unitsOf } from './dateunit.ts'
import type { Field } from './schema.ts'

/** What a grid is made of, for JSON. */
export type GridState =
  /** Multiples of `step` with so many digits behind the decimal mark; `decimals` null: any number. */
  | { readonly kind: 'number'; readonly decimals: number | null; readonly step: number | null }
  /** First instants of a unit. */
  | { readonly kind: 'date'; readonly unit: DateUnit }
  /** Multiples of so many milliseconds. */
  | { readonly kind: 'instant'; readonly resolution: number }

/** From here on a double has no room for digits behind the decimal mark that add up. */
const mostDecimals = 15

const day = 86_400_000
const quarter = 900_000

/** Digits behind the decimal mark of a numeric field: none in whole numbers, else as many as carried information; `null`: any. */
export function decimalsOf({ type, format }: Field): number | null {
  if (type === 'integer') return 0
  return format.kind === 'number' && format.precision <= mostDecimals ? format.precision : null
}

/** `step`: of multiples that the column is restricted to. */
export function gridOf(field: Field, step: number | null = null): GridState {
  const { format } = field
  if (format.kind !== 'datetime') return { kind: 'number', decimals: decimalsOf(field), step }
  // Midnights of clocks that are not at UTC are no days of the grid: all clocks are whole quarters of an hour apart.
  if (hasOffset(format)) return { kind: 'instant', resolution: Math.min(format.resolution, quarter) }
  if (!hasTimeOfDay(field)) return { kind: 'date', unit: unitOf(field) }
  return { kind: 'instant', resolution: format.resolution }
}

/** The smallest and the largest value that the column can write at all; ±∞ for numbers. */
export function writableRange({ format }: Field): { readonly minimum: number; readonly maximum: number } {
  if (format.kind !== 'datetime') return { minimum: Number.NEGATIVE_INFINITY, maximum: Number.POSITIVE_INFINITY }
  const { pattern } = format
  if (!/[yMd]/.test(pattern)) return { minimum: 0, maximum: day - 1 }
  // Two digits are read as 1969 to 2068, as POSIX has it.
  const [first, last] = !pattern.includes('y') ? [1970, 1970] : pattern.includes('yyyy') ? [1, 9999] : [1969, 2068]
  return { minimum: yearStart(first), maximum: yearStart(last + 1) - 1 }
}

function yearStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

/**
 * Values by their place: whole numbers that rise with the value. A grid of any numbers has no steps: the place is the value.
 */
export class Grid {
  readonly #state: GridState

  constructor(state: GridState) {
    this.#state = state
  }

  /** False: any number, so that there is no next one. */
  get stepped(): boolean {
    const { kind } = this.#state
    return kind !== 'number' || this.#state.decimals !== null || this.#state.step !== null
  }

  /** The distance between two values; 0: there are no steps, or they differ. */
  get width(): number {
    const state = this.#state
    if (state.kind === 'instant') return state.resolution
    if (state.kind === 'date') return state.unit === 'day' ? day : 0
    return state.step ?? (state.decimals === null ? 0 : 10 ** -state.decimals)
  }

  /** The value at a place. */
  value(place: number): number {
    const state = this.#state
    if (state.kind === 'date') return instantOf(place, state.unit)
    if (state.kind === 'instant') return place * state.resolution
    const { step, decimals } = state
    if (decimals === null) return (step === null ? place : place * step) + 0
    const scale = 10 ** decimals
    return step === null ? place / scale + 0 : Math.round(place * step * scale) / scale + 0
  }

  /** The place of the nearest value. */
  round(value: number): number {
    const state = this.#state
    if (state.kind === 'date') {
      const units = unitsOf(value, state.unit)
      return value - instantOf(units, state.unit) <= instantOf(units + 1, state.unit) - value ? units : units + 1
    }
    if (!this.stepped) return value
    return Math.round(value / this.width) + 0
  }

  /** The place of the largest value ≤ `value`. */
  floor(value: number): number {
    const place = this.round(value)
    return this.value(place) > value ? place - 1 : place
  }

  /** The place of the smallest value ≥ `value`. */
  ceil(value: number): number {
    const place = this.round(value)
    return this.value(place) < value ? place + 1 : place
  }

  /** The place of the smallest value > `value`. */
  above(value: number): number {
    if (!this.stepped) return value + spacing(value)
    const place = this.floor(value)
    return this.value(place + 1) > value ? place + 1 : place + 2
  }

  /** The place of the largest value < `value`. */
  below(value: number): number {
    if (!this.stepped) return value - spacing(value)
    const place = this.ceil(value)
    return this.value(place - 1) < value ? place - 1 : place - 2
  }
}

/** More than the distance from a double to the next one. */
function spacing(value: number): number {
  return Math.max(Math.abs(value) * 2 ** -51, Number.MIN_VALUE)
}
