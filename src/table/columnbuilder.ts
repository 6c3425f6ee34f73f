// ColumnBuilder: takes the cells of one column as they are parsed and keeps them in the smallest form that holds them.
import { guessDateTimeNotations, orderIsOpen } from './datetime.ts'
import { type Growable, growableBytes, growableFloats, growableIndices } from './growable.ts'
import { isInfinite, isMissing } from './missing.ts'
import { type Notation, notationOf } from './notation.ts'
import { guessNumberNotations, hasLeadingZero } from './number.ts'
import { detached, type ParsedColumn, type RawColumn, type TextsColumn, type WordsColumn } from './reading.ts'
import { TextBytes } from './textbytes.ts'

/** With more distinct texts than this, a column of numbers or instants is kept as such. */
const fewWords = 4096
/** With more distinct texts than this, no dictionary pays. */
const manyWords = 65_536
/** Distinct cells among parsed ones that are no values; beyond, the column is text. */
const mostExceptions = 255
/** Rows rewritten at a time where a column turns to another notation. */
const refilledRows = 4096
/** The share of cells that may break a column's notation, e.g. slips of the pen. */
export const tolerance = 0.02

/** One form of storage. `append` takes the cells of rows from `from` on and returns the first row that it has no room for. */
interface Store {
  append(rows: readonly (readonly string[])[], column: number, from: number): number
  /** What goes on where this one has no room, holding all that this one held. */
  successor(): Store
  finish(): RawColumn
}

class WordsStore implements Store {
  readonly #words: string[] = []
  readonly #index = new Map<string, number>()
  readonly #codes = growableIndices()
  #limit = fewWords

