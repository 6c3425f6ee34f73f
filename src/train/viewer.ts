// Viewer: rows of the model in training, for the live comparison, for its score and health, and for the choice of the best weights.
import type { Matrix } from '../encode/matrix.ts'
import { createRandom } from '../math/random.ts'
import type { Model } from '../models/model.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import type { Weights } from '../models/weights.ts'
import { type Health, healthOf } from './health.ts'
import type { Known } from './known.ts'

/** Milliseconds between two views, and how many times longer than the view itself at least. */
const viewEvery = 3000
const viewShare = 20

/**
 * Steps between two judgements, by which the best weights are kept and a run may end or be mended: counted, not timed, so that
 * a seed gives one result. Short runs are judged more often, some twenty times.
 */
const judgeEvery = { least: 50, most: 200, looks: 20 }

export interface View {
  /** [rows, width] */
  readonly values: Float32Array
  readonly rows: number
  readonly weights: Weights
  /** `null`: these rows were only to be shown. */
  readonly judgement: Judgement | null
}

export interface Judgement {
  /** How close the rows come to what may be known of the real ones, 0 to 1; `null`: nothing may be. */
  readonly score: number | null
  readonly health: Health
}

export class Viewer {
  readonly #recipe: Recipe
  readonly #matrix: Matrix
  readonly #known: Known
  readonly #every: number
  #best: { readonly rank: number; readonly weights: Weights } | null = null
  #last = { at: 0, took: 0 }
  /** Kept from view to view: a new one would be compiled anew. */
  #sampler: Sampler | null = null

  constructor(recipe: Recipe, matrix: Matrix, known: Known) {
    const { least, most, looks } = judgeEvery
    this.#recipe = recipe
    this.#matrix = matrix
    this.#known = known
    this.#every = Math.min(most, Math.max(least, Math.ceil(recipe.steps / looks)))
  }

  /** Steps between two judgements. */
  get every(): number {
    return this.#every
  }

  /** The weights of the best score; null where none was given, and under privacy, where the last ones are the best guess. */
  get best(): Weights | null {
    return this.#best?.weights ?? null
  }

  /** Whether it is time for a view after so many steps, and whether that view has to be judged. */
  due(step: number, now: number): { readonly due: boolean; readonly judged: boolean } {
    const judged = step % this.#every === 0
    return { due: judged || now - this.#last.at >= Math.max(viewEvery, viewShare * this.#last.took), judged }
  }

  async view(model: Model, judged: boolean): Promise<View> {
    const started = performance.now()
    const weights = await model.weights()
    const sampler = this.#samplerOf(model, weights)
    // The same latent rows every time, so that two views differ by the model alone.
    const random = createRandom(this.#recipe.seed, 'look')
    const values = concatenate([await sampler.draw(random), await sampler.draw(random)])
    const judgement = judged ? this.#judge(values) : null
    if (judgement && this.#recipe.privacy === null) this.#keep(weights, judgement)
    this.#last = { at: performance.now(), took: performance.now() - started }
    return { values, rows: values.length / this.#matrix.width, weights, judgement }
  }

  #judge(values: Float32Array): Judgement {
    const { fidelity, shares, rows } = this.#known
    const health = healthOf(values, this.#matrix, shares, createRandom(this.#recipe.seed, 'health'), rows)
    return { score: fidelity?.score(values) ?? null, health }
  }

  /** However well their shares match, rows that are the same over and over come last. */
  #keep(weights: Weights, { score, health }: Judgement): void {
    if (score === null) return
    const rank = health.key === 'health.collapsed' ? score - 1 : score
    if (rank > (this.#best?.rank ?? Number.NEGATIVE_INFINITY)) this.#best = { rank, weights }
  }

  #samplerOf({ kernels }: Model, weights: Weights): Sampler {
    const known = this.#sampler
    if (known?.kernels === kernels) known.use(weights)
    else this.#sampler = new Sampler(kernels, this.#recipe, this.#matrix, weights)
    return this.#sampler as Sampler
  }

  /** Leaves the device, for good or until the next view. `lost`: what lay there is gone already. */
  leave(lost = false): void {
    if (!lost) this.#sampler?.dispose()
    this.#sampler = null
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
