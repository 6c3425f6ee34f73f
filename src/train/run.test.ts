// Tests of a whole run on a small table.
import { expect, it } from 'vitest'
import { openBackend } from '../engine/backend.ts'
import { DeviceLostError } from '../engine/errors.ts'
import type { BackendName, Kernels } from '../engine/kernels.ts'
import { plainRecipe, type Recipe } from '../models/recipe.ts'
import { Accountant } from '../privacy/accountant.ts'
import { localThread, type PrivacyThread } from '../privacy/thread.ts'
import { Control } from '../work/control.ts'
import { NothingToLearnError, TrainingFailedError } from './errors.ts'
import type { TrainEvent } from './events.ts'
import type { Preparation } from './prepare.ts'
import { type Look, train } from './run.ts'
import type { Spend } from './spending.ts'
import { modesPreparation, smallPlain, smallPreparation, smallPrivate } from './testing.ts'

interface Setup {
  readonly recipe?: Recipe
  readonly preparation?: Preparation
  readonly control?: Control
  readonly backend?: BackendName
  readonly onEvent?: (event: TrainEvent) => void
  readonly open?: () => Promise<Kernels>
  readonly onLook?: (look: Look) => void
  readonly thread?: PrivacyThread
  readonly spend?: Spend
}

async function run(setup: Setup = {}) {
  const { recipe = smallPlain, control = new Control(), backend = 'wasm', onEvent, onLook, open, thread, spend } = setup
  const events: TrainEvent[] = []
  const result = await train({
    recipe,
    preparation: setup.preparation ?? smallPreparation(recipe),
    control,
    open: async () => ({ kernels: await (open?.() ?? openBackend(backend)), trials: [] }),
    onEvent: (event) => {
      events.push(event)
      onEvent?.(event)
    },
    ...(onLook && { onLook }),
    ...(thread && { thread }),
    ...(spend && { spend }),
  })
  return { result, events }
}

const withPrivacy = (recipe: Recipe, privacy: Partial<NonNullable<Recipe['privacy']>>): Recipe => ({
  ...recipe,
  privacy: recipe.privacy && { ...recipe.privacy, ...privacy },
})

/** Small noise, whose ε is soon worked out. */
const secret = withPrivacy(smallPrivate, { epsilon: 2, delta: 1e-4 })
const prepared = smallPreparation(secret)

/** Updates that the ledger says were made. */
const updatesOf = ({ looks }: Awaited<ReturnType<typeof train>>) =>
  looks.flatMap(({ kind, mechanism }) =>
    kind === 'training' && mechanism?.kind === 'subsampled-gaussian' ? [mechanism.steps] : [],
  )

/** A thread that tells how often noise was taken. */
function countingThread(): { readonly thread: PrivacyThread; readonly taken: () => number } {
  const thread = localThread()
  let taken = 0
  return {
    taken: () => taken,
    thread: {
      ...thread,
      noise(request) {
        const source = thread.noise(request)
        return {
          ready: (releases) => source.ready(releases),
          close: () => source.close(),
          take() {
            taken++
            return source.take()
          },
        }
      },
    },
  }
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
  const kernels = await openBackend('wasm')
  const before = kernels.live()
  await run()
  await run({ recipe: secret, preparation: prepared })
  await run({ recipe: withPrivacy(secret, { hardened: true }), preparation: prepared })
  expect(kernels.live()).toBe(before)
})

it('tells its phases in order and each loss once', async () => {
  const { events } = await run()
  const phases = events.flatMap((event) => (event.kind === 'phase' && !event.compiled ? [event.phase] : []))
  expect(phases).toEqual(['choosing', 'compiling', 'training'])
  const steps = events.flatMap((event) => (event.kind === 'progress' ? event.losses.map(({ step }) => step) : []))
  expect(steps.at(-1)).toBe(20)
  expect(new Set(steps).size).toBe(steps.length)
})

it('tells how much of a program is compiled, before training alone', async () => {
  const kernels = await openBackend('cpu')
  /** Each program takes longer to compile than lies between two events at least. */
  const slow = new Proxy(kernels, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== 'program') return typeof value === 'function' ? value.bind(target) : value
      return (...parts: Parameters<Kernels['program']>) => {
        const program = kernels.program(...parts)
        program.ready = async (onProgress) => {
          onProgress?.(1, 2)
          await new Promise((resolve) => setTimeout(resolve, 300))
          onProgress?.(2, 2)
        }
        return program
      }
    },
  })
  const recipe = { ...secret, steps: 2 }
  const { events } = await run({ recipe, preparation: prepared, open: async () => slow })
  const told = events.flatMap((event) => (event.kind === 'phase' ? [event.compiled ?? event.phase] : []))
  expect(told.slice(0, 2)).toEqual(['choosing', 'compiling'])
  expect(told.at(-1)).toBe('training')
  const between = told.slice(2, -1)
  expect(between).toContainEqual({ done: 2, of: 2 })
  expect(between.every((each) => typeof each === 'object')).toBe(true)
})

