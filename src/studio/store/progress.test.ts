// Reading and working: progress counts only for what is under way.
import { expect, it } from 'vitest'
import { emptyData, reduceReading } from './data.ts'
import { hearWorking, useResult, useWorking } from './result.ts'

const reading = { kind: 'reading', bytes: 500, of: 1000, rows: 7, secondsLeft: 3 } as const
const working = { kind: 'working', phase: 'judging', part: 'risk', done: 2, of: 5, secondsLeft: null } as const

it('tells how much of a file is read', () => {
  const opening = {
    ...emptyData,
    reading: { name: 'a.csv', kind: 'table', bytes: 0, of: 1000, rows: 0, secondsLeft: null },
  } as const
  expect(reduceReading(opening, reading).reading).toEqual({ ...opening.reading, bytes: 500, rows: 7, secondsLeft: 3 })
})

it('drops a late event of a file that is open or refused already', () => {
  expect(reduceReading(emptyData, reading)).toBe(emptyData)
})

it('tells how far a task is, and hears nothing where there is none', () => {
  hearWorking(working)
  expect(useWorking.getState().working).toBeNull()
  useResult.setState({ task: 'judge' })
  hearWorking(working)
  expect(useWorking.getState().working).toEqual({ phase: 'judging', part: 'risk', done: 2, of: 5, secondsLeft: null })
})
