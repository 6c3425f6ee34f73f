// Tests of the plane of canaries.
import { expect, it } from 'vitest'
import { Plane } from './plane.ts'

it('gives every point a cell of its own in the table of any two columns', () => {
  const plane = new Plane(20)
  expect(plane.points).toBe(25)
  const { rows, width, segments, columns } = plane.matrix(Array.from({ length: 25 }, (_, point) => point))
  expect([rows, width, segments.length]).toEqual([25, 30, 6])
  for (let c = 0; c < 6; c++) {
    for (let d = c + 1; d < 6; d++) {
      const cells = new Set(Array.from({ length: 25 }, (_, row) => `${columns[c][row]} ${columns[d][row]}`))
      expect(cells.size).toBe(25)
    }
  }
})

it('is of the smallest prime order that has so many points', () => {
  expect([4, 5, 26, 400, 1000].map((points) => new Plane(points).order)).toEqual([2, 3, 7, 23, 37])
})

it('holds the points that are asked for, in their order', () => {
  const plane = new Plane(9)
  const { columns } = plane.matrix([7, 2])
  expect(columns.map((column) => Array.from(column))).toEqual(
    [0, 1, 2, 3].map((direction) => [plane.line(7, direction), plane.line(2, direction)]),
  )
})