it('tells its progress at most five times a second', async () => {
  const { events, result } = await run({ recipe: { ...smallPlain, steps: 300 }, backend: 'wasm' })
  const told = events.filter((event) => event.kind === 'progress').length
  // The first step and the end are told besides.
  expect(told).toBeLessThanOrEqual(result.seconds * 5 + 2)
})

it('spends no more than the target, and says what it spent', async () => {
  const { result } = await run({ recipe: secret, preparation: prepared })
  expect(result.why).toBe('steps')
  expect(result.budget?.epsilon).toBeLessThanOrEqual(2)
  expect(result.budget?.epsilon).toBeGreaterThan(1.9)
  expect(result.budget?.stepsLeft).toBe(0)
  expect(updatesOf(result)).toEqual([40])
})

it('says of a training without privacy that nothing was paid', async () => {
  const { result } = await run()
  expect(result.budget).toBeNull()
  expect(result.looks).toEqual([{ kind: 'training', what: 'discriminator', source: 'data', mechanism: null }])
})

it('refuses to train a private recipe without a plan', async () => {
  await expect(run({ recipe: secret, preparation: { ...prepared, plan: null } })).rejects.toThrow(/disagree on privacy/)
})

it.each([
  ['plainly', {}],
  ['hardened', { hardened: true }],
])('takes noise once for every update that it accounts (%s)', async (_, privacy) => {
  const { thread, taken } = countingThread()
  const { result } = await run({ recipe: withPrivacy(secret, privacy), preparation: prepared, thread })
  expect(updatesOf(result)).toEqual([taken()])
  thread.close()
})

it('trains with hardened microbatches, and charges for them', async () => {
  const recipe = withPrivacy(secret, { microbatches: 8, hardened: true })
  const { plan } = prepared
  if (!plan) throw new Error('no plan')
  // A row moves the sum twice as far: twice the noise costs the same.
  const training = { ...plan.training, sensitivity: 2, noiseMultiplier: 2 * plan.training.noiseMultiplier }
  const preparation = { ...prepared, plan: { ...plan, training } }
  const { result } = await run({ recipe, preparation })
  expect(result.steps).toBe(20)
  expect(result.budget?.epsilon).toBeLessThanOrEqual(2)
})

it('stops before the step that would exceed the target', async () => {
  const { plan } = prepared
  if (!plan) throw new Error('no plan')
  const recipe = withPrivacy(secret, { noiseMultiplier: plan.training.noiseMultiplier, epsilon: 1 })
  const preparation = smallPreparation(recipe)
  const { result, events } = await run({ recipe, preparation })
  expect(result.why).toBe('budget')
  const [updates] = updatesOf(result)
  expect(updates).toBe(preparation.plan?.training.steps)
  expect(result.budget?.epsilon).toBeLessThanOrEqual(1)
  const { before, training, groupSize, delta } = plan
  const accountant = new Accountant({ before, training, groupSize, delta, target: 1 })
  expect(accountant.exactEpsilon(updates + 1)).toBeGreaterThan(1)
  // The end was known from the start.
  const told = events.flatMap((event) => (event.kind === 'progress' ? [event.steps] : []))
  expect(new Set(told)).toEqual(new Set([result.steps]))
})

it('counts the private steps that a failure set back: what is spent never falls', async () => {
  const { thread, taken } = countingThread()
  const { result, events } = await run({
    recipe: secret,
    preparation: prepared,
    open: await failingKernels(1),
    thread,
  })
  thread.close()
  expect(events.some((event) => event.kind === 'recovered')).toBe(true)
  expect(result.why).toBe('budget')
  expect(result.steps).toBeLessThan(secret.steps)
  expect(updatesOf(result)).toEqual([40])
  expect(taken()).toBe(40)
  const spent = events.flatMap((event) => (event.kind === 'progress' && event.budget ? [event.budget.epsilon] : []))
  expect(spent.length).toBeGreaterThan(1)
  expect(spent.every((epsilon, i) => i === 0 || epsilon >= spent[i - 1])).toBe(true)
  expect(result.budget?.epsilon).toBeLessThanOrEqual(2)
})

