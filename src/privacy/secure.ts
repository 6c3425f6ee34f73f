// SecureRandom: bits, uniforms and normals from the system's cryptographic generator, for all that privacy rests on.
import { erfc } from '../math/special.ts'
import { NoSecureRandomError } from './errors.ts'

/** Cryptographic randomness. It has no seed and no state to keep: nobody can repeat what it gave. */
export interface SecureRandom {
  fillBytes(out: Uint8Array<ArrayBuffer>): void
  /** Uniform on {1, 2 … 2⁵³}/2⁵³: above 0, at most 1, each value equally likely. */
  uniform(): number
  /** Independent normals of mean 0: drawn and summed in double precision, rounded to single at the end. */
  fillGaussian(out: Float32Array, standardDeviation: number): void
}

/** The most that one call of getRandomValues gives (Web Cryptography API, section 10.1.1). */
const bytesPerCall = 65536
const wordsPerCall = bytesPerCall / 4

/**
 * Every noise value is the sum of so many independent normals, divided by the root of their number. One double-precision
 * normal leaves gaps between the values it can take, which can betray what it was added to (Mironov 2012; Jin et al.,
 * arXiv 2112.05307); which values a sum of four can take is beyond searching (Holohan and Braghin, arXiv 2107.10138).
 * This does not cover the last bits of what follows: rounding to single precision and the addition on the device.
 */
const summands = 4

/** Layers of the ziggurat (Marsaglia and Tsang 2000) and where its tail begins. */
const layers = 256
const tailStart = 3.6541528853610088

const density = (x: number) => Math.exp(-0.5 * x * x)

/** Right edges of the layers, all of one area, from the base up, and the density there. Edge 0 is the base's, tail included. */
function zigguratTables(): { edges: Float64Array; heights: Float64Array } {
  const area = tailStart * density(tailStart) + Math.sqrt(Math.PI / 2) * erfc(tailStart * Math.SQRT1_2)
  const edges = new Float64Array(layers + 1)
  edges[0] = area / density(tailStart)
  edges[1] = tailStart
  for (let i = 2; i < layers; i++) edges[i] = Math.sqrt(-2 * Math.log(area / edges[i - 1] + density(edges[i - 1])))
  return { edges, heights: edges.map(density) }
}

const { edges, heights } = zigguratTables()

/** Opens the system's generator. Throws NoSecureRandomError where there is none. */
export function createSecureRandom(): SecureRandom {
  const source = globalThis.crypto
  if (typeof source?.getRandomValues !== 'function') throw new NoSecureRandomError()
  const words = new Uint32Array(wordsPerCall)
  let next = wordsPerCall

  /** Where two fresh words lie. Words are wiped by being overwritten, and never given out twice. */
  function takePair(): number {
    if (next + 2 > wordsPerCall) {
      source.getRandomValues(words)
      next = 0
    }
    next += 2
    return next - 2
  }

  function uniform(): number {
    const at = takePair()
    return (words[at] * 0x200000 + (words[at + 1] >>> 11) + 1) * 2 ** -53
  }

  /** Beyond `tailStart`, by Marsaglia's exponential rejection. */
  function tail(): number {
    for (;;) {
      const x = -Math.log(uniform()) / tailStart
      const y = -Math.log(uniform())
      if (2 * y >= x * x) return tailStart + x
    }
  }

  /** A pair of words gives 53 bits of position, 8 of layer, 1 of sign: none serves twice. */
  function normal(): number {
    for (;;) {
      const at = takePair()
      const low = words[at + 1]
      const layer = low & 0xff
      const sign = low & 0x100 ? -1 : 1
      const x = (words[at] * 0x200000 + (low >>> 11)) * 2 ** -53 * edges[layer]
      if (x < edges[layer + 1]) return sign * x
      if (layer === 0) return sign * tail()
      if (heights[layer] + uniform() * (heights[layer + 1] - heights[layer]) < density(x)) return sign * x
    }
  }

  return {
    uniform,
    fillBytes(out) {
      for (let at = 0; at < out.length; at += bytesPerCall) source.getRandomValues(out.subarray(at, at + bytesPerCall))
    },
    fillGaussian(out, standardDeviation) {
      const scale = standardDeviation / Math.sqrt(summands)
      for (let i = 0; i < out.length; i++) out[i] = scale * (normal() + normal() + normal() + normal())
    },
  }
}
