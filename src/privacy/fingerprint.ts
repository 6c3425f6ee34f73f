// Fingerprint: tells on one device that a file is one that was learnt before, and tells nobody anything else.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** The file changed, moved or vanished after it was opened. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError'
  readonly values: Readonly<Record<string, string | number>> = {}

  constructor(cause: unknown) {
    super('The file was changed, moved or deleted after it was opened. Open it again.', { cause })
  }
}

export const saltBytes = 32

/** A key for fingerprints: made once on a device and kept there. */
export function newSalt(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(saltBytes))
}

/**
 * HMAC-SHA-256 (RFC 2104) of the file's bytes in hexadecimal. Without the salt it says nothing about the file, not even to
 * someone who guesses its content. It depends on the bytes alone: a renamed or moved file keeps it, while a copy that was
 * saved anew, with one cell, one line end or the order of rows changed, gets another and so counts as another data set.
 * Streams: some 10 ms a megabyte, in pieces. (WebCrypto would want the whole file at once, and https.) Throws
 * FileChangedError.
 */
export async function fingerprintOf(file: Blob, salt: Uint8Array): Promise<string> {
  const digest = hmac.create(sha256, salt)
  const reader = file.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw new FileChangedError(error)
    })
    if (done) return bytesToHex(digest.digest())
    digest.update(value)
  }
}
