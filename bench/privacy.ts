// What privacy costs a run at the reference size on wasm: a private step against a plain one, and how much of a private
// run's time goes into noise and accounting, with a thread for them and without.
import { parseArgs } from 'node:util'
import { startPrivacyThread } from '../src/cli/privacythread.ts'
import { closeBackend, openBackend } from '../src/engine/backend.ts'
import type { Kernels } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'
import { privateRecipe, type Recipe } from '../src/models/recipe.ts'
import { createStreams } from '../src/models/streams.ts'
import { TabularGan } from '../src/models/tabulargan.ts'
import { localThread, type PrivacyThread } from '../src/privacy/thread.ts'
import { type PrivatePlan, planPrivacy } from '../src/train/plan.ts'
import { plainSource } from '../src/train/source.ts'
import { Spending } from '../src/train/spending.ts'
import { Breather } from '../src/work/breather.ts'
import { reference, referenceMatrix } from './reference.ts'

/** One update of the discriminator a step, as the plain step has; ε is planned for a run of ten thousand. */
const planned = 10_000

/** Milliseconds between two looks at losses and budget, as in a run. */
const tellEvery = 250

const contenders = ['plain', 'silent', 'threaded', 'unthreaded'] as const
type Contender = (typeof contenders)[number]

interface Figures {
  readonly updates: number
  readonly rounds: number
  /** Milliseconds a step, medians of the rounds: without privacy; with it, but noise and accounting made nothing; with a thread; without. */
  readonly milliseconds: Record<Contender, number>
  /** A private step with all that belongs to it, made with a thread, over a plain one. */
  readonly privateOverPlain: number
  /** Part of a run's time that noise and accounting add, with a thread and without. */
  readonly addedWithThread: number
  readonly addedWithoutThread: number
}

export async function privacy(input: string[]): Promise<void> {
  const { values } = parseArgs({
    args: input,
    options: {
      updates: { type: 'string', default: '300' },
      rounds: { type: 'string', default: '5' },
      hardened: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const figures = await measure(Number(values.updates), Number(values.rounds), values.hardened)
  console.log(values.json ? JSON.stringify(figures) : text(figures))
}

async function measure(updates: number, rounds: number, hardened: boolean): Promise<Figures> {
  const kernels = await openBackend('wasm')
  const run = runs(kernels, hardened)
  await run.plain(20)
  await run.unthreaded(20)
  const times: Record<Contender, number[]> = { plain: [], silent: [], threaded: [], unthreaded: [] }
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another, so that none is always the one that finds the machine at its coolest.
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(round + i) % contenders.length]
      times[contender].push(await run[contender](updates))
    }
  }
  run.close()
  closeBackend('wasm')
  const ratio = (one: Contender, other: Contender) => median(times[one].map((time, i) => time / times[other][i]))
  return {
    updates,
    rounds,
    milliseconds: {
      plain: median(times.plain) / updates,
      silent: median(times.silent) / updates,
      threaded: median(times.threaded) / updates,
      unthreaded: median(times.unthreaded) / updates,
    },
    privateOverPlain: ratio('threaded', 'plain'),
    addedWithThread: ratio('threaded', 'silent') - 1,
    addedWithoutThread: ratio('unthreaded', 'silent') - 1,
  }
}

/** Milliseconds that so many steps take from a new model on, each way. */
function runs(kernels: Kernels, hardened: boolean) {
  const matrix = referenceMatrix()
  const privacy = { ...(privateRecipe.privacy as NonNullable<Recipe['privacy']>), hardened }
  const recipe: Recipe = { ...reference, discriminatorSteps: 1, steps: planned, privacy }
  const plan = planPrivacy(recipe, matrix.rows) as PrivatePlan
  const thread = startPrivacyThread()
  const open = (with_: Recipe) => new TabularGan(kernels, with_, matrix, createStreams(1))

  async function plain(steps: number): Promise<number> {
    const gan = open({ ...recipe, privacy: null })
    const source = plainSource(matrix, recipe.batch, createRandom(1, 'batches'))
    const time = await timed(steps, async () => {
      await gan.step(source, null)
      return gan
    })
    gan.dispose()
    return time
  }

  async function withPrivacy(steps: number, thread: PrivacyThread, isAccounted = true): Promise<number> {
    const gan = open(recipe)
    const started = performance.now()
    const spending = new Spending(plan, recipe, matrix, thread, null)
    const mechanism = spending.mechanism(gan.releaseLengths)
    const begun = performance.now() - started
    const time = await timed(
      steps,
      async () => {
        await spending.prepare(1)
        await gan.step(spending.source, mechanism)
        return gan
      },
      isAccounted ? () => spending.budget(1) : () => {},
    )
    const finishing = performance.now()
    if (isAccounted) spending.knowExactly()
    spending.close()
    gan.dispose()
    return begun + time + performance.now() - finishing
  }

  return {
    plain,
    silent: (steps: number) => withPrivacy(steps, silentThread, false),
    threaded: (steps: number) => withPrivacy(steps, thread),
    unthreaded: async (steps: number) => {
      const local = localThread()
      const time = await withPrivacy(steps, local)
      local.close()
      return time
    },
    close: () => thread.close(),
  }
}

/** Steps as a run makes them: it breathes, and reads losses and budget now and then. */
async function timed(steps: number, step: () => Promise<TabularGan>, tell: () => void = () => {}): Promise<number> {
  const breather = new Breather()
  const start = performance.now()
  let told = start
  for (let i = 1; i <= steps; i++) {
    const gan = await step()
    if (i === steps || performance.now() - told >= tellEvery) {
      await gan.losses()
      tell()
      told = performance.now()
    }
    await breather.breathe()
  }
  return performance.now() - start
}

/** No noise and no accounting: what is left is the rest of the private run. */
const silentThread: PrivacyThread = {
  noise({ lengths }) {
    const zeros = lengths.map((length) => new Float32Array(length))
    return { ready: async () => {}, take: () => zeros, close: () => {} }
  },
  epsilons: () => () => {},
  close: () => {},
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function text({
  updates,
  rounds,
  milliseconds,
  privateOverPlain,
  addedWithThread,
  addedWithoutThread,
}: Figures): string {
  const time = (name: string, contender: Contender) =>
    `  ${name.padEnd(36)}${milliseconds[contender].toFixed(1).padStart(6)} ms a step`
  const share = (value: number) => `${(100 * value).toFixed(1)} %`
  return [
    `wasm, batch 500, G 128-256-256-150, D 150-256-256-1; ${rounds} rounds of runs of ${updates} steps in turn`,
    time('without privacy', 'plain'),
    time('private, no noise, no accounting', 'silent'),
    time('private, with a thread', 'threaded'),
    time('private, without a thread', 'unthreaded'),
    `  a private step over a plain one:    ${privateOverPlain.toFixed(2)}`,
    `  noise and accounting add:           ${share(addedWithThread)} with a thread, ${share(addedWithoutThread)} without`,
  ].join('\n')
}
