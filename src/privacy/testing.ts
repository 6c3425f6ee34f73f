// Statistics that tests of randomness share. Their limits are exceeded by chance less often than once in a million runs.
import { normalCdf } from '../math/special.ts'

/** Largest distance between the empirical distribution and N(0, σ²), times √count (Kolmogorov and Smirnov). */
export function kolmogorov(values: Float64Array | Float32Array, sigma: number): number {
  const sorted = values.toSorted()
  const count = sorted.length
  let distance = 0
  for (let i = 0; i < count; i++) {
    const expected = normalCdf(sorted[i] / sigma)
    distance = Math.max(distance, expected - i / count, (i + 1) / count - expected)
  }
  return distance * Math.sqrt(count)
}

/** Exceeded with probability 2·exp(−2·2.8²) = 3e-7. */
export const kolmogorovLimit = 2.8

/** χ² of counts against what is expected of them, as deviations of its normal approximation (Wilson and Hilferty 1931). */
export function chiSquareDeviations(counts: ArrayLike<number>, expected: readonly number[]): number {
  const statistic = expected.reduce((sum, wanted, bin) => sum + (counts[bin] - wanted) ** 2 / wanted, 0)
  const variance = 2 / (9 * (expected.length - 1))
  return ((statistic / (expected.length - 1)) ** (1 / 3) - (1 - variance)) / Math.sqrt(variance)
}

export const deviationsLimit = 5.5

/** Correlation of two arrays of independent values of mean 0, in deviations. */
export function correlationDeviations(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [product, first, second] = [0, 0, 0]
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    product += one[i] * other[i]
    first += one[i] ** 2
    second += other[i] ** 2
  }
  return (Math.abs(product) / Math.sqrt(first * second)) * Math.sqrt(Math.min(one.length, other.length))
}
