// NumbersBuilder: takes the cells of a column that a typed file holds as numbers or instants, and keeps them without a detour through text.
import { ColumnBuilder, fewWords, mostExceptions, tolerance } from './columnbuilder.ts'
import { type Extent, Growable } from './growable.ts'
import { isInfinite, isMissing } from './missing.ts'
import { notationOf } from './notation.ts'
import type { RawColumn } from './reading.ts'
import type { DateTimeFormat, NumberFormat } from './schema.ts'
import { eachBlock } from './textbytes.ts'

/** How a typed file's cells of one column become numbers. */
export interface NumberKind<Cell> {
  /** The number, or milliseconds since 1970; not finite where no double can stand for the cell. */
  read(cell: Cell): number
  /** The cell as text, for those that are no finite number. */
  write(cell: Cell): string
  /** How a file of text would write such values. `codes` is 0 where there is one. */
  formatOf(values: Float64Array, codes: Uint8Array): NumberFormat | DateTimeFormat
}

/** The column that a file of text with these cells would give. */
export function textColumn(rows: number, text: (row: number) => string): RawColumn {
  const builder = new ColumnBuilder({ share: 1 })
  eachBlock(rows, text, (cells) => {
    builder.append(cells)
    return true
  })
  return builder.finish()
}

const blockRows = 4096

export class NumbersBuilder<Cell> {
  readonly #kind: NumberKind<Cell>
  readonly #values: Growable<Float64Array<ArrayBuffer>>
  /** 0 for a value, k + 1 for exception k. */
  readonly #codes: Growable<Uint32Array<ArrayBuffer>>
  readonly #exceptions = new Map<string, number>()

  constructor(kind: NumberKind<Cell>, extent: Extent) {
    this.#kind = kind
    this.#values = new Growable(new Float64Array(0), extent)
    this.#codes = new Growable(new Uint32Array(0), extent)
  }

  /** `null` and `undefined` are cells without a value. */
  append(cells: ArrayLike<Cell | null | undefined>): void {
    for (let from = 0; from < cells.length; from += blockRows) {
      const count = Math.min(blockRows, cells.length - from)
      const values = new Float64Array(count)
      const codes = new Uint32Array(count)
      for (let i = 0; i < count; i++) {
        const cell = cells[from + i]
        const value = cell === null || cell === undefined ? Number.NaN : this.#kind.read(cell)
        // Zero has no sign in a table.
        if (Number.isFinite(value)) values[i] = value === 0 ? 0 : value
        else codes[i] = this.#exception(cell === null || cell === undefined ? '' : this.#kind.write(cell))
      }
      this.#values.append(values, count)
      this.#codes.append(codes, count)
    }
  }

  #exception(text: string): number {
    const known = this.#exceptions.get(text)
    if (known !== undefined) return known
    this.#exceptions.set(text, this.#exceptions.size + 1)
    return this.#exceptions.size
  }

  finish(): RawColumn {
    const values = this.#values.finish()
    const codes = this.#codes.finish()
    const exceptions = [...this.#exceptions.keys()]
    const flags = Uint8Array.from(codes, Math.sign)
    const format = this.#kind.formatOf(values, flags)
    const notation = notationOf(format)
    const text = (row: number) => (codes[row] > 0 ? exceptions[codes[row] - 1] : notation.write(values[row]))
    const whole = format.kind === 'number' && format.precision === 0
    const misfit = exceptions.map((exception) => !isMissing(exception) && !isInfinite(exception))
    const misfits = codes.reduce((count, code) => count + (code > 0 && misfit[code - 1] ? 1 : 0), 0)
    // Few whole numbers may be categories, yes and no, or a constant; what has fractions is no word, and its digits are not to be guessed at.
    const words = fewDistinct(values, codes, whole ? fewWords : 1)
    if (words || exceptions.length > mostExceptions || misfits > tolerance * values.length)
      return textColumn(values.length, text)
    return {
      kind: 'parsed',
      format,
      ambiguous: false,
      values,
      exceptions,
      codes: Uint8Array.from(codes),
      padding: '',
    }
  }
}

/** Whether there are at most `limit` different numbers. */
function fewDistinct(values: Float64Array, codes: Uint32Array, limit: number): boolean {
  const found = new Set<number>()
  for (let row = 0; row < values.length && found.size <= limit; row++) if (codes[row] === 0) found.add(values[row])
  return found.size <= limit
}
