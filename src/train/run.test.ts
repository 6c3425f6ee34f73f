// Tests of a whole run on a small table.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { DeviceLostError } from '../engine/errors.ts'
import type { BackendName, Kernels } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import { Control } from './control.ts'
import { NothingToLearnError, TrainingFailedError } from './errors.ts'
import type { TrainEvent } from './events.ts'
import { train } from './run.ts'
import { smallPlain, smallPrivate, smallProblem } from './testing.ts'

const { matrix } = smallProblem()

interface Setup {
  readonly recipe?: Recipe
  readonly control?: Control
  readonly backend?: BackendName
  readonly onEvent?: (event: TrainEvent) => void
  readonly open?: () => Promise<Kernels>
}

async function run({ recipe = smallPlain, control = new Control(), backend = 'cpu', onEvent, open }: Setup = {}) {
  const events: TrainEvent[] = []
  const result = await train({
    recipe,
    matrix,
    control,
    open: async () => ({ kernels: await (open?.() ?? openBackend(backend)), trials: [] }),
    onEvent: (event) => {
      events.push(event)
      onEvent?.(event)
    },
  })
  return { result, events }
}

it.each(['cpu', 'wasm'] as const)('gives the same weights for a seed, bit for bit, on %s', async (backend) => {
  const [first, second] = [await run({ backend }), await run({ backend })]
  expect(first.result.steps).toBe(20)
  expect(second.result.weights).toEqual(first.result.weights)
})

it('gives other weights for another seed', async () => {
  const other = await run({ recipe: { ...smallPlain, seed: 2 } })
  expect(other.result.weights).not.toEqual((await run()).result.weights)
})

it('leaves nothing on the device', async () => {
  const kernels = await openBackend('cpu')
  const before = kernels.live()
  await run()
  await run({ recipe: smallPrivate })
  expect(kernels.live()).toBe(before)
})

it('tells its phases in order and each loss once', async () => {
  const { events } = await run()
  const phases = events.flatMap((event) => (event.kind === 'phase' ? [event.phase] : []))
  expect(phases).toEqual(['choosing', 'compiling', 'training'])
  const steps = events.flatMap((event) => (event.kind === 'progress' ? event.losses.map(({ step }) => step) : []))
  expect(steps.at(-1)).toBe(20)
  expect(new Set(steps).size).toBe(steps.length)
})

it('tells its progress at most five times a second', async () => {
  const { events, result } = await run({ recipe: { ...smallPlain, steps: 300 }, backend: 'wasm' })
  const told = events.filter((event) => event.kind === 'progress').length
  // The first step and the end are told besides.
  expect(told).toBeLessThanOrEqual(result.seconds * 5 + 2)
})

it('spends no more than the target, and says what it spent', async () => {
  const { result } = await run({ recipe: { ...smallPrivate, privacy: { epsilon: 2, delta: 1e-4, clipNorm: 1 } } })
  expect(result.budget?.epsilon).toBeLessThanOrEqual(2)
  expect(result.budget?.epsilon).toBeGreaterThan(1.9)
  expect(result.ledgerEntry?.mechanism?.steps).toBe(40)
})

it('counts the private steps that a failure set back', async () => {
  const failing = await failingKernels(1)
  const recipe: Recipe = { ...smallPrivate, privacy: { epsilon: 2, delta: 1e-4, clipNorm: 1 } }
  const { result, events } = await run({ recipe, open: failing })
  expect(events.some((event) => event.kind === 'recovered')).toBe(true)
  expect(result.why).toBe('budget')
  expect(result.budget?.epsilon).toBeLessThanOrEqual(2)
  expect(result.steps).toBeLessThan(recipe.steps)
})

it('goes on from its checkpoint when the device is lost', async () => {
  const { result, events } = await run({ open: await failingKernels(2) })
  expect(events.filter((event) => event.kind === 'recovered')).toHaveLength(2)
  expect(result.steps).toBe(20)
})

it('gives up with a clear error when the device is lost again and again', async () => {
  await expect(run({ open: await failingKernels(9) })).rejects.toThrow(TrainingFailedError)
})

it('ends in a clear error when the losses are not finite', async () => {
  const poisoned = { ...matrix, columns: matrix.columns.map((column) => column.map(() => Number.NaN)) }
  const open = async () => ({ kernels: await openBackend('cpu'), trials: [] })
  const failing = train({ recipe: smallPlain, matrix: poisoned, control: new Control(), open, onEvent: () => {} })
  await expect(failing).rejects.toThrow(/Training failed at step 1,.*became NaN/)
})

it('pauses, does a single step, resumes and stops', async () => {
  const control = new Control()
  const seen: string[] = []
  control.pause()
  const { result } = await run({
    control,
    recipe: { ...smallPlain, steps: 100_000 },
    onEvent: (event) => {
      seen.push(event.kind)
      if (event.kind === 'paused') setTimeout(() => control.step(), 1)
      if (event.kind === 'phase' && event.phase === 'training') setTimeout(() => control.resume(), 1)
      if (event.kind === 'resumed') setTimeout(() => control.stop(), 1)
    },
  })
  expect(seen.indexOf('paused')).toBeLessThan(seen.indexOf('resumed'))
  expect(result.why).toBe('user')
  expect(result.steps).toBeGreaterThanOrEqual(1)
})

it('refuses a table without anything to learn', async () => {
  const nothing = { ...matrix, width: 0, segments: [], columns: [] }
  const open = async () => ({ kernels: await openBackend('cpu'), trials: [] })
  const options = { recipe: smallPlain, control: new Control(), open, onEvent: () => {} }
  await expect(train({ ...options, matrix: nothing })).rejects.toThrow(NothingToLearnError)
})

/** Kernels whose reads fail like those of a lost device, so many times, on the first look at the losses after each opening. */
async function failingKernels(times: number): Promise<() => Promise<Kernels>> {
  let failures = 0
  return async () => {
    const kernels = await openBackend('cpu')
    if (failures === times) return kernels
    failures++
    let reads = 0
    return new Proxy(kernels, {
      get(target, name) {
        if (name === 'read' && ++reads > 6) throw new DeviceLostError('cpu', 'pulled out')
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}
