// LTTB: thins a long curve for a chart so that it still looks the same (Steinarsson 2013, "Downsampling time series for visual representation").

/**
 * Indices of at most `points` of the curve's points, ascending, first and last among them. The rest is cut into buckets;
 * of each bucket stays the point that spans the largest triangle with the point kept before and the next bucket's mean.
 */
export function lttb(x: ArrayLike<number>, y: ArrayLike<number>, points: number): Int32Array<ArrayBuffer> {
  const count = x.length
  if (points >= count || count <= 2) return Int32Array.from({ length: count }, (_, i) => i)
  const kept = new Int32Array(Math.max(2, points))
  kept[kept.length - 1] = count - 1
  const width = (count - 2) / (kept.length - 2)
  const start = (bucket: number) => Math.min(count - 1, 1 + Math.floor(bucket * width))
  for (let bucket = 0; bucket < kept.length - 2; bucket++) {
    const previous = kept[bucket]
    const nextStart = start(bucket + 1)
    const nextEnd = Math.max(nextStart + 1, start(bucket + 2))
    let meanX = 0
    let meanY = 0
    for (let i = nextStart; i < nextEnd; i++) {
      meanX += x[i] / (nextEnd - nextStart)
      meanY += y[i] / (nextEnd - nextStart)
    }
    let largest = -1
    for (let i = start(bucket); i < nextStart; i++) {
      const area = Math.abs((x[previous] - meanX) * (y[i] - y[previous]) - (x[previous] - x[i]) * (meanY - y[previous]))
      if (area > largest) {
        largest = area
        kept[bucket + 1] = i
      }
    }
  }
  return kept
}
