// Encoders that are fitted privately: how near they come, and that they hold, and depend on, no row.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import type { Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import { Words } from '../privacy/words.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { Encoder } from './encoder.ts'
import { type LookBudget, planLooks } from './looks.ts'
import { type Cell, cellsOf, decimals, expand, field, numbers, tableOf, words } from './testcolumns.ts'

const instants = { kind: 'datetime', pattern: 'yyyy-MM-dd HH:mm:ss', resolution: 1000 } as const
const schema: Schema = {
  fields: [
    field('dose', 'real', { format: decimals(6) }),
    field('age', 'integer', { format: decimals(0) }),
    field('measure', 'real', { format: decimals(20) }),
    field('ward', 'category'),
    field('seen', 'datetime', { format: instants }),
    field('country', 'constant', { domain: { kind: 'categories', categories: ['DE'], declared: false } }),
  ],
}

const rows = 4000

function cellsAt(row: number): Cell[] {
  const random = createRandom(row, 'row')
  const ward = ['north', 'south', 'east', `bed ${row}`][Math.min(3, Math.floor(3.01 * random.uniform()))]
  return [
    random.uniform() < 0.1 ? null : Math.round(Math.exp(2 + random.normal()) * 1e6) / 1e6,
    Math.round(50 + 12 * random.normal()),
    1000 * random.normal(),
    ward,
    Date.UTC(2023, 0, 1) + 1000 * Math.floor(random.uniform() * 3e7),
    'DE',
  ]
}

function tableFrom(cells: readonly Cell[][]): Table {
  const column = (i: number) => cells.map((row) => row[i])
  return tableOf(
    schema.fields.map(({ type }, i) => (type === 'category' || type === 'constant' ? words : numbers)(column(i))),
  )
}

const cells = Array.from({ length: rows }, (_, row) => cellsAt(row))
const table = tableFrom(cells)

const planFor = (epsilon: number, split: LookBudget['split'] = { domains: 0.1, shares: 0.05 }): Look[] =>
  planLooks(schema, { epsilon, delta: 1e-6, split, groupSize: 1, publicForm: true, rows })

function repeatable(seed: number): Words {
  const random = createRandom(seed, 'words')
  return new Words(() => Uint32Array.from({ length: 4096 }, () => random.uniform() * 2 ** 32))
}

const fitted = (epsilon: number, seed = 1) =>
  Encoder.fitPrivately(table, schema, new Releases(planFor(epsilon), 1, repeatable(seed)))

describe('a saved private encoder', () => {
  it('holds no value of a row, and no word of one person', () => {
    const real = new Set(
      [0, 2, 4].flatMap((i) => cells.flatMap((row) => (typeof row[i] === 'number' && row[i] !== 0 ? [row[i]] : []))),
    )
    for (const epsilon of [1, 100]) {
      const json = JSON.stringify(fitted(epsilon))
      const found = [...json.matchAll(/-?\d+(\.\d+)?(e[+-]?\d+)?/g)].filter(([text]) => real.has(Number(text)))
      expect(found.map(([text]) => text)).toEqual([])
      expect(json).not.toContain('bed')
      expect(json).toContain('north')
      expect(json).not.toContain('"data"')
    }
  })

  it('comes back as it was', () => {
    const encoder = fitted(10)
    const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)))
    expect(again.toJSON()).toEqual(encoder.toJSON())
    expect(expand(again, table)).toEqual(expand(encoder, table))
  })

  it('says where it has what from', () => {
    expect(
      fitted(10)
        .knownSchema(schema)
        .fields.map(({ domain }) => 'declared' in domain && domain.declared),
    ).toEqual([false, false, false, false, false, true])
  })
})

describe('the encoding', () => {
  it('brings numbers, words and instants back nearly as they were', () => {
    const encoder = fitted(100)
    const back = encoder.decode(expand(encoder, table), rows, createRandom(1, 'decode')).columns.map(cellsOf)
    const differs = (i: number, near: number) => {
      const pairs = cells.map((row, r) => [row[i], back[i][r]])
      return pairs.filter(([a, b]) => (a === null) !== (b === null) || Math.abs(Number(a) - Number(b)) > near).length
    }
    expect(differs(0, 0.01)).toBeLessThan(0.02 * rows)
    expect(differs(1, 0)).toBeLessThan(0.01 * rows)
    expect(differs(2, 1)).toBeLessThan(0.02 * rows)
    expect(differs(4, 60_000)).toBeLessThan(0.02 * rows)
    const strange = cells.filter((row, r) => row[3] !== back[3][r])
    expect(strange.every((row) => String(row[3]).startsWith('bed'))).toBe(true)
    expect(new Set(back[5])).toEqual(new Set(['DE']))
  })

  it('spreads levels evenly, whole numbers too', () => {
    const encoder = fitted(100)
    const matrix = encoder.encode(table, createRandom(1, 'encode'))
    for (const name of ['dose', 'age', 'measure', 'seen']) {
      const at = encoder.layout().find((each) => each.name === name)?.first ?? -1
      const choice = matrix.columns[at + 1]
      const levels = Array.from(matrix.columns[at] as Float32Array, (scalar) => (scalar / 0.875 + 1) / 2)
        .filter((_, r) => name !== 'dose' || choice[r] < encoder.segments[at + 1].width - 1)
        .sort((a, b) => a - b)
      const largest = Math.max(...levels.map((level, i) => Math.abs(level - (i + 0.5) / levels.length)))
      expect(largest, name).toBeLessThan(0.03)
    }
  })

  it('of a row does not change with the other rows', () => {
    const encoder = fitted(10)
    for (const changed of [0, 1234]) {
      const other = cells.map((row, r) => (r === changed ? [null, 1e9, -1e300, 'unheard of', null, 'DE'] : row))
      const one = encoder.encode(table, createRandom(1, 'encode'))
      const two = encoder.encode(tableFrom(other), createRandom(1, 'encode'))
      one.columns.forEach((column, s) => {
        const differing = Array.from(column.keys()).filter((r) => column[r] !== two.columns[s][r])
        expect(differing.every((r) => r === changed)).toBe(true)
      })
    }
  })

  it('knows how often each option occurs, the nearer the larger epsilon is', () => {
    const far = [1, 100].map((epsilon) => {
      const encoder = fitted(epsilon)
      const matrix = encoder.encode(table, createRandom(1, 'encode'))
      const choices = encoder.segments.flatMap(({ kind }, i) => (kind === 'choice' ? [i] : []))
      const distances = encoder.shares().map((shares, c) => {
        const counts = new Float64Array(shares?.length ?? 0)
        for (const option of matrix.columns[choices[c]]) counts[option] += 1 / rows
        return counts.reduce((sum, count, i) => sum + Math.abs(count - (shares?.[i] ?? 0)), 0) / 2
      })
      return distances.reduce((sum, each) => sum + each, 0) / distances.length
    })
    expect(far[1]).toBeLessThan(0.01)
    expect(far[0]).toBeLessThan(0.2)
    expect(far[1]).toBeLessThan(far[0])
  })
})

