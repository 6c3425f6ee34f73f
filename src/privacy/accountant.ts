// Accountant: what a live run has spent, and how many steps its target still allows.
import { checkParameters } from './errors.ts'
import { epsilonFromRdp, rdpVector } from './rdp.ts'

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

export class Accountant {
  readonly state: AccountantState
  readonly #rdp: Float64Array
  readonly #stepsAllowed: number

  constructor(state: AccountantState) {
    const { sampleRate, noiseMultiplier, delta, target } = state
    checkParameters({ sampleRate, noiseMultiplier, delta, ...(target === null ? {} : { epsilon: target }) })
    this.state = { sampleRate, noiseMultiplier, delta, target }
    this.#rdp = rdpVector(sampleRate, noiseMultiplier)
    this.#stepsAllowed = target === null ? mostSteps : largest(mostSteps, (steps) => this.epsilon(steps) <= target)
  }

  /** ε after so many steps, by RDP: microseconds, as a step's Rényi divergences are kept. Never below the true ε. */
  epsilon(steps: number): number {
    return epsilonFromRdp(
      this.#rdp.map((divergence) => (steps === 0 ? 0 : steps * divergence)),
      this.state.delta,
    ).epsilon
  }

  /** Steps that the target still allows after `stepsDone`. */
  stepsLeft(stepsDone: number): number {
    return Math.max(0, this.#stepsAllowed - stepsDone)
  }

  /** Whether a run of so many steps costs more than the target: ask with `stepsDone + 1` before each step. */
  wouldExceed(steps: number): boolean {
    return steps > this.#stepsAllowed
  }
}

/** The largest whole number up to `limit` that fits, where all below one that fits do too and 0 counts as fitting. */
function largest(limit: number, fits: (value: number) => boolean): number {
  if (fits(limit)) return limit
  let low = 0
  let high = limit
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}
