// Place: a latitude and a longitude as one number: the position on a curve of the square of a box that they lie in.
import * as v from 'valibot'
import { Grid, type GridState } from '../table/grid.ts'
import { positionOf, side, squareAt } from './curve.ts'

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

/** What lies beyond the box counts as on its edge. */
export function placeOf(latitude: number, longitude: number, { south, north, west, east }: Box): number {
  return positionOf(squareOf(longitude, west, east), squareOf(latitude, south, north))
}

/** The middle of the square at a position. */
export function coordinatesOf(
  place: number,
  { south, north, west, east }: Box,
): { readonly latitude: number; readonly longitude: number } {
  const [x, y] = squareAt(place)
  return { latitude: middleOf(y, south, north), longitude: middleOf(x, west, east) }
}

/** The nearest value that the column can write, within the bounds as far as one lies there. */
export function writable(state: GridState, from: number, to: number): (value: number) => number {
  const grid = new Grid(state)
  const [low, high] = [grid.value(grid.ceil(from)), grid.value(grid.floor(to))]
  return (value) => {
    const nearest = grid.value(grid.round(value))
    return low <= high ? Math.min(Math.max(nearest, low), high) : nearest
  }
}
