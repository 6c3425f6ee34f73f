// ParquetColumn: what the cells of one Parquet column mean (Parquet's LogicalTypes.md), and the builder that takes them.
import type { SchemaElement, TimeUnit } from 'hyparquet/src/types.js'
import type { Cells } from './cells.ts'
import { ColumnBuilder } from './columnbuilder.ts'
import { NestedColumnError, UnreadableColumnError } from './errors.ts'
import type { Extent } from './growable.ts'
import { type NumberKind, NumbersBuilder } from './numbersbuilder.ts'
import type { RawColumn } from './reading.ts'
import type { DateTimeFormat, NumberFormat } from './schema.ts'

/** A cell as it lies in the file: physical types, before their meaning. INT96 comes as nanoseconds since 1970. */
export type Cell = number | bigint | boolean | Uint8Array

interface ParquetBuilder {
  /** `null` and `undefined` are cells without a value. */
  append(cells: ArrayLike<Cell | null | undefined>): void
  finish(): RawColumn
}

const day = 86_400_000
/** Milliseconds from 1970 to 0001-01-01 and to 10000-01-01: years of four digits. */
const calendar = { from: -62_135_596_800_000, to: 253_402_300_800_000 }
/** Digits behind the mark beyond which a column counts as not rounded. */
const mostDecimals = 15

/** The fewest digits behind the mark that write every number exactly; 20, as for text, where they are not rounded. */
function decimalsOf(values: Float64Array, codes: Uint8Array): number {
  let decimals = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (codes[row] > 0) continue
    while (Math.round(value * 10 ** decimals) / 10 ** decimals !== value) if (++decimals > mostDecimals) return 20
  }
  return decimals
}

function numberFormat(decimals: number | null, precision: number): NumberFormat {
  return { kind: 'number', decimals, precision, decimalMark: '.', thousands: '', percent: false }
}

const wholeNumbers = (read: (cell: Cell) => bigint | number): NumberKind<Cell> => ({
  read: (cell) => {
    const value = Number(read(cell))
    return Number.isSafeInteger(value) ? value : Number.NaN
  },
  write: (cell) => String(read(cell)),
  formatOf: () => numberFormat(0, 0),
})

const realNumbers = (read: (cell: Cell) => number): NumberKind<Cell> => ({
  read,
  write: (cell) => String(read(cell)),
  formatOf: (values, codes) => {
    const decimals = decimalsOf(values, codes)
    return numberFormat(decimals === 0 ? 0 : null, decimals)
  },
})

