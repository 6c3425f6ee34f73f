// Discrete Gaussian noise on whole numbers, drawn exactly: no rounding anywhere, so that its last bits betray nothing.
import { PrivacyParameterError } from './errors.ts'
import type { Words } from './words.ts'

/** Words that one value takes on average, with room to spare. */
export const wordsPerDiscreteGaussian = 24

/** Largest scale: up to it all products below are whole numbers under 2⁵³, which doubles hold exactly. */
const mostScale = 2 ** 26

/**
 * Independent draws with P[k] ∝ exp(−k²/(2·scale²)), each times `grid` (a power of two, so that the product is exact).
 * `scale`: a whole number from 0 to 2²⁶. The distribution is that of Canonne, Kamath and Steinke (arXiv 2004.00010); drawn
 * by exact rejection with integers alone: |k| = scale·v + u; v falls as exp(−v²/2), u is uniform below `scale`, and the pair
 * stays with probability exp(−u·v/scale − u²/(2·scale²)) (Karney, arXiv 1303.6257, algorithm D).
 * Throws PrivacyParameterError.
 */
export function fillDiscreteGaussian(words: Words, out: Float64Array, scale: number, grid = 1): void {
  if (!Number.isSafeInteger(scale) || scale < 0 || scale > mostScale) {
    throw new PrivacyParameterError('scale', scale, 'a whole number from 0 to 67108864')
  }
  if (scale === 0) out.fill(0)
  else for (let i = 0; i < out.length; i++) out[i] = grid * draw(words, scale)
}

function draw(words: Words, scale: number): number {
  for (;;) {
    const v = halfNormal(words)
    const u = below(words, scale)
    const negative = (words.one() & 1) === 1
    // Zero has one sign only.
    if (negative && v === 0 && u === 0) continue
    if (!keep(words, u * u, 2 * scale * scale)) continue
    if (!keepAll(words, v, u, scale)) continue
    const size = scale * v + u
    return negative ? -size : size
  }
}

/** v = 0, 1, 2 … with P ∝ exp(−v²/2): a geometric draw of exp(−½), kept with probability exp(−½)^(v(v−1)). */
function halfNormal(words: Words): number {
  for (;;) {
    let v = 0
    while (keep(words, 1, 2)) v++
    if (keepAll(words, v * (v - 1), 1, 2)) return v
  }
}

/** True with probability exp(−times·numerator/denominator). */
function keepAll(words: Words, times: number, numerator: number, denominator: number): boolean {
  for (let i = 0; i < times; i++) if (!keep(words, numerator, denominator)) return false
  return true
}

/** True with probability exp(−x) for x = numerator/denominator from 0 to 1: Canonne, Kamath and Steinke, algorithm 1. */
function keep(words: Words, numerator: number, denominator: number): boolean {
  let k = 1
  while (isBelow(words, numerator, denominator) && (k === 1 || below(words, k) === 0)) k++
  return k % 2 === 1
}

/**
 * True with probability numerator/denominator, exactly: a uniform number is compared with the ratio as far as needed. The
 * first 32 bits decide unless they agree with those of the ratio, of which a double's rounding may leave one in doubt.
 */
function isBelow(words: Words, numerator: number, denominator: number): boolean {
  const word = words.one()
  const ratio = (numerator / denominator) * 2 ** 32
  if (word + 1 <= ratio - 2 ** -10) return true
  if (word >= ratio + 2 ** -10) return false
  return decide(words, word, BigInt(numerator), BigInt(denominator))
}

/** Once in some 2³² times. */
function decide(words: Words, word: number, numerator: bigint, denominator: bigint): boolean {
  let bits = BigInt(word)
  let target = numerator << 32n
  for (;;) {
    if ((bits + 1n) * denominator <= target) return true
    if (bits * denominator >= target) return false
    bits = (bits << 32n) + BigInt(words.one())
    target <<= 32n
  }
}

/** Uniform on 0 … bound − 1, bound up to 2²⁶, without bias (Lemire, arXiv 1805.10941). */
function below(words: Words, bound: number): number {
  for (;;) {
    const product = (words.one() >>> 6) * bound
    const rest = product % 2 ** 26
    if (rest >= bound || rest >= 2 ** 26 % bound) return (product - rest) / 2 ** 26
  }
}
