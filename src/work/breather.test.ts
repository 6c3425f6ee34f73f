// Tests of work that is done piece by piece.
import { expect, it } from 'vitest'
import { Breather, carryOut } from './breather.ts'
import { Control } from './control.ts'
import { StoppedError } from './errors.ts'
import { finished, type Work } from './work.ts'

/** Pieces of some milliseconds each, counted; `left` tells that it was left as it should be. */
function counting(pieces: number, seen: { done: number; left: boolean }): Work<string> {
  function* work(): Work<string> {
    try {
      for (let piece = 0; piece < pieces; piece++) {
        for (const began = performance.now(); performance.now() - began < 5; );
        seen.done++
        yield
      }
      return 'all'
    } finally {
      seen.left = true
    }
  }
  return work()
}

it('gives the same result at once and with breaths in between', async () => {
  const seen = { done: 0, left: false }
  expect(finished(counting(3, seen))).toBe('all')
  expect(await carryOut(counting(3, seen), new Control())).toBe('all')
  expect(seen).toEqual({ done: 6, left: true })
})

it('stops within a few pieces, and leaves the work in good order', async () => {
  const seen = { done: 0, left: false }
  const control = new Control()
  const ended = carryOut(counting(1000, seen), control)
  setTimeout(() => control.stop(), 1)
  await expect(ended).rejects.toThrow(StoppedError)
  expect(seen.done).toBeGreaterThan(0)
  expect(seen.done).toBeLessThan(100)
  expect(seen.left).toBe(true)
})

it('waits while paused and then goes on', async () => {
  const seen = { done: 0, left: false }
  const control = new Control()
  const ended = carryOut(counting(60, seen), control)
  control.pause()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const before = seen.done
  expect(before).toBeLessThan(60)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(seen.done).toBe(before)
  control.resume()
  expect(await ended).toBe('all')
})

it('aborts the signal of what is stopped, with the same reason', () => {
  const control = new Control()
  expect(control.signal.aborted).toBe(false)
  control.stop()
  expect(() => control.signal.throwIfAborted()).toThrow(StoppedError)
})

it('lets others in only when it is time to', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const breather = new Breather()
  await breather.breathe()
  expect(breather.due).toBe(false)
  expect(turns).toBe(0)
  clearInterval(timer)
})