describe('what is not paid for', () => {
  const unpaid = (split: LookBudget['split']) =>
    Encoder.fitPrivately(table, schema, new Releases(planFor(10, split), 1, repeatable(1)))

  it('is read off the data as without privacy, but for constants', () => {
    const plain = Encoder.fit(table, schema).toJSON().fields
    const fields = unpaid({ domains: 0, shares: 0 }).toJSON().fields
    expect(fields.slice(0, 5)).toEqual(plain.slice(0, 5))
  })

  it('is marked so, part by part', () => {
    const sources = (split: LookBudget['split'], name: string) => {
      const codec = unpaid(split)
        .toJSON()
        .fields.find((each) => each.name === name)?.codec
      if (codec?.kind === 'number') return `${codec.bounds} ${codec.shape}`
      return codec?.kind === 'category' ? `${codec.words} ${codec.shape}` : ''
    }
    expect(sources({ domains: 0, shares: 0.1 }, 'age')).toBe('data private')
    expect(sources({ domains: 0.1, shares: 0 }, 'age')).toBe('private data')
    expect(sources({ domains: 0, shares: 0.1 }, 'ward')).toBe('data private')
    expect(sources({ domains: 0.1, shares: 0 }, 'ward')).toBe('private private')
  })
})

/** Repeats recorded answers, and notes how far the true counts are from those that were recorded. */
class Replay extends Releases {
  readonly asked: Float64Array[] = []
  readonly answers: Float64Array[] = []
  readonly #before: Replay | null

  constructor(before: Replay | null) {
    super(planFor(3), 1, repeatable(7))
    this.#before = before
  }

  protected override addNoise(values: Float64Array, sensitivity: number, noiseMultiplier: number): Float64Array {
    const answer = this.#before?.answers[this.asked.length] ?? super.addNoise(values, sensitivity, noiseMultiplier)
    expect(sensitivity).toBe(1)
    this.asked.push(values.slice())
    this.answers.push(answer)
    return answer
  }
}

it('asks the same whatever a row holds, and a row moves one count of each answer by one', () => {
  const before = new Replay(null)
  const first = Encoder.fitPrivately(table, schema, before)
  for (const changed of [
    [1e12, -1e9, 1e300, 'south', Date.UTC(1850, 0, 1), 'DE'],
    [0, 0, Number.POSITIVE_INFINITY, 'north', Date.UTC(2100, 0, 1), 'DE'],
    [null, null, null, null, null, null],
  ]) {
    const other = cells.map((row, r) => (r === 77 ? changed : row))
    const after = new Replay(before)
    // Put in another row's place, a row leaves one bin and enters one: a row more or less does half of it.
    expect(Encoder.fitPrivately(tableFrom(other), schema, after).toJSON()).toEqual(first.toJSON())
    expect(after.asked.length).toBe(before.asked.length)
    after.asked.forEach((counts, i) => {
      const moves = counts.map((count, bin) => count - before.asked[i][bin])
      expect(moves.filter((move) => move > 0).every((move) => move === 1)).toBe(true)
      expect(moves.filter((move) => move > 0).length).toBeLessThanOrEqual(1)
      expect(moves.filter((move) => move < 0).length).toBeLessThanOrEqual(1)
    })
  }
})

it('can be saved, opened and used whatever the column and the noise', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.constantFrom(0, 1, -1, 0.1, 1e300, -1e300, 5e-324, 2 ** 53, 1e9),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  )
  const column = fc.array(cell, { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(column, fc.constantFrom(0, 2, 9, 12, 20), fc.constantFrom(0.1, 5, 500), (list, digits, epsilon) => {
      const one: Schema = { fields: [field('x', digits === 0 ? 'integer' : 'real', { format: decimals(digits) })] }
      const small = tableOf([numbers(list)])
      const split = { domains: 0.3, shares: 0.3 }
      const looks = planLooks(one, { epsilon, delta: 1e-3, split, groupSize: 1, publicForm: true, rows: list.length })
      const encoder = Encoder.fitPrivately(small, one, new Releases(looks, 1, repeatable(list.length)))
      const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)))
      const back = again.decode(expand(again, small), list.length, createRandom(1, 'decode'))
      for (const value of cellsOf(back.columns[0])) {
        expect(value === null || Number.isFinite(value)).toBe(true)
        if (digits === 0 && value !== null) expect(Number.isInteger(value)).toBe(true)
      }
      for (const shares of again.shares()) {
        expect(shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }
    }),
  )
})
