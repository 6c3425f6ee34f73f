// Cells: where the cells of a block of rows stand in UTF-8 bytes. Engines read bytes many times faster than the characters of strings.

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The cells of one column. Cell i is bytes[starts[i] … ends[i]). */
export interface Cells {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly count: number
}

/** The texts as cells. */
export function encodeCells(texts: readonly string[]): Cells {
  const joined = texts.join('')
  // A UTF-16 unit takes at most three bytes.
  const bytes = new Uint8Array(3 * joined.length)
  const ascii = encoder.encodeInto(joined, bytes).written === joined.length
  const starts = new Uint32Array(texts.length)
  const ends = new Uint32Array(texts.length)
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    starts[i] = at
    if (ascii) at += texts[i].length
    else {
      for (let units = texts[i].length; units > 0; units--) {
        const lead = bytes[at]
        at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        // Four bytes stand for two units.
        if (lead >= 0xf0) units--
      }
    }
    ends[i] = at
  }
  return { bytes, starts, ends, count: texts.length }
}

/** Finds the cells of one block after the other; every block takes the memory of the one before. */
export class CellFinder {
  #bytes = new Uint8Array(1 << 16)
  #starts = new Uint32Array(1 << 13)
  #ends = new Uint32Array(1 << 13)

  /**
   * The columns of `rows`, each `width` cells: surplus ones are left out, absent ones are empty. `text` is what the rows were split from, where
   * they are all its parts in order with one character between them; null otherwise.
   */
  columns(rows: readonly (readonly string[])[], width: number, text: string | null): Cells[] {
    const found = text === null ? null : this.#locate(rows, width, text)
    return found ?? Array.from({ length: width }, (_, column) => encodeCells(rows.map((row) => row[column] ?? '')))
  }

  /** The lengths of cells tell where they stand in the bytes of their text, if that is ASCII; null if it is not. */
  #locate(rows: readonly (readonly string[])[], width: number, text: string): Cells[] | null {
    const count = rows.length
    if (3 * text.length > this.#bytes.length) this.#bytes = new Uint8Array(4 * text.length)
    if (count * width > this.#starts.length) {
      this.#starts = new Uint32Array(2 * count * width)
      this.#ends = new Uint32Array(2 * count * width)
    }
    const bytes = this.#bytes
    const starts = this.#starts
    const ends = this.#ends
    if (encoder.encodeInto(text, bytes).written !== text.length) return null
    let at = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      const present = Math.min(row.length, width)
      let k = i
      for (let column = 0; column < present; column++, k += count) {
        starts[k] = at
        at += row[column].length
        ends[k] = at++
      }
      for (let column = present; column < width; column++, k += count) starts[k] = ends[k] = 0
      for (let column = width; column < row.length; column++) at += row[column].length + 1
      // The last cell has lost the \r of its \r\n.
      if (bytes[at - 1] === 13 && bytes[at] === 10) at++
    }
    return Array.from({ length: width }, (_, column) => {
      const [from, to] = [column * count, (column + 1) * count]
      return { bytes, starts: starts.subarray(from, to), ends: ends.subarray(from, to), count }
    })
  }
}

/** The text of some bytes. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to))
}

const scratch = new Uint8Array(256)

/** Hands the bytes of one text to `read`; NaN for a text that is longer than any number or date. */
export function readBytes(text: string, read: (bytes: Uint8Array, from: number, to: number) => number): number {
  if (3 * text.length > scratch.length) return Number.NaN
  return read(scratch, 0, encoder.encodeInto(text, scratch).written)
}

/** How many texts `parse` does not read; stops counting beyond `most`. */
export function countMisfits(
  { bytes, starts, ends, count }: Cells,
  parse: (bytes: Uint8Array, from: number, to: number) => number,
  most: number,
): number {
  let misfits = 0
  for (let i = 0; i < count && misfits <= most; i++) if (Number.isNaN(parse(bytes, starts[i], ends[i]))) misfits++
  return misfits
}
