// Accountant: what a live run has spent, and how many steps its target still allows.
import { selfComposed } from './compose.ts'
import { checkParameters } from './errors.ts'
import { epsilonOfPrivacyLoss, type PrivacyLoss } from './loss.ts'
import { subsampledGaussianLoss } from './pld.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'
import { safeEdge } from './search.ts'

/** All that an accountant is made of: plain data, to be kept in checkpoints. */
export interface AccountantState {
  /** Probability that a step takes a given row. */
  readonly sampleRate: number
  /** Standard deviation of the noise in units of the clip norm. */
  readonly noiseMultiplier: number
  readonly delta: number
  /** The ε not to be exceeded; `null`: no limit. */
  readonly target: number | null
}

/** Steps beyond which nobody counts. */
const mostSteps = 2 ** 40

/** The tight ε is worked out at so many points of the allowed steps; between them it is rounded up to the next. */
const points = 16

/**
 * ε of DP-SGD by two accountants, always the smaller of both: RDP for every step, in microseconds, as a step's Rényi
 * divergences are kept; and PLD, tighter but some 0.1 s an evaluation, at a few points of the run and on demand.
 */
export class Accountant {
  readonly state: AccountantState
  readonly #rdp: Float64Array
  readonly #known = new Map<number, number>()
  #step: PrivacyLoss | null = null
  #allowed: number | null = null

  constructor(state: AccountantState) {
    const { sampleRate, noiseMultiplier, delta, target } = state
    checkParameters({ sampleRate, noiseMultiplier, delta, ...(target === null ? {} : { epsilon: target }) })
    this.state = { sampleRate, noiseMultiplier, delta, target }
    this.#rdp = rdpVector(sampleRate, noiseMultiplier)
  }

  /** ε after so many steps, for live display: never below the true ε, never above the target while that holds. */
  epsilon(steps: number): number {
    return Math.min(this.#byRdp(steps), this.exactEpsilon(this.#nextPoint(steps)))
  }

  /** The tight ε of exactly so many steps, for ledgers and certificates. */
  exactEpsilon(steps: number): number {
    const known = this.#known.get(steps)
    if (known !== undefined) return known
    this.#step ??= subsampledGaussianLoss(this.state.sampleRate, this.state.noiseMultiplier)
    const byPld = epsilonOfPrivacyLoss(selfComposed(this.#step, steps), this.state.delta)
    const epsilon = Math.min(this.#byRdp(steps), byPld)
    this.#known.set(steps, epsilon)
    return epsilon
  }

  /** Steps that the target still allows after `stepsDone`. */
  stepsLeft(stepsDone: number): number {
    return Math.max(0, this.#stepsAllowed() - stepsDone)
  }

  /** Whether a run of so many steps costs more than the target: ask with `stepsDone + 1` before each step. */
  wouldExceed(steps: number): boolean {
    return steps > this.#stepsAllowed()
  }

  #byRdp(steps: number): number {
    if (steps === 0) return 0
    return epsilonFromRdp(
      this.#rdp.map((divergence) => steps * divergence),
      this.state.delta,
    ).epsilon
  }

  /** With a target, sixteenths of the allowed steps; without one, four points to each doubling. */
  #nextPoint(steps: number): number {
    if (steps === 0) return 0
    const allowed = this.#stepsAllowed()
    if (allowed < mostSteps && steps <= allowed)
      return Math.ceil((Math.ceil((steps * points) / allowed) * allowed) / points)
    return Math.ceil(2 ** (Math.ceil(4 * Math.log2(steps)) / 4))
  }

  #stepsAllowed(): number {
    this.#allowed ??= this.#searchAllowed()
    return this.#allowed
  }

  /** RDP says how many steps are allowed at least; PLD finds the rest from there. */
  #searchAllowed(): number {
    const { target } = this.state
    if (target === null || this.#byRdp(mostSteps) <= target) return mostSteps
    let safe = 0
    for (let stride = mostSteps / 2; stride >= 1; stride /= 2) {
      if (this.#byRdp(safe + stride) <= target) safe += stride
    }
    let unsafe = safe
    do {
      safe = Math.max(safe, unsafe)
      unsafe = Math.ceil((unsafe + 1) * 1.1)
    } while (unsafe < mostSteps && this.exactEpsilon(unsafe) <= target)
    if (safe === 0 && this.exactEpsilon(1) > target) return 0
    const start = Math.max(1, safe)
    return safeEdge({
      cost: (steps) => this.exactEpsilon(steps),
      target,
      safe: { at: start, cost: this.exactEpsilon(start) },
      unsafe: { at: unsafe, cost: this.exactEpsilon(unsafe) },
      tolerance: 'whole',
    })
  }
}
