// The noise that a target ε needs, never too little.
import { checkParameters, UnreachableEpsilonError } from './errors.ts'
import { pldEpsilon } from './pld.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'
import { safeEdge, type Trial } from './search.ts'

/** `rdp`: Rényi divergences, fast. `pld`: privacy loss distributions, tighter: the same ε with less noise. */
export type AccountantName = 'rdp' | 'pld'

export interface Calibration {
  /** Probability that a step takes a given row. */
  readonly sampleRate: number
  readonly steps: number
  readonly delta: number
  /** The ε that all steps may cost at most. */
  readonly epsilon: number
  readonly accountant?: AccountantName
}

/** Noise multipliers that are looked at. Below, nothing is private; above, nothing is learnt. */
const leastNoise = 0.05
const mostNoise = 2 ** 20

/** How close, relatively, the answer comes to the least noise that would do. */
const tolerance: Readonly<Record<AccountantName, number>> = { rdp: 1e-6, pld: 1e-5 }

/**
 * The smallest noise multiplier (to a relative 1e-5) whose ε was found to be at most the target, by PLD unless told
 * otherwise; 20 ms to 0.2 s by RDP, 0.2 to 3 s by PLD. Throws UnreachableEpsilonError where no noise is enough.
 */
export function calibrateNoise({ accountant = 'pld', ...calibration }: Calibration): number {
  checkParameters(calibration)
  const { sampleRate, steps, delta } = calibration
  if (steps === 0 || sampleRate === 0) return leastNoise
  const byRdp = (sigma: number) =>
    epsilonFromRdp(
      rdpVector(sampleRate, sigma).map((divergence) => steps * divergence),
      delta,
    ).epsilon
  const rough = smallestNoise(calibration, byRdp, 1, tolerance.rdp)
  if (accountant === 'rdp') return rough
  const byPld = (sigma: number) => pldEpsilon({ sampleRate, noiseMultiplier: sigma, steps, delta }).epsilon
  return smallestNoise(calibration, byPld, rough, tolerance.pld)
}

/** Walks from `start` with growing strides until the target lies between two noises, then narrows them. */
function smallestNoise(calibration: Calibration, cost: (sigma: number) => number, start: number, near: number): number {
  const { epsilon: target } = calibration
  const trial = (sigma: number): Trial => ({ at: sigma, cost: cost(sigma) })
  let safe = trial(start)
  let unsafe = safe
  for (let stride = 1.08; safe.cost > target; stride *= stride) {
    unsafe = safe
    if (unsafe.at >= mostNoise) throw new UnreachableEpsilonError({ ...calibration, noiseMultiplier: mostNoise })
    safe = trial(Math.min(mostNoise, unsafe.at * stride))
  }
  for (let stride = 1.08; unsafe.cost <= target; stride *= stride) {
    safe = unsafe
    if (safe.at <= leastNoise) return safe.at
    unsafe = trial(Math.max(leastNoise, safe.at / stride))
  }
  return safeEdge({ cost, target, safe, unsafe, tolerance: near })
}
