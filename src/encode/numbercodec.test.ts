// NumberCodec without scalars: a number as one of many bins, its place in the bin drawn anew.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { NumberColumn } from '../table/table.ts'
import { defaultOptions } from './codec.ts'
import { Cast } from './fakes/cast.ts'
import { NumberCodec } from './numbercodec.ts'

const options = { ...defaultOptions, scalars: false, components: 32 }
const grid = { decimals: 1, declared: null, keepsMissing: true }
const column = (values: readonly number[]): NumberColumn => ({
  kind: 'number',
  values: Float64Array.from(values),
  missing: new Uint8Array(values.length),
})

/** Encodes and decodes; every option of every row as a generator would give it. */
function roundTrip(codec: NumberCodec, { values, missing, kind }: NumberColumn): Float64Array {
  const rows = values.length
  const [choice] = codec.encode({ kind, values, missing }, createRandom(1, 'encode'))
  const width = codec.segments[0]?.width ?? 0
  const expanded = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) if (width > 0) expanded[row * width + choice[row]] = 1
  const decoding = { random: createRandom(2, 'decode'), firstRow: 0, cast: new Cast(0, 0) }
  return codec.decode(expanded, rows, width, 0, decoding).values
}

it('is one choice and nothing else', () => {
  const random = createRandom(3, 'values')
  const codec = NumberCodec.fitNumbers(column(Array.from({ length: 2000 }, () => random.normal())), grid, options)
  expect(codec.segments.map(({ kind }) => kind)).toEqual(['choice'])
  expect(codec.segments[0].width).toBe(32)
})

it('gives back a table of the same distribution, each number near to where it was', () => {
  const random = createRandom(3, 'values')
  const values = Array.from({ length: 5000 }, () => Math.round(100 * random.normal()) / 10)
  const codec = NumberCodec.fitNumbers(column(values), grid, options)
  const back = roundTrip(codec, column(values))
  const sorted = [...values].sort((a, b) => a - b)
  const backSorted = [...back].sort((a, b) => a - b)
  for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) {
    const at = Math.floor(share * values.length)
    expect(Math.abs(sorted[at] - backSorted[at])).toBeLessThan(0.6)
  }
  // Within the bin: a thirty-second of the rows.
  const off = values.map((value, row) => Math.abs(value - back[row])).sort((a, b) => a - b)
  expect(off[Math.floor(0.9 * off.length)]).toBeLessThan(2.5)
})

it('has something to choose from wherever two numbers differ, however few there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 }), (values) => {
      const codec = NumberCodec.fitNumbers(column(values), grid, options)
      expect(codec.segments).toHaveLength(1)
      expect(codec.segments[0].width).toBeGreaterThan(1)
      for (const value of roundTrip(codec, column(values))) {
        expect(value).toBeGreaterThanOrEqual(Math.min(...values))
        expect(value).toBeLessThanOrEqual(Math.max(...values))
      }
    }),
  )
})
