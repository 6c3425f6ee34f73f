// The curve: every square has one position, and neighbours along it are neighbours on the grid.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { positionOf, side, squareAt, squares } from './curve.ts'

const coordinate = fc.integer({ min: 0, max: side - 1 })

it('finds every square again', () => {
  fc.assert(
    fc.property(coordinate, coordinate, (x, y) => {
      const position = positionOf(x, y)
      expect(Number.isSafeInteger(position) && position >= 0 && position < squares).toBe(true)
      expect(squareAt(position)).toEqual([x, y])
    }),
  )
})

it('goes from square to square without a jump', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: squares - 2 }), (position) => {
      const [[x, y], [nextX, nextY]] = [squareAt(position), squareAt(position + 1)]
      expect(Math.abs(x - nextX) + Math.abs(y - nextY)).toBe(1)
    }),
  )
})

it('stays in a quarter of a square until all of it is passed', () => {
  const quarter = squares / 4
  for (const part of [0, 1, 2, 3]) {
    const half = (position: number) => squareAt(position).map((each) => Math.floor((2 * each) / side))
    expect(half(part * quarter)).toEqual(half((part + 1) * quarter - 1))
  }
})
