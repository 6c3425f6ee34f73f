// Run: one training, from an encoded table to weights that can be sampled.
import { DeviceLostError, NonFiniteError } from '../engine/errors.ts'
import type { BackendName, Kernels } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import { matchShares } from '../models/matching.ts'
import type { Mechanism, Model, ModelState } from '../models/model.ts'
import { createModel } from '../models/models.ts'
import type { PairTables } from '../models/pairtables.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import { createStreams } from '../models/streams.ts'
import type { Weights } from '../models/weights.ts'
import type { Look as LedgerLook } from '../privacy/ledger.ts'
import { localThread, type PrivacyThread } from '../privacy/thread.ts'
import { Breather } from '../work/breather.ts'
import type { Control } from '../work/control.ts'
import { AdaptiveRate } from './adaptive.ts'
import { attributionOfFields, type FieldAttribution } from './attribution.ts'
import { NothingToLearnError, TrainingFailedError } from './errors.ts'
import type { BackendTrial, BudgetState, LossPoint, StopReason, TrainEvent } from './events.ts'
import { type Health, healthOf } from './health.ts'
import { type Known, knownOf } from './known.ts'
import { planWithinMinutes } from './minutes.ts'
import { Pace } from './pace.ts'
import { Plateau } from './plateau.ts'
import type { Preparation } from './prepare.ts'
import { changesOf, needsRemedy, type Remedy, remedyOf, Watch, warmUp } from './remedy.ts'
import { type Source, sourceOf } from './source.ts'
import { type Spend, Spending, trainingLook } from './spending.ts'
import { type Judgement, Viewer } from './viewer.ts'

/** Milliseconds between two events of progress: at most five a second. */
const tellEvery = 250

/** Milliseconds between two checkpoints in memory, which a failure falls back to. */
const checkpointEvery = 10_000

/** Restarts from a checkpoint before a run gives up. */
const mostRestarts = 3

/** An open backend, and what the choice of it found out. */
interface Device {
  readonly kernels: Kernels
  readonly trials: readonly BackendTrial[]
}

export interface RunOptions {
  readonly recipe: Recipe
  readonly preparation: Preparation
  /** Opens the backend to train on; called again after a failure of the device. */
  readonly open: () => Promise<Device>
  readonly control: Control
  readonly onEvent: (event: TrainEvent) => void
  /** Some generated rows [rows, width], for a live comparison. */
  readonly onLook?: (look: Look) => void
  /** Makes noise and works out epsilons beside the training; default: in between. */
  readonly thread?: PrivacyThread
  /** A write-ahead account of what is spent. What it throws ends the run. */
  readonly spend?: Spend
}

/** A look at the model while it trains. */
export interface Look {
  readonly step: number
  readonly values: Float32Array
  readonly rows: number
  /** How close these rows come to what may be known of the real ones, 0 to 1; `null`: only shown, or nothing may be known. */
  readonly score: number | null
  /** What the looks so far agree on; `null`: too early to say. */
  readonly health: Health | null
  /** Which fields are hardest to get right; `null`: none is known to be. */
  readonly attribution: FieldAttribution | null
  /** What the run would give if it ended here: to be kept in case it is cut off. */
  readonly sofar: RunResult
}

export interface RunResult {
  readonly weights: Weights
  /** What the weights were trained by in the end: the recipe asked for, with what remedies changed. */
  readonly recipe: Recipe
  readonly remedies: readonly Remedy[]
  /** Steps of the generator. */
  readonly steps: number
  readonly seconds: number
  readonly backend: BackendName
  readonly trials: readonly BackendTrial[]
  readonly why: StopReason
  readonly budget: BudgetState | null
  /** Of the rows that the weights make; `null` before the end. */
  readonly health: Health | null
  /** Of the last look that somebody took, or the end. */
  readonly attribution: FieldAttribution | null
  /** Every look at the real rows, those before training first: what the ledger is made of. */
  readonly looks: readonly LedgerLook[]
}

