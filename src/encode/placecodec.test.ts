// Places: what is learnt of two cities and a coast, with and without privacy, and what comes back of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../math/random.ts'
import { Releases } from '../privacy/releases.ts'
import { Words } from '../privacy/words.ts'
import { resolveConditions } from '../table/condition.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { NumberColumn, Table } from '../table/table.ts'
import { draw, UndeclaredDomainError } from './codec.ts'
import { Encoder } from './encoder.ts'
import { presentOptions, Steering } from './given.ts'
import { planLooks } from './looks.ts'
import { cellsOf, decimals, expand, field, numbers, tableOf, words } from './testcolumns.ts'

/** Degrees of latitude at which the coast lies, by longitude: land is south of it. */
const coast = (longitude: number) => 54 + 0.3 * Math.sin(2 * longitude)

/** Two cities of 0.05 degrees each, and harbours along a coast: latitude and longitude. */
function anywhere(random: Random): [number, number] {
  const which = random.uniform()
  if (which < 0.4) return [48.1 + 0.05 * random.normal(), 11.6 + 0.05 * random.normal()]
  if (which < 0.7) return [52.5 + 0.05 * random.normal(), 13.4 + 0.05 * random.normal()]
  const longitude = 8 + 6 * random.uniform()
  return [coast(longitude) - 0.02 * random.uniform(), longitude]
}

/** How far a point is from all of them, in degrees. */
function distance(latitude: number, longitude: number): number {
  const toCity = (y: number, x: number) => Math.max(0, Math.hypot(latitude - y, longitude - x) - 0.2)
  const points = Array.from({ length: 121 }, (_, i) => 8 + i / 20)
  const toCoast = Math.min(...points.map((x) => Math.hypot(latitude - coast(x), longitude - x)))
  return Math.min(toCity(48.1, 11.6), toCity(52.5, 13.4), Math.max(0, toCoast - 0.02))
}

const rows = 4000

function coordinates(digits = 5, count = rows): [number, number][] {
  const random = createRandom(1, 'places')
  const places = Array.from({ length: count }, () => anywhere(random))
  return places.map(([y, x]) => [Number(y.toFixed(digits)), Number(x.toFixed(digits))])
}

function schemaOf(places: readonly (readonly (number | null)[])[], digits = 5, more: Partial<Field> = {}): Schema {
  const column = (name: string, i: number, rest: Partial<Field>) => {
    const present = places.flatMap((each) => (each[i] === null ? [] : [each[i]]))
    const range = { minimum: Math.min(...present), maximum: Math.max(...present) }
    const domain = { kind: 'range', ...range, declared: false } as const
    return field(name, 'real', { format: decimals(digits), domain, ...rest })
  }
  return { fields: [column('lat', 0, { longitude: 'lon', ...more }), column('lon', 1, more)] }
}

const tableFrom = (places: readonly (readonly (number | null)[])[]): Table =>
  tableOf([numbers(places.map(([y]) => y)), numbers(places.map(([, x]) => x))])

/** Rows as a model draws them that has learnt how often each option comes, and nothing of what goes together. */
function drawn(encoder: Encoder, count: number): Table {
  const random = createRandom(3, 'draw')
  const values = new Float32Array(count * encoder.width)
  const shares = encoder.shares()
  let choice = 0
  for (const { kind, offset } of encoder.segments) {
    const weights = kind === 'choice' ? shares[choice++] : null
    for (let row = 0; row < count; row++) {
      if (weights === null) values[row * encoder.width + offset] = (7 / 8) * (2 * random.uniform() - 1)
      else {
        values[row * encoder.width + offset + draw(weights, random.uniform())] = 1
      }
    }
  }
  return encoder.decode(values, count, random)
}

/** The share of rows that lie farther than so many degrees from any place there is. */
function astray(table: Table, degrees: number): number {
  const [north, east] = table.columns as NumberColumn[]
  const far = Array.from(north.values, (y, row) => distance(y, east.values[row]) > degrees)
  return far.filter(Boolean).length / far.length
}

