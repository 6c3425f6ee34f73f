// Spending: the private side of a run: its mechanism, what that has spent, and the write-ahead account of it.
import type { Matrix } from '../encode/matrix.ts'
import { gaussianMechanism, noiseRequest } from '../models/mechanism.ts'
import type { Mechanism } from '../models/model.ts'
import { countPairs, type PairTables, pairSensitivity } from '../models/pairtables.ts'
import type { Recipe } from '../models/recipe.ts'
import { Accountant } from '../privacy/accountant.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import type { Look } from '../privacy/ledger.ts'
import type { NoiseSource } from '../privacy/noise.ts'
import { Releases } from '../privacy/releases.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import type { PrivacyThread } from '../privacy/thread.ts'
import type { BudgetState } from './events.ts'
import type { PrivatePlan } from './plan.ts'
import { privateSource, type Source } from './source.ts'

/** Hears how many updates are reserved, before any of them is made; at the end how many were made. */
export type Spend = (training: SubsampledGaussian) => Promise<void>

/** Milliseconds that a reserved block of updates should last at least: each write costs one, a crash costs the block. */
const blockTime = 4000

export class Spending {
  /** Draws the real rows of one update. */
  readonly source: Source
  readonly #plan: PrivatePlan
  readonly #accountant: Accountant
  readonly #hardened: boolean
  readonly #microbatches: number | null
  readonly #thread: PrivacyThread
  readonly #spend: Spend | null
  readonly #endEpsilons: () => void
  readonly #matrix: Matrix
  readonly #network: string
  readonly #openReleases: (looks: readonly Look[]) => Releases
  #tables: PairTables | null = null
  #noise: NoiseSource | null = null
  #spent = 0
  #reserved = 0
  #block = 1
  #reservedAt = Number.NEGATIVE_INFINITY

  /** `openReleases`: opens the door to the tables; for whoever audits what goes through it. */
  constructor(
    plan: PrivatePlan,
    recipe: Recipe,
    matrix: Matrix,
    thread: PrivacyThread,
    spend: Spend | null,
    openReleases: (looks: readonly Look[]) => Releases = (looks) => new Releases(looks, plan.groupSize),
  ) {
    const { before, training, groupSize, delta, epsilon: target } = plan
    this.#plan = plan
    this.#matrix = matrix
    this.#network = trainedBy[recipe.model]
    this.#thread = thread
    this.#spend = spend
    this.#openReleases = openReleases
    this.#hardened = recipe.privacy?.hardened ?? false
    // Microbatches of one row each are no microbatches, and the plan then charges for none.
    this.#microbatches = training.sensitivity === 1 ? null : (recipe.privacy?.microbatches ?? null)
    this.#accountant = new Accountant({ before, training, groupSize, delta, target })
    // A generator of its own, so that which rows were drawn says nothing about the noise.
    this.source = privateSource(matrix, training, createSecureRandom(), this.#microbatches)
    this.#endEpsilons = thread.epsilons(this.#accountant.state, this.#accountant.points(), (steps, epsilon) =>
      this.#accountant.know(steps, epsilon),
    )
  }

  /** Updates that were made, those of steps that were set back included. */
  get spent(): number {
    return this.#spent
  }

  /** Updates that the target still allows. */
  get left(): number {
    return this.#accountant.stepsLeft(this.#spent)
  }

  /** For a model that releases arrays of such lengths. Every release is counted as one update, at the moment of its noise. */
  mechanism(releaseLengths: readonly number[]): Mechanism {
    const { clipNorm, noiseMultiplier, batch } = this.#plan.training
    const hardened = this.#hardened
    this.#noise?.close()
    const noise = this.#thread.noise(noiseRequest({ clipNorm, noiseMultiplier, hardened }, releaseLengths))
    this.#noise = noise
    return gaussianMechanism({
      clipNorm,
      expectedRows: batch,
      microbatches: this.#microbatches,
      hardened,
      noise: {
        take: () => {
          this.#spent++
          return noise.take()
        },
      },
    })
  }

  /**
   * The tables of pairs with their noise: the one use of the mechanism in the training of a model that is fitted to them.
   * Asked again, for a model that starts anew, it gives the same ones.
   */
  async tables(): Promise<PairTables> {
    if (this.#tables) return this.#tables
    await this.#reserve(1)
    const choices = this.#matrix.segments.filter(({ kind }) => kind === 'choice').length
    const question = this.#openReleases([this.look(1)]).question('training', this.#network, pairSensitivity(choices))
    if (!question) throw new Error('the tables are not paid for')
    this.#spent++
    this.#tables = countPairs(this.#matrix, { addNoise: question.ask, deviation: question.deviation })
    return this.#tables
  }

  /** Resolves once so many more updates are reserved and their noise is ready. */
  async prepare(updates: number): Promise<void> {
    if (this.#spent + updates > this.#reserved) await this.#reserve(updates)
    await this.#noise?.ready(updates)
  }

  async #reserve(updates: number): Promise<void> {
    const now = performance.now()
    if (now - this.#reservedAt < blockTime) this.#block *= 2
    this.#reservedAt = now
    this.#reserved = this.#spent + Math.min(this.left, Math.max(updates, this.#block))
    await this.#spend?.({ ...this.#plan.training, steps: this.#reserved })
  }

  /** Gives back what was reserved and not used. */
  async settle(): Promise<void> {
    if (this.#reserved === this.#spent) return
    this.#reserved = this.#spent
    await this.#spend?.({ ...this.#plan.training, steps: this.#spent })
  }

  /** `rate`: updates a step. */
  budget(rate: number): BudgetState {
    const { epsilon: target, delta, training } = this.#plan
    return {
      ...this.#accountant.epsilon(this.#spent),
      target,
      delta,
      noiseMultiplier: training.noiseMultiplier,
      stepsLeft: Math.floor(this.left / rate),
    }
  }

  /** Works out the tight ε of what was spent, for the last `budget`: 0.1 to 1 s. */
  knowExactly(): void {
    this.#accountant.know(this.#spent, this.#accountant.exactEpsilon(this.#spent))
  }

  /** What the ledger says of so many uses of the mechanism; of those so far. */
  look(steps = this.#spent): Look {
    return { ...unpaidLook(this.#network), mechanism: { ...this.#plan.training, steps } }
  }

  close(): void {
    this.#endEpsilons()
    this.#noise?.close()
  }
}

/** What of a model learns from the real rows. */
const trainedBy: Record<Recipe['model'], string> = {
  gan: 'discriminator',
  conditional: 'discriminator',
  vae: 'autoencoder',
  autoencoder: 'autoencoder',
  marginals: 'pairs',
}

/** A training without privacy: the rows were looked at, and nothing was paid. */
export function trainingLook({ model }: Pick<Recipe, 'model'>): Look {
  return unpaidLook(trainedBy[model])
}

function unpaidLook(what: string): Look {
  return { kind: 'training', what, source: 'data', mechanism: null }
}
