// Who is compared.
import { expect, it } from 'vitest'
import { looksOf, modelsOf } from './models.ts'

it('takes names in any order, and none that it does not know', () => {
  expect(modelsOf('mst, ctgan,ours')).toEqual(['ctgan', 'ours', 'mst'])
  expect(() => modelsOf('ctgan,gpt')).toThrow('"gpt"')
})

it('looks at CTGAN more often while it changes more, and at its end', () => {
  expect(looksOf(300)).toEqual([1, 3, 10, 30, 100, 300])
  expect(looksOf(20)).toEqual([1, 3, 10, 20])
  expect(looksOf(2)).toEqual([1, 2])
  expect(looksOf(1)).toEqual([1])
})
