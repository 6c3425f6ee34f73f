// Roc: how well scores tell two kinds of rows apart.

/** The share of pairs in which the member has the higher score, ties by half: the area under the curve. */
export function areaUnderCurve(members: Float64Array, others: Float64Array): number {
  const high = members.slice().sort()
  const low = others.slice().sort()
  let below = 0
  let notAbove = 0
  let pairs = 0
  for (const score of high) {
    while (below < low.length && low[below] < score) below++
    while (notAbove < low.length && low[notAbove] <= score) notAbove++
    pairs += (below + notAbove) / 2
  }
  return pairs / high.length / low.length
}

/** The largest share of members that a threshold can find while it takes at most the share `rate` of the others for members. */
export function truePositiveRate(members: Float64Array, others: Float64Array, rate: number): number {
  // A hair more, as 0.1 · 30 is not quite 3.
  const allowed = Math.floor(rate * others.length + 1e-9)
  if (allowed >= others.length) return 1
  const threshold = others.slice().sort()[others.length - 1 - allowed]
  return members.filter((score) => score > threshold).length / members.length
}
