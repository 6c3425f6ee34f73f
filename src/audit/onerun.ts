// One-run audit: a lower bound on ε from guessing, of many canaries in one training, which were in it
// (Steinke, Nasr and Jagielski 2023, arXiv 2305.08846). It holds however the canaries influence each other.
import { binomialMass } from '../math/binomial.ts'

export interface Guesses {
  /** Canaries of the run, each in it by the toss of a fair coin. */
  readonly canaries: number
  /** How many of them were guessed; the others were left open. */
  readonly guesses: number
  readonly correct: number
}

/**
 * The probability at most with which an (ε, δ)-private training lets so many guesses be right: P[Bin(r, e^ε/(1+e^ε)) ≥ v],
 * and for δ > 0 the term 2mδ·max_i P[v−i ≤ Bin < v]/i (Theorem 5.2 and Algorithm 2 there).
 */
export function oneRunPValue({ canaries, guesses, correct }: Guesses, epsilon: number, delta: number): number {
  const tails = atLeast(guesses, 1 / (1 + Math.exp(-epsilon)))
  let steepest = 0
  if (delta > 0) {
    for (let i = 1; i <= correct; i++) steepest = Math.max(steepest, (tails[correct - i] - tails[correct]) / i)
  }
  return Math.min(1, tails[correct] + 2 * canaries * delta * steepest)
}

/** P[Bin(trials, rate) ≥ k] for k = 0 … trials + 1. */
function atLeast(trials: number, rate: number): Float64Array {
  const tails = new Float64Array(trials + 2)
  for (let k = trials; k >= 0; k--) tails[k] = tails[k + 1] + binomialMass(trials, rate, k)
  return tails
}

/** The largest ε above `least` that so many right guesses refute at this significance; `least` where they refute none. */
export function oneRunBound(seen: Guesses, delta: number, significance: number, least = 0): number {
  const refuted = (epsilon: number) => oneRunPValue(seen, epsilon, delta) <= significance
  if (!refuted(least)) return least
  let low = least
  let high = Math.max(1, 2 * least)
  while (refuted(high)) {
    low = high
    high *= 2
  }
  while (high - low > 1e-9) {
    const middle = 0.5 * (low + high)
    if (refuted(middle)) low = middle
    else high = middle
  }
  return low
}

/** Shares of the canaries that are guessed, fixed in advance; trying so many is paid for in significance (Bonferroni). */
const sharesGuessed = [1 / 8, 1 / 2, 1]

/**
 * The bound from scores, higher for canaries that were more likely in: the highest are guessed to be in, as many of the
 * lowest to be out, the middle is left open.
 */
export function oneRunBoundOfScores(
  scores: ArrayLike<number>,
  isMember: readonly boolean[],
  delta: number,
  significance: number,
): number {
  const canaries = isMember.length
  const order = Array.from(isMember, (_, canary) => canary).sort((a, b) => scores[b] - scores[a])
  let best = 0
  for (const share of sharesGuessed) {
    const side = Math.floor((canaries * share) / 2)
    const right =
      order.slice(0, side).filter((canary) => isMember[canary]).length +
      order.slice(canaries - side).filter((canary) => !isMember[canary]).length
    const seen = { canaries, guesses: 2 * side, correct: right }
    best = oneRunBound(seen, delta, significance / sharesGuessed.length, best)
  }
  return best
}
