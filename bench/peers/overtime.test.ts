// How soon a quality is reached.
import { expect, it } from 'vitest'
import { race, secondsTo } from './overtime.ts'

const theirs = [
  { seconds: 10, quality: 0.6 },
  { seconds: 100, quality: 0.82 },
  { seconds: 300, quality: 0.8 },
]

it('takes the first judged moment that is good enough, in order of time, and guesses none in between', () => {
  expect(secondsTo([theirs[2], theirs[0], theirs[1]], 0.7)).toBe(100)
  expect(secondsTo(theirs, 0.6)).toBe(10)
  expect(secondsTo(theirs, 0.9)).toBeNull()
  expect(secondsTo([], 0)).toBeNull()
})

it("compares with the moment at which the peer first had what it ends with, and with its whole training's time", () => {
  const ours = [
    { seconds: 5, quality: 0.5 },
    { seconds: 20, quality: 0.81 },
  ]
  expect(race(ours, theirs)).toEqual({
    quality: 0.8,
    theirs: 100,
    ours: 20,
    ratio: 0.2,
    whole: 300,
    ratioToWhole: 20 / 300,
  })
})

it('tells no ratio where ours never gets there, and nothing without a training on either side', () => {
  const found = race([{ seconds: 1, quality: 0.1 }], theirs)
  expect(found).toMatchObject({ ours: null, ratio: null, ratioToWhole: null, theirs: 100 })
  expect(race([], theirs)).toBeNull()
  expect(race(theirs, [])).toBeNull()
})
