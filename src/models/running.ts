// Running: draws in proportion to weights, by their running sums.

/** The sums of the first, the first two, … of the weights. */
export function runningSums(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

/** The first index whose running sum lies above `uniform` of the whole. */
export function indexOf(sums: Float64Array, uniform: number): number {
  const wanted = uniform * sums[sums.length - 1]
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > wanted) high = middle
    else low = middle + 1
  }
  return low
}
