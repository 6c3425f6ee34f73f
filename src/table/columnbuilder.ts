// ColumnBuilder: takes the cells of one column as they are parsed and keeps them in the smallest form that holds them.
import { type Cells, textOf } from './cells.ts'
import { guessDateTimeNotations, orderIsOpen } from './dateguess.ts'
import { hasOffset } from './datetime.ts'
import { Dictionary } from './dictionary.ts'
import { type Extent, Growable } from './growable.ts'
import { isInfinite, isMissing } from './missing.ts'
import { type Notation, notationOf } from './notation.ts'
import { hasLeadingZero } from './number.ts'
import type { ParsedColumn, RawColumn, TextsColumn, WordsColumn } from './reading.ts'
import { collectTexts, eachBlock, type TextBytes } from './textbytes.ts'
import { guessMeasures } from './unit.ts'

/** With more distinct texts than this, a column of numbers or instants is kept as such. */
export const fewWords = 4096
/** With more distinct texts than this, no dictionary pays. */
const manyWords = 65_536
/** Distinct cells among parsed ones that are no values; beyond, the column is text. */
export const mostExceptions = 255
/** The share of cells that may break a column's notation, e.g. slips of the pen. */
export const tolerance = 0.02
/** The same for distinct texts, of which few are numbers where numbers come back often: `>89` among the ages. */
export const wordTolerance = 0.05

/** One form of storage. `append` takes the cells from number `from` on and returns the first one that it has no room for. */
interface Store {
  append(cells: Cells, from: number): number
  /** What goes on where this one has no room, holding all that this one held. */
  successor(): Store
  finish(): RawColumn
}

class WordsStore implements Store {
  readonly #words = new Dictionary()
  readonly #extent: Extent
  readonly #codes: Growable<Uint32Array<ArrayBuffer>>
  /** Codes of the cells in work; kept, for a new array for every block would cost more than it holds. */
  #fresh = new Uint32Array(0)
  #limit = fewWords

  constructor(extent: Extent) {
    this.#extent = extent
    this.#codes = new Growable(new Uint32Array(0), extent)
  }

