// ColumnBuilder: takes the cells of one column as they are parsed and keeps them in the smallest form that holds them.
import { guessDateTimeNotations, orderIsOpen } from './datetime.ts'
import { type Growable, growableBytes, growableFloats, growableIndices } from './growable.ts'
import { isInfinite, isMissing } from './missing.ts'
import { type Notation, notationOf } from './notation.ts'
import { guessNumberNotations, hasLeadingZero } from './number.ts'
import { detached, type ParsedColumn, type RawColumn, type TextsColumn, type WordsColumn } from './reading.ts'

/** With more distinct texts than this, a column of numbers or instants is kept as such. */
const fewWords = 4096
/** With more distinct texts than this, no dictionary pays. */
const manyWords = 65_536
/** Distinct cells among parsed ones that are no values; beyond, the column is text. */
const mostExceptions = 255
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
    const codes = this.#codes
    for (let i = from; i < rows.length; i++) {
      const cell = rows[i][column] ?? ''
      let code = index.get(cell)
      if (code === undefined) {
        if (this.#words.length >= this.#limit) return i
        const word = detached(cell)
        code = this.#words.length
        this.#words.push(word)
        index.set(word, code)
      }
      codes.push(code)
    }
    return rows.length
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
    this.#fill(rows, text)
  }

  #fill(rows: number, text: (row: number) => string): boolean {
    for (let row = 0; row < rows; row++) if (!this.#push(text(row))) return false
    return true
  }

  /** False where there is no room for one more exception. */
  #push(cell: string): boolean {
    const value = this.#notations[0].parse(cell)
    if (!Number.isNaN(value)) {
      this.#values.push(value)
      this.#codes.push(0)
      let blanks = 0
      while (cell.charCodeAt(blanks) === 32) blanks++
      if (blanks !== this.#blanks) this.#blanks = this.#blanks === -1 ? blanks : 0
      return true
    }
    let code = this.#index.get(cell)
    if (code === undefined) {
      if (this.#notations.length > 1 && !isMissing(cell) && this.#restate(cell)) return this.#push(cell)
      if (this.#exceptions.length === mostExceptions) return false
      const word = detached(cell)
      this.#exceptions.push(word)
      code = this.#exceptions.length
      this.#index.set(word, code)
    }
    this.#values.push(0)
    this.#codes.push(code)
    return true
  }

  /** Turns to another notation that reads `cell` and all that has been read, e.g. day before month; false if there is none. */
  #restate(cell: string): boolean {
    const others = this.#notations.slice(1).filter((notation) => !Number.isNaN(notation.parse(cell)))
    const text = this.#reader()
    const rows = this.#values.length
    for (const notation of others) {
      const restated = new ParsedStore([notation], 0, text)
      const misfits = this.#exceptions.length
      if (restated.#fill(rows, text) && restated.#exceptions.length <= misfits) {
        this.#notations = [notation, ...others.filter((other) => other !== notation)]
        this.#values = restated.#values
        this.#codes = restated.#codes
        this.#exceptions = restated.#exceptions
        this.#index = restated.#index
        return true
      }
    }
    this.#notations = this.#notations.slice(0, 1)
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

  append(rows: readonly (readonly string[])[], column: number, from: number): number {
    for (let i = from; i < rows.length; i++) if (!this.#push(rows[i][column] ?? '')) return i
    return rows.length
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
  readonly #bytes = growableBytes()
  readonly #offsets = growableIndices()

  constructor(rows: number, text: (row: number) => string) {
    this.#offsets.push(0)
    for (let row = 0; row < rows; row++) this.#push(text(row))
  }

  #push(cell: string): void {
    const bytes = this.#bytes
    for (let i = 0; i < cell.length; i++) {
      const unit = cell.charCodeAt(i)
      if (unit < 0x80) bytes.push(unit)
      else {
        const point = cell.codePointAt(i) ?? unit
        if (point < 0x800) bytes.push(0xc0 | (point >> 6))
        else {
          if (point < 0x10000) bytes.push(0xe0 | (point >> 12))
          else {
            bytes.push(0xf0 | (point >> 18))
            bytes.push(0x80 | ((point >> 12) & 63))
            i++
          }
          bytes.push(0x80 | ((point >> 6) & 63))
        }
        bytes.push(0x80 | (point & 63))
      }
    }
    this.#offsets.push(bytes.length)
  }

  append(rows: readonly (readonly string[])[], column: number, from: number): number {
    for (let i = from; i < rows.length; i++) this.#push(rows[i][column] ?? '')
    return rows.length
  }

  successor(): Store {
    return this
  }

  finish(): TextsColumn {
    return { kind: 'texts', bytes: this.#bytes.finish(), offsets: this.#offsets.finish() }
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
