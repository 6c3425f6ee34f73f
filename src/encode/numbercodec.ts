// NumberCodec: a number as a choice of atom, component or missing, and the position inside the component.
import type { Random, Uniforms } from '../math/random.ts'
import { firstAbove, firstAtLeast } from '../math/search.ts'
import type { Question, Releases } from '../privacy/releases.ts'
import { askOctaves, askShape } from '../privacy/shape.ts'
import type { Field, FieldDomain } from '../table/schema.ts'
import type { Column, NumberColumn } from '../table/table.ts'
import { Axis } from './axis.ts'
import {
  argmax,
  type Codec,
  type CodecSegment,
  columnOfKind,
  type Decoding,
  draw,
  type EncoderOptions,
  UndeclaredDomainError,
} from './codec.ts'
import { fitMixture, flatMixture, type Mixture, shapedMixture } from './mixture.ts'
import type { NumberState } from './numberstate.ts'
import { levelOf, valueAtLevel } from './quantilemap.ts'

/** What may be asked about the numbers of a column; `null`: not paid for. */
export interface NumberQuestions {
  readonly bounds: Question | null
  readonly quantiles: Question | null
}

/** What is known of a column's numbers before they are seen. */
export interface NumberGrid {
  /** Digits behind the decimal mark; `null`: as many as a double has. */
  readonly decimals: number | null
  /** The declared range, if the user gave one. */
  readonly declared: { readonly minimum: number; readonly maximum: number } | null
  /** False: missing gets no category even if seen (a partner codec of the same field has it). */
  readonly keepsMissing: boolean
}

/**
 * Levels fill the scalars from −reach to reach. A generator blurs the ends of that range, and folding back what goes beyond
 * makes the blurred distribution even again. With scalars up to ±1 the tails were cut instead: on Adult (600 steps) the
 * largest fnlwgt came out half as large as the real one, and trends lost 3.5 points. An exact single, so that both
 * ends of the range stay what they are.
 */
const reach = 7 / 8

function scalarOf(level: number): number {
  return reach * (2 * level - 1)
}

/** The level of any scalar, on [0, 1]; of NaN the middle. */
function levelFrom(scalar: number): number {
  if (Number.isNaN(scalar)) return 0.5
  const level = Math.abs((scalar / reach + 1) / 2)
  return Math.max(0, level > 1 ? 2 - level : level)
}

/**
 * Rows of a component at least. Where numbers are choices alone, one component would say nothing: the fewer rows, the smaller
 * the bins.
 */
export function leastRowsOf(count: number, { scalars }: EncoderOptions): number {
  return scalars ? 50 : Math.max(1, Math.min(20, Math.floor(count / 8)))
}

/** The nearest number with so many decimals; never −0. */
export function roundTo(value: number, decimals: number | null): number {
  if (decimals === null) return value + 0
  const scale = 10 ** decimals
  // Beyond 2⁵³ steps every double is already on the grid.
  if (Math.abs(value) >= 2 ** 53 / scale) return value
  return Math.round(value * scale) / scale + 0
}

/** Bounds moved inwards onto the grid, unless nothing of the range would be left. */
function boundsOnGrid(range: { minimum: number; maximum: number }, decimals: number | null) {
  let minimum = roundTo(range.minimum, decimals)
  let maximum = roundTo(range.maximum, decimals)
  const step = decimals === null ? 0 : 10 ** -decimals
  if (minimum < range.minimum) minimum = roundTo(minimum + step, decimals)
  if (maximum > range.maximum) maximum = roundTo(maximum - step, decimals)
  return minimum <= maximum ? { minimum, maximum } : { minimum: range.minimum, maximum: range.maximum }
}

/** The decimals of a numeric field: none in whole numbers, else as many as carried information. */
export function gridOf(field: Field): NumberGrid {
  const precision = field.format.kind === 'number' ? field.format.precision : null
  const decimals = field.type === 'integer' ? 0 : precision !== null && precision <= 15 ? precision : null
  const { domain } = field
  return { decimals, declared: domain.kind === 'range' && domain.declared ? domain : null, keepsMissing: true }
}

export class NumberCodec implements Codec {
  readonly segments: readonly CodecSegment[]
  readonly #state: NumberState
  readonly #atoms: Float64Array
  readonly #cuts: Float64Array
  /** Atoms and components. */
  readonly #values: number

  constructor(state: NumberState) {
    this.#state = state
    this.#atoms = Float64Array.from(state.atoms)
    this.#cuts = Float64Array.from(state.cuts)
    this.#values = state.atoms.length + state.maps.length
    const options = this.#values + (state.missing ? 1 : 0)
    const segments: CodecSegment[] = []
    if (state.scalar && state.maps.length > 0) segments.push({ kind: 'scalar', width: 1 })
    if (options > 1) segments.push({ kind: 'choice', width: options })
    this.segments = segments
  }

