// Tests of the options that the fields of wide tables may have.
import { expect, it } from 'vitest'
import { Encoder } from '../encode/encoder.ts'
import { decimals, field } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import { marginalsRecipe, plainRecipe, vaeRecipe } from '../models/recipe.ts'
import type { Field, Schema } from '../table/schema.ts'
import { encoderOptions } from './prepare.ts'
import { optionsPerField } from './width.ts'

const numbers = (count: number): Field[] =>
  Array.from({ length: count }, (_, i) => field(`x${i}`, 'real', { format: decimals(3) }))
const words = (count: number, size: number, declared = false): Field[] =>
  Array.from({ length: count }, (_, i) => {
    const categories = Array.from({ length: size }, (_, word) => `w${word}`)
    return field(`w${i}`, 'category', { domain: { kind: 'categories', categories, declared } })
  })
const options = (fields: Field[], guarded = false) => optionsPerField({ fields }, 32, guarded)

it('leaves the fields of usual tables as they are, and gives those of wide ones what there is room for', () => {
  expect(options(numbers(31))).toBe(Number.POSITIVE_INFINITY)
  expect(options(numbers(100))).toBe(19)
  expect(options(numbers(400))).toBe(4)
  expect(options(numbers(1000))).toBe(2)
  expect(() => options(numbers(2000))).toThrow('2000 fields to learn')
})

it('gives narrow fields what they need and the others the rest', () => {
  const mixed = [...words(300, 2), ...numbers(50)]
  expect(options(mixed)).toBe(Math.floor((2048 - 300 * 3) / 50) - 1)
})

it('counts words that were found in the rows only where nothing is private', () => {
  expect(options(words(100, 4))).toBe(Number.POSITIVE_INFINITY)
  expect(options(words(100, 4), true)).toBe(19)
  expect(options(words(100, 4, true), true)).toBe(Number.POSITIVE_INFINITY)
})

it('asks only where tables of pairs are kept, and keeps an encoded table within them', () => {
  const schema: Schema = { fields: numbers(200) }
  expect(encoderOptions(vaeRecipe, schema).options).toBeUndefined()
  expect(encoderOptions(plainRecipe, schema).options).toBe(9)
  const random = createRandom(1, 'wide')
  const rows = 300
  const column = (i: number) => ({
    kind: 'number' as const,
    // Continuous, of a few values, and with one that is frequent.
    values: Float64Array.from({ length: rows }, () =>
      i % 3 === 0 ? random.normal() : i % 3 === 1 ? random.integer(20) : random.integer(2) * random.normal(),
    ),
    missing: Uint8Array.from({ length: rows }, () => random.integer(2)),
  })
  const table = { rows, columns: schema.fields.map((_, i) => column(i)) }
  const encoder = Encoder.fit(table, schema, encoderOptions(marginalsRecipe, schema))
  expect(Math.max(...encoder.segments.map(({ width }) => width))).toBeLessThanOrEqual(10)
  expect(encoder.width).toBeGreaterThan(1000)
  expect(encoder.width).toBeLessThanOrEqual(2048)
})
