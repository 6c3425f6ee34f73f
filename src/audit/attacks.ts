// Attacks: from what each released sum shows of a canary to a score of how likely it was in the training.

/** `seen[canary]`: how much of it each update showed, in clip norms. Scores above 0 say that it was in. */
export type Attack = (seen: readonly Float64Array[]) => Float64Array

const scored = (seen: readonly Float64Array[], score: (series: Float64Array, canary: number) => number): Float64Array =>
  Float64Array.from(seen, score)

/**
 * Log of the likelihood ratio, than which no test is better (Neyman and Pearson 1933): a canary that is in shows 1 in an
 * update with probability `sampleRate`, else 0, both with normal noise.
 */
export const likelihood =
  (sampleRate: number, noiseMultiplier: number): Attack =>
  (seen) =>
    scored(seen, (series) => {
      let sum = 0
      for (const value of series) {
        const exponent = (value - 0.5) / noiseMultiplier ** 2
        // log(1 − q + q·e^x), without overflow.
        sum += exponent > 30 ? exponent + Math.log(sampleRate) : Math.log1p(sampleRate * Math.expm1(exponent))
      }
      return sum
    })

/** Where noise is missing, or the same in every update, only a canary that is in shows more in one update than another. */
export const spread: Attack = (seen) => scored(seen, (series) => Math.max(...series) - Math.min(...series) - 0.5)

/** Where the attacker knows the batches, it looks at those that would hold the canary, and at no other. */
export const presence =
  (batches: readonly ReadonlySet<number>[]): Attack =>
  (seen) =>
    scored(seen, (series, canary) => {
      let sum = 0
      for (const [update, batch] of batches.entries()) if (batch.has(canary)) sum += series[update] - 0.5
      return sum
    })
