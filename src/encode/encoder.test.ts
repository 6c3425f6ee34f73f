// Encoder: arbitrary generator outputs, pieces, layout, saving, and tables that do not fit.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import { Encoder } from './encoder.ts'
import { type Cell, cellsOf, decimals, expand, field, numbers, tableOf, texts, words } from './testcolumns.ts'

/** Fields of every type, and a table with each of them. */
const mixedFields = [
  field('age', 'integer', { format: decimals(0) }),
  field('price', 'real', { format: decimals(2) }),
  field('ward', 'category'),
  field('alive', 'boolean'),
  field('seen', 'datetime', { format: { kind: 'datetime', pattern: 'yyyy-MM-dd HH:mm', resolution: 60_000 } }),
  field('country', 'constant'),
  field('number', 'identifier', {
    format: { kind: 'identifier', prefix: 'P-', digits: 6, suffix: '', padded: true },
  }),
  field('note', 'text', { role: 'omit' }),
]

function mixedTable(rows: number): Table {
  const random = createRandom(7, 'mixed')
  const some = (cell: Cell) => (random.uniform() < 0.1 ? null : cell)
  const list = (cell: (r: number) => Cell) => Array.from({ length: rows }, (_, r) => cell(r))
  return tableOf([
    numbers(list(() => some(Math.round(50 + 15 * random.normal())))),
    numbers(list(() => some(Math.round(Math.exp(4 + random.normal()) * 100) / 100))),
    words(list(() => some(`ward ${Math.floor(Math.abs(20 * random.normal()))}`))),
    words(list(() => some(random.uniform() < 0.3 ? 'yes' : 'no'))),
    numbers(list(() => some(Date.UTC(2024, 0, 1, 0, random.integer(500_000))))),
    words(list(() => 'DE')),
    texts(list((r) => `P-${r}`).map(String)),
    texts(list(() => 'free text').map(String)),
  ])
}