/** The decimal of fewest digits that stands for a number of single precision: 0.1, not 0.10000000149011612. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** IEEE 754 binary16, little-endian. */
function halfPrecision(bytes: Uint8Array): number {
  const bits = bytes[0] | (bytes[1] << 8)
  const sign = bits >> 15 === 0 ? 1 : -1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** The whole number behind a decimal: an integer, or two's complement, the highest byte first. */
function unscaled(cell: Cell): bigint {
  if (!(cell instanceof Uint8Array)) return BigInt(cell)
  let value = 0n
  for (const byte of cell) value = (value << 8n) | BigInt(byte)
  return BigInt.asIntN(8 * cell.length, value)
}

/** Decimals with digits behind the mark are the nearest double, as text would be; whole ones must be exact. */
function decimals(scale: number): NumberKind<Cell> {
  const write = (cell: Cell): string => {
    const value = unscaled(cell)
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
    const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`
    return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction}`
  }
  if (scale === 0) return wholeNumbers(unscaled)
  return {
    read: (cell) => Number(write(cell)),
    write,
    formatOf: (values, codes) => numberFormat(scale, Math.min(scale, decimalsOf(values, codes))),
  }
}

/** Milliseconds; microseconds where the file holds nanoseconds, for a double has no room for more. */
function milliseconds(cell: Cell, unit: TimeUnit): number {
  if (unit === 'MILLIS') return Number(cell)
  const ticks = BigInt(cell as bigint)
  // Division cuts towards zero, instants before 1970 towards the past.
  const micros = unit === 'MICROS' ? ticks : (ticks - (ticks < 0n ? 999n : 0n)) / 1000n
  return Number(micros) / 1000
}

/** `patternOf` gets how many digits the fraction of a second needs, and whether all instants are whole days. */
function instants(read: (cell: Cell) => number, patternOf: (digits: number, wholeDays: boolean) => string) {
  const kind: NumberKind<Cell> = {
    read: (cell) => {
      const value = read(cell)
      return value >= calendar.from && value < calendar.to ? value : Number.NaN
    },
    write: (cell) => String(cell),
    formatOf: (values, codes): DateTimeFormat => {
      const steps = [day, 3_600_000, 60_000, 1000, 1, 0.001]
      let finest = 0
      for (let row = 0; row < values.length && finest < steps.length - 1; row++)
        while (codes[row] === 0 && finest < steps.length - 1 && values[row] % steps[finest] !== 0) finest++
      const digits = finest < 4 ? 0 : finest === 4 ? 3 : 6
      return { kind: 'datetime', pattern: patternOf(digits, finest === 0), resolution: steps[finest] }
    },
  }
  return kind
}

function timestamps(unit: TimeUnit, utc: boolean): NumberKind<Cell> {
  return instants(
    (cell) => milliseconds(cell, unit),
    (digits, wholeDays) =>
      wholeDays && !utc
        ? 'yyyy-MM-dd'
        : `yyyy-MM-dd HH:mm:ss${digits > 0 ? `.${'S'.repeat(digits)}` : ''}${utc ? 'X' : ''}`,
  )
}

function timesOfDay(unit: TimeUnit): NumberKind<Cell> {
  return instants(
    (cell) => milliseconds(cell, unit),
    (digits) => `HH:mm:ss${digits > 0 ? `.${'S'.repeat(digits)}` : ''}`,
  )
}

const dates = instants(
  (cell) => Number(cell) * day,
  () => 'yyyy-MM-dd',
)

/** Takes cells whose bytes, or whose words, are texts. */
class TextsBuilder implements ParquetBuilder {
  readonly #builder: ColumnBuilder
  readonly #bytesOf: (cell: Cell) => Uint8Array

  constructor(bytesOf: (cell: Cell) => Uint8Array, extent: Extent) {
    this.#builder = new ColumnBuilder(extent)
    this.#bytesOf = bytesOf
  }

  append(cells: ArrayLike<Cell | null | undefined>): void {
    for (let from = 0; from < cells.length; from += blockRows) {
      const count = Math.min(blockRows, cells.length - from)
      this.#builder.append(this.#block(cells, from, count))
    }
  }

  #block(cells: ArrayLike<Cell | null | undefined>, from: number, count: number): Cells {
    const texts = Array.from({ length: count }, (_, i) => {
      const cell = cells[from + i]
      return cell === null || cell === undefined ? noBytes : this.#bytesOf(cell)
    })
    const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0))
    const starts = new Uint32Array(count)
    const ends = new Uint32Array(count)
    let at = 0
    texts.forEach((text, i) => {
      starts[i] = at
      bytes.set(text, at)
      at += text.length
      ends[i] = at
    })
    return { bytes, starts, ends, count }
  }

  finish(): RawColumn {
    return this.#builder.finish()
  }
}

const blockRows = 4096
const noBytes = new Uint8Array(0)
const encoder = new TextEncoder()
const [no, yes] = [encoder.encode('false'), encoder.encode('true')]

function uuid(cell: Cell): Uint8Array {
  const hex = Array.from(cell as Uint8Array, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return encoder.encode(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.*)$/, '$1-$2-$3-$4-$5'))
}

