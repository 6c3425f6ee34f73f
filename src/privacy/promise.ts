// Promise: what is known of a mechanism when nothing but its (ε, δ)-differential privacy is.
import type { EpsilonDelta } from './events.ts'
import { connectDots, type PrivacyLoss, totalLoss, usualInterval } from './loss.ts'

/** The promise of one run. */
export interface Promised {
  readonly epsilon: number
  readonly delta: number
}

/** Points of the grid at most. */
const mostPoints = 2 ** 19

/** What (ε, δ)-differential privacy of one row promises to k rows: k·ε, and δ·(exp(kε) − 1)/(exp(ε) − 1). */
export function promiseToGroup({ epsilon, delta }: EpsilonDelta, groupSize: number): Promised {
  if (delta === 0 || groupSize === 1) return { epsilon: groupSize * epsilon, delta }
  const growth = epsilon === 0 ? groupSize : Math.expm1(groupSize * epsilon) / Math.expm1(epsilon)
  return { epsilon: groupSize * epsilon, delta: Number.isNaN(growth) ? 1 : Math.min(1, delta * growth) }
}

/**
 * The worst such mechanism: with probability δ it tells all, else it answers one bit by randomized response, whose loss is
 * ε or −ε (Kairouz, Oh, Viswanath, arXiv 1311.0776). Both values are moved to the grid as any other loss.
 */
export function promiseLoss({ epsilon, delta }: Promised): PrivacyLoss {
  if (delta >= 1) return totalLoss
  let interval = usualInterval
  while (epsilon > 0 && interval > epsilon / 4) interval /= 2
  while ((2 * epsilon) / interval > mostPoints) interval *= 2
  const pieces = 2 * Math.ceil(epsilon / interval)
  const upper = new Float64Array(pieces)
  const lower = new Float64Array(pieces)
  if (pieces > 0) {
    const likely = (1 - delta) / (1 + Math.exp(-epsilon))
    const unlikely = ((1 - delta) * Math.exp(-epsilon)) / (1 + Math.exp(-epsilon))
    upper[pieces - 1] = lower[0] = likely
    upper[0] = lower[pieces - 1] = unlikely
  }
  const known = pieces > 0 ? 0 : 1 - delta
  const loss = connectDots({
    interval,
    first: -pieces / 2,
    upper,
    lower,
    below: [known, known + delta],
    above: [delta, 0],
  })
  return { remove: loss, add: loss }
}
