// Plain statistics of columns of numbers.

export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** The population variance (divided by the count), in two passes so that a large mean costs no precision. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2
  return sum / values.length
}

/** Values below which the given shares of ascending `sorted` lie, interpolated linearly (type 7 of Hyndman and Fan 1996). */
export function quantiles(sorted: ArrayLike<number>, shares: readonly number[]): number[] {
  return shares.map((share) => {
    const at = share * (sorted.length - 1)
    const below = Math.floor(at)
    const above = Math.min(below + 1, sorted.length - 1)
    return sorted[below] + (at - below) * (sorted[above] - sorted[below])
  })
}
