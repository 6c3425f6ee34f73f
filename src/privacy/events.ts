// PrivacyEvent: one kind of look at real rows, with all that is needed to work out again what it cost.
import { checkParameters, PrivacyParameterError } from './errors.ts'

/**
 * DP-SGD updates: Poisson draws of rows, gradients clipped to `clipNorm` each, one sum with Gaussian noise of standard
 * deviation noiseMultiplier · clipNorm (Abadi et al. 2016).
 */
export interface SubsampledGaussian {
  readonly kind: 'subsampled-gaussian'
  /** Probability that an update takes a given row. */
  readonly sampleRate: number
  /** Standard deviation of the noise in units of the clip norm. */
  readonly noiseMultiplier: number
  /** Updates. */
  readonly steps: number
  readonly clipNorm: number
  /** Expected rows an update. */
  readonly batch: number
  readonly rows: number
  /** Most rows of one draw; a larger draw keeps a uniformly random part of so many (truncated Poisson). `null`: no cap. */
  readonly cap: number | null
  /** How many clip norms one row can move the sum by: 1; 2 where rows share a microbatch. */
  readonly sensitivity: number
}

/** `count` runs of a mechanism of which nothing but (ε, δ)-differential privacy is used. */
export interface EpsilonDelta {
  readonly kind: 'epsilon-delta'
  readonly epsilon: number
  readonly delta: number
  readonly count: number
}

export type PrivacyEvent = SubsampledGaussian | EpsilonDelta

/** How often an event's mechanism was used. */
export function usesOf(event: PrivacyEvent): number {
  return event.kind === 'subsampled-gaussian' ? event.steps : event.count
}

/** Beyond, the rounding of a double shows in what so many uses add up to. */
const mostUses = 1e12

/** Throws PrivacyParameterError for what is no event or no group. */
export function checkEvent(event: PrivacyEvent, groupSize: number): void {
  const whole = (parameter: string, value: number, least: number) => {
    if (!(Number.isInteger(value) && value >= least && value <= mostUses))
      throw new PrivacyParameterError(parameter, value, `a whole number from ${least} to ${mostUses}`)
  }
  whole('groupSize', groupSize, 1)
  if (event.kind === 'epsilon-delta') {
    whole('count', event.count, 0)
    if (!(event.epsilon >= 0 && event.epsilon < Number.POSITIVE_INFINITY))
      throw new PrivacyParameterError('epsilon', event.epsilon, 'a finite number, 0 or above')
    if (!(event.delta >= 0 && event.delta <= 1)) throw new PrivacyParameterError('delta', event.delta, 'from 0 to 1')
    return
  }
  const { sampleRate, noiseMultiplier, steps, rows, cap, sensitivity } = event
  checkParameters({ sampleRate, noiseMultiplier })
  whole('steps', steps, 0)
  if (!(sensitivity > 0 && sensitivity < Number.POSITIVE_INFINITY))
    throw new PrivacyParameterError('sensitivity', sensitivity, 'a finite number above 0')
  if (cap === null) return
  whole('cap', cap, 1)
  whole('rows', rows, 1)
}
