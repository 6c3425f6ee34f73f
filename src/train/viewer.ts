// Viewer: rows of the model in training, for the live comparison and for the choice of the best weights.
import type { Matrix } from '../encode/matrix.ts'
import { createRandom } from '../math/random.ts'
import type { Model } from '../models/model.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import type { Weights } from '../models/weights.ts'
import { Fidelity } from './fidelity.ts'

/** Milliseconds between two views, and how many times longer than the view itself at least. */
const viewEvery = 3000
const viewShare = 20

/** Steps between two scores, by which the best weights are kept: counted, not timed, so that a seed gives one result. */
const scoreEvery = 200

export interface View {
  /** [rows, width] */
  readonly values: Float32Array
  readonly rows: number
  readonly weights: Weights
}

export class Viewer {
  readonly #recipe: Recipe
  readonly #matrix: Matrix
  readonly #fidelity: Fidelity | null
  #best: { readonly score: number; readonly weights: Weights } | null = null
  #last = { at: 0, took: 0 }
  /** Kept from view to view: a new one would be compiled anew. */
  #sampler: Sampler | null = null

  /** `scored`: whether real rows may be looked at to tell better weights from worse, as they may not under privacy. */
  constructor(recipe: Recipe, matrix: Matrix, scored: boolean) {
    this.#recipe = recipe
    this.#matrix = matrix
    this.#fidelity = scored ? new Fidelity(matrix, createRandom(recipe.seed, 'fidelity')) : null
  }

  /** The weights of the best score; null where none was given. */
  get best(): Weights | null {
    return this.#best?.weights ?? null
  }

  /** Whether it is time for a view after so many steps, and whether that view has to be scored. */
  due(step: number, now: number): { readonly due: boolean; readonly scored: boolean } {
    const scored = this.#fidelity !== null && step % scoreEvery === 0
    return { due: scored || now - this.#last.at >= Math.max(viewEvery, viewShare * this.#last.took), scored }
  }

  async view(model: Model, scored: boolean): Promise<View> {
    const started = performance.now()
    const weights = await model.weights()
    const sampler = this.#samplerOf(model, weights)
    // The same latent rows every time, so that two views differ by the model alone.
    const random = createRandom(this.#recipe.seed, 'look')
    const values = concatenate([await sampler.draw(random), await sampler.draw(random)])
    const score = scored && this.#fidelity ? this.#fidelity.score(values) : 0
    if (score > (this.#best?.score ?? 0)) this.#best = { score, weights }
    this.#last = { at: performance.now(), took: performance.now() - started }
    return { values, rows: values.length / this.#matrix.width, weights }
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
