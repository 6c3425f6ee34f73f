// Running: draws in proportion to weights, by their running sums.
import { firstAbove } from '../math/search.ts'

/** The sums of the first, the first two, … of the weights. */
export function runningSums(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

/** The first index whose running sum lies above `uniform` of the whole; rounding may leave none but the last. */
export function indexOf(sums: Float64Array, uniform: number): number {
  const last = sums.length - 1
  return Math.min(last, firstAbove(sums, uniform * sums[last]))
}
