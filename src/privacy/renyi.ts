// RenyiCost: what events cost by Rényi differential privacy, the accountant that is fast enough for every step.
import { checkEvent, type PrivacyEvent, usesOf } from './events.ts'
import { crowdedOut, drawnRows } from './group.ts'
import { promiseToGroup } from './promise.ts'
import { deltaFromRdp, epsilonFromRdp, rdpOfGroup, rdpOfRandomizedResponse, rdpOrders, rdpVector } from './rdp.ts'

/**
 * With probability exp(logCovered) the divergences, one at each of `rdpOrders`, bound what was told; with the rest all was
 * told. That rest is taken off δ.
 */
export interface RenyiCost {
  readonly divergences: Float64Array
  readonly logCovered: number
}

/** One use of an event's mechanism. Throws PrivacyParameterError for what is no event. */
export function renyiCostOfOneUse(event: PrivacyEvent, groupSize = 1): RenyiCost {
  checkEvent(event, groupSize)
  if (event.kind === 'epsilon-delta') {
    const { epsilon, delta } = promiseToGroup(event, groupSize)
    return { divergences: rdpOfRandomizedResponse(epsilon), logCovered: Math.log1p(-delta) }
  }
  const sigma = event.noiseMultiplier / event.sensitivity
  const drawn = drawnRows(groupSize, event.sampleRate)
  return {
    divergences: groupSize === 1 ? rdpVector(event.sampleRate, sigma) : rdpOfGroup(drawn, sigma),
    logCovered: Math.log1p(-Math.min(1, crowdedOut(event, groupSize) + (groupSize === 1 ? 0 : drawn.beyond))),
  }
}

/** The cost of all uses of all events together. */
export function renyiCost(events: readonly PrivacyEvent[], groupSize = 1): RenyiCost {
  const nothing: RenyiCost = { divergences: new Float64Array(rdpOrders.length), logCovered: 0 }
  return events.reduce((sum, event) => added(sum, renyiCostOfOneUse(event, groupSize), usesOf(event)), nothing)
}

/** `sum` and `times` uses of another mechanism. */
export function added(sum: RenyiCost, other: RenyiCost, times: number): RenyiCost {
  if (times === 0) return sum
  return {
    divergences: sum.divergences.map((divergence, i) => divergence + times * other.divergences[i]),
    logCovered: sum.logCovered + times * other.logCovered,
  }
}

/** The smallest ε for δ, and the order that gave it; infinite where what is not covered is more than δ. */
export function epsilonOfRenyiCost(
  { divergences, logCovered }: RenyiCost,
  delta: number,
): { epsilon: number; order: number } {
  const left = (delta + Math.expm1(logCovered)) / Math.exp(logCovered)
  return left > 0 ? epsilonFromRdp(divergences, left) : { epsilon: Number.POSITIVE_INFINITY, order: rdpOrders[0] }
}

/** The smallest δ for ε. */
export function deltaOfRenyiCost({ divergences, logCovered }: RenyiCost, epsilon: number): number {
  return Math.min(1, -Math.expm1(logCovered) + Math.exp(logCovered) * deltaFromRdp(divergences, epsilon))
}