/** The largest gap between the shares of both tables that lie in a square of a degree. */
function gap(one: Table, other: Table): number {
  const count = ({ rows: all, columns }: Table) => {
    const [north, east] = columns as NumberColumn[]
    const squares = new Map<string, number>()
    north.values.forEach((y, row) => {
      const key = `${Math.floor(y)} ${Math.floor(east.values[row])}`
      squares.set(key, (squares.get(key) ?? 0) + 1 / all)
    })
    return squares
  }
  const [a, b] = [count(one), count(other)]
  return Math.max(...[...a.keys(), ...b.keys()].map((key) => Math.abs((a.get(key) ?? 0) - (b.get(key) ?? 0))))
}

const split = ({ fields }: Schema): Schema => ({ fields: fields.map(({ longitude: _, ...rest }) => rest) })

describe('without privacy', () => {
  const places = coordinates()
  const schema = schemaOf(places)
  const table = tableFrom(places)
  const encoder = Encoder.fit(table, schema)

  it('is one choice of cells and the position within', () => {
    expect(encoder.segments.map(({ kind }) => kind)).toEqual(['scalar', 'choice'])
    expect(encoder.segments[1].width).toBeGreaterThan(56)
    expect(encoder.segments[1].width).toBeLessThanOrEqual(64)
    expect(encoder.layout().map(({ name }) => name)).toEqual(['lat × lon'])
  })

  it('gives back every place, to a small part of a degree', () => {
    const back = encoder.decode(expand(encoder, table), rows, createRandom(2, 'decode'))
    const [north, east] = back.columns as NumberColumn[]
    const off = places.map(([y, x], row) => Math.hypot(y - north.values[row], x - east.values[row]))
    off.sort((a, b) => a - b)
    expect(off[rows / 2]).toBeLessThan(0.01)
    expect(off[Math.floor(0.99 * rows)]).toBeLessThan(0.1)
  })

  it('draws next to no point where there was none, as latitude and longitude by themselves do', () => {
    const joint = drawn(encoder, rows)
    const apart = drawn(Encoder.fit(table, split(schema)), rows)
    expect(astray(joint, 0.1)).toBeLessThan(0.02)
    expect(astray(apart, 0.1)).toBeGreaterThan(0.4)
    expect(gap(joint, table)).toBeLessThan(0.02)
    expect(gap(apart, table)).toBeGreaterThan(0.1)
  })

  it('keeps cities apart', () => {
    const munich = ([y, x]: readonly [number, number]) => Math.hypot(y - 48.1, x - 11.6) < 0.5
    const [cells] = presentOptions(table, schema, encoder, createRandom(1, 'present')).options
    const own = new Set(places.flatMap((place, row) => (munich(place) ? [cells[row]] : [])))
    expect(places.filter((place, row) => !munich(place) && own.has(cells[row]))).toEqual([])
  })

  it('is the same without positions within the cells', () => {
    const bins = Encoder.fit(table, schema, { scalars: false, components: 20 })
    expect(bins.segments.map(({ kind }) => kind)).toEqual(['choice'])
    expect(bins.segments[0].width).toBeLessThanOrEqual(40)
    expect(astray(drawn(bins, rows), 0.1)).toBeLessThan(0.02)
  })

  it('lives on in a file', () => {
    const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)))
    const values = expand(encoder, table)
    const decode = (each: Encoder) => each.decode(values, rows, createRandom(4, 'decode'))
    expect(decode(again)).toEqual(decode(encoder))
  })

  it('keeps places that recur exactly', () => {
    const random = createRandom(5, 'shops')
    const shops = coordinates(6, 40)
    const visits = Array.from({ length: 2000 }, () => shops[random.integer(shops.length)])
    const own = schemaOf(visits, 6)
    const made = drawn(Encoder.fit(tableFrom(visits), own), 500)
    const known = new Set(shops.map(String))
    const [north, east] = made.columns as NumberColumn[]
    for (const [row, y] of north.values.entries()) expect(known.has(String([y, east.values[row]]))).toBe(true)
  })

  it('keeps what one coordinate says where the other is missing', () => {
    const holes = places.map(([y, x], row) =>
      row % 4 === 0 ? [y, null] : row % 4 === 1 ? [null, x] : row % 4 === 2 ? [null, null] : [y, x],
    )
    const holed = tableFrom(holes)
    const fitted = Encoder.fit(holed, schemaOf(holes))
    const back = fitted.decode(expand(fitted, holed), rows, createRandom(6, 'decode'))
    expect(back.columns.map(({ missing }) => missing)).toEqual(holed.columns.map(({ missing }) => missing))
    const [north] = back.columns as NumberColumn[]
    for (let row = 0; row < rows; row += 4) expect(Math.abs(north.values[row] - places[row][0])).toBeLessThan(0.5)
  })

  it('draws near what conditions on it ask for, and keeps what is there of it', () => {
    const more: Schema = { fields: [...schema.fields, field('n', 'category')] }
    const three = tableOf([...table.columns, words(places.map(([y]) => (y < 50 ? 'south' : 'north')))])
    const fitted = Encoder.fit(three, more)
    const restrictions = resolveConditions(
      [
        { field: 'lat', operator: '<', values: ['50'] },
        { field: 'lon', operator: '>=', values: ['11.6'] },
      ],
      more,
    )
    const given = new Steering(restrictions, more, fitted).draw(500, createRandom(7, 'draw'), null)
    const [own] = presentOptions(three, more, fitted, createRandom(7, 'present')).options
    const inside = new Set(places.flatMap(([y, x], row) => (y < 50 && x >= 11.6 ? [own[row]] : [])))
    expect(own.every((cell) => cell >= 0)).toBe(true)
    const allowed = Array.from(given?.allowed?.[0]?.entries() ?? []).flatMap(([cell, may]) => (may === 1 ? [cell] : []))
    expect(allowed.length).toBeGreaterThan(0)
    expect(allowed.length).toBeLessThan(32)
    for (const cell of inside) expect(allowed).toContain(cell)
    const nowhere = tableOf([numbers(places.map(() => null)), ...three.columns.slice(1)])
    const free = presentOptions(nowhere, more, fitted, createRandom(7, 'present')).options
    expect(new Set(free[0])).toEqual(new Set([-1]))
  })

  it('gives way to a constraint on one of both, and keeps a range', () => {
    const ordered: Schema = { ...schema, constraints: [{ kind: 'increment', field: 'lat', step: 0.5 }] }
    expect(
      Encoder.fit(table, ordered)
        .layout()
        .map(({ name }) => name),
    ).toEqual(['lat', 'lon'])
    const ranged: Schema = { ...schema, constraints: [{ kind: 'range', field: 'lat', maximum: 53.95 }] }
    const made = drawn(Encoder.fit(table, ranged), rows)
    expect(Math.max(...(made.columns[0] as NumberColumn).values)).toBeLessThanOrEqual(53.95)
  })
})

