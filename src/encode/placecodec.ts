// PlaceCodec: places along a curve as a choice of cells, and within a cell the stretches of the curve where there are any.
import { firstAtLeast } from '../math/search.ts'
import type { Releases } from '../privacy/releases.ts'
import { askZoom } from '../privacy/zoom.ts'
import type { Field } from '../table/schema.ts'
import type { Column } from '../table/table.ts'
import { Axis } from './axis.ts'
import { columnOfKind, type EncoderOptions, UndeclaredDomainError } from './codec.ts'
import { squares } from './curve.ts'
import { type Mixture, shapedMixture } from './mixture.ts'
import { leastRowsOf, NumberCodec, type NumberGrid } from './numbercodec.ts'
import { places } from './place.ts'
import type { QuantileMap } from './quantilemap.ts'

/** Cells a component of a number: a plane has more to tell apart than a line. */
const cellsPerComponent = { scalars: 8, choices: 2 }

/** Stretches altogether at most. */
const mostStretches = 1024
/** Rows of a stretch at least: no end of one is the place of a single row. Places that recur as often are kept exactly. */
const leastRows = 4
/** Of so many cells one may end at a wide gap. */
const gapCells = 4
/** Ends of a stretch lie on squares of so small a part of its length. */
const blur = 16

/** Where places lie: from one position of the curve to another, both inclusive, in so many rows. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly rows: number
}

export const PlaceCodec = {
  /** A number codec whose numbers are positions (encode/curve.ts). */
  fit(column: Column, field: Field, options: EncoderOptions): NumberCodec {
    const cells = columnOfKind(column, 'number', field.name)
    const { domain } = field
    if (options.dataFree) {
      if (domain.kind !== 'range' || !domain.declared) throw new UndeclaredDomainError(field.name)
      const grid: NumberGrid = { decimals: 0, declared: domain, keepsMissing: true }
      return NumberCodec.fitNumbers(cells, grid, { ...options, components: cellsOf(options) })
    }
    const { sorted, missing } = new Axis(0).sort(cells)
    const mixture = cellsFrom(stretchesOf(sorted), options)
    const { maps } = mixture
    const rows = sorted.length + missing
    return NumberCodec.of(mixture, {
      scalar: options.scalars,
      decimals: 0,
      minimum: maps[0]?.values[0] ?? 0,
      maximum: maps.at(-1)?.values.at(-1) ?? 0,
      bounds: 'data',
      shape: 'data',
      missing: missing > 0,
      missingShare: rows === 0 ? null : missing / rows,
    })
  },

  /** By noisy histograms of the curve; where they are not paid for the places are read off the data. */
  fitPrivately(column: Column, field: Field, options: EncoderOptions, releases: Releases): NumberCodec {
    const question = releases.question('quantiles', field.name)
    if (question === null) return PlaceCodec.fit(column, field, options)
    const cells = columnOfKind(column, 'number', field.name)
    const axis = new Axis(0)
    const shape = askZoom(axis.sort(cells), places, cells.values.length, question)
    return NumberCodec.of(shapedMixture(shape, axis, cellsOf(options)), {
      scalar: options.scalars,
      decimals: 0,
      ...axis.bounds(shape.edges),
      bounds: 'declared',
      shape: 'private',
      missing: shape.missing > 0,
      missingShare: shape.missing,
    })
  },
}

function cellsOf({ components, scalars, options }: EncoderOptions): number {
  return Math.min(options, components * (scalars ? cellsPerComponent.scalars : cellsPerComponent.choices))
}

/**
 * Stretches of the curve that hold all positions, sorted, and little besides: they end at the widest gaps, and where many rows
 * would share one, among these.
 */
function stretchesOf(sorted: Float64Array): Stretch[] {
  const rows = sorted.length
  const ends = new Set<number>([0, rows])
  // A place that recurs is a stretch of its own.
  const often = Math.max(leastRows, Math.ceil(rows / mostStretches))
  for (let begin = 0; begin < rows; ) {
    let end = begin + 1
    while (end < rows && sorted[end] === sorted[begin]) end++
    if (end - begin >= often) ends.add(begin).add(end)
    begin = end
  }
  for (const region of [1, 2]) ends.add(firstAtLeast(sorted, region * squares))
  cutAtGaps(sorted, ends)
  const ranks = [...ends].sort((a, b) => a - b)
  const most = Math.max(leastRows, Math.ceil((2 * rows) / mostStretches))
  const found: Stretch[] = []
  ranks.slice(1).forEach((end, i) => {
    const begin = ranks[i]
    const pieces = sorted[begin] === sorted[end - 1] ? 1 : Math.ceil((end - begin) / most)
    for (let piece = 0; piece < pieces; piece++) {
      const from = begin + Math.round((piece * (end - begin)) / pieces)
      const to = begin + Math.round(((piece + 1) * (end - begin)) / pieces)
      if (to > from) found.push(stretch(sorted, from, to, found.at(-1)?.to ?? -1))
    }
  })
  // Between two places that recur there may be too few rows to be told.
  const told = found.filter(({ rows }) => rows >= leastRows)
  return told.length > 0 ? told : found
}

