// TimeLeft: an estimate that is honest about what it cannot know.
import { afterEach, expect, it, vi } from 'vitest'
import { TimeLeft } from './timeleft.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('says nothing before there is something to judge by', () => {
  vi.useFakeTimers()
  const left = new TimeLeft()
  vi.advanceTimersByTime(1000)
  expect(left.after(0.5)).toBeNull()
  vi.advanceTimersByTime(9000)
  expect(left.after(0.001)).toBeNull()
  expect(left.after(Number.NaN)).toBeNull()
})

it('takes the rest to go as fast as what is done', () => {
  vi.useFakeTimers()
  const left = new TimeLeft()
  vi.advanceTimersByTime(10_000)
  expect(left.after(0.25)).toBeCloseTo(30, 6)
  vi.advanceTimersByTime(10_000)
  expect(left.after(1)).toBe(0)
})
