// Parquet against files that pyarrow wrote, and against what hyparquet-writer writes of any columns.
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { buildTable } from './build.ts'
import { BrokenFileError, EmptyFileError, NestedColumnError, NoRowsError, UnreadableColumnError } from './errors.ts'
import golden from './fixtures/parquet.json' with { type: 'json' }
import { inferSchema } from './infer.ts'
import { readTable } from './readers.ts'
import { type Reading, textReader } from './reading.ts'
import { writeCsv } from './write.ts'

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
const open = (file: string, name = 'table') => readTable(new Blob([bytesOf(file)]), { name })

function cellsOf(reading: Reading): Record<string, string[]> {
  const texts = (index: number) =>
    Array.from({ length: reading.rows }, (_, row) => textReader(reading.columns[index])(row))
  return Object.fromEntries(reading.names.map((name, index) => [name, texts(index)]))
}

/** Doubles however they are written; all else as text. */
function value(text: string): number | string {
  const number = Number(text)
  return text === '' || Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))
    ? text
    : number
}

describe('types', async () => {
  const cells = cellsOf(await open(golden.typed.file))

  it.each(Object.entries(golden.typed.cells))('reads %s as pyarrow does', (name, expected) => {
    // Beyond the digits of a double a decimal is the nearest one.
    const rounded = name === 'single' || name === 'decimal_38_10' ? Number : value
    expect(cells[name].map(rounded)).toEqual(expected.map(rounded))
  })

  it('infers the types that the file declares', async () => {
    const schema = inferSchema(await open(golden.typed.file))
    const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]))
    expect(types).toMatchObject({
      int32: 'integer',
      double: 'real',
      three_decimals: 'real',
      decimal_9_2: 'real',
      boolean: 'boolean',
      date32: 'datetime',
      timestamp_us: 'datetime',
      timestamp_ms_utc: 'datetime',
      time_us: 'datetime',
      dictionary: 'category',
      nothing: 'constant',
    })
  })

  it('writes the table as CSV that holds the same', async () => {
    const reading = await open(golden.typed.file)
    const schema = inferSchema(reading)
    const parts: string[] = []
    for await (const part of writeCsv(buildTable(reading, schema), schema, reading.dialect, { spreadsheetSafe: false }))
      parts.push(part)
    const again = cellsOf(await readTable(new Blob(parts), { name: 'table.csv' }))
    for (const name of ['int32', 'decimal_9_2', 'date32', 'timestamp_us', 'timestamp_ms_utc', 'time_us', 'dictionary'])
      expect(again[name].map(value), name).toEqual(golden.typed.cells[name as 'int32'].map(value))
  })
})

describe('files', () => {
  it.each(Object.entries(golden.written.files))('reads one with %s', async (_, file) => {
    const reading = await open(file)
    expect(reading.format).toBe('parquet')
    const cells = cellsOf(reading)
    for (const [name, expected] of Object.entries(golden.written.cells))
      expect(cells[name].map(value), name).toEqual(expected.map(value))
  })

  it('reads the instants of 96 bits that old writers made', async () => {
    const cells = cellsOf(await open(golden.int96))
    expect(cells.when).toEqual(['2024-02-29 12:30:15.250', '', '1969-12-31 23:59:59.000'])
  })

  it('tells columns of one name apart', async () => {
    const reading = await open(golden.doubled)
    expect(cellsOf(reading)).toEqual({ a: ['1', '2'], 'a (2)': ['3', '4'], 'column 3': ['5', '6'] })
    expect(reading.warnings.map(({ key }) => key)).toEqual(['emptyNames', 'duplicateNames'])
  })

  it('tells how far it is, up to the end', async () => {
    const seen: { bytes: number; of: number; rows: number }[] = []
    const source = new Blob([bytesOf(golden.written.files.snappy)])
    await readTable(source, {}, (progress) => seen.push(progress))
    expect(seen.map(({ rows }) => rows).filter((rows, i, all) => rows !== all[i - 1])).toEqual([0, 25, 50, 60])
    expect(seen.every(({ bytes, of }, i) => bytes <= of && bytes >= (seen[i - 1]?.bytes ?? 0))).toBe(true)
  })

  it('stops when it is told to', async () => {
    const source = new Blob([bytesOf(golden.typed.file)])
    const control = new AbortController()
    const stop = () => control.abort(new RangeError('enough'))
    await expect(readTable(source, {}, stop, control.signal)).rejects.toThrow('enough')
  })
})

