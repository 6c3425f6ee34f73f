// Clocks: offsets from UTC as Python's time zone database has them, read, found and written back.
import { describe, expect, it } from 'vitest'
import { buildTable, changeField } from './build.ts'
import { resolveConditions, rowsMeeting } from './condition.ts'
import { inequality } from './constraint/inequality.ts'
import { readCsv } from './csv.ts'
import { DateTimeNotation, dateTimeFormat } from './datetime.ts'
import { MixedOffsetsError } from './errors.ts'
import golden from './fixtures/zones.json' with { type: 'json' }
import { inferSchema } from './infer.ts'
import type { Reading } from './reading.ts'
import type { DateTimeFormat, Schema } from './schema.ts'
import { writeCsv } from './write.ts'
import { fixedZone, isZone, offsetText, Zone, zoneNamed } from './zone.ts'

const minute = 60_000
const day = 86_400_000

function read(columns: Readonly<Record<string, readonly string[]>>): Promise<Reading> {
  const names = Object.keys(columns)
  const rows = columns[names[0]].map((_, row) => names.map((name) => columns[name][row]).join(','))
  return readCsv(new Blob([`${names.join(',')}\n${rows.join('\n')}\n`]), { header: true, delimiter: ',' })
}

const formatOf = ({ fields }: Schema) => fields[0].format as DateTimeFormat

/** The rows of the file that is written of a reading. */
function lines(reading: Reading, schema: Schema): string[] {
  const table = buildTable(reading, schema)
  return [...writeCsv(table, schema, reading.dialect, { spreadsheetSafe: false })].join('').split('\n').slice(1, -1)
}

function* days(count: number, hours = 7) {
  for (let i = 0; i < count; i++) yield Date.UTC(2023, 0, 1) + i * hours * 3_600_000
}

/** Instants as a clock writes them. */
function written(name: string, instants: Iterable<number>): string[] {
  const zone = zoneNamed(name)
  return Array.from(instants, (instant) => {
    const offset = zone.offsetAt(instant)
    return new Date(instant + offset * minute).toISOString().slice(0, 19) + offsetText(offset)
  })
}

it.each(Object.entries(golden.offsets))('has the offsets of Python for %s', (name, offsets) => {
  const zone = new Zone(name)
  for (const [iso, expected] of offsets as [string, number][])
    expect([iso, zone.offsetAt(Date.parse(iso))]).toEqual([iso, expected])
})

it('finds the instant of a wall clock, also where the clock has just changed', () => {
  const berlin = new Zone('Europe/Berlin')
  for (const instant of days(4000, 1.5)) {
    const wall = instant + berlin.offsetAt(instant) * minute
    const again = berlin.instantOf(wall)
    // An hour that comes twice may be either.
    expect(again + berlin.offsetAt(again) * minute).toBe(wall)
  }
  expect(new Zone(fixedZone(-210)).instantOf(0)).toBe(210 * minute)
})

it('knows which names are clocks', () => {
  expect(['UTC+02:00', 'UTC', 'Europe/Berlin', 'other', ''].map(isZone)).toEqual([true, true, true, false, false])
})

