// TextBytes: collects texts as UTF-8, one after the other, with where each ends.

const firstLength = 1 << 16

/** Texts appended one at a time; the bytes double as they fill. */
export class TextBytes {
  #bytes = new Uint8Array(firstLength)
  #at = 0
  #offsets = new Uint32Array(firstLength >> 4)
  #count = 0

  push(text: string): void {
    const length = text.length
    // A UTF-16 unit takes at most three bytes.
    if (this.#at + 3 * length > this.#bytes.length) this.#bytes = grown(this.#bytes, this.#at + 3 * length)
    const bytes = this.#bytes
    let at = this.#at
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit < 0x80) bytes[at++] = unit
      else {
        const point = text.codePointAt(i) ?? unit
        if (point < 0x800) bytes[at++] = 0xc0 | (point >> 6)
        else {
          if (point < 0x10000) bytes[at++] = 0xe0 | (point >> 12)
          else {
            bytes[at++] = 0xf0 | (point >> 18)
            bytes[at++] = 0x80 | ((point >> 12) & 63)
            i++
          }
          bytes[at++] = 0x80 | ((point >> 6) & 63)
        }
        bytes[at++] = 0x80 | (point & 63)
      }
    }
    this.#at = at
    if (++this.#count === this.#offsets.length) this.#offsets = grown(this.#offsets, this.#count + 1)
    this.#offsets[this.#count] = at
  }

  /** The bytes, and the [count + 1] offsets at which the texts begin and the last one ends. */
  finish(): { bytes: Uint8Array<ArrayBuffer>; offsets: Uint32Array<ArrayBuffer> } {
    return { bytes: this.#bytes.slice(0, this.#at), offsets: this.#offsets.slice(0, this.#count + 1) }
  }
}

function grown<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T, least: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(least, Math.ceil(array.length * 1.6)))
  larger.set(array)
  return larger
}
