// Words: a supply of random 32-bit words, which samplers of any distribution draw from, each word once.
import { NoSecureRandomError } from './errors.ts'

/** The most that one call of getRandomValues gives (Web Cryptography API, section 10.1.1). */
export const bytesPerCall = 65536

/** The system's cryptographic generator. Throws NoSecureRandomError where there is none. */
export function systemCrypto(): Crypto {
  const source = globalThis.crypto
  if (typeof source?.getRandomValues !== 'function') throw new NoSecureRandomError()
  return source
}

/** Fills all of `words` from the system's generator. */
export function fillFromSystem(words: Uint32Array<ArrayBuffer>, source = systemCrypto()): void {
  const wordsPerCall = bytesPerCall / 4
  for (let at = 0; at < words.length; at += wordsPerCall) source.getRandomValues(words.subarray(at, at + wordsPerCall))
}

/** Words that lie ready, and a way to more when they run out in the middle of a sampler's work. */
export class Words {
  readonly #refill: () => Uint32Array<ArrayBuffer>
  #block = new Uint32Array(0)
  #next = 0

  /** `refill` gives fresh words, one at least; the block that it gave the time before is its own again. */
  constructor(refill: () => Uint32Array<ArrayBuffer> = systemRefill()) {
    this.#refill = refill
  }

  /** Words that can be drawn before the next refill. */
  get left(): number {
    return this.#block.length - this.#next
  }

  /** Goes on with these words; what was left of those before is wiped. */
  load(block: Uint32Array<ArrayBuffer>): void {
    this.#block.fill(0)
    this.#begin(block)
  }

  /** 32 bits. */
  one(): number {
    if (this.#next >= this.#block.length) this.#begin(this.#refill())
    return this.#block[this.#next++]
  }

  /** Uniform on {1, 2 … 2⁵³}/2⁵³: above 0, at most 1, each value equally likely. */
  uniform(): number {
    const high = this.one()
    return (high * 0x200000 + (this.one() >>> 11) + 1) * 2 ** -53
  }

  #begin(block: Uint32Array<ArrayBuffer>): void {
    this.#block = block
    this.#next = 0
  }
}

function systemRefill(): () => Uint32Array<ArrayBuffer> {
  const source = systemCrypto()
  const block = new Uint32Array(bytesPerCall / 4)
  return () => {
    source.getRandomValues(block)
    return block
  }
}
