// Seeded random streams: one seed gives many independent, named streams, so that a run can be repeated.
// Never for anything that privacy rests on: that comes from privacy/, from the system's cryptographic generator.
import { CounterStream } from './threefry.ts'

/** A stream of pseudo-random numbers. The same seed and name give the same numbers on every machine. */
export interface Random {
  /** Uniform on [0, 1), 32 bits. */
  uniform(): number
  /** Standard normal (Box-Muller). */
  normal(): number
  /** Uniform integer on 0 … bound − 1. */
  integer(bound: number): number
  /** Fills `out` with standard normals and returns it. */
  fillNormal(out: Float32Array): Float32Array
  /** Fills `out` with uniforms on [0, 1) and returns it. */
  fillUniform(out: Float32Array): Float32Array
}

/** What needs nothing but uniforms, from wherever they come. */
export type Uniforms = Pick<Random, 'uniform'>

/** Hashes a text to 32 bits (FNV-1a with a final avalanche). */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** xoshiro128** (Blackman and Vigna 2018) over a state filled by splitmix32. */
class Xoshiro implements Random {
  readonly #s: Uint32Array
  #spare = Number.NaN

  constructor(state: ArrayLike<number>) {
    this.#s = Uint32Array.from(state)
  }

  #next(): number {
    const s = this.#s
    const x = Math.imul(s[1], 5)
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0
    const t = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = (s[3] << 11) | (s[3] >>> 21)
    return result
  }

  uniform(): number {
    return this.#next() / 4294967296
  }

  integer(bound: number): number {
    return Math.floor(this.uniform() * bound)
  }

  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const value = this.#spare
      this.#spare = Number.NaN
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    const angle = 2 * Math.PI * this.uniform()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  fillNormal(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = this.normal()
    return out
  }

  fillUniform(out: Float32Array): Float32Array {
    // Rounding to single precision may reach 1; the largest float below it keeps the interval half open.
    for (let i = 0; i < out.length; i++) out[i] = Math.min(this.uniform(), 0.99999994)
    return out
  }
}

/** The stream `name` of a seed. */
export function createRandom(seed: number, name: string): Random {
  let h = hash(`${seed}/${name}`)
  const state = Array.from({ length: 4 }, () => {
    h = (h + 0x9e3779b9) | 0
    let z = Math.imul(h ^ (h >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  })
  return new Xoshiro(state)
}

/** The next two words of a stream, 32 bits each: a key for a counter stream. */
export function drawKey(random: Random): [number, number] {
  return [random.integer(2 ** 32), random.integer(2 ** 32)]
}

/** The stream `name` of a seed, of numbers that a device makes by itself. */
export function createCounterStream(seed: number, name: string): CounterStream {
  return new CounterStream(...drawKey(createRandom(seed, name)))
}
