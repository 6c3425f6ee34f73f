// Properties of reading and writing: block boundaries never matter, torn files end in our own errors, what is written reads back the same.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTable } from './build.ts'
import { tableAs } from './conform.ts'
import { readCsv } from './csv.ts'
import type { Dialect } from './dialect.ts'
import { TableError } from './errors.ts'
import { inferSchema } from './infer.ts'
import { profileTable } from './profile.ts'
import { type Reading, textReader } from './reading.ts'
import type { Schema } from './schema.ts'
import type { Table } from './table.ts'
import { schemaWarnings } from './warnings.ts'
import { writeCsv } from './write.ts'

function cells(reading: Reading): string[][] {
  const readers = reading.columns.map(textReader)
  return Array.from({ length: reading.rows }, (_, row) => readers.map((text) => text(row)))
}

/** All that a reading says, or the name of the error that it ends in. */
async function outcome(blob: Blob, blockBytes: number) {
  try {
    const { rows, names, dialect, warnings, ...rest } = await readCsv(blob, { blockBytes })
    return { rows, names, dialect, warnings, cells: cells({ rows, names, dialect, warnings, ...rest }) }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return { name: error.name, values: error.values }
  }
}

/** The values of every column, null where missing; what stands in the memory of missing cells is nobody's business. */
function values(table: Table): unknown[] {
  return table.columns.map((column) => {
    const decoder = new TextDecoder()
    return Array.from({ length: table.rows }, (_, row) => {
      if (column.missing[row] !== 0) return null
      if (column.kind === 'number') return column.values[row]
      if (column.kind === 'category') return column.categories[column.codes[row]]
      return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]))
    })
  })
}

/** The bits that files are made of, so that odd ones are met often. */
const bit = fc.constantFrom(
  'a',
  '1',
  '2.5',
  ',',
  ',',
  ';',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '"',
  '""',
  ' ',
  '?',
  'é',
  '王',
  '😀',
  '\t',
  '-',
  '=',
  '2024-01-05',
  '0',
  'NA',
)
const oddText = fc.array(bit, { maxLength: 60 }).map((bits) => bits.join(''))
const oddBytes = fc.oneof(
  oddText.map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 80 }),
  // Torn: cut anywhere, also inside of a character.
  fc.tuple(oddText, fc.nat()).map(([text, cut]) => new TextEncoder().encode(text).slice(0, cut % (text.length + 1))),
)

describe('reading', () => {
  it('gives the same whatever the size of the blocks', async () => {
    await fc.assert(
      fc.asyncProperty(oddBytes, fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        const blob = new Blob([new Uint8Array(bytes)])
        const found = await outcome(blob, size)
        // Only of broken bytes the engine's decoder may or may not make something.
        fc.pre(!('values' in found && found.name === 'BrokenTextError'))
        expect(found).toEqual(await outcome(blob, 1 << 16))
      }),
      { numRuns: 1500 },
    )
  })

  it('throws nothing but its own errors, and what it reads can be inferred, built, profiled and written', async () => {
    await fc.assert(
      fc.asyncProperty(oddBytes, async (bytes) => {
        try {
          const reading = await readCsv(new Blob([new Uint8Array(bytes)]))
          const schema = inferSchema(reading)
          const table = buildTable(reading, schema)
          expect(profileTable(table, schema)).toHaveLength(schema.fields.length)
          schemaWarnings(reading, schema)
          expect([...writeCsv(table, schema, reading.dialect, { spreadsheetSafe: true })].join('')).toBeTypeOf('string')
        } catch (error) {
          expect(error).toBeInstanceOf(TableError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('gives every cell of a regular file as it was written', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'B', '7', ',', '"', '\n', ' ', 'ß', '王', '😀', ';', "'"),
      maxLength: 6,
    })
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
      )
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.integer({ min: 1, max: 50 }), async (table, always, blockBytes) => {
        const lines = table.map((row) =>
          row.map((text) => (always || /[",\n]/.test(text) ? quoted(text) : text)).join(','),
        )
        const header = table[0].map((_, i) => `name ${i}`)
        const blob = new Blob([`${header.join(',')}\n${lines.join('\n')}\n`])
        const reading = await readCsv(blob, { delimiter: ',', header: true, encoding: 'utf-8', blockBytes })
        expect(reading.names).toEqual(header)
        expect(cells(reading)).toEqual(table)
      }),
      { numRuns: 500 },
    )
  })
})

describe('writing', () => {
  const missing = fc.constant(null)
  const words = ['red', 'dark blue', 'a,b', 'say "no"', 'two\nlines', 'Ünïcode', '王', 'x;y', "it's"]
  /** Columns of a kind, with missing cells, as texts. */
  const column = (rows: number) => {
    const of = (cell: fc.Arbitrary<string>) =>
      fc.array(fc.oneof({ weight: 6, arbitrary: cell }, { weight: 1, arbitrary: missing }), {
        minLength: rows,
        maxLength: rows,
      })
    const time = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString())
    return fc.oneof(
      of(fc.integer({ min: -1000, max: 100_000 }).map(String)),
      of(fc.integer({ min: -1000, max: 1000 }).map((n) => `${n}.0`)),
      of(fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 100).toFixed(2))),
      of(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => String(Number(n.toPrecision(8))))),
      of(fc.integer({ min: 0, max: 9_999_999 }).map((n) => n.toLocaleString('en'))),
      of(fc.integer({ min: 0, max: 1000 }).map((n) => `${(n / 10).toFixed(1)}%`)),
      of(fc.constantFrom(...words)),
      of(fc.constantFrom('yes', 'no')),
      of(time.map((iso) => iso.slice(0, 10))),
      of(time.map((iso) => iso.slice(0, 19).replace('T', ' '))),
      of(time.map((iso) => `${Number(iso.slice(0, 4))}年${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`)),
    )
  }
  const table = fc.tuple(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 1, max: 5 })).chain(([rows, width]) =>
    fc.record({
      columns: fc.array(column(rows), { minLength: width, maxLength: width }),
      token: fc.constantFrom('', '?', 'NA'),
      newline: fc.constantFrom('\n', '\r\n', '\r') as fc.Arbitrary<Dialect['newline']>,
      delimiter: fc.constantFrom(',', ';', '\t'),
      quoteAll: fc.boolean(),
      padding: fc.constantFrom('', ' '),
    }),
  )

  it('gives back a table that reads as it was', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, token, newline, delimiter, quoteAll, padding }) => {
        const quote = (text: string) => (quoteAll || /[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
        const rows = columns[0].map((_, row) =>
          columns.map((cells) => quote(padding + (cells[row] ?? token))).join(delimiter),
        )
        const names = columns.map((_, i) => `column "${i}"`).map((name) => `"${name.replaceAll('"', '""')}"`)
        const blob = new Blob([[names.join(delimiter), ...rows, ''].join(newline)])
        const options = { delimiter, header: true }
        const reading = await readCsv(blob, options)
        // All columns are kept, so that all can be compared.
        const schema: Schema = { fields: inferSchema(reading).fields.map((field) => ({ ...field, role: 'model' })) }
        const before = buildTable(reading, schema)
        const written = [...writeCsv(before, schema, reading.dialect, { spreadsheetSafe: false })]
        const after = tableAs(await readCsv(new Blob(written), options), schema)
        expect(values(after)).toEqual(values(before))
      }),
      { numRuns: 400 },
    )
  })
})
