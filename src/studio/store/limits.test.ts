// What texts stand for usable numbers.
import { expect, it } from 'vitest'
import type { Recipe } from '../../worker/protocol.ts'
import { isEmptyAnswer, parseLimited, writeLimited } from './limits.ts'

it('takes numbers within their bounds', () => {
  expect(parseLimited('batch', ' 500 ')).toBe(500)
  expect(parseLimited('generatorRate', '2e-4')).toBe(2e-4)
  expect(parseLimited('averaging', '0')).toBe(0)
})

it.each([
  ['batch', ''],
  ['batch', '0'],
  ['batch', '1.5'],
  ['batch', '70000'],
  ['generatorRate', 'fast'],
  ['generatorRate', '1.01'],
  ['minutes', 'Infinity'],
  ['averaging', '1'],
] as const)('refuses %s of "%s"', (name, text) => {
  expect(parseLimited(name, text)).toBeNull()
})

it('takes widths with any usual separator', () => {
  expect(parseLimited('generatorWidths', '256, 128')).toEqual([256, 128])
  expect(parseLimited('generatorWidths', '256 128，64')).toEqual([256, 128, 64])
})

it.each(['', ',', '0', '256, x', '5000', '1.5', '1,2,3,4,5,6,7,8,9'])('refuses widths of "%s"', (text) => {
  expect(parseLimited('discriminatorWidths', text)).toBeNull()
})

it('tells the split of epsilon in percent, without the tail of binary fractions', () => {
  const split = { domains: 0.07, shares: 0.05 }
  const recipe = { privacy: { split } } as Recipe
  expect([writeLimited(recipe, 'domains'), writeLimited(recipe, 'shares')]).toEqual(['7', '5'])
})

it('takes an empty text where it is an answer', () => {
  expect((['delta', 'noiseMultiplier', 'batch'] as const).map((name) => isEmptyAnswer(name, ' '))).toEqual([
    true,
    true,
    false,
  ])
})