  append({ bytes, starts, ends, count }: Cells, from: number): number {
    const words = this.#words
    if (this.#fresh.length < count) this.#fresh = new Uint32Array(count)
    const codes = this.#fresh
    let i = from
    for (; i < count; i++) {
      const start = starts[i]
      const end = ends[i]
      let code = words.find(bytes, start, end)
      if (code < 0) {
        if (words.size >= this.#limit) break
        code = words.add(bytes, start, end)
      }
      codes[i - from] = code
    }
    this.#codes.append(codes, i - from)
    return i
  }

  successor(): Store {
    const words = this.#words.words()
    const rows = this.#codes.length
    const text = (row: number) => words[this.#codes.at(row)]
    if (words.length < manyWords) {
      const values = words.filter((word) => !isMissing(word) && !isInfinite(word))
      const notations: Notation[] = values.some(hasLeadingZero) ? [] : guessMeasures(values, wordTolerance)
      if (notations.length === 0) notations.push(...guessDateTimeNotations(values, wordTolerance))
      if (notations.length > 0) {
        const parsed = new ParsedStore(notations, rows, text, this.#extent)
        if (parsed.rows === rows) return parsed
      }
      if (words.length < rows / 2) {
        this.#limit = manyWords
        return this
      }
    }
    return new TextsStore(rows, text, this.#extent)
  }

  finish(): WordsColumn {
    return { kind: 'words', words: this.#words.words(), codes: this.#codes.finish() }
  }
}

class ParsedStore implements Store {
  /** The one in use, then those that all values so far fit as well. */
  #notations: Notation[]
  readonly #extent: Extent
  #values: Growable<Float64Array<ArrayBuffer>>
  #codes: Growable<Uint8Array<ArrayBuffer>>
  /** `null`: the notation has none. */
  #offsets: Growable<Int16Array<ArrayBuffer>> | null
  #exceptions = new Dictionary()
  #freshValues = new Float64Array(0)
  #freshOffsets = new Int16Array(0)
  #freshCodes = new Uint8Array(0)
  /** Before every value so far; −1 before the first. */
  #blanks = -1

  constructor(notations: Notation[], rows: number, text: (row: number) => string, extent: Extent) {
    this.#notations = notations
    this.#extent = extent
    this.#values = new Growable(new Float64Array(0), extent)
    this.#codes = new Growable(new Uint8Array(0), extent)
    const { format } = notations[0]
    const offsets = format.kind === 'datetime' && hasOffset(format)
    this.#offsets = offsets ? new Growable(new Int16Array(0), extent) : null
    eachBlock(rows, text, (cells) => this.append(cells, 0) === cells.count)
  }

  /** Fewer than it was made from where it had no room for all exceptions among them. */
  get rows(): number {
    return this.#values.length
  }

  append({ bytes, starts, ends, count }: Cells, from: number): number {
    if (this.#freshValues.length < count) {
      this.#freshValues = new Float64Array(count)
      this.#freshCodes = new Uint8Array(count)
      this.#freshOffsets = new Int16Array(count)
    }
    const values = this.#freshValues
    const offsets = this.#freshOffsets
    const codes = this.#freshCodes
    let notation = this.#notations[0]
    let kept = 0
    let i = from
    for (; i < count; i++) {
      const start = starts[i]
      const end = ends[i]
      const value = end === start ? Number.NaN : notation.parseBytes(bytes, start, end)
      if (!Number.isNaN(value)) {
        if (this.#blanks !== 0 || bytes[start] === 32) this.#countBlanks(bytes, start)
        values[kept] = value
        offsets[kept] = notation.offset ?? 0
        codes[kept++] = 0
        continue
      }
      let code = this.#exceptions.find(bytes, start, end)
      if (code < 0) {
        const cell = textOf(bytes, start, end)
        if (this.#notations.length > 1 && !isMissing(cell)) {
          this.#keep(values, offsets, codes, kept)
          kept = 0
          if (this.#restate(cell)) {
            notation = this.#notations[0]
            i--
            continue
          }
        }
        if (this.#exceptions.size === mostExceptions) break
        code = this.#exceptions.add(bytes, start, end)
      }
      values[kept] = 0
      offsets[kept] = 0
      codes[kept++] = code + 1
    }
    this.#keep(values, offsets, codes, kept)
    return i
  }

  #keep(
    values: Float64Array<ArrayBuffer>,
    offsets: Int16Array<ArrayBuffer>,
    codes: Uint8Array<ArrayBuffer>,
    count: number,
  ): void {
    this.#values.append(values, count)
    this.#offsets?.append(offsets, count)
    this.#codes.append(codes, count)
  }

  #countBlanks(bytes: Uint8Array, start: number): void {
    let blanks = 0
    while (bytes[start + blanks] === 32) blanks++
    if (blanks !== this.#blanks) this.#blanks = this.#blanks === -1 ? blanks : 0
  }

  /** Turns to another notation that reads `cell` and all that has been read, e.g. day before month; false if there is none. */
  #restate(cell: string): boolean {
    const rows = this.#values.length
    const text = this.#reader()
    for (const notation of this.#notations.slice(1).filter((other) => !Number.isNaN(other.parse(cell)))) {
      const restated = new ParsedStore([notation], rows, text, this.#extent)
      this.#notations = this.#notations.filter((other) => other !== notation)
      if (restated.rows < rows || restated.#exceptions.size > this.#exceptions.size) continue
      this.#notations[0] = notation
      this.#values = restated.#values
      this.#codes = restated.#codes
      this.#offsets = restated.#offsets
      this.#exceptions = restated.#exceptions
      return true
    }
    return false
  }

  /** The text of any row so far, written anew. */
  #reader(): (row: number) => string {
    const notation = notationOf(this.#notations[0].observed())
    const padding = ' '.repeat(Math.max(0, this.#blanks))
    const exceptions = this.#exceptions.words()
    return (row) => {
      const code = this.#codes.at(row)
      if (code > 0) return exceptions[code - 1]
      return padding + notation.write(this.#values.at(row), this.#offsets?.at(row))
    }
  }

  successor(): Store {
    return new TextsStore(this.#values.length, this.#reader(), this.#extent)
  }

  finish(): ParsedColumn {
    return {
      kind: 'parsed',
      format: this.#notations[0].observed(),
      ambiguous: orderIsOpen(this.#notations.map(({ format }) => format)),
      values: this.#values.finish(),
      ...(this.#offsets && { offsets: this.#offsets.finish() }),
      exceptions: this.#exceptions.words(),
      codes: this.#codes.finish(),
      padding: ' '.repeat(Math.max(0, this.#blanks)),
    }
  }
}

class TextsStore implements Store {
  readonly #texts: TextBytes

  constructor(rows: number, text: (row: number) => string, extent: Extent) {
    this.#texts = collectTexts(rows, text, extent)
  }

  append(cells: Cells, from: number): number {
    this.#texts.append(cells, from)
    return cells.count
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
  #store: Store

  /** `extent` may go on changing while cells come. */
  constructor(extent: Extent) {
    this.#store = new WordsStore(extent)
  }

  append(cells: Cells): void {
    let from = this.#store.append(cells, 0)
    while (from < cells.count) {
      this.#store = this.#store.successor()
      from = this.#store.append(cells, from)
    }
  }

  finish(): RawColumn {
    return this.#store.finish()
  }
}
