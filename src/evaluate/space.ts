// Space: rows as points, so that two rows have a distance.
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { measured } from './measured.ts'

/** Rows as points: numbers, of variance 1 among the reference rows, and codes, which are alike or not. */
export interface Points {
  readonly rows: number
  /** Numbers a row. */
  readonly width: number
  /** [rows × width], row by row. */
  readonly numbers: Float64Array
  /** Codes a row. */
  readonly words: number
  /** [rows × words], row by row. */
  readonly codes: Uint32Array
}

export interface Space {
  /** No field of the table can be compared. */
  readonly empty: boolean
  /** The given rows of a table with the schema's columns. */
  place(table: Table, rows: Uint32Array): Points
}

/** A number in standard deviations above the mean of the given rows; 0 where these are all alike. */
function standardised({ values, missing }: NumberColumn, rows: Uint32Array): (value: number) => number {
  const present = rows.filter((row) => missing[row] === 0)
  const mean = present.reduce((sum, row) => sum + values[row] / present.length, 0)
  const variance = present.reduce((sum, row) => sum + (values[row] - mean) ** 2 / present.length, 0)
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0
  return (value) => (value - mean) * scale
}

/** Codes of words that mean the same in every table; 0 is missing. */
function coder(): (column: CategoryColumn) => (row: number) => number {
  const known = new Map<string, number>()
  const codeOf = (word: string) => {
    const code = known.get(word) ?? known.size + 1
    known.set(word, code)
    return code
  }
  return ({ codes, categories, missing }) => {
    const own = categories.map(codeOf)
    return (row) => (missing[row] === 1 ? 0 : own[codes[row]])
  }
}

/** What one coordinate of a row is, given the table's column. */
interface Coordinate {
  readonly column: number
  of(column: Column): (row: number) => number
}

function numberCoordinate(column: number, reference: NumberColumn, rows: Uint32Array): Coordinate {
  const standard = standardised(reference, rows)
  return {
    column,
    of(own) {
      if (own.kind !== 'number') throw new TypeError('not a column of numbers')
      return (row) => (own.missing[row] === 1 ? 0 : standard(own.values[row]))
    },
  }
}

const presence = (column: number): Coordinate => ({ column, of: (own) => (row) => own.missing[row] })

function wordCoordinate(column: number): Coordinate {
  const code = coder()
  return {
    column,
    of(own) {
      if (own.kind !== 'category') throw new TypeError('not a column of words')
      return code(own)
    },
  }
}

/**
 * A space after van Breugel et al. (2023): numbers standardised by the reference rows (0 where missing), words one-hot. Two
 * words, or a number and a gap, are 1 apart. It rests on nothing but what an attacker has who knows the reference rows.
 * Fields that are omitted, constant, identifiers or text are no part of it.
 */
export function createSpace(reference: Table, rows: Uint32Array, schema: Schema): Space {
  const numbers: Coordinate[] = []
  const words: Coordinate[] = []
  for (const [i, { type, role }] of schema.fields.entries()) {
    const column = reference.columns[i]
    if (role === 'omit') continue
    if (measured[type] === 'number' && column.kind === 'number') {
      numbers.push(numberCoordinate(i, column, rows))
      if (rows.some((row) => column.missing[row] === 1)) words.push(presence(i))
    }
    if (measured[type] === 'word' && column.kind === 'category') words.push(wordCoordinate(i))
  }
  return {
    empty: numbers.length + words.length === 0,
    place(table, rows) {
      const points: Points = {
        rows: rows.length,
        width: numbers.length,
        numbers: new Float64Array(rows.length * numbers.length),
        words: words.length,
        codes: new Uint32Array(rows.length * words.length),
      }
      fill(points.numbers, numbers)
      fill(points.codes, words)
      return points

      function fill(out: Float64Array | Uint32Array, coordinates: readonly Coordinate[]) {
        for (const [c, coordinate] of coordinates.entries()) {
          const value = coordinate.of(table.columns[coordinate.column])
          for (let r = 0; r < rows.length; r++) out[r * coordinates.length + c] = value(rows[r])
        }
      }
    },
  }
}

/** Codes below this are compared four at a time. */
const byteCodes = 256

/** Of the others, rows that so many rows are held against one after another before the next ones: they stay in the processor's cache. */
const othersAtOnce = 2048
const rowsAtOnce = 256

/** The codes of rows, four to a number where they are small, else one to a number: lane by lane, [lanes × rows]. */
function packed({ rows, words, codes }: Points, small: boolean): { lanes: number; packs: Int32Array } {
  const each = small ? 4 : 1
  const lanes = Math.ceil(words / each)
  const packs = new Int32Array(lanes * rows)
  for (let r = 0; r < rows; r++) {
    for (let w = 0; w < words; w++) packs[Math.floor(w / each) * rows + r] |= codes[r * words + w] << (8 * (w % each))
  }
  return { lanes, packs }
}

/** How many of the four bytes are not zero. */
function otherThanZero(bytes: number): number {
  const high = (((bytes & 0x7f7f7f7f) + 0x7f7f7f7f) | bytes) & 0x80808080
  return Math.imul(high >>> 7, 0x01010101) >>> 24
}

/** Distance from each row to the nearest of `others`, [rows]. */
export function* nearest(points: Points, others: Points, onRow?: () => void): Work<Float64Array> {
  const { rows, width, numbers } = points
  const { numbers: otherNumbers } = others
  const small = points.codes.every((code) => code < byteCodes) && others.codes.every((code) => code < byteCodes)
  const { lanes, packs } = packed(points, small)
  const { packs: otherPacks } = packed(others, small)
  const squares = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
  const unlike = new Int32Array(othersAtOnce)

  for (let first = 0; first < rows; first += rowsAtOnce) {
    const last = Math.min(rows, first + rowsAtOnce)
    for (let from = 0; from < others.rows; from += othersAtOnce) {
      const count = Math.min(othersAtOnce, others.rows - from)
      for (let r = first; r < last; r++) look(r, from, count)
      yield
    }
    for (let r = first; r < last; r++) onRow?.()
  }
  return squares.map(Math.sqrt)

  function look(r: number, from: number, count: number): void {
    unlike.fill(0)
    for (let lane = 0; lane < lanes; lane++) {
      const own = packs[lane * rows + r]
      const start = lane * others.rows + from
      if (small) for (let i = 0; i < count; i++) unlike[i] += otherThanZero(own ^ otherPacks[start + i])
      else for (let i = 0; i < count; i++) if (own !== otherPacks[start + i]) unlike[i]++
    }
    let best = squares[r]
    for (let i = 0; i < count; i++) {
      let distance = unlike[i]
      for (let c = 0, a = r * width, b = (from + i) * width; c < width && distance < best; c++) {
        const difference = numbers[a + c] - otherNumbers[b + c]
        distance += difference * difference
      }
      if (distance < best) best = distance
    }
    squares[r] = best
  }
}