  static fit(column: Column, field: Field, options: EncoderOptions): NumberCodec {
    const grid = gridOf(field)
    if (options.dataFree && grid.declared === null) throw new UndeclaredDomainError(field.name)
    return NumberCodec.fitNumbers(columnOfKind(column, 'number', field.name), grid, options)
  }

  /** What is not paid for, or declared, is read off the data. */
  static fitPrivately(column: Column, field: Field, options: EncoderOptions, releases: Releases): NumberCodec {
    const numbers = columnOfKind(column, 'number', field.name)
    return NumberCodec.fitNumbersPrivately(numbers, gridOf(field), options, {
      bounds: releases.question('bounds', field.name),
      quantiles: releases.question('quantiles', field.name),
    })
  }

  /** Fits to the numbers of a column that is not a field's own, such as the days of instants. */
  static fitNumbers(column: NumberColumn, grid: NumberGrid, options: EncoderOptions): NumberCodec {
    const { decimals, keepsMissing } = grid
    const declared = grid.declared === null ? null : boundsOnGrid(grid.declared, decimals)
    if (options.dataFree && declared !== null) {
      const { minimum, maximum } = declared
      const flat = flatMixture(minimum, maximum, decimals === null ? 0 : 10 ** -decimals, options.components)
      const mixture = { ...flat, atoms: flat.atoms.map((atom) => roundTo(atom, decimals)) }
      return NumberCodec.of(mixture, {
        scalar: options.scalars,
        decimals,
        ...declared,
        bounds: 'declared',
        shape: 'declared',
        missing: keepsMissing,
        missingShare: null,
      })
    }
    const { values, missing } = column
    const present = new Float64Array(values.length)
    let count = 0
    for (let r = 0; r < values.length; r++) {
      if (missing[r] === 1 || !Number.isFinite(values[r])) continue
      present[count++] =
        declared === null ? values[r] + 0 : Math.min(Math.max(values[r], declared.minimum), declared.maximum) + 0
    }
    const sorted = present.subarray(0, count).sort()
    const own = count === 0 ? { minimum: 0, maximum: 0 } : { minimum: sorted[0], maximum: sorted[count - 1] }
    const mixture =
      count === 0
        ? { atoms: [], cuts: [], maps: [], shares: [] }
        : fitMixture(sorted, options.components, leastRowsOf(count, options), options.options)
    return NumberCodec.of(mixture, {
      scalar: options.scalars,
      decimals,
      ...(declared ?? own),
      bounds: declared === null ? 'data' : 'declared',
      shape: 'data',
      missing: keepsMissing && count < values.length,
      missingShare: values.length === 0 ? null : 1 - count / values.length,
    })
  }

  /**
   * Fits by what the questions tell, and by nothing else where both are paid for. A bound that is neither declared nor paid
   * for is read off the data; so is a shape.
   */
  static fitNumbersPrivately(
    column: NumberColumn,
    grid: NumberGrid,
    options: EncoderOptions,
    { bounds, quantiles }: NumberQuestions,
  ): NumberCodec {
    const { decimals, keepsMissing } = grid
    const axis = new Axis(decimals)
    const numbers = axis.sort(column)
    const declared = grid.declared === null ? null : axis.range(boundsOnGrid(grid.declared, decimals))
    const octaves = declared === null && bounds !== null ? askOctaves(numbers, axis.step, bounds) : null
    if (quantiles === null) {
      if (octaves === null) return NumberCodec.fitNumbers(column, grid, options)
      const found = axis.bounds(octaves.edges)
      const fitted = NumberCodec.fitNumbers(column, { ...grid, declared: found }, options).toJSON()
      return new NumberCodec({ ...fitted, bounds: 'private' })
    }
    const within = declared ?? octaves ?? axis.ownRange(numbers)
    const shape = askShape(numbers, within, { step: axis.step, rows: column.values.length, quantiles })
    return NumberCodec.of(shapedMixture(shape, axis, options.components, options.options), {
      scalar: options.scalars,
      decimals,
      ...(declared !== null && grid.declared !== null
        ? boundsOnGrid(grid.declared, decimals)
        : axis.bounds(shape.edges)),
      bounds: declared !== null ? 'declared' : octaves !== null ? 'private' : 'data',
      shape: 'private',
      missing: keepsMissing && shape.missing > 0,
      missingShare: shape.missing,
    })
  }

