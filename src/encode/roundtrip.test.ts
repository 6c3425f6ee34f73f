// The round trip of a column through an encoder: what comes back is what went in, to its resolution.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Field } from '../table/schema.ts'
import type { Column } from '../table/table.ts'
import { Encoder } from './encoder.ts'
import { type Cell, cellsOf, decimals, expand, field, numbers, tableOf, words } from './testcolumns.ts'

/** One column there and back. */
function roundTrip(column: Column, of: Field): Cell[] {
  const table = tableOf([column])
  const encoder = Encoder.fit(table, { fields: [of] })
  return cellsOf(encoder.decode(expand(encoder, table), table.rows, createRandom(1, 'decode')).columns[0])
}

const cells = <T>(cell: fc.Arbitrary<T>) => fc.array(fc.option(cell, { freq: 5 }), { minLength: 1, maxLength: 200 })

describe('round trip', () => {
  it('gives back every category and every missing cell', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__', 'constructor', ''))
    fc.assert(
      fc.property(cells(word), (list) => {
        expect(roundTrip(words(list), field('x', 'category'))).toEqual(list)
      }),
    )
  })

  it('gives back every boolean', () => {
    const bool = cells(fc.constantFrom('true', 'false'))
    fc.assert(
      fc.property(bool, (list) => {
        expect(roundTrip(words(list), field('x', 'boolean'))).toEqual(list)
      }),
    )
  })

  it('gives back whole numbers, near zero or far', () => {
    const integer = cells(
      fc.oneof(
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(2 ** 40, -(2 ** 53), 0),
      ),
    )
    fc.assert(
      fc.property(integer, (list) => {
        const back = roundTrip(numbers(list), field('x', 'integer', { format: decimals(0) }))
        const present = list.filter((cell) => cell !== null)
        // Single precision of the level, times the steepest way from one row to the next.
        const tolerance = 1e-7 * present.length * (Math.max(...present) - Math.min(...present))
        for (const [r, cell] of list.entries()) {
          const found = back[r]
          if (cell === null || typeof found !== 'number') expect(found).toBe(cell)
          else {
            expect(Number.isInteger(found)).toBe(true)
            expect(Math.abs(found - cell)).toBeLessThanOrEqual(Math.ceil(tolerance))
          }
        }
      }),
    )
  })

  it('gives back reals to the resolution of their component, on the decimals of their field', () => {
    const real = cells(fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 100))
    fc.assert(
      fc.property(real, (list) => {
        const back = roundTrip(numbers(list), field('x', 'real', { format: decimals(2) }))
        for (const [r, cell] of list.entries()) {
          const found = back[r]
          if (cell === null || typeof found !== 'number') expect(found).toBe(cell)
          else {
            expect(Number(found.toFixed(2))).toBe(found)
            expect(Math.abs(found - cell)).toBeLessThanOrEqual(0.4)
          }
        }
      }),
    )
  })

  it('gives back instants at the resolution of their pattern', () => {
    const formats = [
      ['yyyy-MM-dd HH:mm:ss', 1000],
      ['yyyy-MM-dd HH:mm', 60_000],
      ['dd/MM/yyyy', 86_400_000],
      ['HH:mm', 60_000],
    ] as const
    const steps = cells(fc.integer({ min: -40_000, max: 40_000 }))
    fc.assert(
      fc.property(steps, fc.constantFrom(...formats), (list, [pattern, resolution]) => {
        const format = { kind: 'datetime', pattern, resolution } as const
        const instants = list.map((step) => (step === null ? null : step * resolution))
        const back = roundTrip(numbers(instants), field('x', 'datetime', { format }))
        for (const [r, instant] of instants.entries()) {
          const found = back[r]
          if (instant === null || typeof found !== 'number') expect(found).toBe(instant)
          else {
            // A remainder of a negative number is −0.
            expect((found % resolution) + 0).toBe(0)
            expect(Math.abs(found - instant)).toBeLessThanOrEqual(2 * resolution)
          }
        }
      }),
    )
  })

  it('keeps months and years on their calendar', () => {
    const month = { kind: 'datetime', pattern: 'yyyy年M月', resolution: 30.436875 * 86_400_000 } as const
    const months = Array.from({ length: 60 }, (_, m) => Date.UTC(1968, m, 1))
    expect(roundTrip(numbers(months), field('x', 'datetime', { format: month }))).toEqual(months)
    const year = { ...month, pattern: 'yyyy' }
    const years = Array.from({ length: 60 }, (_, y) => Date.UTC(1950 + y, 0, 1))
    expect(roundTrip(numbers(years), field('x', 'datetime', { format: year }))).toEqual(years)
  })
})
