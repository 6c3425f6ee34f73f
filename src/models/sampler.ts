// Sampler: draws encoded rows from a trained generator, each row independent of the rows that come with it.
import type { Kernels } from '../engine/kernels.ts'
import { createRandom, type Random } from '../math/random.ts'
import { freezeStatistics } from '../nn/batchnorm.ts'
import type { Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { buildGenerator } from './mlp.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'
import type { Weights } from './weights.ts'

/** Rows made in one pass: a fixed shape, so that a seed gives the same rows however many are asked for. */
const chunkRows = 1024

/** Rows over which the statistics of batch norms are measured. They come from latent noise alone: no data is looked at. */
const statisticsRows = 4096

export class Sampler {
  readonly #kernels: Kernels
  readonly #recipe: Recipe
  readonly #generator: Network

  /** Throws SavedValuesError where the weights do not fit recipe and layout. */
  constructor(kernels: Kernels, recipe: Recipe, layout: Layout, weights: Weights) {
    this.#kernels = kernels
    this.#recipe = recipe
    this.#generator = buildGenerator(kernels, recipe, layout, createRandom(recipe.seed, 'initial'))
    this.#generator.restore(weights)
  }

  /** The next `chunkRows` rows of a stream: [1024, width], row-major; choices are nearly one-hot. */
  async draw(random: Random): Promise<Float32Array> {
    const { latent } = this.#recipe
    const output = this.#kernels.scope(() => {
      const noise = this.#kernels.upload(random.fillNormal(new Float32Array(chunkRows * latent)), chunkRows, latent)
      return this.#generator.forward(passOf(this.#kernels, 'apply', random), noise).output
    })
    const [values] = await this.#kernels.read([output])
    this.#kernels.dispose([output])
    return values
  }

  dispose(): void {
    this.#generator.dispose()
  }
}

/** The weights of a generator with the statistics of its batch norms measured, ready for a Sampler. */
export async function samplingWeights(generator: Network, recipe: Recipe): Promise<Weights> {
  const { kernels, layers } = generator
  const random = createRandom(recipe.seed, 'statistics')
  const noise = random.fillNormal(new Float32Array(statisticsRows * recipe.latent))
  const latent = kernels.upload(noise, statisticsRows, recipe.latent)
  freezeStatistics(layers.slice(0, -1), passOf(kernels, 'train', random), latent)
  kernels.dispose([latent])
  return generator.save()
}

function passOf(kernels: Kernels, mode: Pass['mode'], random: Random): Pass {
  return {
    kernels,
    mode,
    uniform: (rows, columns) => kernels.upload(random.fillUniform(new Float32Array(rows * columns)), rows, columns),
  }
}
