// ClosedForm: what looks cost together where that needs no grid: Gaussian answers over all rows, and lists told with chance δ.
import { checkEvent, type PrivacyEvent, usesOf } from './events.ts'
import { gaussianDelta, gaussianEpsilon } from './gaussianmechanism.ts'
import { seesAll } from './merge.ts'
import { promiseToGroup } from './promise.ts'

/**
 * With probability exp(logCovered) what was told is as one Gaussian answer of sensitivity `mu` in units of its noise; with
 * the rest all was told.
 */
export interface ClosedForm {
  readonly mu: number
  readonly logCovered: number
}

/**
 * Exact: Gaussian losses add up to a Gaussian loss (Dong, Roth, Su, "Gaussian differential privacy", corollary 3.3), a group of
 * k rows moves a sum over all rows k times as far, and a promise of (0, δ) tells nothing or all. `null` where one of the events
 * is of another kind. Throws PrivacyParameterError for what is no event.
 */
export function closedForm(events: readonly PrivacyEvent[], groupSize = 1): ClosedForm | null {
  let squares = 0
  let logCovered = 0
  for (const event of events) {
    checkEvent(event, groupSize)
    if (usesOf(event) === 0) continue
    if (event.kind === 'epsilon-delta') {
      if (event.epsilon > 0) return null
      logCovered += event.count * Math.log1p(-promiseToGroup(event, groupSize).delta)
    } else if (seesAll(event)) squares += event.steps * (event.sensitivity / event.noiseMultiplier) ** 2
    else if (event.sampleRate > 0) return null
  }
  return { mu: groupSize * Math.sqrt(squares), logCovered }
}

/** The smallest ε for δ; infinite where what is not covered is more than δ. */
export function epsilonOfClosedForm({ mu, logCovered }: ClosedForm, delta: number): number {
  const left = (delta + Math.expm1(logCovered)) / Math.exp(logCovered)
  return left > 0 ? gaussianEpsilon(mu, left) : mu === 0 && left === 0 ? 0 : Number.POSITIVE_INFINITY
}

/** The smallest δ for ε. */
export function deltaOfClosedForm({ mu, logCovered }: ClosedForm, epsilon: number): number {
  return Math.min(1, -Math.expm1(logCovered) + Math.exp(logCovered) * gaussianDelta(mu, epsilon))
}
