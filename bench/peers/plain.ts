// Plain: a table in the one form that every peer can read, and back. Words as codes, instants as numbers, no empty cell.
import type { Field, Schema } from '../../src/table/schema.ts'
import type { Column, Table } from '../../src/table/table.ts'

/**
 * Which columns a peer gets of a field. Names in the file are `c3` for field 3, and `c3_gap` for whether it has a value. Left
 * out are what is not learnt (identifiers, text), and constants, which come back by themselves.
 */
interface Part {
  readonly field: number
  readonly name: string
  readonly what: 'numbers' | 'words' | 'gaps'
}

export interface PlainTable {
  readonly csv: string
  /** Names of the columns that hold numbers; the others hold words. */
  readonly numbers: readonly string[]
}

function partsOf(table: Table, schema: Schema): Part[] {
  return table.columns.flatMap((column, field): Part[] => {
    const name = `c${field}`
    if (schema.fields[field].role === 'omit' || column.kind === 'text') return []
    if (column.kind === 'category') {
      return column.categories.length > 1 || hasGaps(column) ? [{ field, name, what: 'words' }] : []
    }
    if (bounds(column.values, column.missing) === null) return []
    const numbers: Part = { field, name, what: 'numbers' }
    return hasGaps(column) ? [numbers, { field, name: `${name}_gap`, what: 'gaps' }] : [numbers]
  })
}

const hasGaps = ({ missing }: Column) => missing.includes(1)

/** `null`: no value at all. */
function bounds(values: Float64Array, missing: Uint8Array): { minimum: number; mean: number } | null {
  let [minimum, sum, count] = [Number.POSITIVE_INFINITY, 0, 0]
  for (const [row, value] of values.entries()) {
    if (missing[row]) continue
    minimum = Math.min(minimum, value)
    sum += value
    count++
  }
  return count === 0 ? null : { minimum, mean: sum / count }
}

/** Numbers keep as many decimals as their file had; instants count steps of their format, so that single precision can hold them. */
function scaleOf({ format }: Field, column: Extract<Column, { kind: 'number' }>) {
  const { minimum, mean } = bounds(column.values, column.missing) ?? { minimum: 0, mean: 0 }
  if (format.kind === 'datetime') {
    const step = format.resolution
    return {
      filler: Math.round((mean - minimum) / step),
      write: (value: number) => (value - minimum) / step,
      read: (value: number) => minimum + Math.round(value) * step,
    }
  }
  const precision = format.kind === 'number' ? format.precision : 20
  const read = (value: number) => (precision > 15 ? value : Number(value.toFixed(precision)))
  return { filler: read(mean), write: (value: number) => value, read }
}

/**
 * A missing number is written as the mean with the gap told in a column of words, a missing word as a word of its own: CTGAN
 * takes no empty cells.
 */
export function plainTable(table: Table, schema: Schema): PlainTable {
  const parts = partsOf(table, schema)
  const writers = parts.map(({ field, what }): ((row: number) => string) => {
    const column = table.columns[field]
    if (what === 'gaps') return (row) => (column.missing[row] ? 'gap' : 'value')
    if (column.kind === 'category') return (row) => (column.missing[row] ? 'gap' : `w${column.codes[row]}`)
    if (column.kind !== 'number') throw new TypeError(`a column of kind ${column.kind} has no plain form`)
    const { filler, write } = scaleOf(schema.fields[field], column)
    return (row) => String(column.missing[row] ? filler : write(column.values[row]))
  })
  const lines = Array.from({ length: table.rows }, (_, row) => writers.map((write) => write(row)).join(','))
  return {
    csv: `${[parts.map(({ name }) => name).join(','), ...lines].join('\n')}\n`,
    numbers: parts.filter(({ what }) => what === 'numbers').map(({ name }) => name),
  }
}

/** What a peer wrote in answer to `plainTable(real, schema)`, as a table. Throws where a column or a value is not of that form. */
export function tableOfPlain(csv: string, real: Table, schema: Schema): Table {
  const [header, ...lines] = csv.trimEnd().split(/\r?\n/)
  const names = header.split(',')
  const cells = lines.map((line) => line.split(','))
  const rows = cells.length
  const reader = (name: string) => {
    const index = names.indexOf(name)
    if (index < 0) throw new Error(`The peer's table has no column ${name}, only ${names.join(', ')}.`)
    return (row: number) => cells[row][index]
  }
  const parts = partsOf(real, schema)
  const columns = real.columns.map((column, field): Column => {
    const missing = new Uint8Array(rows)
    const part = (what: Part['what']) => parts.find((part) => part.field === field && part.what === what)
    if (column.kind === 'category') {
      const codes = new Uint32Array(rows)
      const words = part('words')
      if (words) {
        const read = reader(words.name)
        for (let row = 0; row < rows; row++) {
          const word = read(row)
          if (word === 'gap') missing[row] = 1
          else codes[row] = codeOf(word, column.categories.length)
        }
      } else if (column.categories.length === 0) missing.fill(1)
      return { kind: 'category', codes, categories: column.categories, missing }
    }
    const numbers = part('numbers')
    if (column.kind === 'text' || !numbers) {
      missing.fill(1)
      return column.kind === 'text'
        ? { kind: 'text', bytes: new Uint8Array(0), offsets: new Uint32Array(rows + 1), missing }
        : { kind: 'number', values: new Float64Array(rows), missing }
    }
    const values = new Float64Array(rows)
    const { read } = scaleOf(schema.fields[field], column)
    const cell = reader(numbers.name)
    const gaps = part('gaps')
    const gap = gaps && reader(gaps.name)
    for (let row = 0; row < rows; row++) {
      const value = cell(row) === '' ? Number.NaN : Number(cell(row))
      if (gap?.(row) === 'gap' || !Number.isFinite(value)) missing[row] = 1
      else values[row] = read(value)
    }
    return { kind: 'number', values, missing }
  })
  return { rows, columns }
}

function codeOf(word: string, categories: number): number {
  const code = /^w(\d+)$/.exec(word)?.[1]
  if (code === undefined || Number(code) >= categories) throw new Error(`The peer made up the word "${word}".`)
  return Number(code)
}
