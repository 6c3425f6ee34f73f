// PLD: the privacy loss distribution of the Poisson-subsampled Gaussian, the tight accountant.
// Method: Doroshenko et al., "Connect the dots" (arXiv 2207.04380); Koskela et al. (arXiv 2006.07134) for the Fourier transform.
import { normalCdf, normalQuantile } from '../math/special.ts'
import { composed, selfComposed } from './compose.ts'
import { checkParameters } from './errors.ts'
import {
  connectDots,
  epsilonOfPrivacyLoss,
  exchanged,
  type GridMasses,
  noLoss,
  type PrivacyLoss,
  totalLoss,
  usualInterval,
} from './loss.ts'

/** Points of one step's grid at most; little noise spreads the losses so far that they are put on a coarser one. */
const mostPoints = 2 ** 19

/** Outcomes so far out that both hypotheses give them less than exp(−50) are not looked at: their loss counts as infinite. */
const farOut = normalQuantile(0.5 * Math.exp(-50))

/** Steps of DP-SGD with one setting. */
export interface SubsampledSteps {
  /** Probability that a step takes a given row. */
  readonly sampleRate: number
  /** Standard deviation of the noise in units of the clip norm. */
  readonly noiseMultiplier: number
  readonly steps: number
}

/**
 * The loss of one step. With the example, outcomes follow P = (1−q)·N(0,σ²) + q·N(−1,σ²); without it Q = N(0,σ²). At an
 * outcome x the loss is log(1−q + q·exp((−½−x)/σ²)), which falls as x grows; the other direction exchanges P and Q.
 */
export function subsampledGaussianLoss(sampleRate: number, noiseMultiplier: number): PrivacyLoss {
  if (sampleRate === 0) return noLoss
  if (noiseMultiplier === 0) return totalLoss
  const grid = gridMasses(sampleRate, noiseMultiplier)
  return { remove: connectDots(grid), add: connectDots(exchanged(grid)) }
}

function gridMasses(q: number, sigma: number): GridMasses {
  const variance = sigma * sigma
  const logQ = Math.log(q)
  const lossAt = (x: number) => {
    const t = (-0.5 - x) / variance
    return t > 0 ? logQ + t + Math.log1p(((1 - q) / q) * Math.exp(-t)) : Math.log1p(q * Math.expm1(t))
  }
  /** Where the loss is `value`; all outcomes have more than log(1−q). */
  const outcomeAt = (value: number) => {
    if (value > 30) return -0.5 - variance * (value - logQ + Math.log1p((q - 1) * Math.exp(-value)))
    const ratio = Math.expm1(value) / q
    return ratio <= -1 ? Number.POSITIVE_INFINITY : -0.5 - variance * Math.log1p(ratio)
  }
  const lowest = lossAt(-farOut * sigma)
  const highest = lossAt(farOut * sigma - 1)
  const deviation = q * Math.sqrt(Math.expm1(1 / variance))
  let interval = usualInterval
  while (interval > deviation / 4) interval /= 2
  while ((highest - lowest) / interval > mostPoints) interval *= 2
  const first = Math.floor(lowest / interval)
  const pieces = Math.ceil(highest / interval) - first

  const without = descendingMass()
  const shifted = descendingMass()
  const downTo = (x: number): readonly [number, number] => {
    const q0 = without(x / sigma)
    return [(1 - q) * q0 + q * shifted((x + 1) / sigma), q0]
  }
  const upper = new Float64Array(pieces)
  const lower = new Float64Array(pieces)
  const below = downTo(outcomeAt(first * interval))
  for (let i = 0; i < pieces; i++) {
    const [p, q0] = downTo(outcomeAt((first + i + 1) * interval))
    upper[i] = p
    lower[i] = q0
  }
  return { interval, first, upper, lower, below, above: downTo(Number.NEGATIVE_INFINITY) }
}

/**
 * A function that gives the standard normal mass between its argument and that of the call before, from +∞ downwards:
 * differences of the nearer tail, so that small masses keep their relative precision.
 */
function descendingMass(): (y: number) => number {
  let lastTail = 0
  let lastPositive = true
  return (y) => {
    const tail = normalCdf(-Math.abs(y))
    const positive = y > 0
    const mass = positive ? tail - lastTail : lastPositive ? 1 - tail - lastTail : lastTail - tail
    lastTail = tail
    lastPositive = positive
    return mass
  }
}

/** The loss of several stretches of training on the same data, each with its own setting. */
export function subsampledLoss(stretches: readonly SubsampledSteps[]): PrivacyLoss {
  return stretches
    .map(({ sampleRate, noiseMultiplier, steps }) => {
      checkParameters({ sampleRate, noiseMultiplier, steps })
      return selfComposed(subsampledGaussianLoss(sampleRate, noiseMultiplier), steps)
    })
    .reduce(composed, noLoss)
}

/**
 * The tight ε of DP-SGD steps for δ: the larger of both directions (one example more, one less). Never below the true one.
 * Some 20 to 500 ms: for certificates and calibration, not for every step.
 */
export function pldEpsilon({ delta, ...steps }: SubsampledSteps & { readonly delta: number }): { epsilon: number } {
  checkParameters({ delta })
  return { epsilon: epsilonOfPrivacyLoss(subsampledLoss([steps]), delta) }
}