/** Trains to the end that the recipe sets, or until the control stops it. Throws NothingToLearnError, TrainingFailedError. */
export async function train(options: RunOptions): Promise<RunResult> {
  const { recipe, preparation, onEvent } = options
  const { matrix } = preparation
  if (matrix.rows === 0 || matrix.width === 0) throw new NothingToLearnError(matrix.rows, matrix.width)
  if ((recipe.privacy === null) !== (preparation.plan === null)) {
    throw new TypeError('recipe and preparation disagree on privacy')
  }
  onEvent({ kind: 'phase', phase: 'choosing' })
  const device = await options.open()
  const plan = await planWithinMinutes(device.kernels, recipe, preparation)
  const thread = options.thread ?? localThread()
  const spending = plan && new Spending(plan, recipe, matrix, thread, options.spend ?? null)
  try {
    const tables = recipe.model === 'marginals' && spending ? await spending.tables() : null
    const run = new Run(options, device, spending, tables)
    return await run.go().finally(() => run.close())
  } finally {
    spending?.close()
    if (!options.thread) thread.close()
    await spending?.settle()
  }
}

class Run {
  readonly #options: RunOptions
  /** As it is now: a remedy changes it. */
  #recipe: Recipe
  #device: Device
  readonly #spending: Spending | null
  readonly #tables: PairTables | null
  readonly #known: Known
  readonly #source: Source
  readonly #rate: AdaptiveRate
  readonly #viewer: Viewer
  #plateau: Plateau | null
  #watch = new Watch()
  readonly #streams
  readonly #breather = new Breather()
  readonly #pace = new Pace()
  #model: Model | null = null
  #mechanism: Mechanism | null = null
  #compiling = false
  #paused = false
  #step = 0
  #restarts = 0
  #losses: LossPoint[] = []
  #told = 0
  #checkpoint: { readonly step: number; readonly state: ModelState; readonly at: number } | null = null
  /** Where a remedy goes back to: the last judged step at which the rows were well, or the beginning. */
  #well: { readonly step: number; readonly state: ModelState } | null = null
  readonly #remedies: Remedy[] = []
  #judged: number | null = null
  /** The step from which on health is told. */
  #warm: number
  #ended = false
  #attribution: FieldAttribution | null = null

  constructor(options: RunOptions, device: Device, spending: Spending | null, tables: PairTables | null) {
    const { recipe, preparation } = options
    const { matrix } = preparation
    this.#options = options
    this.#recipe = recipe
    this.#device = device
    this.#spending = spending
    this.#tables = tables
    this.#known = knownOf(recipe, preparation, tables)
    this.#source = spending?.source ?? sourceOf(recipe, matrix, createRandom(recipe.seed, 'batches'))
    this.#rate = new AdaptiveRate(recipe.discriminatorSteps)
    this.#viewer = new Viewer(recipe, matrix, this.#known)
    this.#plateau = newPlateau(recipe)
    this.#warm = warmUp(this.#viewer.every)
    this.#streams = createStreams(recipe.seed)
  }

  close(): void {
    this.#model?.dispose()
    this.#viewer.leave()
  }

  async go(): Promise<RunResult> {
    this.#start()
    for (;;) {
      try {
        return await this.#train()
      } catch (error) {
        if (!(error instanceof NonFiniteError || error instanceof DeviceLostError)) throw error
        await this.#recover(error)
      }
    }
  }

