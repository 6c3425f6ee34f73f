// Codecs: columns that are odd, and words or numbers that fitting has not seen.

import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Field } from '../table/schema.ts'
import type { Column } from '../table/table.ts'
import { type Codec, defaultOptions, type EncoderOptions } from './codec.ts'
import { fitCodec } from './codecs.ts'
import { Cast } from './fakes/cast.ts'
import { roundTo } from './numbercodec.ts'
import { type Cell, cellsOf, decimals, field, numbers, texts, words } from './testcolumns.ts'

const random = () => createRandom(1, 'test')

function fitted(column: Column, of: Field, options: Partial<EncoderOptions> = {}): Codec {
  const codec = fitCodec(column, of, { ...defaultOptions, ...options })
  if (codec === null) throw new Error('this field has no codec')
  return codec
}

const widthOf = (codec: Codec) => codec.segments.reduce((sum, { width }) => sum + width, 0)

/** Encodes a column and gives each row as numbers, the way a generator would. */
function expand(codec: Codec, column: Column): Float32Array {
  const rows = column.missing.length
  const width = widthOf(codec)
  const out = new Float32Array(rows * width)
  const encoded = codec.encode(column, random())
  let offset = 0
  codec.segments.forEach((segment, s) => {
    for (let r = 0; r < rows; r++) {
      if (segment.kind === 'scalar') out[r * width + offset] = encoded[s][r]
      else out[r * width + offset + encoded[s][r]] = 1
    }
    offset += segment.width
  })
  return out
}

function roundTrip(codec: Codec, column: Column): Cell[] {
  const rows = column.missing.length
  return cellsOf(
    codec.decode(expand(codec, column), rows, widthOf(codec), 0, {
      random: random(),
      firstRow: 0,
      cast: new Cast(0, 0),
    }),
  )
}

/** Decodes one row of numbers. */
function decodeRow(codec: Codec, ...values: number[]): Cell {
  const row = codec.decode(Float32Array.from(values), 1, values.length, 0, {
    random: random(),
    firstRow: 0,
    cast: new Cast(0, 0),
  })
  return cellsOf(row)[0]
}

const real = field('x', 'real', { format: decimals(20) })
const integer = field('x', 'integer', { format: decimals(0) })