  /** The codec of a mixture, as `state` says it came about. */
  static of(
    mixture: Mixture,
    state: Pick<
      NumberState,
      'scalar' | 'decimals' | 'minimum' | 'maximum' | 'bounds' | 'shape' | 'missing' | 'missingShare'
    >,
  ): NumberCodec {
    const { atoms, cuts, maps, shares } = mixture
    return new NumberCodec({
      kind: 'number',
      ...state,
      atoms: [...atoms],
      cuts: [...cuts],
      maps: maps.map((map) => ({ levels: [...map.levels], values: [...map.values] })),
      shares: [...shares],
    })
  }

  /** The category of a number: its atom, else its component, else (atoms alone) the nearest atom. */
  #categoryOf(value: number): number {
    const atoms = this.#atoms
    const at = firstAtLeast(atoms, value)
    if (at < atoms.length && atoms[at] === value) return at
    if (this.#state.maps.length > 0) return atoms.length + firstAbove(this.#cuts, value)
    if (at === 0) return 0
    return at === atoms.length || value - atoms[at - 1] <= atoms[at] - value ? at - 1 : at
  }

  /** A missing cell of a codec that has seen none is encoded as a category drawn by how often it occurs. */
  encode(column: Column, random: Uniforms): (Float32Array | Uint16Array)[] {
    const { values, missing } = columnOfKind(column, 'number')
    const { minimum, maximum, maps, shares, shape, decimals } = this.#state
    // A noisy shape knows whole steps only: a number is placed anywhere within its own, so that levels are even.
    const step = shape === 'private' ? new Axis(decimals).stepWidth : 0
    const rows = values.length
    const scalar = new Float32Array(rows)
    const choice = new Uint16Array(rows)
    const atomCount = this.#atoms.length
    if (this.#values > 0) {
      for (let r = 0; r < rows; r++) {
        const uniform = random.uniform()
        if (missing[r] === 1 || !Number.isFinite(values[r])) {
          choice[r] = this.#state.missing ? this.#values : draw(shares, uniform)
          continue
        }
        const value = Math.min(Math.max(values[r], minimum), maximum)
        const category = this.#categoryOf(value)
        choice[r] = category
        if (category >= atomCount) {
          const placed = value + step * (uniform - 0.5)
          scalar[r] = scalarOf(levelOf(maps[category - atomCount], placed, uniform))
        }
      }
    }
    return this.segments.map((segment) => (segment.kind === 'scalar' ? scalar : choice))
  }

  decode(values: Float32Array, rows: number, width: number, offset: number, { random }: Decoding): NumberColumn {
    const { decimals, minimum, maximum, maps, scalar } = this.#state
    const choiceOffset = offset + (scalar && maps.length > 0 ? 1 : 0)
    const options = this.#values + (this.#state.missing ? 1 : 0)
    const atomCount = this.#atoms.length
    const out = new Float64Array(rows)
    const missing = new Uint8Array(rows)
    for (let r = 0; r < rows; r++) {
      const category = options > 1 ? argmax(values, r * width + choiceOffset, options) : 0
      if (category >= this.#values) missing[r] = 1
      else if (category < atomCount) out[r] = this.#atoms[category]
      else {
        const level = scalar ? levelFrom(values[r * width + offset]) : random.uniform()
        const value = roundTo(valueAtLevel(maps[category - atomCount], level), decimals)
        out[r] = Math.min(Math.max(value, minimum), maximum)
      }
    }
    return { kind: 'number', values: out, missing }
  }

  uniform(rows: number, random: Random): NumberColumn {
    const { decimals, minimum, maximum } = this.#state
    const values = new Float64Array(rows)
    const missing = new Uint8Array(rows).fill(this.#values === 0 ? 1 : 0)
    for (let r = 0; r < rows; r++) {
      const share = random.uniform()
      const value = roundTo(minimum * (1 - share) + maximum * share, decimals)
      values[r] = Math.min(Math.max(value, minimum), maximum)
    }
    return { kind: 'number', values, missing }
  }

  shares(): (Float64Array | null)[] {
    const { shares, shape, missing, missingShare } = this.#state
    if (this.#values + (missing ? 1 : 0) < 2) return []
    if (shape === 'declared' || (missing && missingShare === null)) return [null]
    const lost = missing ? (missingShare ?? 0) : 0
    return [Float64Array.from([...shares.map((each) => each * (1 - lost)), ...(missing ? [lost] : [])])]
  }

  domain(): FieldDomain {
    const { minimum, maximum, bounds } = this.#state
    return { kind: 'range', minimum, maximum, declared: bounds === 'declared' }
  }

  toJSON(): NumberState {
    return this.#state
  }
}