describe('decode', () => {
  const table = mixedTable(2000)
  const encoder = Encoder.fit(table, { fields: mixedFields }, { categories: 12 })
  const wild = fc.oneof(
    fc.float({ noDefaultInfinity: false }),
    fc.constantFrom(-1, 0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )

  it('makes valid cells of any numbers at all', () => {
    const rows = 5
    const output = fc.array(wild, { minLength: rows * encoder.width, maxLength: rows * encoder.width })
    const known = table.columns.map((column) => new Set(cellsOf(column)))
    const ages = cellsOf(table.columns[0]).filter((cell) => typeof cell === 'number')
    const seen = cellsOf(table.columns[4]).filter((cell) => typeof cell === 'number')
    fc.assert(
      fc.property(output, fc.integer(), (values, seed) => {
        const back = encoder.decode(Float32Array.from(values), rows, createRandom(seed, 'decode'))
        expect(back.rows).toBe(rows)
        expect(back.columns.map(({ kind }) => kind)).toEqual(table.columns.map(({ kind }) => kind))
        for (const age of cellsOf(back.columns[0])) {
          if (age === null) continue
          expect(Number.isInteger(age)).toBe(true)
          expect(age).toBeGreaterThanOrEqual(Math.min(...ages))
          expect(age).toBeLessThanOrEqual(Math.max(...ages))
        }
        for (const price of cellsOf(back.columns[1])) {
          if (price !== null) expect(Number(Number(price).toFixed(2))).toBe(price)
        }
        for (const c of [2, 3, 5]) for (const word of cellsOf(back.columns[c])) expect(known[c]).toContain(word)
        for (const instant of cellsOf(back.columns[4])) {
          if (instant === null) continue
          expect(Number(instant) % 60_000).toBe(0)
          expect(instant).toBeGreaterThanOrEqual(Math.min(...seen))
          expect(instant).toBeLessThanOrEqual(Math.max(...seen))
        }
        for (const identifier of cellsOf(back.columns[6])) expect(identifier).toMatch(/^P-\d{6}$/)
        expect(cellsOf(back.columns[7])).toEqual(Array(rows).fill(null))
      }),
    )
  })

  it('gives the same in pieces as in one', () => {
    const fields = mixedFields.filter(({ name }) => name !== 'ward')
    const columns = table.columns.filter((_, i) => mixedFields[i].name !== 'ward')
    const plain = Encoder.fit(tableOf(columns), { fields })
    const values = createRandom(3, 'output').fillNormal(new Float32Array(300 * plain.width))
    const whole = plain.decode(values, 300, createRandom(4, 'decode'))
    const first = plain.decode(values.subarray(0, 100 * plain.width), 100, createRandom(4, 'decode'))
    const second = plain.decode(values.subarray(100 * plain.width), 200, createRandom(4, 'decode'), 100)
    for (const [c, column] of whole.columns.entries()) {
      expect([...cellsOf(first.columns[c]), ...cellsOf(second.columns[c])]).toEqual(cellsOf(column))
    }
  })

  it('never repeats an identifier', () => {
    const back = encoder.decode(new Float32Array(5000 * encoder.width), 5000, createRandom(1, 'decode'))
    expect(new Set(cellsOf(back.columns[6])).size).toBe(5000)
  })

  it('draws noise from the domain of every field', () => {
    const noise = encoder.independentUniform(3000, createRandom(1, 'noise'))
    expect(new Set(cellsOf(noise.columns[2]))).toEqual(new Set(cellsOf(table.columns[2])))
    const ages = cellsOf(noise.columns[0]).map(Number)
    const known = cellsOf(table.columns[0]).filter((cell) => cell !== null)
    expect(Math.min(...ages)).toBe(Math.min(...known.map(Number)))
    expect(ages.every(Number.isInteger)).toBe(true)
    const middle = ages.reduce((sum, age) => sum + age, 0) / ages.length
    expect(middle).toBeCloseTo((Math.max(...known.map(Number)) + Math.min(...known.map(Number))) / 2, -1)
  })
})

describe('layout', () => {
  it('places segments side by side and names the fields they belong to', () => {
    const encoder = Encoder.fit(mixedTable(500), { fields: mixedFields })
    let offset = 0
    for (const segment of encoder.segments) {
      expect(segment.offset).toBe(offset)
      offset += segment.width
    }
    expect(encoder.width).toBe(offset)
    const layout = encoder.layout()
    expect(layout.map(({ name }) => name)).toEqual(mixedFields.map(({ name }) => name))
    expect(layout.filter(({ count }) => count === 0).map(({ name }) => name)).toEqual(['country', 'number', 'note'])
    expect(layout.reduce((sum, { count }) => sum + count, 0)).toBe(encoder.segments.length)
  })
})

describe('saving', () => {
  const table = mixedTable(800)
  const encoder = Encoder.fit(table, { fields: mixedFields }, { categories: 10 })
  const saved: unknown = JSON.parse(JSON.stringify(encoder))

  it('brings back an encoder that does the same', () => {
    const again = Encoder.fromJSON(saved)
    expect(again.segments).toEqual(encoder.segments)
    expect(expand(again, table)).toEqual(expand(encoder, table))
    const values = createRandom(3, 'output').fillNormal(new Float32Array(50 * encoder.width))
    expect(again.decode(values, 50, createRandom(1, 'd'))).toEqual(encoder.decode(values, 50, createRandom(1, 'd')))
  })

  it('refuses what is not an encoder and says where it goes wrong', () => {
    for (const broken of [null, {}, [], { version: 2, fields: [] }, 'encoder']) {
      expect(() => Encoder.fromJSON(broken)).toThrow(/saved encoder cannot be used/)
    }
    const text = JSON.stringify(saved)
    expect(() => Encoder.fromJSON(JSON.parse(text.replace('"minimum":', '"minimum":1e300,"was":')))).toThrow(
      /fields\.0\.codec/,
    )
    expect(() => Encoder.fromJSON(JSON.parse(text.replace('"levels":[0', '"levels":[1')))).toThrow(/must not fall/)
    expect(() => Encoder.fromJSON(JSON.parse(text.replace('"kind":"category"', '"kind":"magic"')))).toThrow(/codec/)
  })

  it('says how often each option of a choice occurs', () => {
    const shares = encoder.shares()
    const matrix = encoder.encode(table, createRandom(1, 'encode'))
    const choices = encoder.segments.flatMap(({ kind }, i) => (kind === 'choice' ? [i] : []))
    expect(shares).toHaveLength(choices.length)
    choices.forEach((segment, c) => {
      const counts = new Float64Array(encoder.segments[segment].width)
      for (const option of matrix.columns[segment]) counts[option] += 1 / table.rows
      counts.forEach((count, option) => {
        // A missing instant has no time of day: one is drawn.
        expect(Math.abs((shares[c]?.[option] ?? 0) - count)).toBeLessThan(0.01)
      })
    })
  })

  it('knows the domains of the schema, and nothing that reading the file found out besides', () => {
    const declared = field('age', 'integer', {
      domain: { kind: 'range', minimum: 0, maximum: 120, declared: true },
      confidence: 0.7,
      reason: { key: 'wholeNumbers', values: { count: 83 } },
    })
    const fields = [declared, ...mixedFields.slice(1)]
    const known = Encoder.fit(mixedTable(100), { fields }).knownSchema({ fields }).fields
    expect(known[0].domain).toEqual(declared.domain)
    expect(known[0].reason).toEqual({ key: 'chosen' })
    expect(known[2].domain).toMatchObject({ kind: 'categories', declared: false })
    expect(known[7].domain).toEqual({ kind: 'open' })
  })
})

describe('tables that do not fit', () => {
  it('are refused by the count and the kind of their columns', () => {
    const fields = [field('age', 'integer'), field('ward', 'category')]
    expect(() => Encoder.fit(tableOf([numbers([1])]), { fields })).toThrow(/has 1 columns where 2 are expected/)
    expect(() => Encoder.fit(tableOf([words(['a']), words(['a'])]), { fields })).toThrow(/"age" needs a column of kind/)
    const encoder = Encoder.fit(tableOf([numbers([1]), words(['a'])]), { fields })
    expect(() => encoder.encode(tableOf([numbers([1])]), createRandom(1, 'encode'))).toThrow(/1 columns where 2/)
  })
})

describe('without a look at the data', () => {
  const range = { kind: 'range', minimum: 0, maximum: 99.5, declared: true } as const
  const list = { kind: 'categories', categories: ['x', 'y', 'z'], declared: true } as const
  const fields = [
    field('age', 'integer', { domain: range, format: decimals(0) }),
    field('weight', 'real', { domain: range, format: decimals(1) }),
    field('ward', 'category', { domain: list }),
    field('seen', 'datetime', {
      domain: { ...range, maximum: Date.UTC(2030, 0, 1) },
      format: { kind: 'datetime', pattern: 'yyyy-MM-dd HH:mm', resolution: 60_000 },
    }),
  ]
  const one = tableOf([numbers([3, 99]), numbers([7.5, 2.5]), words(['x', 'z']), numbers([0, 60_000])])
  const other = tableOf([numbers([null, 4]), numbers([1, null]), words(['y', null]), numbers([null, 120_000])])

  it('any two tables give the same encoder', () => {
    const encoder = Encoder.fit(one, { fields }, { dataFree: true })
    expect(Encoder.fit(other, { fields }, { dataFree: true }).toJSON()).toEqual(encoder.toJSON())
    expect(JSON.stringify(encoder)).not.toContain('"data"')
    for (const table of [one, other]) {
      const back = encoder.decode(expand(encoder, table), table.rows, createRandom(1, 'decode'))
      expect(back.columns.map(cellsOf)).toEqual(table.columns.map(cellsOf))
    }
  })

  it('fields without a declared domain are refused by name', () => {
    for (const type of ['integer', 'category', 'datetime'] as const) {
      const open = field('secret', type, { domain: { kind: 'range', minimum: 0, maximum: 1, declared: false } })
      const column = type === 'category' ? words(['a']) : numbers([1])
      expect(() => Encoder.fit(tableOf([column]), { fields: [open] }, { dataFree: true })).toThrow(
        /"secret" has no declared domain/,
      )
    }
  })
})