it('writes down what it will spend before it spends it, and at the end what it spent', async () => {
  const { thread, taken } = countingThread()
  const written: { readonly reserved: number; readonly taken: number }[] = []
  const spend: Spend = async ({ steps }) => {
    written.push({ reserved: steps, taken: taken() })
  }
  const control = new Control()
  let told = 0
  const onEvent = (event: TrainEvent) => {
    if (event.kind === 'progress' && ++told === 1) control.stop()
  }
  const { result } = await run({ recipe: secret, preparation: prepared, control, thread, spend, onEvent })
  thread.close()
  expect(result.why).toBe('user')
  // Each time, what had been reserved before covered what had been taken by then.
  written.forEach(({ taken }, i) => {
    expect(taken).toBeLessThanOrEqual(i === 0 ? 0 : written[i - 1].reserved)
  })
  expect(written[0].reserved).toBeGreaterThanOrEqual(2)
  expect(written.at(-1)?.reserved).toBe(taken())
  expect(updatesOf(result)).toEqual([taken()])
})

it('settles what it spent when it fails, and makes no update that could not be written down', async () => {
  const { thread, taken } = countingThread()
  const written: number[] = []
  const spend: Spend = async ({ steps }) => void written.push(steps)
  const lost = run({ recipe: secret, preparation: prepared, thread, spend, open: await failingKernels(9) })
  await expect(lost).rejects.toThrow(TrainingFailedError)
  expect(taken()).toBeGreaterThan(0)
  expect(written.at(-1)).toBe(taken())
  const before = taken()
  const refuse: Spend = async () => {
    throw new RangeError('the limit is reached')
  }
  const refused = run({ recipe: secret, preparation: prepared, thread, spend: refuse })
  await expect(refused).rejects.toThrow('the limit is reached')
  expect(taken()).toBe(before)
  thread.close()
})

it('has the tight epsilons worked out elsewhere, and shows them when they are known', async () => {
  const asked: number[][] = []
  let ended = false
  const thread: PrivacyThread = {
    ...localThread(),
    epsilons(_, steps, tell) {
      asked.push([...steps])
      tell(30, 1.25)
      return () => {
        ended = true
      }
    },
  }
  const { events } = await run({ recipe: secret, preparation: prepared, thread })
  expect(asked).toHaveLength(1)
  expect(asked[0].at(-1)).toBe(40)
  expect(ended).toBe(true)
  const [first] = events.flatMap((event) => (event.kind === 'progress' && event.budget ? [event.budget] : []))
  expect(first.epsilon).toBeLessThanOrEqual(1.25)
  expect(first.target).toBe(2)
})

it('gives the discriminator more updates when it falls behind, and no more than planned in all', async () => {
  // A discriminator that learns nothing is soon fooled.
  const recipe: Recipe = {
    ...withPrivacy(smallPrivate, { noiseMultiplier: 4, epsilon: 1000 }),
    steps: 3000,
    discriminatorSteps: 1,
    adaptiveSteps: true,
    discriminatorRate: 0,
    generatorRate: 0.01,
  }
  const { result, events } = await run({ recipe })
  expect(result.why).toBe('budget')
  expect(updatesOf(result)).toEqual([3000])
  expect(result.steps).toBeLessThan(3000)
  const progress = events.flatMap((event) => (event.kind === 'progress' ? [event.step / event.steps] : []))
  expect(progress.every((share, i) => i === 0 || share >= progress[i - 1] - 0.01)).toBe(true)
  expect(progress.at(-1)).toBe(1)
}, 60_000)

