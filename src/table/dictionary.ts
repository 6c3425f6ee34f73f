// Dictionary: distinct texts by number, found by their bytes.
import { textOf } from './cells.ts'
import { grown } from './growable.ts'

/** Words as UTF-8 behind an open hash table; the word that was added as the k-th has code k. */
export class Dictionary {
  #bytes = new Uint8Array(1 << 10)
  #ends = new Uint32Array(1 << 6)
  #hashes = new Int32Array(1 << 6)
  /** Code + 1 of the word whose hash leads here; 0 where there is none. Twice as many slots as words at least. */
  #slots = new Int32Array(1 << 7)
  size = 0

  /** The code of a word, −1 if it is not in. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const slot = this.#slotOf(bytes, from, to, hash(bytes, from, to))
    return this.#slots[slot] - 1
  }

  /** Adds a word that is not in; its code. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const code = this.size++
    const start = code === 0 ? 0 : this.#ends[code - 1]
    if (start + to - from > this.#bytes.length) this.#bytes = grown(this.#bytes, start + to - from)
    if (this.size > this.#ends.length) {
      this.#ends = grown(this.#ends, this.size)
      this.#hashes = grown(this.#hashes, this.size)
    }
    this.#bytes.set(bytes.subarray(from, to), start)
    this.#ends[code] = start + to - from
    this.#hashes[code] = hash(bytes, from, to)
    if (2 * this.size > this.#slots.length) this.#rehash()
    else this.#slots[this.#slotOf(bytes, from, to, this.#hashes[code])] = code + 1
    return code
  }

  #rehash(): void {
    const mask = 2 * this.#slots.length - 1
    this.#slots = new Int32Array(mask + 1)
    for (let code = 0; code < this.size; code++) {
      let slot = this.#hashes[code] & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = code + 1
    }
  }

  /** Where the word is, or would be. */
  #slotOf(bytes: Uint8Array, from: number, to: number, hashed: number): number {
    const mask = this.#slots.length - 1
    const words = this.#bytes
    let slot = hashed & mask
    for (let code = this.#slots[slot] - 1; code >= 0; code = this.#slots[slot] - 1) {
      const start = code === 0 ? 0 : this.#ends[code - 1]
      if (this.#hashes[code] === hashed && this.#ends[code] - start === to - from) {
        // Up to three bytes the hash tells all words of a length apart.
        let i = to - from <= 3 ? to : from
        while (i < to && bytes[i] === words[start + i - from]) i++
        if (i === to) return slot
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  word(code: number): string {
    return textOf(this.#bytes, code === 0 ? 0 : this.#ends[code - 1], this.#ends[code])
  }

  words(): string[] {
    return Array.from({ length: this.size }, (_, code) => this.word(code))
  }
}

/** FNV-1a with a final mix, 32 bits; up to three bytes a mix alone, which no two words of the same length share. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5
  if (to - from <= 3) {
    h = to - from
    for (let i = from; i < to; i++) h = (h << 8) | bytes[i]
    h = Math.imul(h, 0x9e3779b1)
    return h ^ (h >>> 15)
  }
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i], 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
