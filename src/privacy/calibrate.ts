// The noise that a target ε needs, never too little.
import { checkParameters, UnreachableEpsilonError } from './errors.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'

export interface Calibration {
  readonly sampleRate: number
  readonly steps: number
  readonly delta: number
  /** The ε that the run may cost at most. */
  readonly epsilon: number
}

/** Noise multipliers that are looked at. Below, nothing is private; above, nothing is learnt. */
const leastNoise = 0.05
const mostNoise = 2 ** 20

/** The smallest noise multiplier, to a millionth, whose ε by RDP was found to be at most the target. */
export function calibrateNoise(calibration: Calibration): number {
  checkParameters(calibration)
  const { sampleRate, steps, delta, epsilon } = calibration
  const cost = (sigma: number) =>
    epsilonFromRdp(
      rdpVector(sampleRate, sigma).map((divergence) => steps * divergence),
      delta,
    ).epsilon
  let high = 1
  while (cost(high) > epsilon) {
    high *= 2
    if (high > mostNoise) throw new UnreachableEpsilonError({ ...calibration, noiseMultiplier: mostNoise })
  }
  let low = high / 2
  while (low > leastNoise && cost(low) <= epsilon) {
    high = low
    low /= 2
  }
  if (low <= leastNoise) return high
  while (high / low > 1 + 1e-6) {
    const middle = Math.sqrt(low * high)
    if (cost(middle) <= epsilon) high = middle
    else low = middle
  }
  return high
}
