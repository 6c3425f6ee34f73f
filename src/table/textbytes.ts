// TextBytes: collects texts as UTF-8, one after the other, with where each ends.
import { type Cells, encodeCells } from './cells.ts'
import { type Extent, fitted, grown } from './growable.ts'

/** Texts appended some at a time. */
export class TextBytes {
  readonly #extent: Extent
  #bytes = new Uint8Array(1 << 16)
  #offsets = new Uint32Array(1 << 12)
  #count = 0

  constructor(extent: Extent) {
    this.#extent = extent
  }

  /** Takes the cells from the one numbered `from` on. */
  append({ bytes, starts, ends, count }: Cells, from = 0): void {
    let at = this.#offsets[this.#count]
    let length = 0
    for (let i = from; i < count; i++) length += ends[i] - starts[i]
    if (at + length > this.#bytes.length) this.#bytes = grown(this.#bytes, at + length, this.#extent)
    if (this.#count + count >= this.#offsets.length)
      this.#offsets = grown(this.#offsets, this.#count + count + 1, this.#extent)
    const own = this.#bytes
    const offsets = this.#offsets
    for (let i = from; i < count; i++) {
      const end = ends[i]
      for (let k = starts[i]; k < end; k++) own[at++] = bytes[k]
      offsets[++this.#count] = at
    }
  }

  /** The bytes, and the [count + 1] offsets at which the texts begin and the last one ends. */
  finish(): { bytes: Uint8Array<ArrayBuffer>; offsets: Uint32Array<ArrayBuffer> } {
    return { bytes: fitted(this.#bytes, this.#offsets[this.#count]), offsets: fitted(this.#offsets, this.#count + 1) }
  }
}

const rowsAtATime = 4096

/** Hands the texts of all rows to `take` in blocks, until that says false. */
export function eachBlock(rows: number, text: (row: number) => string, take: (cells: Cells) => boolean): void {
  for (let row = 0; row < rows; row += rowsAtATime) {
    const texts = new Array<string>(Math.min(rowsAtATime, rows - row))
    for (let i = 0; i < texts.length; i++) texts[i] = text(row + i)
    if (!take(encodeCells(texts))) return
  }
}

/** The texts of all rows, as bytes. More of them may come where `extent` says so. */
export function collectTexts(rows: number, text: (row: number) => string, extent: Extent): TextBytes {
  const texts = new TextBytes(extent)
  eachBlock(rows, text, (cells) => {
    texts.append(cells)
    return true
  })
  return texts
}
