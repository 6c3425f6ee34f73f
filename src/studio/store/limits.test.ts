// What texts stand for usable numbers.
import { expect, it } from 'vitest'
import { parseLimited } from './limits.ts'

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
