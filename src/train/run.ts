// Run: one training, from an encoded table to weights that can be sampled.
import type { Matrix } from '../encode/matrix.ts'
import { DeviceLostError, NonFiniteError } from '../engine/errors.ts'
import type { BackendName, Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import type { Mechanism, Model, ModelState } from '../models/model.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import { TabularGan } from '../models/tabulargan.ts'
import type { Weights } from '../models/weights.ts'
import { Accountant } from '../privacy/accountant.ts'
import type { LedgerEntry } from '../privacy/ledger.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { Breather } from './breathe.ts'
import type { Control } from './control.ts'
import { NothingToLearnError, TrainingFailedError } from './errors.ts'
import type { BackendTrial, BudgetState, LossPoint, StopReason, TrainEvent } from './events.ts'
import { Fidelity } from './fidelity.ts'
import { Pace } from './pace.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'
import { plainSource, privateSource, type Source } from './source.ts'

/** Milliseconds between two events of progress: at most five a second. */
const tellEvery = 250

/** Milliseconds between two checkpoints in memory, which a failure falls back to. */
const checkpointEvery = 10_000

/** Milliseconds between two looks at generated rows, and how many times longer than the look itself at least. */
const lookEvery = 3000
const lookShare = 20

/** Steps between two scores, by which the best weights are kept: counted, not timed, so that a seed gives one result. */
const scoreEvery = 200

/** Restarts from a checkpoint before a run gives up. */
const mostRestarts = 3

export interface RunOptions {
  readonly recipe: Recipe
  readonly matrix: Matrix
  /** Opens the backend to train on; called again after a failure of the device. */
  readonly open: () => Promise<{ readonly kernels: Kernels; readonly trials: readonly BackendTrial[] }>
  readonly control: Control
  readonly onEvent: (event: TrainEvent) => void
  /** Some generated rows [rows, width], for a live comparison. */
  readonly onLook?: (look: Look) => void
}

/** A look at the model while it trains. */
export interface Look {
  readonly step: number
  readonly values: Float32Array
  readonly rows: number
  /** What the run would give if it ended here: to be kept in case it is cut off. */
  readonly sofar: RunResult
}

export interface RunResult {
  readonly weights: Weights
  /** Steps of the generator. */
  readonly steps: number
  readonly seconds: number
  readonly backend: BackendName
  readonly trials: readonly BackendTrial[]
  readonly why: StopReason
  readonly budget: BudgetState | null
  /** What the training cost; null without privacy. */
  readonly ledgerEntry: LedgerEntry | null
}

/** Trains to the end that the recipe sets, or until the control stops it. Throws NothingToLearnError, TrainingFailedError. */
export async function train(options: RunOptions): Promise<RunResult> {
  const { matrix } = options
  if (matrix.rows === 0 || matrix.width === 0) throw new NothingToLearnError(matrix.rows, matrix.width)
  const run = new Run(options)
  try {
    return await run.go()
  } finally {
    run.close()
  }
}

class Run {
  readonly #options: RunOptions
  readonly #plan: PrivatePlan | null
  readonly #accountant: Accountant | null
  readonly #mechanism: Mechanism | null
  readonly #source: Source
  readonly #streams
  readonly #fidelity: Fidelity | null
  readonly #breather = new Breather()
  readonly #pace = new Pace()
  #model: Model | null = null
  #trials: readonly BackendTrial[] = []
  #paused = false
  #step = 0
  /** Uses of the private mechanism, those of steps that were set back included. */
  #spent = 0
  #restarts = 0
  #losses: LossPoint[] = []
  #told = 0
  #checkpoint: { readonly step: number; readonly state: ModelState; readonly at: number } | null = null
  #look = { at: 0, took: 0 }
  #best: { readonly score: number; readonly weights: Weights } | null = null

  constructor(options: RunOptions) {
    const { recipe, matrix } = options
    this.#options = options
    this.#plan = planPrivacy(recipe, matrix.rows)
    this.#streams = {
      initial: createRandom(recipe.seed, 'initial'),
      latent: createRandom(recipe.seed, 'latent'),
      noise: createRandom(recipe.seed, 'noise'),
    }
    if (this.#plan) {
      const { sampleRate, noiseMultiplier, delta, epsilon, clipNorm, batch } = this.#plan
      // Two generators of their own, so that which rows were drawn says nothing about the noise.
      const noise = createSecureRandom()
      this.#accountant = new Accountant({ sampleRate, noiseMultiplier, delta, target: epsilon })
      this.#source = privateSource(matrix, sampleRate, createSecureRandom())
      this.#mechanism = {
        clipNorm,
        noiseMultiplier,
        expectedRows: batch,
        fillGaussian: (out, deviation) => noise.fillGaussian(out, deviation),
      }
      this.#fidelity = null
    } else {
      this.#accountant = null
      this.#mechanism = null
      this.#source = plainSource(matrix, recipe.batch, createRandom(recipe.seed, 'batches'))
      this.#fidelity = new Fidelity(matrix, createRandom(recipe.seed, 'fidelity'))
    }
  }

  close(): void {
    this.#model?.dispose()
  }

  async go(): Promise<RunResult> {
    await this.#start()
    for (;;) {
      try {
        return await this.#train()
      } catch (error) {
        if (!(error instanceof NonFiniteError || error instanceof DeviceLostError)) throw error
        await this.#recover(error)
      }
    }
  }

  async #start(): Promise<void> {
    const { onEvent, open, recipe, matrix } = this.#options
    onEvent({ kind: 'phase', phase: 'choosing' })
    const { kernels, trials } = await open()
    this.#trials = trials
    onEvent({ kind: 'backend', backend: kernels.backend, trials })
    this.#model = new TabularGan(kernels, recipe, { width: matrix.width, segments: matrix.segments }, this.#streams)
    onEvent({ kind: 'phase', phase: 'compiling' })
  }

  /** Sets the run back to its last checkpoint on a freshly opened device. What privacy was spent since stays spent. */
  async #recover(error: Error): Promise<void> {
    const step = this.#step
    if (++this.#restarts > mostRestarts || !this.#checkpoint) {
      throw new TrainingFailedError(step, this.#restarts - 1, error)
    }
    if (error instanceof NonFiniteError) this.#model?.dispose()
    this.#model = null
    await this.#start()
    this.#step = this.#checkpoint.step
    this.#current.restore(this.#checkpoint.state)
    this.#options.onEvent({ kind: 'recovered', step: this.#step, reason: error.message })
  }

  get #current(): Model {
    if (!this.#model) throw new Error('the run has no model')
    return this.#model
  }

  async #train(): Promise<RunResult> {
    const { control, onEvent, recipe } = this.#options
    await this.#saveCheckpoint()
    let compiling = true
    for (;;) {
      const why = this.#reasonToStop()
      if (why) return await this.#finish(why)
      if (control.mode === 'paused') await this.#pause()
      const goOn = await control.permit()
      if (this.#paused && control.mode !== 'paused') this.#resume()
      if (!goOn) return await this.#finish('user')
      this.#pace.start(performance.now())
      this.#current.step(this.#source, this.#mechanism)
      this.#step++
      this.#spent += recipe.discriminatorSteps
      if (compiling) {
        await this.#tell()
        compiling = false
        onEvent({ kind: 'phase', phase: 'training' })
      }
      const now = performance.now()
      if (now - this.#told >= tellEvery) await this.#tell()
      const due = now - this.#look.at >= Math.max(lookEvery, lookShare * this.#look.took)
      const scored = this.#fidelity !== null && this.#step % scoreEvery === 0
      if (due || scored) await this.#takeALook(scored)
      if (now - (this.#checkpoint?.at ?? 0) >= checkpointEvery) await this.#saveCheckpoint()
      await this.#breather.breathe()
    }
  }

  /** Null while the next step may be done. */
  #reasonToStop(): StopReason | null {
    const { recipe } = this.#options
    if (this.#step >= recipe.steps) return 'steps'
    if (recipe.minutes !== null && this.#pace.seconds(performance.now()) >= recipe.minutes * 60) return 'minutes'
    if (this.#accountant?.wouldExceed(this.#spent + recipe.discriminatorSteps)) return 'budget'
    return null
  }

  /** Tells where the run stands each time it comes to rest: when paused, and after every single step. */
  async #pause(): Promise<void> {
    await this.#tell()
    this.#pace.pause(performance.now())
    if (!this.#paused) this.#options.onEvent({ kind: 'paused', step: this.#step })
    this.#paused = true
    await this.#takeALook()
  }

  #resume(): void {
    this.#paused = false
    this.#options.onEvent({ kind: 'resumed', step: this.#step })
  }

  /** Reads the losses, which also shows whether the device and the numbers are sound, and tells how far the run is. */
  async #tell(): Promise<void> {
    const { recipe, onEvent } = this.#options
    const losses = await this.#current.losses()
    const now = performance.now()
    this.#pace.note(this.#step, now)
    this.#told = now
    if (losses.steps > 0) {
      this.#losses.push({ step: this.#step, discriminator: losses.discriminator, generator: losses.generator })
    }
    const limit = recipe.minutes === null ? null : recipe.minutes * 60
    onEvent({
      kind: 'progress',
      step: this.#step,
      steps: recipe.steps,
      seconds: this.#pace.seconds(now),
      stepsPerSecond: this.#pace.stepsPerSecond(),
      secondsLeft: this.#pace.secondsLeft(this.#step, recipe.steps, limit, now),
      losses: this.#losses.splice(0),
      budget: this.#budget(),
    })
  }

  #budget(): BudgetState | null {
    if (!this.#accountant || !this.#plan) return null
    const { epsilon: target, delta, noiseMultiplier } = this.#plan
    return {
      epsilon: this.#accountant.epsilon(this.#spent),
      target,
      delta,
      noiseMultiplier,
      stepsLeft: Math.floor(this.#accountant.stepsLeft(this.#spent) / this.#options.recipe.discriminatorSteps),
    }
  }

  /** Draws some rows and shows them; if `scored`, keeps the weights where they are the best so far. */
  async #takeALook(scored = false): Promise<void> {
    const started = performance.now()
    const { matrix, recipe, onLook } = this.#options
    const weights = await this.#current.weights()
    const sampler = new Sampler(this.#current.kernels, recipe, matrix, weights)
    // The same latent rows every time, so that two looks differ by the model alone.
    const random = createRandom(recipe.seed, 'look')
    const values = concatenate([await sampler.draw(random), await sampler.draw(random)])
    sampler.dispose()
    const score = scored && this.#fidelity ? this.#fidelity.score(values) : 0
    if (score > (this.#best?.score ?? 0)) this.#best = { score, weights }
    onLook?.({
      step: this.#step,
      values,
      rows: values.length / matrix.width,
      sofar: this.#result(weights, 'user', this.#budget()),
    })
    this.#look = { at: performance.now(), took: performance.now() - started }
  }

  async #saveCheckpoint(): Promise<void> {
    this.#checkpoint = { step: this.#step, state: await this.#current.state(), at: performance.now() }
  }

  async #finish(why: StopReason): Promise<RunResult> {
    await this.#tell()
    this.#pace.pause(performance.now())
    await this.#takeALook(true)
    const weights = this.#best?.weights ?? (await this.#current.weights())
    this.#options.onEvent({ kind: 'stopped', step: this.#step, why })
    const budget = this.#budget()
    const epsilon = this.#accountant?.exactEpsilon(this.#spent)
    return this.#result(weights, why, budget && { ...budget, epsilon: epsilon ?? budget.epsilon })
  }

  #result(weights: Weights, why: StopReason, budget: BudgetState | null): RunResult {
    return {
      weights,
      steps: this.#step,
      seconds: this.#pace.seconds(performance.now()),
      backend: this.#current.kernels.backend,
      trials: this.#trials,
      why,
      budget,
      ledgerEntry: budget && this.#ledgerEntry(budget.epsilon),
    }
  }

  #ledgerEntry(epsilon: number): LedgerEntry | null {
    if (!this.#plan) return null
    const { sampleRate, noiseMultiplier, clipNorm, batch, rows, delta } = this.#plan
    return {
      kind: 'training',
      what: 'discriminator',
      source: 'data',
      epsilon,
      delta,
      mechanism: {
        kind: 'subsampled-gaussian',
        sampleRate,
        noiseMultiplier,
        steps: this.#spent,
        clipNorm,
        batch,
        rows,
      },
    }
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