it('needs both ranges declared where no row may be looked at', () => {
  const places = coordinates(5, 50)
  const table = tableFrom(places)
  expect(() => Encoder.fit(table, schemaOf(places), { dataFree: true })).toThrow(UndeclaredDomainError)
  const domain = { kind: 'range', minimum: 5, maximum: 60, declared: true } as const
  const declared = Encoder.fit(table, schemaOf(places, 5, { domain }), { dataFree: true })
  const made = drawnUniform(declared)
  expect(made.every((value) => value >= 5 && value <= 60)).toBe(true)
})

function drawnUniform(encoder: Encoder): number[] {
  return encoder
    .independentUniform(200, createRandom(1, 'noise'))
    .columns.flatMap((column) => cellsOf(column).map(Number))
}

describe('with privacy', () => {
  const repeatable = (seed: number) => {
    const random = createRandom(seed, 'words')
    return new Words(() => Uint32Array.from({ length: 4096 }, () => random.uniform() * 2 ** 32))
  }
  const many = coordinates(5, 20_000)
  const table = tableFrom(many)
  const schema = schemaOf(many)
  const looksFor = (epsilon: number, own = schema) =>
    planLooks(own, {
      epsilon,
      delta: 1e-6,
      split: { domains: 0.1, shares: 0.2 },
      groupSize: 1,
      publicForm: true,
      rows: many.length,
    })
  const fitted = (own: Schema, epsilon: number) =>
    Encoder.fitPrivately(table, own, new Releases(looksFor(epsilon, own), 1, repeatable(1)))

  it('is paid for by histograms of the globe, four of them', () => {
    const looks = looksFor(1).filter(({ kind }) => kind !== 'form')
    expect(looks.map(({ kind, what, source }) => [kind, what, source])).toEqual([
      ['bounds', 'lat × lon', 'declared'],
      ['quantiles', 'lat × lon', 'data'],
    ])
    expect(looks[0].mechanism).toBeNull()
    expect(looks[1].mechanism).toMatchObject({ kind: 'subsampled-gaussian', steps: 4, sensitivity: 1 })
  })

  it('finds the cities on the globe, and next to nothing elsewhere', () => {
    const made = drawn(fitted(schema, 4), 4000)
    expect(astray(made, 1)).toBeLessThan(0.05)
    expect(gap(made, table)).toBeLessThan(0.1)
  })

  it('knows more where the user says where the places lie', () => {
    const domain = (minimum: number, maximum: number) => ({ kind: 'range', minimum, maximum, declared: true }) as const
    const [lat, lon] = schema.fields
    const declared: Schema = {
      fields: [
        { ...lat, domain: domain(47, 56) },
        { ...lon, domain: domain(5, 16) },
      ],
    }
    const made = drawn(fitted(declared, 4), 4000)
    expect(astray(made, 0.3)).toBeLessThan(0.1)
  })

  it('rests on nothing that was read off the rows but what was paid for', () => {
    const moved: Schema = schemaOf(many.map(([y, x]) => [y / 2, x / 2]))
    expect(fitted(moved, 1).toJSON()).toEqual(fitted(schema, 1).toJSON())
  })
})