describe('a column with offsets', () => {
  it.each([400, 9000])('of one place is written back as it was read, %i rows', async (rows) => {
    const cells = written('Europe/Berlin', days(rows))
    const reading = await read({ seen: cells, n: cells.map((_, i) => String(i % 7)) })
    const schema = inferSchema(reading)
    expect(formatOf(schema)).toMatchObject({ pattern: 'yyyy-MM-ddTHH:mm:ssxxx', zones: ['Europe/Berlin'] })
    expect(lines(reading, schema)).toEqual(cells.map((cell, i) => `${cell},${i % 7}`))
  })

  it.each([400, 9000])('of many places is written back as it was read, %i rows', async (rows) => {
    const names = ['America/New_York', 'UTC+05:30', 'Europe/Berlin', 'America/New_York']
    const cells = [...days(rows)].map((instant, i) => written(names[i % 4], [instant])[0])
    const reading = await read({ seen: cells, n: cells.map((_, i) => String(i % 7)) })
    const schema = inferSchema(reading)
    expect(formatOf(schema).zones?.toSorted()).toEqual(['America/New_York', 'Europe/Berlin', 'UTC+05:30'])
    expect(lines(reading, schema)).toEqual(cells.map((cell, i) => `${cell},${i % 7}`))
  })

  it.each([
    ['xxx', ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00+02:00']],
    ['XXX', ['2024-01-05T10:30:00Z', '2024-01-06T11:00:00+02:00']],
    ['xx', ['2024-01-05T10:30:00+0000', '2024-01-06T11:00:00-0230']],
    ['x', ['2024-01-05 10:30:00+00', '2024-01-06 11:00:00+02']],
    ['.SSSxxx', ['2024-01-05T10:30:00.250+01:00', '2024-07-06T11:00:00.125+02:00']],
    ['.SSSSSSxxx', ['2024-01-05T10:30:00.250001+01:00', '2024-07-06T11:00:00.125900+02:00']],
  ])('keeps the form %s', async (form, cells) => {
    const reading = await read({ seen: [...cells, ''], n: ['1', '2', '3'] })
    const schema = inferSchema(reading)
    expect(formatOf(schema).pattern.endsWith(form)).toBe(true)
    expect(lines(reading, schema).slice(0, 2)).toEqual(cells.map((cell, i) => `${cell},${i + 1}`))
  })

  it('counts instants as Python does', () => {
    for (const [text, pattern, seconds] of golden.instants as [string, string, number][])
      expect([text, new DateTimeNotation(dateTimeFormat(pattern)).parse(text) / 1000]).toEqual([text, seconds])
  })

  it('is no instant with an offset that there cannot be', () => {
    const notation = new DateTimeNotation(dateTimeFormat('yyyy-MM-ddTHH:mmxxx'))
    expect(notation.parse('2024-01-01T00:00+25:00')).toBeNaN()
  })

  it('keeps a clock that few rows go by out of its format', async () => {
    const cells = written('Europe/Berlin', days(400))
    cells[17] = cells[17].replace(/\+.*/, '-03:00')
    const schema = inferSchema(await read({ seen: cells, n: cells.map(() => '1') }))
    expect(formatOf(schema).zones).toEqual(['Europe/Berlin'])
  })

  it('was written as +00:00 by projects of before', () => {
    const notation = new DateTimeNotation({ kind: 'datetime', pattern: 'yyyy-MM-ddTHH:mmX', resolution: minute })
    expect(notation.write(day)).toBe('1970-01-02T00:00+00:00')
  })
})

describe('some rows without an offset', () => {
  const cells = Array.from(
    { length: 40 },
    (_, i) => `2024-01-${10 + (i % 20)}T0${i % 9}:00:00${i % 3 === 2 ? '' : '+01:00'}`,
  )

  it('are told of, and refused where the column is to be a date', async () => {
    const reading = await read({ seen: cells, n: cells.map((_, i) => String(i)) })
    const schema = inferSchema(reading)
    expect(schema.fields[0].type).not.toBe('datetime')
    expect(() => changeField(reading, schema, 0, { type: 'datetime' })).toThrow(MixedOffsetsError)
    expect(() => changeField(reading, schema, 0, { type: 'datetime' })).toThrow('row 3')
  })
})

describe('two columns with different offsets', () => {
  it('are compared as instants', async () => {
    const from = ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00+08:00', '2024-01-07T11:30:00+08:00']
    const to = ['2024-01-05T03:00:00Z', '2024-01-06T03:00:01Z', '2024-01-07T05:00:00Z']
    const reading = await read({ from, to, n: ['1', '2', '3'] })
    const schema = inferSchema(reading)
    const table = buildTable(reading, schema)
    const constraint = { kind: 'inequality', low: 'from', high: 'to', strict: false } as const
    const test = inequality.compile(constraint, schema)(table)
    expect([0, 1, 2].map(test)).toEqual([true, true, true])
    expect(lines(reading, schema)).toEqual([0, 1, 2].map((i) => `${from[i]},${to[i]},${i + 1}`))
  })

  it('stay wall clocks where there is but one offset', async () => {
    const cells = ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00+08:00']
    const schema = inferSchema(await read({ seen: cells, left: cells, n: ['1', '2'] }))
    expect(schema.fields.slice(0, 2).map(({ format }) => (format as DateTimeFormat).pattern)).toEqual([
      'yyyy-MM-ddTHH:mm:ss+08:00',
      'yyyy-MM-ddTHH:mm:ss+08:00',
    ])
  })
})

describe('conditions', () => {
  async function rowsWhere(cells: readonly string[], operator: '>=' | '=', value: string): Promise<number[]> {
    const reading = await read({ seen: cells, n: cells.map(() => '1') })
    const schema = inferSchema(reading)
    return rowsMeeting(
      resolveConditions([{ field: 'seen', operator, values: [value] }], schema),
      buildTable(reading, schema),
    )
  }
  const berlin = ['2024-07-01T00:30:00+02:00', '2024-06-30T23:30:00+02:00', '2024-01-01T00:30:00+01:00']

  it('are instants where they have an offset, and otherwise by the clock of the column', async () => {
    expect(await rowsWhere(berlin, '>=', '2024-06-30T22:00Z')).toEqual([0])
    expect(await rowsWhere(berlin, '>=', '2024-06-30T16:00:00-05:00')).toEqual([0, 1])
    expect(await rowsWhere(berlin, '>=', '2024-06-30T16:30:00-05:00')).toEqual([0, 1])
  })

  it('mean days of the place whose clock the column goes by', async () => {
    const all = written('Europe/Berlin', days(400))
    const april = all.flatMap((cell, row) => (cell.startsWith('2023-04') ? [row] : []))
    expect(await rowsWhere(all, '=', '2023-04')).toEqual(april)
  })

  it('are refused without an offset where the column goes by several clocks', async () => {
    const two = ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00-02:00']
    await expect(rowsWhere(two, '>=', '2024-01-06')).rejects.toThrow('with its offset from UTC')
    expect(await rowsWhere(two, '>=', '2024-01-06T00:00+00:00')).toEqual([1])
  })

  it('with an offset are refused where the column has none', async () => {
    await expect(rowsWhere(['2024-01-05', '2024-01-06'], '>=', '2024-01-06T00:00+02:00')).rejects.toThrow(
      'without an offset',
    )
  })
})
