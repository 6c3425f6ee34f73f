// GaussianMechanism: what one answer with Gaussian noise costs, and how much noise a target needs.
import { logNormalCdf, normalCdf } from '../math/special.ts'

/** Of the two terms of δ(ε), what their rounding can hide in the difference at most (some 1e-15 was seen). */
const rounded = 1e-14

/** δ(ε) of Gaussian noise of standard deviation 1/mu on an answer of sensitivity 1 (Balle and Wang 2018, theorem 8), from above. */
export function gaussianDelta(mu: number, epsilon: number): number {
  if (mu === 0) return 0
  if (mu === Number.POSITIVE_INFINITY) return 1
  const above = normalCdf(mu / 2 - epsilon / mu)
  const below = Math.exp(epsilon + logNormalCdf(-mu / 2 - epsilon / mu))
  return Math.max(0, above - below + rounded * above)
}

/** The smallest ε ≥ 0, from above and to 12 digits, at which one Gaussian answer is (ε, delta)-private: the inverse of `gaussianDelta`. */
export function gaussianEpsilon(mu: number, delta: number): number {
  if (gaussianDelta(mu, 0) <= delta) return 0
  if (mu === Number.POSITIVE_INFINITY || !(delta > 0)) return Number.POSITIVE_INFINITY
  let outside = 0
  let inside = 1
  while (gaussianDelta(mu, inside) > delta) {
    outside = inside
    inside *= 2
  }
  return edge(inside, outside, (epsilon) => gaussianDelta(mu, epsilon) <= delta)
}

/**
 * The smallest noise multiplier, from above and to 12 digits, at which one Gaussian answer is (epsilon, delta)-private.
 * Answers compose by the sum of their 1/σ²: k of them cost as much as one with σ/√k.
 */
export function gaussianNoise(epsilon: number, delta: number): number {
  let inside = 0
  let outside = 1
  while (gaussianDelta(outside, epsilon) <= delta) {
    inside = outside
    outside *= 2
  }
  return 1 / edge(inside, outside, (mu) => gaussianDelta(mu, epsilon) <= delta)
}

/** The number nearest to `outside`, on the side of `inside`, that is found to be within the bound. */
function edge(inside: number, outside: number, isWithin: (value: number) => boolean): number {
  let [within, beyond] = [inside, outside]
  for (let i = 0; i < 60; i++) {
    const middle = Math.min(within, beyond) + Math.abs(within - beyond) / 2
    if (middle === within || middle === beyond) break
    if (isWithin(middle)) within = middle
    else beyond = middle
  }
  return within
}
