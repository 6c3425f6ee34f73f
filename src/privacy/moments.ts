// Moments of the likelihood ratio of a Gaussian mixture, by quadrature.
import type { DrawnRows } from './group.ts'

/** Points of one quadrature at most. */
const mostPoints = 2 ** 16

/** What the trapezoid rule sums over: the logs of φσ(x)·dx and of 1 + u(x), and u(x) itself. */
interface Points {
  readonly logDensity: Float64Array
  readonly logRatio: Float64Array
  readonly u: Float64Array
}

/**
 * log E[(1+u(x))^a] over x ~ N(0,σ²) for each exponent a > 1 or a < 0, where 1 + u is the density of Σ weights[i]·N(first+i,σ²)
 * over that of N(0,σ²). As E[u] = 0,
 *   E[(1+u)^a] − 1 = ∫ φσ(x) · ((1+u)^a − 1 − a·u) dx,
 * where the integrand is never negative (Bernoulli's inequality): no cancellation and no alternating series, and the
 * trapezoid rule converges exponentially, as 1 + u has no zero nearer to the real line than πσ². `null`: there is so little
 * noise that it would take too many points.
 */
export function logMoments(
  { first, weights }: Pick<DrawnRows, 'first' | 'weights'>,
  sigma: number,
  exponents: readonly number[],
): Float64Array | null {
  const variance = sigma * sigma
  const means = weights.map((_, i) => first + i)
  // The integrand of exponent a peaks where x is a times the mean of what was drawn, as guessed at x.
  const densities = means.map((mean, i) => weights[i] * Math.exp((first * first - mean * mean) / (2 * variance)))
  const guessAtZero = total(densities.map((density, i) => density * means[i])) / total(densities)
  const from = Math.min(0, ...exponents) * guessAtZero - 14 * sigma
  const to = Math.max(0, ...exponents) * means[means.length - 1] + 14 * sigma
  const width = Math.min(sigma / 16, variance / 6)
  const count = Math.ceil((to - from) / width) + 1
  if (count > mostPoints) return null
  const points = pointsFrom(from, width, count, sigma, means, weights)
  return Float64Array.from(exponents, (exponent) => logMoment(points, exponent))
}

function pointsFrom(
  from: number,
  width: number,
  count: number,
  sigma: number,
  means: readonly number[],
  weights: readonly number[],
): Points {
  const logDensity = new Float64Array(count)
  const logRatio = new Float64Array(count)
  const u = new Float64Array(count)
  const logNorm = Math.log(width / (sigma * Math.sqrt(2 * Math.PI)))
  const variance = sigma * sigma
  for (let k = 0; k < count; k++) {
    const x = from + k * width
    logDensity[k] = logNorm - (x * x) / (2 * variance)
    const exponents = means.map((mean) => (mean * (x - mean / 2)) / variance)
    const top = exponents.reduce((a, b) => Math.max(a, b))
    u[k] = total(exponents.map((exponent, i) => weights[i] * Math.expm1(exponent)))
    logRatio[k] =
      top < 30 && u[k] > -0.5
        ? Math.log1p(u[k])
        : top + Math.log(total(exponents.map((exponent, i) => weights[i] * Math.exp(exponent - top))))
  }
  return { logDensity, logRatio, u }
}

function logMoment({ logDensity, logRatio, u }: Points, exponent: number): number {
  // Large values are carried in units of exp(scale).
  let scale = 0
  for (let k = 0; k < u.length; k++) scale = Math.max(scale, exponent * logRatio[k] + logDensity[k])
  const series = binomialSeries(exponent)
  let sum = 0
  for (let k = 0; k < u.length; k++) {
    const density = Math.exp(logDensity[k] - scale)
    if (Math.abs(u[k]) < 0.01) sum += density * u[k] * u[k] * horner(series, u[k])
    else {
      const moment = Math.exp(exponent * logRatio[k] + logDensity[k] - scale)
      // density·u, finite even where u alone overflows.
      const weighted = u[k] > 1e12 ? Math.exp(logRatio[k] + logDensity[k] - scale) : density * u[k]
      sum += moment - density - exponent * weighted
    }
  }
  return scale === 0 ? Math.log1p(sum) : scale + Math.log(Math.exp(-scale) + sum)
}

/** C(a,k) for k = 10 … 2: ((1+u)^a − 1 − a·u)/u² for |u| < 0.01 to the last digit. */
function binomialSeries(exponent: number): number[] {
  const coefficients: number[] = []
  let binomial = exponent
  for (let k = 2; k <= 10; k++) {
    binomial *= (exponent - k + 1) / k
    coefficients.unshift(binomial)
  }
  return coefficients
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
