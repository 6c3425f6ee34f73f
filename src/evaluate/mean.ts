// Mean: the mean of scores of which some may be undefined.

/** The mean of the scores that are defined; `null` where none is. */
export function meanOf(scores: readonly (number | null)[]): number | null {
  let sum = 0
  let count = 0
  for (const score of scores) {
    if (score === null) continue
    sum += score
    count++
  }
  return count === 0 ? null : sum / count
}

/** NaN as `null`: JSON knows no NaN. */
export const defined = (score: number): number | null => (Number.isNaN(score) ? null : score)
