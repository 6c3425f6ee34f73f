// The referee of the benchmarks.
import { expect, it } from 'vitest'
import { bestRatio, type Contender, contest, median, ratio, stepping } from './contest.ts'

/** Says the numbers one after another, and who was asked. */
const scripted = (name: string, numbers: readonly number[], heard: string[]): Contender => {
  let turn = 0
  return {
    async turn() {
      heard.push(name)
      return numbers[turn++]
    },
  }
}

it('lets each begin in turn, and counts no turn of the warm-up', async () => {
  const heard: string[] = []
  const scores = await contest(
    { one: scripted('one', [9, 9, 1, 2, 3], heard), two: scripted('two', [8, 8, 4, 5, 6], heard) },
    3,
  )
  expect(scores).toEqual({ one: [1, 2, 3], two: [4, 5, 6] })
  expect(heard).toEqual(['one', 'two', 'two', 'one', 'one', 'two', 'two', 'one', 'one', 'two'])
})

it('compares round by round, so that a slow moment counts for both', () => {
  expect(ratio([2, 20, 4], [1, 10, 1])).toBe(2)
  expect(bestRatio([2, 20, 4], [1, 10, 0.5])).toBe(4)
  expect(median([5, 1, 3])).toBe(3)
})

it('times the steps and the wait for the device, not what is made before', async () => {
  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  const contender = stepping(2, { ready: () => pause(500), step: () => pause(5), finish: () => pause(10) })
  const time = await contender.turn()
  expect(time).toBeGreaterThan(9)
  expect(time).toBeLessThan(500)
})
