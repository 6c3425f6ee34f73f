// PLD: the privacy loss distribution of every kind of event, the tight accountant.
// Method: Doroshenko et al., "Connect the dots" (arXiv 2207.04380); Koskela et al. (arXiv 2006.07134) for the Fourier transform.
import { composed, selfComposed } from './compose.ts'
import { checkEvent, type PrivacyEvent, type SubsampledGaussian, usesOf } from './events.ts'
import { crowding, drawnRows, negligible, rateWhileCrowded } from './group.ts'
import { mixedLoss, noLoss, type PrivacyLoss, totalLoss } from './loss.ts'
import { intervalFor, type MixturePair, mixtureLoss } from './mixture.ts'
import { promiseLoss, promiseToGroup } from './promise.ts'

/** The loss of all uses of all events together, to a person who has `groupSize` rows at most. */
export function lossOf(events: readonly PrivacyEvent[], groupSize = 1): PrivacyLoss {
  return events.map((event) => selfComposed(lossOfOneUse(event, groupSize), usesOf(event))).reduce(composed, noLoss)
}

/** The loss of one use of an event's mechanism: one update, one run. Throws PrivacyParameterError for what is no event. */
export function lossOfOneUse(event: PrivacyEvent, groupSize = 1): PrivacyLoss {
  checkEvent(event, groupSize)
  if (event.kind === 'epsilon-delta') return promiseLoss(promiseToGroup(event, groupSize))
  if (event.sampleRate === 0) return noLoss
  return event.noiseMultiplier === 0 ? totalLoss : updateLoss(event, groupSize)
}

/** Pairs of which one is drawn, and known, before the mechanism runs: weights of at most 1 in all. */
type Branches = readonly { readonly weight: number; readonly pair: MixturePair }[]

function updateLoss(event: SubsampledGaussian, groupSize: number): PrivacyLoss {
  const branches = [...uncrowded(event, groupSize), ...crowded(event, groupSize)]
  const likely = branches.filter(({ weight }) => weight > negligible)
  const interval = Math.max(...likely.map(({ pair }) => intervalFor(pair)))
  const parts = likely.map(({ weight, pair }) => ({ weight, loss: mixtureLoss(pair, interval) }))
  return mixedLoss(parts)
}

/**
 * Without a cap, outcomes without the group's rows follow Q = N(0,σ²), with them P = Σ Bin(k,q)(j)·N(j,σ²): the pair
 * dominates any k rows of norm at most 1 (Choquette-Choo et al., "Privacy amplification for matrix mechanisms",
 * arXiv 2310.15526, section 4).
 */
function uncrowded(event: SubsampledGaussian, groupSize: number): Branches {
  const { first, weights } = drawnRows(groupSize, event.sampleRate)
  const upper = weights.map((weight, i) => ({ weight, mean: first + i }))
  return [{ weight: 1 - crowding(event, groupSize), pair: { sigma: sigmaOf(event), upper, lower: origin } }]
}

/**
 * With a cap, every row of the group that is drawn may also push another row out, so that the sum shifts by up to 2. For
 * one row as dp_accounting has it: the row is either in or not, and the shift goes the other way in Q. For more, the number
 * j of the group's rows drawn is taken as known, and Gaussians 2j apart dominate (by joint convexity), whether or not the
 * draw without the group still gives its rows places.
 */
function crowded(event: SubsampledGaussian, groupSize: number): Branches {
  const weight = crowding(event, groupSize)
  if (weight === 0) return []
  const sigma = sigmaOf(event)
  if (groupSize === 1) {
    const rate = rateWhileCrowded(event)
    const shifted = (mean: number) => [
      { weight: 1 - rate, mean: 0 },
      { weight: rate, mean },
    ]
    return [{ weight, pair: { sigma, upper: shifted(2), lower: shifted(-2) } }]
  }
  const { first, weights } = drawnRows(groupSize, event.sampleRate)
  return weights.map((share, i) => ({
    weight: weight * share,
    pair: { sigma, upper: [{ weight: 1, mean: 2 * (first + i) }], lower: origin },
  }))
}

const origin = [{ weight: 1, mean: 0 }]

/** Noise in units of what one row can move the sum by. */
function sigmaOf({ noiseMultiplier, sensitivity }: SubsampledGaussian): number {
  return noiseMultiplier / sensitivity
}
