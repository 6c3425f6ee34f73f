// Which parts of the page can be entered when.
import { expect, it } from 'vitest'
import { reachable } from './journey.ts'

const reach = (table: boolean, model: boolean, included: boolean, trained: boolean) =>
  Object.entries(reachable(table, model, included, trained)).flatMap(([name, open]) => (open ? [name] : []))

it('begins with the data alone', () => {
  expect(reach(false, false, false, false)).toEqual(['data'])
})

it('opens fields and training with a table, training only when a field is included', () => {
  expect(reach(true, false, true, false)).toEqual(['data', 'fields', 'train'])
  expect(reach(true, false, false, false)).toEqual(['data', 'fields'])
})

it('opens the result after training', () => {
  expect(reach(true, false, true, true)).toEqual(['data', 'fields', 'train', 'result'])
})

it('leads from a saved model straight to its result', () => {
  expect(reach(false, true, false, true)).toEqual(['data', 'result'])
})