describe('NumberCodec', () => {
  it('has nothing to learn of one value or of none', () => {
    for (const cells of [[7, 7, 7], [5], [null, null], []]) {
      const codec = fitted(numbers(cells), real)
      expect(codec.segments).toEqual([])
      expect(roundTrip(codec, numbers(cells))).toEqual(cells)
    }
  })

  it('makes a value and missing a choice of two', () => {
    const cells = [7, null, 7, 7, null]
    const codec = fitted(numbers(cells), real)
    expect(codec.segments).toEqual([{ kind: 'choice', width: 2 }])
    expect(roundTrip(codec, numbers(cells))).toEqual(cells)
  })

  it('keeps two values exactly, however far apart', () => {
    for (const pair of [
      [0.1, 0.30000000000000004],
      [-1e308, 1e308],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [5e-324, 1],
    ]) {
      expect(roundTrip(fitted(numbers(pair), real), numbers(pair))).toEqual(pair)
      const many = Array.from({ length: 50 }, (_, i) => pair[i % 2])
      const codec = fitted(numbers(many), real)
      expect(codec.segments).toEqual([{ kind: 'choice', width: 2 }])
      expect(roundTrip(codec, numbers(many))).toEqual(many)
    }
  })

  it('holds fifty thousand distinct reals in few columns', () => {
    const normal = createRandom(5, 'reals')
    const cells = Array.from({ length: 50_000 }, () => normal.normal())
    const codec = fitted(numbers(cells), real)
    expect(widthOf(codec)).toBe(9)
    const back = roundTrip(codec, numbers(cells))
    expect(Math.max(...back.map((cell, r) => Math.abs(Number(cell) - cells[r])))).toBeLessThan(1e-3)
  })

  it('lets an extreme outlier distort no other value', () => {
    const cells = [...Array.from({ length: 2000 }, (_, i) => i / 10), 1e300, -1e300]
    const back = roundTrip(fitted(numbers(cells), real), numbers(cells)).map(Number)
    expect(back.slice(-2)).toEqual([1e300, -1e300])
    const errors = back.slice(0, 2000).map((value, r) => Math.abs(value - cells[r]))
    expect(errors.sort((a, b) => a - b)[1980]).toBeLessThan(1e-3)
  })

  it('spreads the scalar evenly inside a component, short of the ends of [−1, 1]', () => {
    const skewed = createRandom(6, 'skewed')
    const column = numbers(Array.from({ length: 20_000 }, () => Math.exp(3 * skewed.normal())))
    const [scalars] = fitted(column, real).encode(column, random())
    const sorted = Float64Array.from(scalars).sort()
    const worst = Math.max(...sorted.map((scalar, i) => Math.abs((scalar / 0.875 + 1) / 2 - i / sorted.length)))
    expect(worst).toBeLessThan(0.01)
  })

  it('gives a row that is an atom or missing the scalar 0', () => {
    const cells = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0 : i % 3 === 0 ? null : i + 0.5))
    const column = numbers(cells)
    const [scalars] = fitted(column, real).encode(column, random())
    cells.forEach((cell, r) => {
      if (cell === null || cell === 0) expect(scalars[r]).toBe(0)
    })
    expect(scalars.some((scalar) => scalar !== 0)).toBe(true)
  })

  it('never gives −0', () => {
    const cells = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? -0 : 1))
    expect(Object.is(roundTrip(fitted(numbers(cells), real), numbers(cells))[0], 0)).toBe(true)
    expect(Object.is(roundTo(-0.2, 0), 0)).toBe(true)
  })

  it('rounds to the decimals that a text of the number would have', () => {
    expect(roundTo(0.1 + 0.2, 1)).toBe(0.3)
    expect(roundTo(-2.5000001, 0)).toBe(-3)
    expect(roundTo(1e300, 2)).toBe(1e300)
    expect(roundTo(1234.5678, null)).toBe(1234.5678)
  })

  it('keeps to the declared range, in its data and in its results', () => {
    const domain = { kind: 'range', minimum: 0.5, maximum: 120, declared: true } as const
    const age = field('age', 'integer', { domain, format: decimals(0) })
    const cells = Array.from({ length: 300 }, (_, i) => i - 50)
    const back = roundTrip(fitted(numbers(cells), age), numbers(cells)).map(Number)
    expect(Math.min(...back)).toBe(1)
    expect(Math.max(...back)).toBe(120)
    expect(back[100]).toBe(50)
  })

  it('reads a missing or infinite cell that fitting did not see as one of the values', () => {
    const codec = fitted(numbers(Array.from({ length: 60 }, (_, i) => i % 3)), integer)
    const back = roundTrip(codec, numbers([null, Number.POSITIVE_INFINITY, Number.NaN, 1]))
    for (const cell of back) expect([0, 1, 2]).toContain(cell)
    expect(back[3]).toBe(1)
  })

  it('takes a number that is no atom for the nearest, where there are atoms alone', () => {
    const codec = fitted(numbers(Array.from({ length: 60 }, (_, i) => (i % 3) * 10)), integer)
    expect(roundTrip(codec, numbers([-5, 4, 6, 14, 17, 99]))).toEqual([0, 0, 10, 10, 20, 20])
  })

  it('chooses by the largest number and folds back the scalar', () => {
    const column = numbers(Array.from({ length: 1000 }, (_, i) => i))
    const codec = fitted(column, integer, { components: 2 })
    expect(codec.segments).toEqual([
      { kind: 'scalar', width: 1 },
      { kind: 'choice', width: 2 },
    ])
    expect(decodeRow(codec, -0.875, 0.6, 0.4)).toBe(0)
    expect(decodeRow(codec, 0.875, 0.4, 0.6)).toBe(999)
    expect(decodeRow(codec, 1, 0.4, 0.6)).toBe(decodeRow(codec, 0.75, 0.4, 0.6))
    expect(decodeRow(codec, -1, 0.6, 0.4)).toBe(decodeRow(codec, -0.75, 0.6, 0.4))
    expect(Math.abs(Number(decodeRow(codec, 0, 0, 1)) - 750)).toBeLessThan(20)
  })
})

