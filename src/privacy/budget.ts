// Budget: what a plan costs by both accountants, the noise that a target needs, or the δ that an ε leaves.
import { type Calibration, calibrateNoise } from './calibrate.ts'
import { checkParameters, PrivacyParameterError, UnreachableEpsilonError } from './errors.ts'
import type { SubsampledGaussian } from './events.ts'
import { deltaOfPrivacyLoss, epsilonOfPrivacyLoss } from './loss.ts'
import { lossOf } from './pld.ts'
import { deltaOfRenyiCost, epsilonOfRenyiCost, renyiCost } from './renyi.ts'

/** A plan of private training: `batch` rows expected a step, of `n` rows. Two of `sigma`, `epsilon` and `delta` are given. */
export interface BudgetQuestion {
  readonly n: number
  readonly batch: number
  readonly steps: number
  /** Noise multiplier. */
  readonly sigma?: number
  readonly epsilon?: number
  readonly delta?: number
  /** Most rows of one draw; none unless given. */
  readonly cap?: number
  /** Rows that one person has at most; 1 unless given. */
  readonly group?: number
  /** TensorFlow Privacy's num_microbatches: groups of rows whose mean gradient is clipped. Every row by itself unless given. */
  readonly microbatches?: number
}

export interface Budget {
  /**
   * `order`: the Rényi order that binds; at an edge (1.1 or 1024) the bound is loose. ε and order are `null` where this
   * accountant has no bound. δ is there where it was asked for.
   */
  readonly rdp: { readonly epsilon: number | null; readonly order: number | null; readonly delta?: number }
  readonly pld: { readonly epsilon: number | null; readonly delta?: number }
  /** The noise multiplier that all is of: the given one, or the one that the tighter accountant allows. */
  readonly noiseMultiplier: number
  readonly steps: number
  /** How many clip norms one row can move a sum by. */
  readonly sensitivity: number
  /** Where ε was the target: the noise that each accountant asks for; `null` where no noise is enough by it. */
  readonly noiseMultipliers?: { readonly rdp: number | null; readonly pld: number }
}

/** Throws PrivacyParameterError for what is no plan, UnreachableEpsilonError for a target that no noise meets. */
export function budget(question: BudgetQuestion): Budget {
  const { sigma, epsilon, delta, group = 1 } = question
  const training = trainingOf(question)
  if (sigma !== undefined) return priceOf({ ...training, noiseMultiplier: sigma }, group, epsilon, delta)
  const target = { training, groupSize: group, epsilon: epsilon ?? Number.NaN, delta: delta ?? Number.NaN }
  const pld = calibrateNoise(target)
  const price = priceOf({ ...training, noiseMultiplier: pld }, group, undefined, target.delta)
  return { ...price, noiseMultipliers: { rdp: noiseByRdp(target), pld } }
}

function trainingOf(question: BudgetQuestion): Calibration['training'] {
  const { n, batch, steps, cap = null, microbatches = null } = question
  if (!(Number.isSafeInteger(n) && n >= 1)) throw new PrivacyParameterError('n', n, 'a whole number, 1 or above')
  if (!(batch > 0 && batch <= n)) throw new PrivacyParameterError('batch', batch, `above 0 and at most n = ${n}`)
  return {
    kind: 'subsampled-gaussian',
    sampleRate: batch / n,
    steps,
    clipNorm: 1,
    batch,
    rows: n,
    cap,
    sensitivity: sensitivityOf(microbatches, batch),
  }
}

/**
 * How many clip norms one row can move a sum of clipped gradients by. Where the mean over a microbatch is clipped, a row
 * turns one vector of at most the clip norm into another such: twice as far as a row by itself, which comes or goes. As many
 * microbatches as the batch has rows are rows by themselves.
 */
export function sensitivityOf(microbatches: number | null, batch: number): number {
  return microbatches === null || microbatches === batch ? 1 : 2
}

/** ε at δ; where δ is not given, δ at ε as well, and ε is that given. */
function priceOf(event: SubsampledGaussian, groupSize: number, epsilon?: number, delta?: number): Budget {
  const cost = renyiCost([event], groupSize)
  const loss = lossOf([event], groupSize)
  const common = { noiseMultiplier: event.noiseMultiplier, steps: event.steps, sensitivity: event.sensitivity }
  if (delta === undefined) {
    const given = epsilon ?? Number.NaN
    checkParameters({ epsilon: given })
    return {
      rdp: { epsilon: given, order: null, delta: deltaOfRenyiCost(cost, given) },
      pld: { epsilon: given, delta: deltaOfPrivacyLoss(loss, given) },
      ...common,
    }
  }
  checkParameters({ delta })
  const rdp = epsilonOfRenyiCost(cost, delta)
  const pld = epsilonOfPrivacyLoss(loss, delta)
  return {
    rdp: Number.isFinite(rdp.epsilon) ? rdp : { epsilon: null, order: null },
    pld: { epsilon: Number.isFinite(pld) ? pld : null },
    ...common,
  }
}

function noiseByRdp(target: Calibration): number | null {
  try {
    return calibrateNoise(target, 'rdp')
  } catch (error) {
    if (error instanceof UnreachableEpsilonError) return null
    throw error
  }
}

/**
 * The δ to take for so many rows where the user names none: at most 1e-5, and 1/(n·√n), so that it stays below 1/n. At
 * δ = 1/n a mechanism that publishes one whole row would count as private.
 */
export function defaultDelta(n: number): number {
  return Math.min(1e-5, 1 / (n * Math.sqrt(n)))
}
