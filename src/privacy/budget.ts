// Budget: what a plan costs by both accountants, or the noise that a target needs.
import { calibrateNoise } from './calibrate.ts'
import { PrivacyParameterError } from './errors.ts'
import { pldEpsilon } from './pld.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'

/** A plan of private training: `batch` rows expected a step, of `n` rows; one of `sigma` and `epsilon` is given. */
export interface BudgetQuestion {
  readonly n: number
  readonly batch: number
  readonly steps: number
  readonly delta: number
  /** The noise multiplier whose ε is asked for. */
  readonly sigma?: number
  /** The ε whose noise multiplier is asked for. */
  readonly epsilon?: number
}

export interface Budget {
  /** `order`: the Rényi order that binds; at an edge (1.1 or 1024) the bound is loose. */
  readonly rdp: { readonly epsilon: number; readonly order: number }
  readonly pld: { readonly epsilon: number }
  /** The noise multiplier that both ε are of: the given one, or the one that the tighter accountant allows. */
  readonly noiseMultiplier: number
  readonly steps: number
  /** Where a target was given: the noise that each accountant asks for. */
  readonly noiseMultipliers?: { readonly rdp: number; readonly pld: number }
}

/** Throws PrivacyParameterError for what is no plan, UnreachableEpsilonError for a target that no noise meets. */
export function budget(question: BudgetQuestion): Budget {
  const { n, batch, steps, delta, sigma, epsilon } = question
  if (!(Number.isSafeInteger(n) && n >= 1)) throw new PrivacyParameterError('n', n, 'a whole number, 1 or above')
  if (!(batch > 0 && batch <= n)) throw new PrivacyParameterError('batch', batch, `above 0 and at most n = ${n}`)
  const sampleRate = batch / n
  if (epsilon !== undefined) {
    const target = { sampleRate, steps, delta, epsilon }
    const rdp = calibrateNoise({ ...target, accountant: 'rdp' })
    const pld = calibrateNoise({ ...target, accountant: 'pld' })
    return { ...budget({ n, batch, steps, delta, sigma: pld }), noiseMultipliers: { rdp, pld } }
  }
  const noiseMultiplier = sigma ?? Number.NaN
  const rdp = rdpVector(sampleRate, noiseMultiplier).map((divergence) => (steps === 0 ? 0 : steps * divergence))
  return {
    rdp: epsilonFromRdp(rdp, delta),
    pld: pldEpsilon({ sampleRate, noiseMultiplier, steps, delta }),
    noiseMultiplier,
    steps,
  }
}

/**
 * The δ to take for so many rows where the user names none: at most 1e-5, and 1/(n·√n), so that it stays below 1/n. At
 * δ = 1/n a mechanism that publishes one whole row would count as private.
 */
export function defaultDelta(n: number): number {
  return Math.min(1e-5, 1 / (n * Math.sqrt(n)))
}