describe('CategoryCodec', () => {
  const cells = [...Array(60).fill('a'), ...Array(30).fill('b'), ...Array(6).fill('c'), ...Array(4).fill('d')]

  it('lets rare words share a category and draws them by how often they occur', () => {
    const codec = fitted(words(cells), field('x', 'category'), { categories: 3 })
    expect(codec.segments).toEqual([{ kind: 'choice', width: 3 }])
    const rows = 2000
    const rare = new Float32Array(3 * rows).map((_, i) => (i % 3 === 2 ? 1 : 0))
    const drawn = cellsOf(codec.decode(rare, rows, 3, 0, { random: random(), firstRow: 0, cast: new Cast(0, 0) }))
    expect(new Set(drawn)).toEqual(new Set(['c', 'd']))
    expect(drawn.filter((cell) => cell === 'c').length / rows).toBeCloseTo(0.6, 1)
  })

  it('reads an unseen word as rare, else as missing, else as any of the words', () => {
    const unseen = words(['never'])
    const withRare = fitted(words([...cells, null]), field('x', 'category'), { categories: 3 })
    expect(['c', 'd']).toContain(roundTrip(withRare, unseen)[0])
    const withMissing = fitted(words([...cells, null]), field('x', 'category'))
    expect(roundTrip(withMissing, unseen)).toEqual([null])
    const neither = fitted(words(cells), field('x', 'category'))
    expect(['a', 'b', 'c', 'd']).toContain(roundTrip(neither, unseen)[0])
  })

  it('honours a declared list: its order, its unused words, and nothing beyond it', () => {
    const domain = { kind: 'categories', categories: ['z', 'b', 'a'], declared: true } as const
    const codec = fitted(words(cells), field('x', 'category', { domain }))
    expect(codec.segments).toEqual([{ kind: 'choice', width: 4 }])
    expect([1, 2, 3].map((_, i) => decodeRow(codec, ...[0, 1, 2, 3].map((k) => (k === i ? 1 : 0))))).toEqual([
      'z',
      'b',
      'a',
    ])
    expect(roundTrip(codec, words(['a', 'c', 'b']))).toEqual(['a', null, 'b'])
  })

  it('has nothing to learn of a constant', () => {
    const codec = fitted(words(['same', 'same']), field('x', 'constant'))
    expect(codec.segments).toEqual([])
    expect(roundTrip(codec, words(['same', 'same']))).toEqual(['same', 'same'])
    const empty = fitted(words([null, null]), field('x', 'constant'))
    expect(roundTrip(empty, words([null, null]))).toEqual([null, null])
  })
})

describe('DateTimeCodec', () => {
  const format = { kind: 'datetime', pattern: 'yyyy-MM-dd HH:mm', resolution: 60_000 } as const
  const seen = field('seen', 'datetime', { format })

  it('keeps the time of day apart from the day', () => {
    // Every day of three years, always between 08:00 and 08:59.
    const cells = Array.from({ length: 1096 }, (_, d) => Date.UTC(2022, 0, 1 + d, 8, (d * 7) % 60))
    const codec = fitted(numbers(cells), seen)
    const values = createRandom(9, 'output').fillNormal(new Float32Array(500 * widthOf(codec)))
    const decoded = codec.decode(values, 500, widthOf(codec), 0, {
      random: random(),
      firstRow: 0,
      cast: new Cast(0, 0),
    })
    for (const cell of cellsOf(decoded)) expect(new Date(Number(cell)).getUTCHours()).toBe(8)
  })

  it('has no part for a time of day that is always the same', () => {
    const cells = Array.from({ length: 200 }, (_, d) => Date.UTC(2022, 0, 1 + (d % 100)))
    const codec = fitted(numbers(cells), seen)
    expect(codec.segments.map(({ kind }) => kind)).toEqual(['scalar', 'choice'])
    expect(roundTrip(codec, numbers(cells))).toEqual(cells)
  })

  it('keeps fractions of a millisecond', () => {
    const fine = { kind: 'datetime', pattern: 'yyyy-MM-ddTHH:mm:ss.SSSSSS', resolution: 0.001 } as const
    const cells = Array.from({ length: 30 }, (_, i) => Date.UTC(2024, 0, 1) + (i % 6) * 0.125)
    const back = roundTrip(fitted(numbers(cells), field('t', 'datetime', { format: fine })), numbers(cells))
    back.forEach((cell, r) => {
      expect(Number(cell)).toBeCloseTo(cells[r], 2)
    })
  })
})

describe('IdentifierCodec', () => {
  const format = { kind: 'identifier', prefix: 'Ä', digits: 3, suffix: '/x', padded: true } as const
  const codec = fitted(texts(['Ä001/x']), field('id', 'identifier', { format }))
  const make = (rows: number, firstRow: number) =>
    cellsOf(codec.decode(new Float32Array(0), rows, 0, 0, { random: random(), firstRow, cast: new Cast(0, firstRow) }))

  it('makes new ones of the same form, running on from piece to piece', () => {
    const all = make(5, 0)
    for (const cell of all) expect(cell).toMatch(/^Ä\d{3}\/x$/)
    expect([...make(2, 0), ...make(3, 2)]).toEqual(all)
  })

  it('takes more digits before it repeats one', () => {
    expect(new Set(make(3000, 0)).size).toBe(3000)
  })

  it('holds none of the real ones', () => {
    expect(JSON.stringify(codec)).not.toContain('001')
  })
})

describe('fitCodec', () => {
  it('leaves out free text and fields of the role omit', () => {
    expect(fitCodec(texts(['a']), field('x', 'text'), defaultOptions)).toBeNull()
    expect(fitCodec(numbers([1]), field('x', 'integer', { role: 'omit' }), defaultOptions)).toBeNull()
  })
})
