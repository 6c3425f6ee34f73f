// Keystream: random words for noise, from AES-256 in counter mode under a key that is made for it and never leaves.
import { fillFromSystem, systemCrypto } from './words.ts'

/** Blocks of random words, made beside the caller's own work. What was given is never given again. */
export interface Keystream {
  next(words: number): Promise<Uint32Array<ArrayBuffer>>
}

/**
 * A fresh key for every stream: made inside WebCrypto, not extractable, gone with the stream. Nothing sets or seeds it.
 * A run of a million updates of a million numbers takes 2⁴² blocks: far below the 2⁶⁴ where blocks would begin to tell
 * counter mode from true randomness. A page over plain http has no WebCrypto but its generator: there the words come from
 * getRandomValues directly, which is just as good.
 */
export function createKeystream(): Keystream {
  const source = systemCrypto()
  const subtle = source.subtle as SubtleCrypto | undefined
  if (!subtle) {
    return {
      async next(words) {
        const block = new Uint32Array(words)
        fillFromSystem(block, source)
        return block
      },
    }
  }
  const key = subtle.generateKey({ name: 'AES-CTR', length: 256 }, false, ['encrypt'])
  let zeros = new Uint32Array(0)
  /** Blocks of 16 bytes given so far. */
  let blocks = 0
  return {
    async next(words) {
      const counter = new DataView(new ArrayBuffer(16))
      counter.setBigUint64(8, BigInt(blocks))
      blocks += Math.ceil(words / 4)
      if (zeros.length !== words) zeros = new Uint32Array(words)
      const plain = zeros
      return new Uint32Array(await subtle.encrypt({ name: 'AES-CTR', counter, length: 64 }, await key, plain))
    },
  }
}
