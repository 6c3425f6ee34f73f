// Refutation: which claims of privacy an attack's successes and failures contradict.
import { binomialTail } from '../math/binomial.ts'
import { selfComposed } from '../privacy/compose.ts'
import { composedEpsilon } from '../privacy/composition.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import { coarsened, epsilonOfPrivacyLoss, type LossDistribution, type PrivacyLoss } from '../privacy/loss.ts'
import { lossOfOneUse } from '../privacy/pld.ts'

/** How an attack did that guesses of every canary whether it was in the training. */
export interface Guessed {
  readonly members: number
  /** Members taken for others. */
  readonly missed: number
  readonly others: number
  /** Others taken for members. */
  readonly falseAlarms: number
}

/**
 * Clopper and Pearson's upper limit (1934): the chance with which `successes` or fewer of `trials` come true with probability
 * `significance`. The true chance is above it with at most that probability.
 */
export function clopperPearsonUpper(successes: number, trials: number, significance: number): number {
  if (successes >= trials) return 1
  let low = successes / trials
  let high = 1
  for (let round = 0; round < 60; round++) {
    const middle = 0.5 * (low + high)
    // P[at most k of n] with chance p is P[at least n−k of n] with chance 1−p: small tails stay exact.
    if (binomialTail(trials, 1 - middle, trials - successes) > significance) low = middle
    else high = middle
  }
  return high
}

/** Noise multipliers that are tried against a claim: a quarter of what it claims to eight times it, twelve to a doubling. */
const perDoubling = 12
const least = -2 * perDoubling
const most = 3 * perDoubling

/** Grid of the losses that are only compared with what was seen: coarse is fast, and on the safe side. */
const coarse = 1e-3

/**
 * How much noise an attack's success leaves room for. A mechanism whose privacy loss is known allows an attack only such
 * rates of error as its whole curve δ(ε) does, not only its point at one δ. So for each noise multiplier the accountant's
 * curve says whether it could have let the attack do so well; the largest refuted ε is that of the least noise that could
 * not. With one step of full draws that is auditing by Gaussian differential privacy (Nasr et al. 2023, arXiv 2302.07956).
 *
 * It takes the canaries for independent trials, which they are where each has coordinates of the released sums to itself
 * and the noise of all coordinates is independent.
 */
export class Refutation {
  /** What the accountant says that the claimed mechanism costs. */
  readonly epsilon: number
  readonly #claim: SubsampledGaussian
  readonly #delta: number
  readonly #losses = new Map<number, PrivacyLoss>()

  constructor(claim: SubsampledGaussian, delta: number) {
    this.#claim = claim
    this.#delta = delta
    this.epsilon = composedEpsilon([claim], delta).epsilon
  }

  /**
   * The largest ε that is refuted at this significance; 0: none. Rounded down by a twelfth of a doubling of noise at most, but
   * never above the ε of a quarter of the claimed noise.
   */
  bound(guessed: Guessed, significance: number): number {
    const missed = clopperPearsonUpper(guessed.missed, guessed.members, significance / 2)
    const falseAlarms = clopperPearsonUpper(guessed.falseAlarms, guessed.others, significance / 2)
    const refuted = (rung: number) => forbids(this.#loss(rung), missed, falseAlarms)
    if (!refuted(most)) return 0
    let high = most
    for (let low = least - 1; high - low > 1; ) {
      const middle = Math.round((low + high) / 2)
      if (refuted(middle)) high = middle
      else low = middle
    }
    return this.#epsilon(high)
  }

  #epsilon(rung: number): number {
    return rung === 0 ? this.epsilon : epsilonOfPrivacyLoss(this.#loss(rung), this.#delta)
  }

  #loss(rung: number): PrivacyLoss {
    const known = this.#losses.get(rung)
    if (known) return known
    const noiseMultiplier = this.#claim.noiseMultiplier * 2 ** (rung / perDoubling)
    let { remove, add } = lossOfOneUse({ ...this.#claim, noiseMultiplier })
    while (remove.interval < coarse) {
      remove = coarsened(remove)
      add = coarsened(add)
    }
    const loss = selfComposed({ remove, add }, this.#claim.steps)
    this.#losses.set(rung, loss)
    return loss
  }
}

/** True where no mechanism with such a loss lets an attack miss and mistake so few. Both rates may be upper limits. */
function forbids({ remove, add }: PrivacyLoss, missed: number, falseAlarms: number): boolean {
  return exceeds(remove, 1 - missed, falseAlarms) || exceeds(add, 1 - falseAlarms, missed)
}

/** True where p > e^ε·q + δ(ε) for some ε of the loss's grid: outcomes so likely under P and so unlikely under Q cannot be. */
function exceeds({ interval, first, masses, infinite }: LossDistribution, p: number, q: number): boolean {
  // δ(ε) = infinite + Σ over losses above ε of (1 − e^(ε − loss)) · mass = upper − e^ε · lower.
  let upper = infinite
  let lower = 0
  for (let i = masses.length - 1; i >= 0; i--) {
    const value = (first + i) * interval
    const growth = Math.exp(value)
    if (p > growth * (q - lower) + upper) return true
    upper += masses[i]
    lower += masses[i] / growth
  }
  return false
}
