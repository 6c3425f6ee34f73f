// The target that is chosen for the reader.
import { expect, it } from 'vitest'
import { type Cell, field, numbers, tableOf, texts, words } from '../encode/testcolumns.ts'
import { defaultTarget, wordCounts } from './target.ts'

const cycle = (...cells: Cell[]) => Array.from({ length: 60 }, (_, r) => cells[r % cells.length])

it('is the last field of two words, whatever comes behind it', () => {
  const fields = [field('sex', 'category'), field('ill', 'boolean'), field('ward', 'category'), field('age', 'integer')]
  const table = tableOf([
    words(cycle('m', 'f')),
    words(cycle('no', 'yes')),
    words(cycle('a', 'b', 'c')),
    numbers(cycle(1, 2)),
  ])
  expect(defaultTarget({ fields }, table)).toBe('ill')
})

it('is the last field of few words where none has two, and of numbers where none has few', () => {
  const fields = [field('age', 'integer'), field('ward', 'category'), field('code', 'category'), field('pay', 'real')]
  const many = words(Array.from({ length: 60 }, (_, r) => `c${r % 30}`))
  const table = tableOf([numbers(cycle(1, 2)), words(cycle('a', 'b', null, 'c')), many, numbers(cycle(3, 4))])
  expect(defaultTarget({ fields }, table)).toBe('ward')
  const [age, , code, pay] = fields
  const [first, , third, fourth] = table.columns
  expect(defaultTarget({ fields: [age, code, pay] }, tableOf([first, third, fourth]))).toBe('pay')
})

it('is no field that is left out, or of one value, or whose second word is too rare to be learnt', () => {
  const fields = [
    field('ward', 'category'),
    field('ill', 'boolean', { role: 'omit' }),
    field('dead', 'boolean'),
    field('site', 'category'),
    field('size', 'real'),
    field('note', 'text'),
  ]
  const table = tableOf([
    words(cycle('a', 'b', 'c')),
    words(cycle('no', 'yes')),
    words(Array.from({ length: 60 }, (_, r) => (r < 9 ? 'yes' : 'no'))),
    words(cycle('here')),
    numbers(cycle(7, null)),
    texts(cycle('x', 'y').map(String)),
  ])
  expect(defaultTarget({ fields }, table)).toBe('ward')
  expect(defaultTarget({ fields: fields.slice(1) }, tableOf(table.columns.slice(1)))).toBeNull()
})

it('counts words that occur, the most frequent first', () => {
  expect(wordCounts(words(['b', 'a', null, 'b', 'a', 'c']))).toEqual([
    ['a', 2],
    ['b', 2],
    ['c', 1],
  ])
})
