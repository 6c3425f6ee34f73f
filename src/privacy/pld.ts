// PLD: the privacy loss distribution of every kind of event, the tight accountant.
// Method: Doroshenko et al., "Connect the dots" (arXiv 2207.04380); Koskela et al. (arXiv 2006.07134) for the Fourier transform.
import { composed, selfComposed } from './compose.ts'
import { checkEvent, type PrivacyEvent, type SubsampledGaussian, usesOf } from './events.ts'
import { crowdedOut, crowding, drawnRows, negligible, rateWhileCrowded } from './group.ts'
import { mixedLoss, noLoss, type PrivacyLoss, totalLoss } from './loss.ts'
import { merged, seesAll } from './merge.ts'
import { intervalFor, type MixturePair, mixtureLoss } from './mixture.ts'
import { promiseLoss, promiseToGroup } from './promise.ts'

/** The loss of all uses of all events together, to a person who has `groupSize` rows at most. Throws PrivacyParameterError. */
export function lossOf(events: readonly PrivacyEvent[], groupSize = 1): PrivacyLoss {
  for (const event of events) checkEvent(event, groupSize)
  // Gaussian answers over all rows are as one: a table of many columns has a dozen.
  const answers = events.filter((event) => event.kind === 'subsampled-gaussian' && seesAll(event))
  const others = events.filter((event) => !answers.includes(event))
  return [...others, ...(answers.length > 1 ? merged(answers) : answers)]
    .map((event) => lossOfAllUses(event, groupSize))
    .reduce(composed, noLoss)
}

/** Losses that were asked for last: the search for a plan, its advice, its ledger and its account ask for the same ones. */
const recent = new Map<string, PrivacyLoss>()
const mostRecent = 3

function lossOfAllUses(event: PrivacyEvent, groupSize: number): PrivacyLoss {
  const key = JSON.stringify([event, groupSize])
  const loss = recent.get(key) ?? selfComposed(lossOfOneUse(event, groupSize), usesOf(event))
  recent.delete(key)
  recent.set(key, loss)
  for (const [oldest] of recent) if (recent.size > mostRecent) recent.delete(oldest)
  return loss
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

/** Branches less likely than this are put on a grid so many times coarser: all of their loss together matters little. */
const rare = 1e-6
const coarser = 16

function updateLoss(event: SubsampledGaussian, groupSize: number): PrivacyLoss {
  const branches = branchesOf(event, groupSize)
  const likely = branches.filter(({ weight }) => weight > negligible)
  const factor = (weight: number) => (weight < rare ? coarser : 1)
  const interval = Math.max(...likely.map(({ weight, pair }) => intervalFor(pair, weight) / factor(weight)))
  const parts = likely.map(({ weight, pair }) => ({
    weight,
    loss: mixtureLoss(pair, interval * factor(weight), weight),
  }))
  return mixedLoss(interval, parts)
}

/**
 * Without a cap, outcomes without the group's rows follow Q = N(0,σ²), with them P = Σ Bin(k,q)(j)·N(j,σ²): the pair
 * dominates any k rows of norm at most 1 (Choquette-Choo et al., "Privacy amplification for matrix mechanisms",
 * arXiv 2310.15526, section 4).
 *
 * With a cap, and many other rows drawn, each row of the group that is drawn may also push another row out, so that the sum
 * shifts by up to 2. For one row as dp_accounting has it: the row is either in or not, and in Q the shift goes the other
 * way. For more, the number j of the group's rows drawn is taken as known, and Gaussians 2j apart dominate (by joint
 * convexity), whether or not the draw without the group still keeps its rows' places; for j = 0 nothing differs at all.
 */
function branchesOf(event: SubsampledGaussian, groupSize: number): Branches {
  const sigma = event.noiseMultiplier / event.sensitivity
  const { first, weights } = drawnRows(groupSize, event.sampleRate)
  const drawn = weights.map((p, i) => ({ mean: first + i, p, q: first + i === 0 ? 1 : 0 }))
  const uncrowded = { sigma, components: first === 0 ? drawn : [nothing, ...drawn] }
  const crowded = crowding(event, groupSize)
  if (crowded === 0) return [{ weight: 1, pair: uncrowded }]
  if (groupSize === 1) {
    const rate = rateWhileCrowded(event)
    const components = [
      { mean: -2, p: 0, q: rate },
      { mean: 0, p: 1 - rate, q: 1 - rate },
      { mean: 2, p: rate, q: 0 },
    ]
    return [
      { weight: 1 - crowded, pair: uncrowded },
      { weight: crowded, pair: { sigma, components } },
    ]
  }
  const shifted = drawn
    .filter(({ mean }) => mean > 0)
    .map(({ mean, p }) => ({
      weight: crowded * p,
      pair: { sigma, components: [nothing, { mean: 2 * mean, p: 1, q: 0 }] },
    }))
  return [{ weight: 1 - crowdedOut(event, groupSize), pair: uncrowded }, ...shifted]
}

/** All of Q where no row of the group is drawn. */
const nothing = { mean: 0, p: 0, q: 1 }