  #start(): void {
    const { onEvent } = this.#options
    const { kernels, trials } = this.#device
    onEvent({ kind: 'backend', backend: kernels.backend, trials })
    this.#createModel()
  }

  /** A model of the recipe as it is now, on the device as it is now; its first step will compile its programs. */
  #createModel(): void {
    const { onEvent, preparation } = this.#options
    const { kernels } = this.#device
    this.#model = createModel(kernels, this.#recipe, {
      codes: preparation.matrix,
      streams: this.#streams,
      tables: this.#tables,
      onCompile: this.#onCompile,
    })
    this.#mechanism = this.#paying?.mechanism(this.#model.releaseLengths) ?? null
    this.#compiling = true
    this.#told = performance.now()
    onEvent({ kind: 'phase', phase: 'compiling' })
  }

  /** Programs are compiled when they are first needed, most of them in the first step. */
  readonly #onCompile = (done: number, of: number) => {
    const now = performance.now()
    if (!this.#compiling || now - this.#told < tellEvery) return
    this.#told = now
    this.#options.onEvent({ kind: 'phase', phase: 'compiling', compiled: { done, of } })
  }

  /** Sets the run back to its last checkpoint on a freshly opened device. What privacy was spent since stays spent. */
  async #recover(error: Error): Promise<void> {
    const step = this.#step
    if (++this.#restarts > mostRestarts || !this.#checkpoint) {
      throw new TrainingFailedError(step, this.#restarts - 1, error)
    }
    const lost = error instanceof DeviceLostError
    if (!lost) this.#model?.dispose()
    this.#viewer.leave(lost)
    this.#model = null
    this.#options.onEvent({ kind: 'phase', phase: 'choosing' })
    this.#device = await this.#options.open()
    this.#start()
    this.#goBack(this.#checkpoint)
    this.#options.onEvent({ kind: 'recovered', step: this.#step, reason: error.message })
  }

  /** What the steps of the model are paid from; null where they look at no row, or nothing is to be paid. */
  get #paying(): Spending | null {
    return this.#recipe.model === 'marginals' ? null : this.#spending
  }

  get #current(): Model {
    if (!this.#model) throw new Error('the run has no model')
    return this.#model
  }

  async #train(): Promise<RunResult> {
    const { control, onEvent } = this.#options
    await this.#saveCheckpoint()
    this.#well ??= this.#checkpoint
    for (;;) {
      const why = this.#reasonToStop()
      if (why) return await this.#finish(why)
      if (control.mode === 'paused') await this.#pause()
      const goOn = await control.permit()
      if (this.#paused && control.mode !== 'paused') this.#resume()
      if (!goOn) return await this.#finish('user')
      this.#pace.start(performance.now())
      const updates = this.#updates()
      await this.#paying?.prepare(updates)
      await this.#current.step(this.#source, this.#mechanism, updates)
      this.#step++
      if (this.#compiling) {
        await this.#tell()
        this.#compiling = false
        onEvent({ kind: 'phase', phase: 'training' })
      }
      const now = performance.now()
      if (now - this.#told >= tellEvery) await this.#tell()
      const { due, judged } = this.#viewer.due(this.#step, now)
      const judgement = due ? await this.#takeALook(judged) : null
      if (judgement) await this.#answer(judgement)
      if (now - (this.#checkpoint?.at ?? 0) >= checkpointEvery) await this.#saveCheckpoint()
      await this.#breather.breathe()
    }
  }

  /** Null while the next step may be done. */
  #reasonToStop(): StopReason | null {
    const recipe = this.#recipe
    if (this.#step >= recipe.steps) return 'steps'
    if (recipe.minutes !== null && this.#pace.seconds(performance.now()) >= recipe.minutes * 60) return 'minutes'
    if (this.#updates() === 0) return 'budget'
    if (this.#ended) return 'plateau'
    return null
  }

  /** Updates of the discriminator in the next step: no more than the plan still allows. */
  #updates(): number {
    return Math.min(this.#rate.rate, this.#paying?.left ?? Number.POSITIVE_INFINITY)
  }

  /** Steps that the whole run will have at so many updates a step. A private run ends with its updates, too. */
  #steps(updates: number): number {
    const { steps } = this.#recipe
    return this.#paying ? Math.min(steps, this.#step + Math.ceil(this.#paying.left / updates)) : steps
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
    const { onEvent } = this.#options
    const recipe = this.#recipe
    const losses = await this.#current.losses()
    const now = performance.now()
    this.#pace.note(this.#step, now)
    this.#told = now
    if (losses.steps > 0) {
      this.#losses.push({ step: this.#step, discriminator: losses.discriminator, generator: losses.generator })
      if (recipe.adaptiveSteps && losses.discriminator !== null && this.#paying) {
        this.#rate.note(losses.accuracyOnGenerated, losses.steps, this.#paying.left)
      }
    }
    // How far the run is goes by the updates a step so far; how long it takes, by those of now.
    const steps = this.#steps(this.#step > 0 && this.#paying ? this.#paying.spent / this.#step : this.#rate.rate)
    const limit = recipe.minutes === null ? null : recipe.minutes * 60
    onEvent({
      kind: 'progress',
      step: this.#step,
      steps,
      seconds: this.#pace.seconds(now),
      stepsPerSecond: this.#pace.stepsPerSecond(),
      secondsLeft: this.#pace.secondsLeft(this.#step, this.#steps(this.#rate.rate), limit, now),
      losses: this.#losses.splice(0),
      budget: this.#budget(),
    })
  }

  #budget(): BudgetState | null {
    return this.#spending?.budget(this.#rate.rate) ?? null
  }

  /** Draws some rows and shows them; where they are to be judged, tells how they are. */
  async #takeALook(judged = false): Promise<Judgement | null> {
    const { values, rows, weights, judgement } = await this.#viewer.view(this.#current, judged)
    if (judgement) this.#hear(judgement)
    const score = judgement?.score ?? null
    const health = this.#watch.finding
    const { onLook } = this.#options
    if (onLook) {
      const attribution = await this.#attribute()
      onLook({ step: this.#step, values, rows, score, health, attribution, sofar: this.#result(weights, 'user') })
    }
    return judgement
  }

  /** What the model as it is now still gives away. Under privacy it looks at no real row (`Model.attribution`). */
  async #attribute(): Promise<FieldAttribution | null> {
    if (this.#attribution?.step !== this.#step) {
      const attribution = await this.#current.attribution()
      this.#attribution = attributionOfFields(attribution, this.#options.preparation.encoder, this.#step)
    }
    return this.#attribution
  }

  #hear({ score, health }: Judgement): void {
    const step = this.#step
    if (step >= this.#warm) this.#watch.note(health)
    if (score !== null && this.#plateau?.note(score)) this.#ended = true
    this.#judged = step
    this.#options.onEvent({ kind: 'judged', step, score, health: this.#watch.finding })
  }

  /** Keeps the state of a model whose rows are well. Where they are not, goes back to it with a recipe that is changed. */
  async #answer({ health }: Judgement): Promise<void> {
    if (!this.#recipe.remedy) return
    if (health.key === 'health.good') this.#well = { step: this.#step, state: await this.#current.state() }
    const why = this.#watch.finding
    const remedy = why && needsRemedy(why) ? remedyOf(this.#recipe, this.#remedies.length) : null
    if (!why || !remedy || !this.#well) return
    const told = { step: this.#step, backTo: this.#well.step, why, changes: changesOf(this.#recipe, remedy) }
    this.#remedies.push(told)
    this.#recipe = { ...this.#recipe, ...remedy }
    this.#plateau = newPlateau(this.#recipe)
    this.#watch = new Watch()
    this.#ended = false
    this.#current.dispose()
    this.#createModel()
    this.#goBack(this.#well)
    this.#warm = this.#step + warmUp(this.#viewer.every)
    await this.#saveCheckpoint()
    this.#options.onEvent({ kind: 'remedied', remedy: told })
  }

  #goBack({ step, state }: { readonly step: number; readonly state: ModelState }): void {
    this.#step = step
    this.#current.restore(state)
    this.#pace.setBack(step, performance.now())
  }

  async #saveCheckpoint(): Promise<void> {
    this.#checkpoint = { step: this.#step, state: await this.#current.state(), at: performance.now() }
  }

  async #finish(why: StopReason): Promise<RunResult> {
    await this.#tell()
    this.#pace.pause(performance.now())
    if (this.#judged !== this.#step) await this.#takeALook(true)
    const { preparation, onEvent } = this.#options
    const recipe = this.#recipe
    const { encoder, matrix } = preparation
    const learnt = this.#viewer.best ?? (await this.#current.weights())
    // How often each choice occurs is known from fitting the encoder, paid for where there is privacy.
    const weights = await matchShares(this.#current.kernels, recipe, matrix, learnt, encoder.shares())
    this.#spending?.knowExactly()
    const health = await this.#healthOf(weights)
    await this.#attribute()
    onEvent({ kind: 'stopped', step: this.#step, why })
    return this.#result(weights, why, health)
  }

  async #healthOf(weights: Weights): Promise<Health> {
    const recipe = this.#recipe
    const { matrix } = this.#options.preparation
    const sampler = new Sampler(this.#current.kernels, recipe, matrix, weights)
    const random = createRandom(recipe.seed, 'health')
    const values = await sampler.draw(random)
    sampler.dispose()
    const { shares, rows } = this.#known
    return healthOf(values, matrix, shares, random, rows)
  }

  #result(weights: Weights, why: StopReason, health: Health | null = null): RunResult {
    return {
      weights,
      recipe: this.#recipe,
      remedies: [...this.#remedies],
      health,
      attribution: this.#attribution,
      steps: this.#step,
      seconds: this.#pace.seconds(performance.now()),
      backend: this.#current.kernels.backend,
      trials: this.#device.trials,
      why,
      budget: this.#budget(),
      looks: [...this.#options.preparation.looks, this.#spending?.look() ?? trainingLook(this.#recipe)],
    }
  }
}

function newPlateau({ patience }: Recipe): Plateau | null {
  return patience === null ? null : new Plateau(patience)
}