/** Cuts at the widest gaps first, where enough rows stay on both sides; `ends` are ranks. */
function cutAtGaps(sorted: Float64Array, ends: Set<number>): void {
  const gaps = new Float64Array(sorted.length)
  for (let rank = 1; rank < sorted.length; rank++) gaps[rank] = sorted[rank] - sorted[rank - 1]
  // Of the gaps some lie too near to another: more are looked at than are wanted.
  const least = Float64Array.from(gaps).sort()[Math.max(0, gaps.length - 8 * mostStretches)] ?? 0
  const widest = Array.from(gaps.keys()).filter((rank) => gaps[rank] > 1 && gaps[rank] >= least)
  widest.sort((a, b) => gaps[b] - gaps[a] || a - b)
  // Rows at either side of a cut that have no other cut yet.
  const isNear = (rank: number) => {
    for (let other = rank - leastRows + 1; other < rank + leastRows; other++) if (ends.has(other)) return true
    return false
  }
  let cuts = 0
  for (const rank of widest) {
    if (isNear(rank)) continue
    ends.add(rank)
    if (++cuts === mostStretches / 2) break
  }
}

/** Of the rows [begin, end); between the end of the stretch before it and the row behind it. */
function stretch(sorted: Float64Array, begin: number, end: number, before: number): Stretch {
  const [first, last] = [sorted[begin], sorted[end - 1]]
  const step = 4 ** Math.max(0, Math.floor(Math.log2((last - first) / blur) / 2))
  const from = Math.min(first, Math.max(Math.floor(first / step) * step, before + 1))
  const to = Math.max(last, Math.min(Math.ceil((last + 1) / step) * step, sorted[end] ?? places) - 1)
  return { from, to, rows: end - begin }
}

/**
 * Stretches in cells of like many rows. Where the next stretch is farthest a cell ends first of all, so that cities stay apart, and
 * where a coordinate is missing; what lies between is cut evenly.
 */
function cellsFrom(stretches: readonly Stretch[], options: EncoderOptions): Mixture {
  const rows = rowsOf(stretches)
  if (rows === 0) return { atoms: [], cuts: [], maps: [], shares: [] }
  const most = Math.max(1, Math.min(cellsOf(options), Math.floor(rows / leastRowsOf(rows, options))))
  let range = rows / most
  let cells = cut(stretches, range)
  // Rounding may have made a few too many.
  while (cells.length > most && range < rows) {
    range *= 1.05
    cells = cut(stretches, range)
  }
  return {
    atoms: [],
    cuts: cells.slice(1).map(([first]) => first.from),
    maps: cells.map(mapOf),
    shares: cells.map((cell) => rowsOf(cell) / rows),
  }
}

/** In cells of about so many rows. */
function cut(stretches: readonly Stretch[], range: number): Stretch[][] {
  return apart(stretches, range).flatMap((piece) => evenly(piece, Math.round(rowsOf(piece) / range)))
}

function rowsOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, each) => sum + each.rows, 0)
}

/** Cut where a coordinate begins to be missing, and at the widest gaps that leave half of so many rows on either side. */
function apart(stretches: readonly Stretch[], range: number): Stretch[][] {
  const starts = new Float64Array(stretches.length + 1)
  stretches.forEach((each, i) => {
    starts[i + 1] = starts[i] + each.rows
  })
  const ends = new Set([0, stretches.length])
  for (let i = 1; i < stretches.length; i++)
    if (regionOf(stretches[i].from) !== regionOf(stretches[i - 1].from)) ends.add(i)
  const gap = (i: number) => stretches[i].from - stretches[i - 1].to
  const widest = Array.from(stretches.keys()).slice(1)
  widest.sort((a, b) => gap(b) - gap(a) || a - b)
  const most = ends.size + Math.floor(starts[stretches.length] / range / gapCells)
  for (const i of widest) {
    if (ends.size >= most) break
    if ([...ends].every((end) => Math.abs(starts[end] - starts[i]) >= range / 2)) ends.add(i)
  }
  return [...ends]
    .sort((a, b) => a - b)
    .slice(1)
    .map((end, i, all) => stretches.slice(all[i - 1] ?? 0, end))
}

/** In `count` pieces of about as many rows, one at least. */
function evenly(stretches: readonly Stretch[], count: number): Stretch[][] {
  const rows = rowsOf(stretches)
  const pieces: Stretch[][] = [[]]
  let before = 0
  for (const each of stretches) {
    if (before >= (pieces.length * rows) / count - each.rows / 2 && pieces.length < count && before > 0) pieces.push([])
    pieces[pieces.length - 1].push(each)
    before += each.rows
  }
  return pieces
}

/** 0 where both coordinates are there, else which one is. */
function regionOf(place: number): number {
  return Math.floor(place / squares)
}

/** The polyline that rises over the stretches and jumps between them. */
function mapOf(cell: readonly Stretch[]): QuantileMap {
  const rows = rowsOf(cell)
  const levels: number[] = []
  const values: number[] = []
  let before = 0
  for (const { from, to, rows: own } of cell) {
    levels.push(before / rows)
    before += own
    levels.push(before / rows)
    values.push(from, to)
  }
  return { levels, values }
}
