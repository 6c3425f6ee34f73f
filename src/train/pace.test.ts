// Tests of speed and estimate.
import { expect, it } from 'vitest'
import { Pace } from './pace.ts'

it('leaves pauses out of the time trained', () => {
  const pace = new Pace()
  pace.start(0)
  pace.pause(2000)
  pace.start(10_000)
  expect(pace.seconds(11_000)).toBeCloseTo(3)
})

it('estimates the time left from the recent speed', () => {
  const pace = new Pace()
  pace.start(0)
  pace.note(50, 5000)
  expect(pace.stepsPerSecond()).toBeCloseTo(10)
  expect(pace.secondsLeft(50, 100, null, 5000)).toBeCloseTo(5)
})

it('ends with the time limit where that comes first', () => {
  const pace = new Pace()
  pace.start(0)
  pace.note(50, 5000)
  expect(pace.secondsLeft(50, 1000, 8, 5000)).toBeCloseTo(3)
})

it('gives no estimate before there is enough to go by', () => {
  const pace = new Pace()
  pace.start(0)
  pace.note(5, 5000)
  expect(pace.secondsLeft(5, 100, null, 5000)).toBeNull()
})
