// SecureRandom: bits and uniforms from the system's cryptographic generator: which rows are drawn rests on it.
import { bytesPerCall, systemCrypto, Words } from './words.ts'

/** Cryptographic randomness. It has no seed and no state to keep: nobody can repeat what it gave. */
export interface SecureRandom {
  fillBytes(out: Uint8Array<ArrayBuffer>): void
  /** Uniform on {1, 2 … 2⁵³}/2⁵³: above 0, at most 1, each value equally likely. */
  uniform(): number
}

/** Opens the system's generator. Throws NoSecureRandomError where there is none. */
export function createSecureRandom(): SecureRandom {
  const source = systemCrypto()
  const words = new Words()
  return {
    uniform: () => words.uniform(),
    fillBytes(out) {
      for (let at = 0; at < out.length; at += bytesPerCall) source.getRandomValues(out.subarray(at, at + bytesPerCall))
    },
  }
}
