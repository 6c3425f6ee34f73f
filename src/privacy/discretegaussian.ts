// Discrete Gaussian noise on whole numbers, drawn exactly: no rounding anywhere, so that its last bits betray nothing.
import { PrivacyParameterError } from './errors.ts'
import type { Words } from './words.ts'

/** Words that one value takes on average, with room to spare. */
export const wordsPerDiscreteGaussian = 12

/** Largest scale: up to it all products below are whole numbers under 2⁵³, which doubles hold exactly. */
const mostScale = 2 ** 26

/**
 * Independent draws with P[k] ∝ exp(−k²/(2·scale²)), each times `grid` (a power of two, so that the product is exact).
 * `scale`: a whole number from 0 to 2²⁶. The distribution is that of Canonne, Kamath and Steinke (arXiv 2004.00010). It is
 * drawn by rejection: |k| = scale·v + u with v falling as exp(−v²/2) and u uniform below `scale`, and the pair stays with
 * probability exp(−u·(2·scale·v + u)/(2·scale²)) (Karney, arXiv 1303.6257, algorithm D). Throws PrivacyParameterError.
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
    if (!keep(words, u, 2 * scale * v + u, 2 * scale * scale)) continue
    const size = scale * v + u
    if (words.one() >= 2 ** 31) return size
    // Zero has one sign only.
    if (size > 0) return -size
  }
}

/** v = 0, 1, 2 … with P ∝ exp(−v²/2): a geometric draw of exp(−½), kept with probability exp(−v(v−1)/2). */
function halfNormal(words: Words): number {
  for (;;) {
    let v = 0
    while (keep(words, 1, 1, 2, expOfMinusHalf)) v++
    if (v < 2 || keep(words, v, v - 1, 2)) return v
  }
}

const expOfMinusHalf = Math.exp(-0.5)

/**
 * True with probability exp(−a·b/c), exactly, for whole numbers: a uniform number is compared with it as far as needed. The
 * first 32 bits nearly always decide, even if Math.exp were right to ten digits only; whole-number arithmetic does the rest.
 */
function keep(words: Words, a: number, b: number, c: number, exp = Math.exp((-a * b) / c)): boolean {
  const word = words.one()
  const threshold = exp * 2 ** 32
  if (word + 1 <= threshold - 2 ** -4) return true
  if (word >= threshold + 2 ** -4) return false
  return decide(words, word, BigInt(a) * BigInt(b), BigInt(c))
}

/**
 * Whether the uniform number that begins with the 32 bits of `word` is below exp(−numerator/denominator): narrows both in
 * turn. The exponential lies between two neighbouring sums of its alternating series from where their terms begin to fall.
 */
function decide(words: Words, word: number, numerator: bigint, denominator: bigint): boolean {
  let bits = BigInt(word)
  let length = 32n
  let [sum, term, scale] = [1n, 1n, 1n]
  for (let j = 1n; ; j++) {
    term *= -numerator
    sum = sum * denominator * j + term
    scale *= denominator * j
    if ((j + 1n) * denominator <= numerator) continue
    const [low, high] = (term < 0n ? [sum, sum - term] : [sum - term, sum]).map((value) => value << length)
    const [from, to] = [bits * scale, (bits + 1n) * scale]
    if (to <= low) return true
    if (from >= high) return false
    // The exponential lies among the numbers that begin with these bits.
    if (from <= low && high <= to) {
      bits = (bits << 32n) + BigInt(words.one())
      length += 32n
    }
  }
}

/** Uniform on 0 … bound − 1, bound up to 2²⁶, without bias (Lemire, arXiv 1805.10941). */
function below(words: Words, bound: number): number {
  for (;;) {
    const product = (words.one() >>> 6) * bound
    const whole = Math.floor(product * 2 ** -26)
    const rest = product - whole * 2 ** 26
    if (rest >= bound || rest >= 2 ** 26 % bound) return whole
  }
}
