// Run: one training as the page sees it. Curves live in Series beside the state; `points` says when they have grown.
import { create } from 'zustand'
import type {
  BackendName,
  BackendTrial,
  BudgetState,
  Comparison,
  Failure,
  Phase,
  Reason,
  Recipe,
  Remedy,
  RunSummary,
  TrainEvent,
} from '../../worker/protocol.ts'
import { listen, worker } from './connection.ts'
import { failureOf, isStop } from './failure.ts'
import { Series } from './series.ts'

export interface RunState {
  readonly status: 'idle' | 'running' | 'paused' | 'stopping' | 'finished' | 'failed'
  readonly recipe: Recipe | null
  readonly phase: Phase | null
  /** How much of the step's programs is compiled, while that goes on. */
  readonly compiled: { readonly done: number; readonly of: number } | null
  readonly step: number
  readonly steps: number
  readonly seconds: number
  readonly stepsPerSecond: number
  readonly secondsLeft: number | null
  readonly backend: BackendName | null
  readonly trials: readonly BackendTrial[]
  readonly budget: BudgetState | null
  readonly setbacks: readonly { readonly step: number; readonly reason: string }[]
  /** How close generated rows came at the last judgement, 0 to 1; `null`: nothing may be known to compare with; absent: not judged yet. */
  readonly score: number | null | undefined
  /** `null`: too early to say. */
  readonly health: Reason | null
  readonly remedies: readonly Remedy[]
  readonly comparison: Comparison | null
  readonly summary: RunSummary | null
  readonly failure: Failure | null
  /** Grows with every point of the curves. */
  readonly points: number
}

export const idleRun: RunState = {
  status: 'idle',
  recipe: null,
  phase: null,
  compiled: null,
  step: 0,
  steps: 0,
  seconds: 0,
  stepsPerSecond: 0,
  secondsLeft: null,
  backend: null,
  trials: [],
  budget: null,
  setbacks: [],
  score: undefined,
  health: null,
  remedies: [],
  comparison: null,
  summary: null,
  failure: null,
  points: 0,
}

export const useRun = create<RunState>(() => idleRun)

export const losses = new Series(['discriminator', 'generator'])
export const spending = new Series(['epsilon'])
/** In percent. */
export const likeness = new Series(['likeness'])
const curves = [losses, spending, likeness]

export function isBusy(state: RunState): boolean {
  return state.status === 'running' || state.status === 'paused' || state.status === 'stopping'
}

/** How far the run is, 0 to 1: by steps or by time, whichever is further. */
export function shareDone(state: RunState): number {
  const bySteps = state.steps > 0 ? state.step / state.steps : 0
  const byMinutes = state.recipe?.minutes ? state.seconds / (state.recipe.minutes * 60) : 0
  return Math.min(1, Math.max(bySteps, byMinutes))
}

export function reduceRun(state: RunState, event: TrainEvent): RunState {
  switch (event.kind) {
    case 'phase':
      return { ...state, phase: event.phase, compiled: event.compiled ?? null }
    case 'backend':
      return { ...state, backend: event.backend, trials: event.trials }
    case 'progress': {
      const { step, steps, seconds, stepsPerSecond, secondsLeft, budget } = event
      const points = state.points + event.losses.length
      return { ...state, step, steps, seconds, stepsPerSecond, secondsLeft, budget, points }
    }
    case 'judged':
      return { ...state, score: event.score, health: event.health, points: state.points + 1 }
    case 'remedied': {
      const { remedy } = event
      return { ...state, step: remedy.backTo, health: null, remedies: [...state.remedies, remedy] }
    }
    case 'paused':
      return { ...state, step: event.step, status: state.status === 'stopping' ? 'stopping' : 'paused' }
    case 'resumed':
      return { ...state, step: event.step, status: state.status === 'paused' ? 'running' : state.status }
    case 'recovered':
      return { ...state, step: event.step, setbacks: [...state.setbacks, { step: event.step, reason: event.reason }] }
    case 'stopped':
      return { ...state, step: event.step }
  }
}

function pushPoints(event: TrainEvent): void {
  if (event.kind === 'recovered') for (const curve of curves) curve.trim(event.step)
  if (event.kind === 'remedied') for (const curve of curves) curve.trim(event.remedy.backTo)
  if (event.kind === 'judged' && event.score !== null) likeness.push(event.step, { likeness: 100 * event.score })
  if (event.kind !== 'progress') return
  for (const point of event.losses) {
    // A curve that its chart leaves out, where the model has no discriminator.
    const { step, generator, discriminator } = point
    losses.push(step, { generator, discriminator: discriminator ?? 0 })
  }
  if (event.budget) spending.push(event.step, event.budget)
}

listen((event) => {
  if (event.kind === 'train') {
    pushPoints(event.event)
    useRun.setState((state) => reduceRun(state, event.event))
  }
  if (event.kind === 'comparison') useRun.setState({ comparison: event.comparison })
})

/** Trains to the end; true where a model stands afterwards. */
export async function train(recipe: Recipe, backend: BackendName | 'auto'): Promise<boolean> {
  for (const curve of curves) curve.clear()
  useRun.setState({ ...idleRun, recipe, steps: recipe.steps, status: 'running' })
  try {
    const summary = await worker().train(recipe, backend)
    useRun.setState({
      summary,
      status: 'finished',
      backend: summary.backend,
      step: summary.steps,
      budget: summary.budget,
    })
    return true
  } catch (error) {
    const failure = failureOf(error)
    // Stopped before there was anything to keep.
    useRun.setState(isStop(failure) ? idleRun : { status: 'failed', failure })
    return false
  }
}

export async function pause(): Promise<void> {
  useRun.setState({ status: 'paused' })
  await worker().pause()
}

export async function resume(): Promise<void> {
  useRun.setState({ status: 'running' })
  await worker().resume()
}

export async function stepOnce(): Promise<void> {
  await worker().step()
}

export async function stop(): Promise<void> {
  useRun.setState({ status: 'stopping' })
  await worker().stop()
}

/** For a model that was opened, not trained here. */
export function adoptRun(summary: RunSummary): void {
  useRun.setState({ ...idleRun, summary, status: 'finished', backend: summary.backend, budget: summary.budget })
}

export function forgetRun(): void {
  for (const curve of curves) curve.clear()
  useRun.setState(idleRun)
}