  append(rows: readonly (readonly string[])[], column: number, from: number): number {
    const index = this.#index
    const codes = new Uint32Array(rows.length - from)
    let i = from
    for (; i < rows.length; i++) {
      const cell = rows[i][column] ?? ''
      let code = index.get(cell)
      if (code === undefined) {
        if (this.#words.length >= this.#limit) break
        const word = detached(cell)
        code = this.#words.length
        this.#words.push(word)
        index.set(word, code)
      }
      codes[i - from] = code
    }
    this.#codes.append(codes, i - from)
    return i
  }

  successor(): Store {
    const words = this.#words
    if (words.length < manyWords) {
      const values = words.filter((word) => !isMissing(word) && !isInfinite(word))
      const notations: Notation[] = values.some(hasLeadingZero) ? [] : guessNumberNotations(values, tolerance)
      if (notations.length === 0) notations.push(...guessDateTimeNotations(values, tolerance))
      if (notations.length > 0)
        return new ParsedStore(notations, this.#codes.length, (row) => words[this.#codes.at(row)])
      if (words.length < this.#codes.length / 2) {
        this.#limit = manyWords
        return this
      }
    }
    return new TextsStore(this.#codes.length, (row) => words[this.#codes.at(row)])
  }

  finish(): WordsColumn {
    return { kind: 'words', words: this.#words, codes: this.#codes.finish() }
  }
}

class ParsedStore implements Store {
  /** The one in use, then those that all values so far fit as well. */
  #notations: Notation[]
  #values: Growable<Float64Array> = growableFloats()
  #codes: Growable<Uint8Array> = growableBytes()
  #exceptions: string[] = []
  #index = new Map<string, number>()
  #blanks = -1

  constructor(notations: Notation[], rows: number, text: (row: number) => string) {
    this.#notations = notations
    for (let row = 0; row < rows; row += refilledRows) {
      const cells = Array.from({ length: Math.min(refilledRows, rows - row) }, (_, i) => [text(row + i)])
      if (this.append(cells, 0, 0) < cells.length) return
    }
  }

  append(rows: readonly (readonly string[])[], column: number, from: number): number {
    const values = new Float64Array(rows.length - from)
    const codes = new Uint8Array(rows.length - from)
    let notation = this.#notations[0]
    let kept = 0
    let i = from
    for (; i < rows.length; i++) {
      const cell = rows[i][column] ?? ''
      const value = notation.parse(cell)
      if (!Number.isNaN(value)) {
        if (this.#blanks !== 0 || cell.charCodeAt(0) === 32) this.#countBlanks(cell)
        values[kept++] = value
        continue
      }
      let code = this.#index.get(cell)
      if (code === undefined) {
        if (this.#notations.length > 1 && !isMissing(cell)) {
          this.#keep(values, codes, kept)
          codes.fill(0)
          kept = 0
          if (this.#restate(cell)) {
            notation = this.#notations[0]
            i--
            continue
          }
        }
        if (this.#exceptions.length === mostExceptions) break
        const word = detached(cell)
        code = this.#exceptions.push(word)
        this.#index.set(word, code)
      }
      values[kept] = 0
      codes[kept++] = code
    }
    this.#keep(values, codes, kept)
    return i
  }

  #keep(values: Float64Array, codes: Uint8Array, count: number): void {
    this.#values.append(values, count)
    this.#codes.append(codes, count)
  }

  #countBlanks(cell: string): void {
    let blanks = 0
    while (cell.charCodeAt(blanks) === 32) blanks++
    if (blanks !== this.#blanks) this.#blanks = this.#blanks === -1 ? blanks : 0
  }

  /** Turns to another notation that reads `cell` and all that has been read, e.g. day before month; false if there is none. */
  #restate(cell: string): boolean {
    const rows = this.#values.length
    const text = this.#reader()
    for (const notation of this.#notations.slice(1).filter((other) => !Number.isNaN(other.parse(cell)))) {
      const restated = new ParsedStore([notation], rows, text)
      this.#notations = this.#notations.filter((other) => other !== notation)
      if (restated.#values.length < rows || restated.#exceptions.length > this.#exceptions.length) continue
      this.#notations[0] = notation
      this.#values = restated.#values
      this.#codes = restated.#codes
      this.#exceptions = restated.#exceptions
      this.#index = restated.#index
      return true
    }
    return false
  }

  /** The text of any row so far, written anew. */
  #reader(): (row: number) => string {
    const notation = notationOf(this.#notations[0].observed())
    const padding = ' '.repeat(Math.max(0, this.#blanks))
    return (row) => {
      const code = this.#codes.at(row)
      return code > 0 ? this.#exceptions[code - 1] : padding + notation.write(this.#values.at(row))
    }
  }

  successor(): Store {
    return new TextsStore(this.#values.length, this.#reader())
  }

  finish(): ParsedColumn {
    return {
      kind: 'parsed',
      format: this.#notations[0].observed(),
      ambiguous: orderIsOpen(this.#notations.map(({ format }) => format)),
      values: this.#values.finish(),
      exceptions: this.#exceptions,
      codes: this.#codes.finish(),
      padding: ' '.repeat(Math.max(0, this.#blanks)),
    }
  }
}

class TextsStore implements Store {
  readonly #texts = new TextBytes()

  constructor(rows: number, text: (row: number) => string) {
    for (let row = 0; row < rows; row++) this.#texts.push(text(row))
  }

  append(rows: readonly (readonly string[])[], column: number, from: number): number {
    const texts = this.#texts
    for (let i = from; i < rows.length; i++) texts.push(rows[i][column] ?? '')
    return rows.length
  }

  successor(): Store {
    return this
  }

  finish(): TextsColumn {
    return { kind: 'texts', ...this.#texts.finish() }
  }
}

/** Collects one column. Begins with a dictionary; turns to numbers, instants or bytes once there are many distinct texts. */
export class ColumnBuilder {
  #store: Store = new WordsStore()

  /** Takes cell `column` of every row; a row that is too short has an empty one. */
  append(rows: readonly (readonly string[])[], column: number): void {
    let from = this.#store.append(rows, column, 0)
    while (from < rows.length) {
      this.#store = this.#store.successor()
      from = this.#store.append(rows, column, from)
    }
  }

  finish(): RawColumn {
    return this.#store.finish()
  }
}