/** Bytes that no one has declared to be text; old writers mean text all the same. */
function undeclaredText(name: string): (cell: Cell) => Uint8Array {
  const strict = new TextDecoder('utf-8', { fatal: true })
  return (cell) => {
    try {
      strict.decode(cell as Uint8Array)
    } catch {
      throw new UnreadableColumnError(name, 'bytes')
    }
    return cell as Uint8Array
  }
}

/** `UINT_8` to `UINT_64`, in the old notation and the new one. */
function isUnsigned({ converted_type, logical_type }: SchemaElement): boolean {
  return (converted_type?.startsWith('UINT_') ?? false) || (logical_type?.type === 'INTEGER' && !logical_type.isSigned)
}

const timeTypes: Readonly<Record<string, [kind: 'TIME' | 'TIMESTAMP', unit: TimeUnit]>> = {
  TIME_MILLIS: ['TIME', 'MILLIS'],
  TIME_MICROS: ['TIME', 'MICROS'],
  TIMESTAMP_MILLIS: ['TIMESTAMP', 'MILLIS'],
  TIMESTAMP_MICROS: ['TIMESTAMP', 'MICROS'],
}

function numberKind(element: SchemaElement): NumberKind<Cell> | null {
  const { type, converted_type: converted, logical_type: logical, scale = 0 } = element
  if (logical?.type === 'DECIMAL') return decimals(logical.scale)
  if (converted === 'DECIMAL') return decimals(scale)
  if (logical?.type === 'DATE' || converted === 'DATE') return dates
  if (logical?.type === 'TIMESTAMP') return timestamps(logical.unit, logical.isAdjustedToUTC)
  if (logical?.type === 'TIME') return timesOfDay(logical.unit)
  if (converted !== undefined && converted in timeTypes) {
    const [kind, unit] = timeTypes[converted]
    // The old notation has no local times.
    return kind === 'TIME' ? timesOfDay(unit) : timestamps(unit, true)
  }
  if (type === 'INT96') return timestamps('NANOS', false)
  if (type === 'INT32') return wholeNumbers((cell) => (isUnsigned(element) ? Number(cell) >>> 0 : Number(cell)))
  if (type === 'INT64')
    return wholeNumbers((cell) => (isUnsigned(element) ? BigInt.asUintN(64, cell as bigint) : (cell as bigint)))
  if (type === 'FLOAT') return realNumbers((cell) => shortestSingle(cell as number))
  if (type === 'DOUBLE') return realNumbers((cell) => cell as number)
  if (logical?.type === 'FLOAT16') return realNumbers((cell) => halfPrecision(cell as Uint8Array))
  return null
}

const textTypes: ReadonlySet<string | undefined> = new Set(['STRING', 'UTF8', 'ENUM', 'JSON'])

/** Throws a NestedColumnError or UnreadableColumnError where the column is no column of a table. */
export function parquetBuilder(element: SchemaElement, extent: Extent): ParquetBuilder {
  const { name, type, converted_type: converted, logical_type: logical, repetition_type, num_children } = element
  const declared = logical?.type ?? converted
  if (num_children !== undefined || type === undefined || repetition_type === 'REPEATED') {
    const kind =
      declared === 'LIST' || repetition_type === 'REPEATED' ? 'lists' : declared?.startsWith('MAP') ? 'maps' : 'records'
    throw new NestedColumnError(name, kind)
  }
  const kind = numberKind(element)
  if (kind !== null) return new NumbersBuilder(kind, extent)
  if (type === 'BOOLEAN') return new TextsBuilder((cell) => (cell ? yes : no), extent)
  if (textTypes.has(declared) || textTypes.has(converted)) return new TextsBuilder((cell) => cell as Uint8Array, extent)
  if (declared === 'UUID') return new TextsBuilder(uuid, extent)
  if (declared === undefined || declared === 'NULL') return new TextsBuilder(undeclaredText(name), extent)
  throw new UnreadableColumnError(name, declared.toLowerCase())
}
