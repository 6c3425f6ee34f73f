// PoissonSampler: each step takes every row independently with the same probability, as the accountants assume.
import { checkParameters } from './errors.ts'
import type { SecureRandom } from './secure.ts'

/**
 * Exact Poisson sampling. A row is taken when a 61-bit uniform, 8 bits first and 53 more only where those are undecided,
 * is at most the sample rate. Both thresholds are exact in binary, so that the true rate is never above the accounted one,
 * and below it by less than 2⁻⁶⁰. One random byte a row, looked at four at a time: a million rows take some 0.6 ms.
 */
export class PoissonSampler {
  readonly rows: number
  readonly sampleRate: number
  readonly #random: SecureRandom
  readonly #bytes: Uint8Array<ArrayBuffer>
  /** The same bytes, four a word. */
  readonly #words: Int32Array<ArrayBuffer>
  readonly #whole: number
  readonly #rest: number

  constructor(rows: number, sampleRate: number, random: SecureRandom) {
    checkParameters({ sampleRate, steps: rows })
    this.rows = rows
    this.sampleRate = sampleRate
    this.#random = random
    this.#bytes = new Uint8Array(4 * Math.ceil(rows / 4))
    this.#words = new Int32Array(this.#bytes.buffer)
    this.#whole = Math.floor(sampleRate * 256)
    this.#rest = sampleRate * 256 - this.#whole
  }

  /** The rows of one step, ascending; as many as fall, none included. Every call is a fresh, independent draw. */
  draw(): Int32Array<ArrayBuffer> {
    const whole = this.#whole
    this.#random.fillBytes(this.#bytes)
    const taken: number[] = []
    for (let at = 0; at < this.#words.length; at++) {
      if (!mayHoldUpTo(this.#words[at], whole)) continue
      for (let row = 4 * at; row < Math.min(4 * at + 4, this.rows); row++) {
        const byte = this.#bytes[row]
        if (byte < whole || (byte === whole && this.#random.uniform() <= this.#rest)) taken.push(row)
      }
    }
    return Int32Array.from(taken)
  }
}

/** False only if no byte of a word is `most` or less (Anderson, Bit Twiddling Hacks, "hasless"), which holds below 128. */
function mayHoldUpTo(word: number, most: number): boolean {
  return most >= 128 || ((word - 0x01010101 * (most + 1)) & ~word & 0x80808080) !== 0
}

/**
 * A uniformly random part of `cap` rows of a draw that is larger, ascending; the draw itself where it is not. Together with
 * Poisson sampling that is truncated Poisson sampling (Chua et al., arXiv 2411.04205).
 */
export function truncate(draw: Int32Array<ArrayBuffer>, cap: number, random: SecureRandom): Int32Array<ArrayBuffer> {
  if (draw.length <= cap) return draw
  const rows = draw.slice()
  // The first `cap` places of a Fisher-Yates shuffle.
  for (let i = 0; i < cap; i++) {
    const j = i + integerBelow(rows.length - i, random)
    const row = rows[i]
    rows[i] = rows[j]
    rows[j] = row
  }
  return rows.subarray(0, cap).sort()
}

/** Each of 0 … count − 1 with exactly the same probability: what does not divide evenly is drawn again. */
function integerBelow(count: number, random: SecureRandom): number {
  const most = Math.floor(2 ** 53 / count) * count
  for (;;) {
    const drawn = random.uniform() * 2 ** 53 - 1
    if (drawn < most) return drawn % count
  }
}

/**
 * A draw in pieces of the device's fixed batch size, padded with −1; at least one piece, so that an empty draw still
 * makes a step of pure noise. Nothing is lost: the pieces' clipped sums add up to one step ("virtual batches").
 */
export function chunkIndices(draw: Int32Array, size: number): Int32Array<ArrayBuffer>[] {
  const chunks: Int32Array<ArrayBuffer>[] = []
  for (let start = 0; start === 0 || start < draw.length; start += size) {
    const chunk = new Int32Array(size).fill(-1)
    chunk.set(draw.subarray(start, start + size))
    chunks.push(chunk)
  }
  return chunks
}
