// GaussianMechanism: what one answer with Gaussian noise costs, and how much noise a target needs.
import { logNormalCdf, normalCdf } from '../math/special.ts'

/** δ(ε) of Gaussian noise of standard deviation 1/mu on an answer of sensitivity 1 (Balle and Wang 2018, theorem 8). */
export function gaussianDelta(mu: number, epsilon: number): number {
  return Math.max(0, normalCdf(mu / 2 - epsilon / mu) - Math.exp(epsilon + logNormalCdf(-mu / 2 - epsilon / mu)))
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
  for (let i = 0; i < 60; i++) {
    const middle = inside + (outside - inside) / 2
    if (middle <= inside || middle >= outside) break
    if (gaussianDelta(middle, epsilon) <= delta) inside = middle
    else outside = middle
  }
  return 1 / inside
}
