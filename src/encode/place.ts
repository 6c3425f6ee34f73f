// Place: a latitude and a longitude as one number: the position on a curve of the square of a box that they lie in.
import * as v from 'valibot'
import type { Random } from '../math/random.ts'
import { Grid, type GridState } from '../table/grid.ts'
import type { NumberColumn } from '../table/table.ts'
import { positionOf, side, squareAt, squares } from './curve.ts'
import { blank, put } from './numbercolumn.ts'

const degrees = v.pipe(v.number(), v.finite())

/** Degrees, all inclusive. */
export const boxState = v.object({ south: degrees, north: degrees, west: degrees, east: degrees })

export type Box = v.InferOutput<typeof boxState>

/** The square, 0 to side − 1, that a value lies in of those between two bounds. */
function squareOf(value: number, from: number, to: number): number {
  if (!(to > from)) return 0
  return Math.min(side - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * side)))
}

/** The middle of a square. */
function middleOf(square: number, from: number, to: number): number {
  return from + ((square + 0.5) / side) * (to - from)
}

/**
 * All places that there are: behind the squares of the curve as many for latitudes whose longitude is missing, as many for
 * longitudes alone, and as many that say nothing, so that their number is a power of four.
 */
export const places = 4 * squares

/** A latitude and a longitude, `null` where missing. */
export interface Coordinates {
  readonly latitude: number | null
  readonly longitude: number | null
}

/** `null` where both are missing. What lies beyond the box counts as on its edge. */
export function placeOf({ latitude, longitude }: Coordinates, { south, north, west, east }: Box): number | null {
  const y = latitude === null ? null : squareOf(latitude, south, north)
  const x = longitude === null ? null : squareOf(longitude, west, east)
  if (y === null) return x === null ? null : 2 * squares + x * side
  return x === null ? squares + y * side : positionOf(x, y)
}

/** The middle of the square at a place. */
export function coordinatesOf(place: number, { south, north, west, east }: Box): Coordinates {
  if (place < squares) {
    const [x, y] = squareAt(place)
    return { latitude: middleOf(y, south, north), longitude: middleOf(x, west, east) }
  }
  const square = Math.floor((place % squares) / side)
  return {
    latitude: place < 2 * squares ? middleOf(square, south, north) : null,
    longitude: place >= 2 * squares && place < 3 * squares ? middleOf(square, west, east) : null,
  }
}

/** Anywhere in the box, nothing missing. */
export function anyPlaces(rows: number, random: Random): NumberColumn {
  const values = Float64Array.from({ length: rows }, () => Math.floor(random.uniform() * squares))
  return { kind: 'number', values, missing: new Uint8Array(rows) }
}

/** The nearest value that the column can write, within the bounds as far as one lies there. */
function writable(state: GridState, from: number, to: number): (value: number) => number {
  const grid = new Grid(state)
  const [low, high] = [grid.value(grid.ceil(from)), grid.value(grid.floor(to))]
  return (value) => {
    const nearest = grid.value(grid.round(value))
    return low <= high ? Math.min(Math.max(nearest, low), high) : nearest
  }
}

/** The places of latitudes and longitudes, row by row. */
export function placesIn(north: NumberColumn, east: NumberColumn, box: Box): NumberColumn {
  const made = blank(north.values.length)
  for (let row = 0; row < made.values.length; row++) {
    const latitude = north.missing[row] === 1 ? null : north.values[row]
    const longitude = east.missing[row] === 1 ? null : east.values[row]
    const place = placeOf({ latitude, longitude }, box)
    if (place !== null) put(made, row, place)
  }
  return made
}

/** Latitudes and longitudes as their columns can write them. */
export function coordinatesIn(
  place: NumberColumn,
  {
    box,
    grids,
  }: { readonly box: Box; readonly grids: { readonly latitude: GridState; readonly longitude: GridState } },
) {
  const rows = place.values.length
  const [latitude, longitude] = [blank(rows), blank(rows)]
  const writeNorth = writable(grids.latitude, box.south, box.north)
  const writeEast = writable(grids.longitude, box.west, box.east)
  for (let row = 0; row < rows; row++) {
    if (place.missing[row] === 1) continue
    const found = coordinatesOf(place.values[row], box)
    if (found.latitude !== null) put(latitude, row, writeNorth(found.latitude))
    if (found.longitude !== null) put(longitude, row, writeEast(found.longitude))
  }
  return { latitude, longitude }
}
