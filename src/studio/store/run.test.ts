// How a run's events change what the page knows of it.
import { expect, it } from 'vitest'
import type { TrainEvent } from '../../worker/protocol.ts'
import { idleRun, isBusy, type RunState, reduceRun, shareDone } from './run.ts'

const running: RunState = { ...idleRun, status: 'running', steps: 100 }
const progress: TrainEvent = {
  kind: 'progress',
  step: 40,
  steps: 100,
  seconds: 8,
  stepsPerSecond: 5,
  secondsLeft: 12,
  losses: [{ step: 40, discriminator: 1, generator: 2 }],
  budget: null,
}

it('follows phase, backend and progress', () => {
  const events: TrainEvent[] = [
    { kind: 'phase', phase: 'choosing' },
    { kind: 'backend', backend: 'wasm', trials: [{ backend: 'wasm', millisecondsPerStep: 40, refused: null }] },
    { kind: 'phase', phase: 'training' },
    progress,
  ]
  const state = events.reduce(reduceRun, running)
  expect(state).toMatchObject({ phase: 'training', backend: 'wasm', step: 40, secondsLeft: 12, points: 1 })
})

it('is paused and resumed by the run itself too', () => {
  const paused = reduceRun(running, { kind: 'paused', step: 41 })
  expect(paused).toMatchObject({ status: 'paused', step: 41 })
  expect(reduceRun(paused, { kind: 'resumed', step: 41 }).status).toBe('running')
})

it('does not fall back to paused or running while it stops', () => {
  const stopping: RunState = { ...running, status: 'stopping' }
  expect(reduceRun(stopping, { kind: 'paused', step: 3 }).status).toBe('stopping')
  expect(reduceRun(stopping, { kind: 'resumed', step: 3 }).status).toBe('stopping')
})

it('remembers every setback', () => {
  const once = reduceRun(running, { kind: 'recovered', step: 30, reason: 'device lost' })
  const twice = reduceRun(once, { kind: 'recovered', step: 35, reason: 'not finite' })
  expect(twice.setbacks).toEqual([
    { step: 30, reason: 'device lost' },
    { step: 35, reason: 'not finite' },
  ])
  expect(twice.step).toBe(35)
})

it('knows the last score, the health, and what was changed to bring it back', () => {
  const health = {
    key: 'health.collapsed',
    values: { distinct: 3, expected: 900, missing: 0, count: 0, options: 20 },
  } as const
  const judged = reduceRun(running, { kind: 'judged', step: 60, score: 0.8, health })
  expect(judged).toMatchObject({ score: 0.8, health, points: 1 })
  const changes = [{ name: 'generatorRate', before: 0.001, after: 0.00025 }] as const
  const remedy = { step: 60, backTo: 20, why: health, changes }
  expect(reduceRun(judged, { kind: 'remedied', remedy })).toMatchObject({ step: 20, health: null, remedies: [remedy] })
})

it('measures how far it is by steps or by time, whichever is further', () => {
  const state = reduceRun(running, progress)
  expect(shareDone(state)).toBeCloseTo(0.4)
  const recipe = { minutes: 0.2 } as RunState['recipe']
  expect(shareDone({ ...state, recipe })).toBeCloseTo(8 / 12)
  expect(shareDone({ ...state, recipe, seconds: 1000 })).toBe(1)
  expect(shareDone(idleRun)).toBe(0)
})

it('is busy from its start to its end', () => {
  expect((['running', 'paused', 'stopping'] as const).every((status) => isBusy({ ...idleRun, status }))).toBe(true)
  expect((['idle', 'finished', 'failed'] as const).some((status) => isBusy({ ...idleRun, status }))).toBe(false)
})
