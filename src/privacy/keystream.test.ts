// The words behind the noise: fresh keys, no repeats, also where WebCrypto is missing.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NoSecureRandomError } from './errors.ts'
import { createKeystream } from './keystream.ts'

/** Pairs of words as one number each: among half a million of 53 bits, two alike come up by chance once in 70,000 runs. */
const pairs = (words: Uint32Array) =>
  Array.from({ length: words.length / 2 }, (_, i) => words[2 * i] * 0x200000 + (words[2 * i + 1] >>> 11))

describe('a keystream', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('never repeats: within a block, across blocks and across streams', async () => {
    const streams = [createKeystream(), createKeystream()]
    const blocks = await Promise.all(
      streams.flatMap((stream) => [stream.next(2 ** 16), stream.next(2 ** 16), stream.next(6)]),
    )
    expect(blocks.map(({ length }) => length)).toEqual([2 ** 16, 2 ** 16, 6, 2 ** 16, 2 ** 16, 6])
    const seen = new Set(blocks.flatMap(pairs))
    expect(seen.size).toBe(blocks.reduce((sum, { length }) => sum + length / 2, 0))
  })

  it('has as many ones as zeros in every bit', async () => {
    const words = await createKeystream().next(2 ** 18)
    for (let bit = 0; bit < 32; bit++) {
      const ones = words.reduce((sum, word) => sum + ((word >>> bit) & 1), 0)
      expect(Math.abs(ones - 2 ** 17)).toBeLessThan(6 * 2 ** 8)
    }
  })

  it('has a fresh key that can only encrypt and cannot be read', async () => {
    const made = vi.spyOn(crypto.subtle, 'generateKey')
    await Promise.all([createKeystream().next(4), createKeystream().next(4)])
    expect(made).toHaveBeenCalledTimes(2)
    for (const { value } of made.mock.results) {
      const key = (await value) as CryptoKey
      expect(key).toMatchObject({
        extractable: false,
        usages: ['encrypt'],
        algorithm: { name: 'AES-CTR', length: 256 },
      })
      await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
    }
  })

  it("takes the system's generator where there is no WebCrypto, and refuses where there is neither", async () => {
    const getRandomValues = crypto.getRandomValues.bind(crypto)
    vi.stubGlobal('crypto', { getRandomValues })
    const words = await createKeystream().next(100_000)
    expect(new Set(pairs(words)).size).toBe(50_000)
    vi.stubGlobal('crypto', undefined)
    expect(createKeystream).toThrow(NoSecureRandomError)
  })
})