it('makes no more updates a step where there is no discriminator that could fall behind', async () => {
  const privacy = withPrivacy(smallPrivate, { noiseMultiplier: 4, epsilon: 1000 })
  const autoencoding = { model: 'vae', generatorNorm: 'none', discriminatorSteps: 1 } as const
  const recipe: Recipe = { ...privacy, ...autoencoding, steps: 1000, adaptiveSteps: true }
  const { result } = await run({ recipe, preparation: modesPreparation(recipe) })
  expect([result.why, result.steps]).toEqual(['steps', 1000])
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
  const preparation = smallPreparation(smallPlain)
  const { matrix } = preparation
  const poisoned = { ...matrix, columns: matrix.columns.map((column) => column.map(() => Number.NaN)) }
  const failing = run({ preparation: { ...preparation, matrix: poisoned } })
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

it('tells at looks which fields are hardest, and learns the same whether anyone looks or not', async () => {
  const recipe = { ...smallPlain, steps: 60 }
  const looks: Look[] = []
  const watched = await run({ recipe, onLook: (look) => looks.push(look) })
  const unwatched = await run({ recipe })
  expect(watched.result.weights).toEqual(unwatched.result.weights)
  expect(watched.result.attribution).toEqual(unwatched.result.attribution)
  const { attribution } = watched.result
  expect(attribution).toMatchObject({ kind: 'contrast', step: 60 })
  expect(attribution?.shares).toHaveLength(2)
  expect(attribution?.shares.reduce((sum: number, share) => sum + (share ?? 0), 0)).toBeCloseTo(1, 3)
  expect(looks.map((look) => look.attribution?.step)).toEqual(looks.map(({ step }) => step))
  expect(looks.length).toBeGreaterThan(0)
})

/** Soon makes a few rows over and over. */
const collapsing: Recipe = {
  ...plainRecipe,
  loss: 'bce',
  pairWeight: 0,
  generatorRate: 0.02,
  latent: 16,
  generatorWidths: [32, 32],
  discriminatorWidths: [32, 32],
  batch: 100,
  steps: 1000,
}

const judgementsOf = (events: readonly TrainEvent[]) => events.filter((event) => event.kind === 'judged')
const remediesOf = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.kind === 'remedied' ? [event.remedy] : []))

it('brings a run back whose generator collapses, and tells what it changed', async () => {
  const left = { ...collapsing, remedy: false }
  const mended = { ...collapsing, remedy: true, steps: 1800 }
  const without = await run({ recipe: left, preparation: modesPreparation(left) })
  expect(remediesOf(without.events)).toEqual([])
  expect(judgementsOf(without.events).at(-1)?.score).toBeLessThan(0.6)
  expect(judgementsOf(without.events).at(-1)?.health?.key).not.toBe('health.good')

  const { result, events } = await run({ recipe: mended, preparation: modesPreparation(mended) })
  expect(judgementsOf(events).at(-1)).toMatchObject({ step: 1800, health: { key: 'health.good' } })
  expect(judgementsOf(events).at(-1)?.score).toBeGreaterThan(0.8)
  expect(result.remedies).toEqual(remediesOf(events))
  expect(result.remedies[0].changes).toEqual([{ name: 'pairWeight', before: 0, after: 3 }])
  expect(result.remedies[0].backTo).toBeLessThan(result.remedies[0].step)
  expect(result.recipe).toEqual({ ...mended, pairWeight: 3 })
}, 60_000)

it('leaves a healthy run alone', async () => {
  const recipe: Recipe = { ...collapsing, loss: 'wgan-gp', pairWeight: 3, generatorRate: 1e-3, steps: 600 }
  const preparation = modesPreparation(recipe)
  const watched = await run({ recipe: { ...recipe, remedy: true }, preparation })
  expect(remediesOf(watched.events)).toEqual([])
  expect(judgementsOf(watched.events).at(-1)?.health?.key).toBe('health.good')
  expect(watched.result.weights).toEqual((await run({ recipe, preparation })).result.weights)
}, 60_000)

it('ends early once its score rises no further, and keeps the best weights', async () => {
  // A generator that learns nothing is as good as it will ever be.
  const recipe = { ...smallPlain, steps: 2000, generatorRate: 0, patience: 2 }
  const { result, events } = await run({ recipe })
  expect(result.why).toBe('plateau')
  // Judged every 100 steps: five for the first mean, and two more that bring nothing.
  expect(result.steps).toBe(700)
  expect(judgementsOf(events)).toHaveLength(7)
  expect((await run({ recipe: { ...recipe, patience: null } })).result.why).toBe('steps')
})

it('tells no score under privacy where nothing was paid for that could tell it', async () => {
  const { events } = await run({ recipe: secret, preparation: prepared })
  expect(judgementsOf(events)).toEqual([{ kind: 'judged', step: 20, score: null, health: null }])
})

it('refuses a table without anything to learn', async () => {
  const preparation = smallPreparation(smallPlain)
  const nothing = { ...preparation.matrix, width: 0, segments: [], columns: [] }
  await expect(run({ preparation: { ...preparation, matrix: nothing } })).rejects.toThrow(NothingToLearnError)
})

/** Kernels whose reads fail like those of a lost device, so many times, on the first look at the losses after each opening. */
async function failingKernels(times: number): Promise<() => Promise<Kernels>> {
  let failures = 0
  return async () => {
    const kernels = await openBackend('wasm')
    if (failures === times) return kernels
    failures++
    let reads = 0
    return new Proxy(kernels, {
      get(target, name) {
        if (name === 'read' && ++reads > 6) throw new DeviceLostError('wasm', 'pulled out')
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}
