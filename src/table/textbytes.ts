// TextBytes: collects texts as UTF-8, one after the other, with where each ends.
import { Cells } from './cells.ts'
import { grown } from './growable.ts'

/** Texts appended some at a time; the arrays grow by half as they fill. */
export class TextBytes {
  #bytes = new Uint8Array(1 << 16)
  #offsets = new Uint32Array(1 << 12)
  #count = 0

  /** Takes the cells from the one numbered `from` on. */
  append({ bytes, ends, count }: Cells, from = 0): void {
    if (from >= count) return
    const start = from === 0 ? 0 : ends[from - 1]
    const at = this.#offsets[this.#count]
    const end = at + ends[count - 1] - start
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end)
    if (this.#count + count >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.#count + count + 1)
    this.#bytes.set(bytes.subarray(start, ends[count - 1]), at)
    for (let i = from; i < count; i++) this.#offsets[++this.#count] = at + ends[i] - start
  }

  /** The bytes, and the [count + 1] offsets at which the texts begin and the last one ends. */
  finish(): { bytes: Uint8Array<ArrayBuffer>; offsets: Uint32Array<ArrayBuffer> } {
    const offsets = this.#offsets.slice(0, this.#count + 1)
    return { bytes: this.#bytes.slice(0, offsets[this.#count]), offsets }
  }
}

const rowsAtATime = 4096

/** The texts of all rows, as bytes. */
export function collectTexts(rows: number, text: (row: number) => string): TextBytes {
  const texts = new TextBytes()
  const cells = new Cells()
  eachBlock(rows, text, cells, () => {
    texts.append(cells)
    return true
  })
  return texts
}

/** Hands the texts of all rows to `take` in blocks, until that says false. */
export function eachBlock(rows: number, text: (row: number) => string, cells: Cells, take: () => boolean): void {
  for (let row = 0; row < rows; row += rowsAtATime) {
    cells.encode(Array.from({ length: Math.min(rowsAtATime, rows - row) }, (_, i) => text(row + i)))
    if (!take()) return
  }
}
