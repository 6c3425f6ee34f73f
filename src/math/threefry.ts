// Threefry: random numbers from a counter, so that any device makes the same ones (Salmon et al. 2011, Threefry-2x32).

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

/** The key schedule's parity constant. */
const parity = 0x1bd11bda

/** Rounds that pass BigCrush (Salmon et al. 2011, table 2); JAX uses 20. */
export const threefryRounds = 13

/** The two words for a counter (c0, c1) under a key (k0, k1), written to `out[at]` and `out[at + 1]`. */
export function threefry(
  k0: number,
  k1: number,
  c0: number,
  c1: number,
  out: Uint32Array,
  at = 0,
  rounds = threefryRounds,
): void {
  const keys = [k0 | 0, k1 | 0, parity ^ k0 ^ k1]
  let x = (c0 + k0) | 0
  let y = (c1 + k1) | 0
  for (let round = 0; round < rounds; round++) {
    const r = rotations[round & 7]
    x = (x + y) | 0
    y = ((y << r) | (y >>> (32 - r))) ^ x
    if ((round & 3) === 3) {
      const injection = (round >> 2) + 1
      x = (x + keys[injection % 3]) | 0
      y = (y + keys[(injection + 1) % 3] + injection) | 0
    }
  }
  out[at] = x
  out[at + 1] = y
}

/**
 * A stream of calls: each call of `next` stands for as many numbers as are asked for in it. Number i of a call is made of
 * word i mod 2 of the block with the counter (i div 2, call).
 */
export class CounterStream {
  #key: readonly [number, number]
  #calls = 0

  constructor(k0: number, k1: number) {
    this.#key = [k0 >>> 0, k1 >>> 0]
  }

  /** Starts anew under another key. */
  restart(k0: number, k1: number): void {
    this.#key = [k0 >>> 0, k1 >>> 0]
    this.#calls = 0
  }

  /** Key and number of the next call, three words: k0, k1, call. */
  next(into: Uint32Array): void {
    into[0] = this.#key[0]
    into[1] = this.#key[1]
    into[2] = this.#calls++
  }
}

export type Distribution = 'uniform' | 'normal'

/**
 * What every device computes for a call: uniforms on [0, 1) with 24 bits, or standard normals by Box and Muller, a block
 * a pair: radius √(−2 ln(1 − u₀)) with u₀ of the first word, angle 2π u₁ of the second, the cosine first.
 */
export function fillRandom(distribution: Distribution, call: Uint32Array, out: Float32Array): Float32Array {
  const [k0, k1, number] = call
  const words = new Uint32Array(2)
  for (let i = 0; i < out.length; i += 2) {
    threefry(k0, k1, i >>> 1, number, words)
    const u0 = (words[0] >>> 8) * 2 ** -24
    const u1 = (words[1] >>> 8) * 2 ** -24
    const radius = distribution === 'normal' ? Math.sqrt(-2 * Math.log(1 - u0)) : 0
    out[i] = distribution === 'normal' ? radius * Math.cos(2 * Math.PI * u1) : u0
    if (i + 1 < out.length) out[i + 1] = distribution === 'normal' ? radius * Math.sin(2 * Math.PI * u1) : u1
  }
  return out
}
