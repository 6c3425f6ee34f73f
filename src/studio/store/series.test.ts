// Series grow without end and give few points.
import { expect, it } from 'vitest'
import { Series } from './series.ts'

it('holds more points than it began with room for', () => {
  const series = new Series(['loss'])
  for (let step = 0; step < 5000; step++) series.push(step, { loss: step * 2 })
  expect(series.length).toBe(5000)
  const points = series.points(100)
  expect(points).toHaveLength(100)
  expect(points[0]).toEqual({ x: 0, loss: 0 })
  expect(points[99]).toEqual({ x: 4999, loss: 9998 })
})

it('leaves out points that are not finite', () => {
  const series = new Series(['a', 'b'])
  series.push(1, { a: Number.NaN, b: 1 })
  series.push(2, { a: 1, b: Number.POSITIVE_INFINITY })
  series.push(3, { a: 1, b: 2 })
  expect(series.points(10)).toEqual([{ x: 3, a: 1, b: 2 }])
})

it('forgets what lies beyond a point, and goes on from there', () => {
  const series = new Series(['a'])
  for (const x of [1, 2, 3, 4]) series.push(x, { a: x })
  series.trim(2)
  series.push(3, { a: 7 })
  expect(series.points(10)).toEqual([
    { x: 1, a: 1 },
    { x: 2, a: 2 },
    { x: 3, a: 7 },
  ])
})

it('is empty after clearing', () => {
  const series = new Series(['a'])
  series.push(1, { a: 1 })
  series.clear()
  expect(series.points(10)).toEqual([])
})
