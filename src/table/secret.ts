// Secret: the key of hashed values. It lives in memory alone, for as long as the program runs; nothing writes it down.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Hexadecimal digits of a hashed value: 64 bits, of which no two of 65,535 values share all but once in 8 billion tables. */
const length = 16

let key: Uint8Array | null = null

/** Takes the user's words as the key from now on. Without a call the key is random, new with each start. */
export function takeSecret(words: string): void {
  key = utf8ToBytes(words)
}

/** HMAC-SHA-256 of a value, cut to 64 bits. */
export function hashed(text: string): string {
  key ??= crypto.getRandomValues(new Uint8Array(32))
  return bytesToHex(hmac(sha256, key, utf8ToBytes(text))).slice(0, length)
}
