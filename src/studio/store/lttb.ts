// Largest triangle, three buckets: a long series thinned to the points that carry its look (Steinarsson 2013).

/**
 * Picks at most `limit` indices of points (x[i], ys[·][i]), i < length. Several series share one pick: a point counts by
 * the sum of its triangles, each series measured by its own spread.
 */
export function thin(x: ArrayLike<number>, ys: readonly ArrayLike<number>[], length: number, limit: number): number[] {
  if (length <= limit || limit < 3) return Array.from({ length: Math.min(length, Math.max(limit, 0)) }, (_, i) => i)
  const scales = ys.map((y) => 1 / (spread(y, length) || 1))
  const picked = [0]
  const width = (length - 2) / (limit - 2)
  for (let bucket = 0; bucket < limit - 2; bucket++) {
    const start = Math.floor(bucket * width) + 1
    const end = Math.floor((bucket + 1) * width) + 1
    const nextEnd = Math.min(Math.floor((bucket + 2) * width) + 1, length)
    const last = picked[bucket]
    const nextX = mean(x, end, nextEnd)
    const nextYs = ys.map((y) => mean(y, end, nextEnd))
    let best = start
    let bestArea = -1
    for (let i = start; i < end; i++) {
      let area = 0
      for (let s = 0; s < ys.length; s++) {
        const y = ys[s]
        area += Math.abs((x[last] - nextX) * (y[i] - y[last]) - (x[last] - x[i]) * (nextYs[s] - y[last])) * scales[s]
      }
      if (area > bestArea) {
        best = i
        bestArea = area
      }
    }
    picked.push(best)
  }
  picked.push(length - 1)
  return picked
}

function mean(values: ArrayLike<number>, start: number, end: number): number {
  let sum = 0
  for (let i = start; i < end; i++) sum += values[i]
  return sum / (end - start)
}

function spread(values: ArrayLike<number>, length: number): number {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < length; i++) {
    low = Math.min(low, values[i])
    high = Math.max(high, values[i])
  }
  return high - low
}
