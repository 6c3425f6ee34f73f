// Instants with offsets: learnt by the clocks that they are written by, and given back with offsets that are right at each.
import { describe, expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { Releases } from '../privacy/releases.ts'
import { Words } from '../privacy/words.ts'
import { selectRows } from '../table/assemble.ts'
import { combined } from '../table/combine.ts'
import { dateTimeFormat } from '../table/datetime.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { NumberColumn, Table } from '../table/table.ts'
import { zoneNamed } from '../table/zone.ts'
import { Encoder } from './encoder.ts'
import { planLooks } from './looks.ts'
import { expand, field, tableOf } from './testcolumns.ts'

const rows = 3000
const minute = 60_000
const day = 86_400_000

/** Instants of 2022 and 2023 at which the shops of a zone are open: between 8 and 20 o'clock by their clocks. */
function opened(zones: readonly string[], seed = 1): NumberColumn {
  const random = createRandom(seed, 'opened')
  const values = new Float64Array(rows)
  const offsets = new Int16Array(rows)
  const missing = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const zone = zoneNamed(zones[random.integer(zones.length)])
    const wall = Date.UTC(2022, 0, 1 + random.integer(730), 8) + random.integer(720) * minute
    missing[row] = random.uniform() < 0.1 ? 1 : 0
    if (missing[row] === 1) continue
    values[row] = zone.instantOf(wall)
    offsets[row] = zone.offsetAt(values[row])
  }
  return { kind: 'number', values, missing, offsets }
}

function seen(name: string, zones: readonly string[], more: Partial<Field> = {}): Field {
  const domain = {
    kind: 'range',
    minimum: Date.UTC(2022, 0, 1),
    maximum: Date.UTC(2024, 0, 1),
    declared: false,
  } as const
  return field(name, 'datetime', { format: { ...dateTimeFormat('yyyy-MM-ddTHH:mmxxx'), zones }, domain, ...more })
}

const names = (encoder: Encoder) => encoder.layout().map(({ name }) => name)

/** Any numbers as a model might give them. */
function anyTable(encoder: Encoder, count = 2000): Table {
  const random = createRandom(9, 'any')
  const values = Float32Array.from({ length: count * encoder.width }, () => 2 * random.uniform() - 1)
  return encoder.decode(values, count, random)
}

const present = (column: NumberColumn) => Array.from(column.values.keys()).filter((row) => column.missing[row] === 0)
const hourOf = ({ values, offsets }: NumberColumn, row: number) =>
  new Date(values[row] + (offsets?.[row] ?? 0) * minute).getUTCHours()

describe('of one place', () => {
  const schema: Schema = { fields: [seen('seen', ['Europe/Berlin'])] }
  const table = tableOf([opened(['Europe/Berlin'])])
  const encoder = Encoder.fit(table, schema)

  it('take no column more, and have the offset of the place whatever is decoded', () => {
    expect(encoder.segments).toEqual(
      Encoder.fit(table, { fields: [field('seen', 'datetime', { format: dateTimeFormat('yyyy-MM-ddTHH:mm') })] })
        .segments,
    )
    const made = anyTable(encoder).columns[0] as NumberColumn
    const berlin = zoneNamed('Europe/Berlin')
    const written = present(made)
    expect(written.length).toBeGreaterThan(500)
    for (const row of written) expect(made.offsets?.[row]).toBe(berlin.offsetAt(made.values[row]))
    expect(new Set(written.map((row) => made.offsets?.[row]))).toEqual(new Set([60, 120]))
  })

  it('keep to the hours that its clock shows', () => {
    const made = anyTable(encoder).columns[0] as NumberColumn
    for (const row of present(made)) expect(hourOf(made, row) >= 8 && hourOf(made, row) < 20).toBe(true)
  })

  it('come back near where they were', () => {
    const back = encoder.decode(expand(encoder, table), rows, createRandom(2, 'decode')).columns[0] as NumberColumn
    const [own] = table.columns as NumberColumn[]
    expect(back.missing).toEqual(own.missing)
    const off = present(own).map((row) => Math.abs(back.values[row] - own.values[row]))
    expect(Math.max(...off)).toBeLessThan(20 * day)
  })

  it('live on in a file', () => {
    const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)))
    expect(anyTable(again)).toEqual(anyTable(encoder))
  })

  it('stay within a range that is declared', () => {
    const domain = {
      kind: 'range',
      minimum: Date.UTC(2022, 5, 1),
      maximum: Date.UTC(2022, 11, 1),
      declared: true,
    } as const
    const declared: Schema = { fields: [seen('seen', ['Europe/Berlin'], { domain })] }
    const fitted = Encoder.fit(table, declared)
    const made = anyTable(fitted).columns[0] as NumberColumn
    for (const row of present(made))
      expect(made.values[row] >= domain.minimum && made.values[row] <= domain.maximum).toBe(true)
    expect(fitted.knownSchema(declared).fields[0].domain).toEqual(domain)
  })
})

