// The noise that a target ε needs, never too little.
import { closedForm, epsilonOfClosedForm } from './closedform.ts'
import type { AccountantName } from './composition.ts'
import { checkParameters, UnreachableEpsilonError } from './errors.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'
import { epsilonOfPrivacyLoss } from './loss.ts'
import { lossOf } from './pld.ts'
import { added, epsilonOfRenyiCost, renyiCost, renyiCostOfOneUse } from './renyi.ts'
import { safeEdge, type Trial } from './search.ts'

export interface Calibration {
  /** The updates whose noise is looked for. */
  readonly training: Omit<SubsampledGaussian, 'noiseMultiplier'>
  readonly delta: number
  /** The ε that the looks before and all updates may cost at most. */
  readonly epsilon: number
  readonly before?: readonly PrivacyEvent[]
  readonly groupSize?: number
}

/** Noise multipliers that are looked at. Below, nothing is private; above, nothing is learnt. */
const leastNoise = 0.05
const mostNoise = 2 ** 20

/** How close, relatively, the answer comes to the least noise that would do. */
const tolerance: Readonly<Record<AccountantName, number>> = { rdp: 1e-6, pld: 1e-5 }

const roughly = 0.02

/**
 * The smallest noise multiplier (to a relative 1e-5) whose ε, by the accountant named, was found to be at most the target;
 * 20 ms to 0.2 s by RDP, 0.2 to 5 s by PLD, next to nothing where an update sees all rows. Throws UnreachableEpsilonError where no noise is enough.
 */
export function calibrateNoise(calibration: Calibration, accountant: AccountantName = 'pld'): number {
  const { training, delta, epsilon, before = [], groupSize = 1 } = calibration
  checkParameters({ sampleRate: training.sampleRate, steps: training.steps, delta, epsilon })
  const costBefore = renyiCost(before, groupSize)
  const byRdp = (noiseMultiplier: number) => {
    const update = renyiCostOfOneUse({ ...training, noiseMultiplier }, groupSize)
    return epsilonOfRenyiCost(added(costBefore, update, training.steps), delta).epsilon
  }
  if (accountant === 'rdp') return smallestNoise(calibration, byRdp, 1, tolerance.rdp)
  const closed = (noiseMultiplier: number) => closedForm([...before, { ...training, noiseMultiplier }], groupSize)
  if (closed(1)) {
    const exactly = (noiseMultiplier: number) => {
      const cost = closed(noiseMultiplier)
      return cost ? epsilonOfClosedForm(cost, delta) : Number.POSITIVE_INFINITY
    }
    return smallestNoise(calibration, exactly, 1, tolerance.pld)
  }
  const byPld = (noiseMultiplier: number) =>
    epsilonOfPrivacyLoss(lossOf([...before, { ...training, noiseMultiplier }], groupSize), delta)
  return smallestNoise(calibration, byPld, roughNoise(calibration, byRdp), tolerance.pld)
}

/** Where the search by PLD starts: a little above RDP's answer, or anywhere where RDP has none. */
function roughNoise(calibration: Calibration, byRdp: (noiseMultiplier: number) => number): number {
  try {
    return smallestNoise(calibration, byRdp, 1, roughly)
  } catch (error) {
    if (error instanceof UnreachableEpsilonError) return 1
    throw error
  }
}

/** Walks from `start` with growing strides until the target lies between two noises, then narrows them. */
function smallestNoise(calibration: Calibration, cost: (sigma: number) => number, start: number, near: number): number {
  const { epsilon: target, delta, training } = calibration
  const trial = (sigma: number): Trial => ({ at: sigma, cost: cost(sigma) })
  let safe = trial(start)
  let unsafe = safe
  for (let stride = 1.08; safe.cost > target; stride *= stride) {
    unsafe = safe
    if (unsafe.at >= mostNoise) {
      const { steps, sampleRate } = training
      throw new UnreachableEpsilonError({ epsilon: target, delta, steps, sampleRate, noiseMultiplier: mostNoise })
    }
    safe = trial(Math.min(mostNoise, unsafe.at * stride))
  }
  for (let stride = 1.08; unsafe.cost <= target; stride *= stride) {
    safe = unsafe
    if (safe.at <= leastNoise) return safe.at
    unsafe = trial(Math.max(leastNoise, safe.at / stride))
  }
  return safeEdge({ cost, target, safe, unsafe, tolerance: near })
}
