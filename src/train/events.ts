// What a run tells while it goes: one typed stream, at most five events of a kind a second.
import type { BackendName } from '../engine/kernels.ts'
import type { Health } from './health.ts'
import type { Remedy } from './remedy.ts'

export type Phase = 'encoding' | 'choosing' | 'compiling' | 'training'

/** One point of the live curves: means over the steps since the point before. */
export interface LossPoint {
  readonly step: number
  /** `null`: the model has none. */
  readonly discriminator: number | null
  readonly generator: number
}

export interface BudgetState {
  /** Spent so far, looks before training included. */
  readonly epsilon: number
  /** Which accountant's bound is the smaller one now. */
  readonly accountant: 'rdp' | 'pld'
  readonly target: number
  readonly delta: number
  readonly noiseMultiplier: number
  /** Training steps that the budget still allows. */
  readonly stepsLeft: number
}

export type TrainEvent =
  /** `compiled`: how much of the program that is being compiled is done; absent at the start of a phase. */
  | {
      readonly kind: 'phase'
      readonly phase: Phase
      readonly compiled?: { readonly done: number; readonly of: number }
    }
  | { readonly kind: 'backend'; readonly backend: BackendName; readonly trials: readonly BackendTrial[] }
  | {
      readonly kind: 'progress'
      readonly step: number
      readonly steps: number
      readonly seconds: number
      readonly stepsPerSecond: number
      /** `null` until there is enough to go by. */
      readonly secondsLeft: number | null
      /** The points since the last event. */
      readonly losses: readonly LossPoint[]
      readonly budget: BudgetState | null
    }
  | {
      readonly kind: 'judged'
      readonly step: number
      /** How close generated rows come to what may be known of the real ones, 0 to 1; `null`: nothing may be. */
      readonly score: number | null
      /** `null`: too early to say. */
      readonly health: Health | null
    }
  | { readonly kind: 'remedied'; readonly remedy: Remedy }
  | { readonly kind: 'paused'; readonly step: number }
  | { readonly kind: 'resumed'; readonly step: number }
  | { readonly kind: 'recovered'; readonly step: number; readonly reason: string }
  | { readonly kind: 'stopped'; readonly step: number; readonly why: StopReason }

export type StopReason = 'steps' | 'minutes' | 'budget' | 'plateau' | 'user' | 'failed'

/** What the choice of a backend found out: the time of a step of the recipe, or why the backend is out. */
export interface BackendTrial {
  readonly backend: BackendName
  readonly millisecondsPerStep: number | null
  readonly refused: string | null
  /** Threads of the processor, where it is the processor that computes. */
  readonly threads?: number | undefined
}
