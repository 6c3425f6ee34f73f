// RDP: Rényi differential privacy of the Poisson-subsampled Gaussian, and its conversion to (ε, δ).
// Mironov, Talwar, Zhang, "Rényi differential privacy of the sampled Gaussian mechanism" (arXiv 1908.10530).
import { checkParameters } from './errors.ts'
import type { DrawnRows } from './group.ts'

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
  const logs = logMomentsByQuadrature(q, sigma, fractional)
  let next = 0
  return vector.map((_, i) => {
    const order = rdpOrders[i]
    return (Number.isInteger(order) ? logMomentOfInteger(q, sigma, order) : logs[next++]) / (order - 1)
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

/**
 * log A for fractional orders α, where, with the likelihood ratio 1 + u(x) = 1 − q + q·exp((2x−1)/2σ²),
 *   A − 1 = ∫ φσ(x) · ((1+u)^α − 1 − α·u) dx,
 * because E[u] = 0. The integrand is never negative (Bernoulli's inequality): no cancellation and no alternating series,
 * and the trapezoid rule converges exponentially. Large values are carried in units of exp(scale).
 */
function logMomentsByQuadrature(q: number, sigma: number, orders: readonly number[]): Float64Array {
  const variance = sigma * sigma
  const width = Math.min(sigma / 16, variance / 6)
  const highest = orders.reduce((a, b) => Math.max(a, b))
  const points = Math.ceil((highest + 28 * sigma) / width)
  const scales = orders.map((order) => Math.max(0, order * Math.log(q) + (order * (order - 1)) / (2 * variance)))
  const series = orders.map(binomialSeries)
  const sums = new Float64Array(orders.length)
  const logQ = Math.log(q)
  const logRest = Math.log1p(-q)
  const logNorm = Math.log(width / (sigma * Math.sqrt(2 * Math.PI)))
  for (let point = 0; point <= points; point++) {
    const x = point * width - 14 * sigma
    const t = (2 * x - 1) / (2 * variance)
    const logDensity = logNorm - (x * x) / (2 * variance)
    const u = q * Math.expm1(t)
    const density = Math.exp(logDensity)
    if (Math.abs(u) < 0.01) {
      for (let k = 0; k < orders.length; k++) sums[k] += Math.exp(logDensity - scales[k]) * u * u * horner(series[k], u)
      continue
    }
    const logRatio = t > 30 ? logQ + t + Math.log1p(Math.exp(logRest - logQ - t)) : Math.log1p(u)
    // density·u, finite even where u alone overflows.
    const weighted = t > 30 ? Math.exp(logDensity + logQ + t) - q * density : density * u
    for (let k = 0; k < orders.length; k++) {
      const moment = Math.exp(orders[k] * logRatio + logDensity - scales[k])
      sums[k] += moment - (density + orders[k] * weighted) * Math.exp(-scales[k])
    }
  }
  return sums.map((sum, k) => (scales[k] === 0 ? Math.log1p(sum) : scales[k] + Math.log(Math.exp(-scales[k]) + sum)))
}

/** C(α,k) for k = 10 … 2: ((1+u)^α − 1 − α·u)/u² for |u| < 0.01 to the last digit. */
function binomialSeries(order: number): number[] {
  const coefficients: number[] = []
  let binomial = order
  for (let k = 2; k <= 10; k++) {
    binomial *= (order - k + 1) / k
    coefficients.unshift(binomial)
  }
  return coefficients
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
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

/** The Rényi divergence of one update for a group: not bounded yet. */
export function rdpOfGroup(_drawn: DrawnRows, _sigma: number): Float64Array {
  return new Float64Array(rdpOrders.length).fill(Number.POSITIVE_INFINITY)
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
