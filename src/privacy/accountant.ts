// Accountant: what a live run has spent, and how many updates are left.
import { closedForm, epsilonOfClosedForm } from './closedform.ts'
import { composed, selfComposed } from './compose.ts'
import { type Spent, tighter } from './composition.ts'
import { checkParameters } from './errors.ts'
import type { PrivacyEvent, SubsampledGaussian } from './events.ts'
import type { PrivacyLoss } from './loss.ts'
import { lossOf, lossOfOneUse } from './pld.ts'
import { added, epsilonOfRenyiCost, type RenyiCost, renyiCost, renyiCostOfOneUse } from './renyi.ts'

/** All that an accountant is made of: plain data, to be kept in checkpoints and sent to threads. */
export interface AccountantState {
  /** Looks at the data before training that were paid for. */
  readonly before: readonly PrivacyEvent[]
  /** One update; `steps` are the updates that were planned, of which is known that all together they keep to the target. */
  readonly training: SubsampledGaussian
  /** Rows that one person has at most. */
  readonly groupSize: number
  readonly delta: number
  /** The ε that the looks before and all planned updates may cost at most. */
  readonly target: number
}

/** So many step counts of a run have their tight ε worked out; between them it is rounded up to the next. */
const pointsOfRun = 16

/**
 * ε of a run, always the smaller of two accountants: RDP for every step, in microseconds, as an update's divergences are
 * kept; and PLD, tighter but some 0.1 s an evaluation, at the step counts that somebody worked out beside the training.
 */
export class Accountant {
  readonly state: AccountantState
  readonly #before: RenyiCost
  readonly #update: RenyiCost
  /** ε by step count; the planned one's is known from the plan. */
  readonly #known: Map<number, number>
  #losses: { readonly before: PrivacyLoss; readonly update: PrivacyLoss } | null = null

  /** Throws PrivacyParameterError. */
  constructor(state: AccountantState) {
    const { before, training, groupSize, delta, target } = state
    checkParameters({ delta, epsilon: target })
    this.state = state
    this.#before = renyiCost(before, groupSize)
    this.#update = renyiCostOfOneUse(training, groupSize)
    this.#known = new Map([[training.steps, target]])
  }

  /** ε after so many updates, for live display: never below the true ε, never above the target up to the planned updates. */
  epsilon(steps: number): Spent {
    const { epsilon } = epsilonOfRenyiCost(added(this.#before, this.#update, steps), this.state.delta)
    let known = Number.POSITIVE_INFINITY
    for (const [at, value] of this.#known) if (at >= steps) known = Math.min(known, value)
    return epsilon <= known ? { epsilon, accountant: 'rdp' } : { epsilon: known, accountant: 'pld' }
  }

  /** The step counts whose exact ε makes `epsilon` tight over the whole run; to be worked out elsewhere, and made known. */
  points(): number[] {
    const { steps } = this.state.training
    const points = Array.from({ length: pointsOfRun }, (_, i) => Math.ceil(((i + 1) * steps) / pointsOfRun))
    return [...new Set(points)]
  }

  /** Takes in the exact ε of so many updates. */
  know(steps: number, epsilon: number): void {
    this.#known.set(steps, epsilon)
  }

  /** The tight ε of exactly so many updates, for ledgers and certificates; 0.1 to 1 s. */
  exactEpsilon(steps: number): number {
    const { before, training, groupSize, delta } = this.state
    const closed = closedForm([...before, { ...training, steps }], groupSize)
    if (closed) return epsilonOfClosedForm(closed, delta)
    this.#losses ??= { before: lossOf(before, groupSize), update: lossOfOneUse(training, groupSize) }
    const loss = composed(this.#losses.before, selfComposed(this.#losses.update, steps))
    return tighter(added(this.#before, this.#update, steps), loss, delta).epsilon
  }

  /** Updates of the plan that are left after `stepsDone`. */
  stepsLeft(stepsDone: number): number {
    return Math.max(0, this.#allowed() - stepsDone)
  }

  /** Whether so many updates could cost more than the target: ask before each step, with all updates that it will add. */
  wouldExceed(steps: number): boolean {
    return steps > this.#allowed()
  }

  /** The planned updates; fewer, should a point that was worked out ever contradict the plan. */
  #allowed(): number {
    let allowed = this.state.training.steps
    for (const [at, value] of this.#known) if (value > this.state.target) allowed = Math.min(allowed, at - 1)
    return allowed
  }
}