it('keeps points of any box in the box, on the grid that the columns write', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
        {
          minLength: 1,
          maxLength: 40,
        },
      ),
      fc.integer({ min: 0, max: 6 }),
      (raw, digits) => {
        const places = raw.map((each) => each.map((value) => Number(value.toFixed(digits)) + 0))
        const own = schemaOf(places, digits)
        const made = drawn(Encoder.fit(tableFrom(places), own), 50)
        own.fields.forEach(({ domain }, i) => {
          const { values } = made.columns[i] as NumberColumn
          if (domain.kind !== 'range') throw new TypeError('degrees have a range')
          for (const value of values) {
            expect(value >= domain.minimum && value <= domain.maximum).toBe(true)
            expect(Number(value.toFixed(digits)) + 0).toBe(value)
          }
        })
      },
    ),
    { numRuns: 50 },
  )
})

it('fills in what a place lacks, and keeps what is there for whoever looks', () => {
  const places = coordinates(5, 200)
  const holes = places.map(([y], row) => (row % 2 === 0 ? [y, null] : [null, null]))
  const schema = schemaOf(places)
  const whole = tableFrom(places)
  const encoder = Encoder.fit(whole, schema)
  const filled = encoder.completed(tableFrom(holes), whole, createRandom(1, 'fill'))
  const [north, east] = filled.columns as NumberColumn[]
  expect([...north.missing, ...east.missing].includes(1)).toBe(false)
  for (const [row, [y, x]] of places.entries()) {
    expect(north.values[row]).toBeCloseTo(y, 5)
    expect(east.values[row]).toBeCloseTo(x, 5)
  }
})
