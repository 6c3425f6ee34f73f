// Minimise: known lowest points.
import { expect, it } from 'vitest'
import { finished } from '../../work/work.ts'
import { minimise } from './minimise.ts'

it("finds the end of Rosenbrock's valley", () => {
  const found = finished(
    minimise(
      ([x, y], gradient) => {
        gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x)
        gradient[1] = 200 * (y - x * x)
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2
      },
      Float64Array.of(-1.2, 1),
      1e-9,
    ),
  )
  expect(found[0]).toBeCloseTo(1, 8)
  expect(found[1]).toBeCloseTo(1, 8)
})

it('finds the middle of a bowl that is a million times steeper one way than the other', () => {
  const steepness = [1, 1e3, 1e6]
  const found = finished(
    minimise(
      (point, gradient) =>
        point.reduce((sum, value, i) => {
          gradient[i] = steepness[i] * (value - i)
          return sum + (steepness[i] * (value - i) ** 2) / 2
        }, 0),
      Float64Array.of(9, 9, 9),
      1e-9,
    ),
  )
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(i, 8)
})

it('stays where nothing is lower', () => {
  const flat = (_: Float64Array, gradient: Float64Array) => {
    gradient.fill(0)
    return 1
  }
  expect(finished(minimise(flat, Float64Array.of(2, 3), 1e-9))).toEqual(Float64Array.of(2, 3))
})
