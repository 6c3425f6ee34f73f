// RDP: Rényi differential privacy of the Poisson-subsampled Gaussian, and its conversion to (ε, δ).
// Mironov, Talwar, Zhang, "Rényi differential privacy of the sampled Gaussian mechanism" (arXiv 1908.10530).
import { checkParameters } from './errors.ts'
import type { DrawnRows } from './group.ts'
import { logMoments } from './moments.ts'

/** The orders at which the Rényi divergence is bounded: the default ones of Google's dp_accounting. */
export const rdpOrders: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => (11 + i) / 10),
  ...Array.from({ length: 53 }, (_, i) => 11 + i),
  128,
  256,
  512,
  1024,
]

/**
 * The Rényi divergence of one step at each of `rdpOrders`; T steps cost T times as much, and different mechanisms add up.
 * Neighbours differ by one example more or less; the clip norm is the unit of `noiseMultiplier`.
 */
export function rdpVector(sampleRate: number, noiseMultiplier: number): Float64Array {
  checkParameters({ sampleRate, noiseMultiplier })
  const q = sampleRate
  const sigma = noiseMultiplier
  const vector = new Float64Array(rdpOrders.length)
  if (q === 0) return vector
  if (sigma === 0) return vector.fill(Number.POSITIVE_INFINITY)
  if (q === 1) return vector.map((_, i) => rdpOrders[i] / (2 * sigma * sigma))
  const fractional = rdpOrders.filter((order) => !Number.isInteger(order))
  const logs = logMoments({ first: 0, weights: [1 - q, q] }, sigma, fractional)
  let next = 0
  return vector.map((_, i) => {
    const order = rdpOrders[i]
    const log = Number.isInteger(order)
      ? logMomentOfInteger(q, sigma, order)
      : logs === null
        ? Number.POSITIVE_INFINITY
        : logs[next++]
    return log / (order - 1)
  })
}

/**
 * log A for a whole order α, where A − 1 = Σ C(α,i) (1−q)^(α−i) q^i (exp((i²−i)/2σ²) − 1) for i = 2 … α: the closed form
 * of the paper less the binomial sum, which is 1. All terms are positive, so that nothing cancels at tiny sample rates.
 */
function logMomentOfInteger(q: number, sigma: number, order: number): number {
  const logQ = Math.log(q)
  const logRest = Math.log1p(-q)
  const logs = new Float64Array(order - 1)
  let logBinomial = Math.log(order)
  for (let i = 2; i <= order; i++) {
    logBinomial += Math.log((order - i + 1) / i)
    const exponent = (i * i - i) / (2 * sigma * sigma)
    const logGrowth = exponent > 40 ? exponent : Math.log(Math.expm1(exponent))
    logs[i - 2] = logBinomial + (order - i) * logRest + i * logQ + logGrowth
  }
  const top = logs.reduce((a, b) => Math.max(a, b))
  const excess = top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0))
  return excess > 0 ? excess + Math.log1p(Math.exp(-excess)) : Math.log1p(Math.exp(excess))
}

/** The Rényi divergence of randomized response with ε, the most that any mechanism with that ε has (Mironov, arXiv 1702.07476). */
export function rdpOfRandomizedResponse(epsilon: number): Float64Array {
  const likely = -Math.log1p(Math.exp(-epsilon))
  return Float64Array.from(rdpOrders, (order) => {
    // (p^α·(1−p)^(1−α) + (1−p)^α·p^(1−α)) = p·exp((α−1)ε)·(1 + exp((1−2α)ε)), with p = 1/(1 + exp(−ε)).
    const log = likely + (order - 1) * epsilon + Math.log1p(Math.exp((1 - 2 * order) * epsilon))
    return Math.min(epsilon, Math.max(0, log / (order - 1)))
  })
}

/** Orders above this are not worked out for groups; they serve tiny ε alone. */
const highestOfGroup = 63

/**
 * The Rényi divergence of one update for a group, of which so many rows are drawn, each of norm at most 1: the larger of
 * both directions. Infinite where it is not worked out.
 */
export function rdpOfGroup(drawn: DrawnRows, sigma: number): Float64Array {
  const orders = rdpOrders.filter((order) => order <= highestOfGroup)
  const vector = new Float64Array(rdpOrders.length).fill(Number.POSITIVE_INFINITY)
  if (sigma === 0) return vector
  const logs = logMoments(drawn, sigma, [...orders, ...orders.map((order) => 1 - order)])
  if (logs === null) return vector
  for (let i = 0; i < orders.length; i++) vector[i] = Math.max(logs[i], logs[i + orders.length]) / (orders[i] - 1)
  return vector
}

/**
 * The smallest ε that (α, rdp)-RDP at any of the orders gives for δ, and the order that gave it.
 * Canonne, Kamath, Steinke (arXiv 2004.00010), Proposition 12. At an edge order (1.1 or 1024) the bound is loose.
 */
export function epsilonFromRdp(rdp: ArrayLike<number>, delta: number): { epsilon: number; order: number } {
  checkParameters({ delta })
  let best = { epsilon: Number.POSITIVE_INFINITY, order: rdpOrders[0] }
  for (let i = 0; i < rdpOrders.length; i++) {
    const order = rdpOrders[i]
    // A divergence this small bounds the total variation by δ itself (Bretagnolle-Huber), whatever the order.
    const covered = delta * delta + Math.expm1(-rdp[i]) > 0
    const epsilon = covered ? 0 : rdp[i] + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1)
    if (epsilon < best.epsilon) best = { epsilon, order }
  }
  return { epsilon: Math.max(0, best.epsilon), order: best.order }
}

/** The smallest δ that (α, rdp)-RDP at any of the orders gives for ε; the inverse of `epsilonFromRdp`. */
export function deltaFromRdp(rdp: ArrayLike<number>, epsilon: number): number {
  let best = 0
  for (let i = 0; i < rdpOrders.length; i++) {
    const order = rdpOrders[i]
    const totalVariation = 0.5 * Math.log1p(-Math.exp(-rdp[i]))
    const converted = (order - 1) * (rdp[i] - epsilon + Math.log1p(-1 / order)) - Math.log(order)
    best = Math.min(best, totalVariation, converted)
  }
  return Math.exp(best)
}