describe('refusals', () => {
  it.each([
    ['lists', NestedColumnError, /Column tags holds lists/],
    ['maps', NestedColumnError, /Column m holds maps/],
    ['records', NestedColumnError, /Column r holds records/],
    ['bytes', UnreadableColumnError, /Column b is of type bytes/],
    ['no rows', NoRowsError, /1 columns and no row/],
  ] as const)('refuses a file with %s', async (what, error, says) => {
    const opening = open(golden.refused[what])
    await expect(opening).rejects.toThrow(error)
    await expect(opening).rejects.toThrow(says)
  })

  it('refuses a file that is cut off anywhere, or is none', async () => {
    const whole = bytesOf(golden.written.files.none)
    for (let length = 4; length < whole.length; length += 97) {
      const cut = readTable(new Blob([whole.slice(0, length)]), { name: 'cut.parquet' })
      await expect(cut, `${length} bytes`).rejects.toThrow(BrokenFileError)
    }
    await expect(readTable(new Blob(['a,b\n1,2\n']), { name: 'text.parquet' })).rejects.toThrow(BrokenFileError)
    await expect(readTable(new Blob([]), { name: 'empty.parquet' })).rejects.toThrow(EmptyFileError)
  })

  it('gives rows or a clear error for a file with damaged bytes', async () => {
    const whole = bytesOf(golden.written.files.snappy)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: whole.length - 9 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = whole.slice()
          damaged[at] ^= flip
          const outcome = await readTable(new Blob([damaged])).catch((error) => error)
          if (outcome instanceof Error)
            expect(outcome.constructor.name).toMatch(
              /^(BrokenFile|NestedColumn|UnreadableColumn|UnknownCodec|NoRows|TooManyColumns)Error$/,
            )
          else expect(outcome.rows).toBeGreaterThan(0)
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('round trips', () => {
  const nullable = <T>(cell: fc.Arbitrary<T>) => fc.option(cell, { nil: null, freq: 5 })
  const instant = fc.integer({ min: Date.UTC(1600, 0), max: Date.UTC(2400, 0) }).map((time) => new Date(time))

  it('keeps numbers, instants, words and nulls of any columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }).chain((rows) => {
          const column = <T>(cell: fc.Arbitrary<T>) => fc.array(nullable(cell), { minLength: rows, maxLength: rows })
          return fc.record({
            doubles: column(fc.double({ noNaN: true, noDefaultInfinity: true })),
            integers: column(fc.integer()),
            wide: column(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
            booleans: column(fc.boolean()),
            instants: column(instant),
            texts: column(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' })),
          })
        }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('SNAPPY' as const, 'UNCOMPRESSED' as const),
        async (columns, rowGroupSize, codec) => {
          const buffer = parquetWriteBuffer({
            columnData: [
              { name: 'doubles', data: columns.doubles, type: 'DOUBLE' },
              { name: 'integers', data: columns.integers, type: 'INT32' },
              { name: 'wide', data: columns.wide, type: 'INT64' },
              { name: 'booleans', data: columns.booleans, type: 'BOOLEAN' },
              { name: 'instants', data: columns.instants, type: 'TIMESTAMP' },
              { name: 'texts', data: columns.texts, type: 'STRING' },
            ],
            rowGroupSize,
            codec,
          })
          const cells = cellsOf(await readTable(new Blob([buffer])))
          const same = (
            name: keyof typeof columns,
            write: (text: string) => unknown,
            expected: (cell: never) => unknown,
          ) =>
            expect(
              cells[name].map((text) => (text === '' ? null : write(text))),
              name,
            ).toEqual(columns[name].map((cell) => (cell === null ? null : expected(cell as never))))
          same('doubles', Number, (cell: number) => (cell === 0 ? 0 : cell))
          same('integers', Number, (cell: number) => (cell === 0 ? 0 : cell))
          same('wide', BigInt, (cell: bigint) => cell)
          same('booleans', String, (cell: boolean) => String(cell))
          same('texts', String, (cell: string) => cell)
          same(
            'instants',
            (text) => Date.parse(text.length > 10 ? text.replace(' ', 'T') : text),
            (cell: Date) => cell.getTime(),
          )
        },
      ),
      { numRuns: 40 },
    )
  })
})