describe('of several places', () => {
  const zones = ['Europe/Berlin', 'America/New_York']
  const schema: Schema = { fields: [seen('seen', zones)] }
  // A third clock that no format knows, as too few rows go by it.
  const table = tableOf([opened([...zones, ...zones, ...zones, ...zones, ...zones, 'UTC+05:30'])])
  const encoder = Encoder.fit(table, schema)

  it('learn the clock beside the instant, and each row has an offset of a clock that there was', () => {
    expect(names(encoder)).toEqual(['seen', 'seen clock'])
    const made = anyTable(encoder).columns[0] as NumberColumn
    const known = [...zones, 'UTC+05:30'].map(zoneNamed)
    const used = new Set<number>()
    for (const row of present(made)) {
      const clock = known.findIndex((zone) => zone.offsetAt(made.values[row]) === made.offsets?.[row])
      expect(clock).toBeGreaterThanOrEqual(0)
      used.add(clock)
      expect(hourOf(made, row) >= 8 && hourOf(made, row) < 20).toBe(true)
    }
    expect(used).toEqual(new Set([0, 1, 2]))
  })

  it('keep each its clock, from encoding to decoding', () => {
    const back = encoder.decode(expand(encoder, table), rows, createRandom(2, 'decode')).columns[0] as NumberColumn
    const [own] = table.columns as NumberColumn[]
    const india = present(own).filter((row) => own.offsets?.[row] === 330)
    expect(india.length).toBeGreaterThan(100)
    for (const row of india) expect(back.offsets?.[row]).toBe(330)
  })

  it('fill in a missing cell with the clock of the row that gives it', () => {
    const made = encoder.decode(expand(encoder, table), rows, createRandom(2, 'decode'))
    const [own] = table.columns as NumberColumn[]
    const holed = tableOf([{ ...own, missing: new Uint8Array(rows).fill(1) }])
    const filled = encoder.completed(holed, made, createRandom(3, 'fill')).columns[0] as NumberColumn
    expect(filled.offsets).toEqual((made.columns[0] as NumberColumn).offsets)
  })

  it('go along with their rows', () => {
    const [own] = table.columns as NumberColumn[]
    const [picked] = selectRows(table, [5, 3]).columns as NumberColumn[]
    expect(Array.from(picked.offsets ?? [])).toEqual([own.offsets?.[5], own.offsets?.[3]])
    const other = tableOf([opened(zones, 2)])
    const [both] = combined(table, other).columns as NumberColumn[]
    const [theirs] = other.columns as NumberColumn[]
    expect(both.offsets).toEqual(
      own.offsets?.map((offset, row) => (own.missing[row] === 0 ? offset : (theirs.offsets?.[row] ?? 0))),
    )
  })
})

it('orders two columns by their instants, whatever their clocks', () => {
  const [from, to] = [opened(['Asia/Tehran'], 1), opened(['America/New_York'], 2)]
  const york = zoneNamed('America/New_York')
  const values = to.values.map((value, row) => Math.max(value, from.values[row]))
  const later: NumberColumn = { ...to, values, offsets: Int16Array.from(values, (value) => york.offsetAt(value)) }
  const schema: Schema = {
    fields: [seen('from', ['Asia/Tehran']), seen('to', ['America/New_York'])],
    constraints: [{ kind: 'inequality', low: 'from', high: 'to', strict: true }],
  }
  const encoder = Encoder.fit(tableOf([from, later]), schema)
  const [low, high] = anyTable(encoder).columns as NumberColumn[]
  const both = present(low).filter((row) => high.missing[row] === 0)
  expect(both.length).toBeGreaterThan(300)
  for (const row of both) {
    expect(high.values[row]).toBeGreaterThan(low.values[row])
    expect(high.offsets?.[row]).toBe(york.offsetAt(high.values[row]))
  }
})

describe('with privacy', () => {
  const budget = {
    epsilon: 2,
    delta: 1e-6,
    split: { domains: 0.2, shares: 0.1 },
    groupSize: 1,
    publicForm: true,
    rows,
  }
  const paid = (schema: Schema) =>
    planLooks(schema, budget).flatMap(({ kind, what, mechanism }) => (mechanism === null ? [] : [`${kind} ${what}`]))

  it('pay for the clocks where there are several', () => {
    expect(paid({ fields: [seen('seen', ['Europe/Berlin'])] })).toEqual(['bounds seen', 'quantiles seen'])
    expect(paid({ fields: [seen('seen', ['Europe/Berlin', 'Asia/Tehran'])] })).toEqual([
      'bounds seen',
      'quantiles seen',
      'categories seen clock',
      'labels seen clock',
    ])
  })

  it('give back clocks that were told, or the commonest', () => {
    const zones = ['Europe/Berlin', 'America/New_York']
    const schema: Schema = { fields: [seen('seen', zones)] }
    const own = opened(zones)
    const rare: NumberColumn = {
      ...own,
      offsets: own.offsets?.map((offset, row) => (row === 7 ? 345 : offset)) as Int16Array,
    }
    const random = createRandom(1, 'words')
    const supply = new Words(() => Uint32Array.from({ length: 4096 }, () => random.uniform() * 2 ** 32))
    const encoder = Encoder.fitPrivately(tableOf([rare]), schema, new Releases(planLooks(schema, budget), 1, supply))
    expect(JSON.stringify(encoder)).not.toContain('+05:45')
    const made = anyTable(encoder).columns[0] as NumberColumn
    const known = zones.map(zoneNamed)
    for (const row of present(made))
      expect(known.some((zone) => zone.offsetAt(made.values[row]) === made.offsets?.[row])).toBe(true)
  })
})
