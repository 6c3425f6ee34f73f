// Gaussian noise in double precision, from any supply of random words.
import { erfc } from '../math/special.ts'
import type { Words } from './words.ts'

/**
 * Every noise value is the sum of so many independent normals, divided by the root of their number. One double-precision
 * normal leaves gaps between the values it can take, which can betray what it was added to (Mironov 2012; Jin et al.,
 * arXiv 2112.05307); which values a sum of four can take is beyond searching (Holohan and Braghin, arXiv 2107.10138).
 * This does not cover the last bits of what follows: rounding to single precision and the addition on the device.
 */
const summands = 4

/** Words that one value takes: two a normal, and some more in one of a hundred. */
export const wordsPerGaussian = 2.1 * summands

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

/** Independent normals of mean 0: drawn and summed in double precision, rounded at the end if `out` is of single precision. */
export function fillGaussian(words: Words, out: Float64Array | Float32Array, standardDeviation: number): void {
  const scale = standardDeviation / Math.sqrt(summands)
  for (let i = 0; i < out.length; i++) {
    out[i] = scale * (normal(words) + normal(words) + normal(words) + normal(words))
  }
}

/** A pair of words gives 53 bits of position, 8 of layer, 1 of sign: none serves twice. */
function normal(words: Words): number {
  for (;;) {
    const high = words.one()
    const low = words.one()
    const layer = low & 0xff
    const sign = low & 0x100 ? -1 : 1
    const x = (high * 0x200000 + (low >>> 11)) * 2 ** -53 * edges[layer]
    if (x < edges[layer + 1]) return sign * x
    if (layer === 0) return sign * tail(words)
    if (heights[layer] + words.uniform() * (heights[layer + 1] - heights[layer]) < density(x)) return sign * x
  }
}

/** Beyond `tailStart`, by Marsaglia's exponential rejection. */
function tail(words: Words): number {
  for (;;) {
    const x = -Math.log(words.uniform()) / tailStart
    const y = -Math.log(words.uniform())
    if (2 * y >= x * x) return tailStart + x
  }
}
