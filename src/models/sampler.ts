// Sampler: draws encoded rows from a trained generator, each row independent of the rows that come with it.
import type { Kernels, Program, Tensor } from '../engine/kernels.ts'
import { createRandom, drawKey, type Random } from '../math/random.ts'
import { CounterStream } from '../math/threefry.ts'
import { freezeStatistics } from '../nn/batchnorm.ts'
import type { Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { Generator } from './generator.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'
import type { Weights } from './weights.ts'

/** Rows made in one pass: a fixed shape, so that a seed gives the same rows however many are asked for. */
const chunkRows = 1024

/** Rows over which the statistics of batch norms are measured. They come from latent noise alone: no data is looked at. */
const statisticsRows = 4096

export class Sampler {
  readonly #generator: Generator
  readonly #stream = new CounterStream(0, 0)
  readonly #program: Program<Tensor>

  /** Throws SavedValuesError where the weights do not fit recipe and layout. */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    layout: Layout,
    weights: Weights,
  ) {
    this.#generator = new Generator(kernels, recipe, layout, createRandom(recipe.seed, 'initial'))
    this.#generator.body.restore(weights)
    this.#program = kernels.program('sampler', () => {
      const latent = kernels.random('normal', chunkRows, recipe.latent, this.#stream)
      return this.#generator.generate(passOf(kernels, 'apply', this.#stream), latent).rows
    })
  }

  /** Takes other weights of the same shapes. Throws SavedValuesError. */
  use(weights: Weights): void {
    this.#generator.body.restore(weights)
  }

  /** The next `chunkRows` rows of a stream: [1024, width], row-major; choices are nearly one-hot. Throws DeviceLostError. */
  async draw(random: Random): Promise<Float32Array> {
    this.#stream.restart(...drawKey(random))
    await this.#program.run()
    const [values] = await this.kernels.read([this.#program.result])
    return values
  }

  dispose(): void {
    this.#program.dispose()
    this.#generator.body.dispose()
  }
}

/** The weights of a generator in training, with the statistics of its batch norms measured, ready for a Sampler. */
export class SamplingWeights {
  readonly #body: Network
  readonly #recipe: Recipe
  readonly #stream = new CounterStream(0, 0)
  #measure: Program<void> | null = null

  /** `body`: of the generator. */
  constructor(body: Network, recipe: Recipe) {
    this.#body = body
    this.#recipe = recipe
  }

  /** Throws DeviceLostError. */
  async read(): Promise<Weights> {
    if (this.#body.statistics.length > 0) {
      this.#measure ??= this.#record()
      this.#stream.restart(...drawKey(createRandom(this.#recipe.seed, 'statistics')))
      await this.#measure.run()
    }
    return this.#body.save()
  }

  #record(): Program<void> {
    const { kernels, layers } = this.#body
    return kernels.program('statistics', () => {
      const latent = kernels.random('normal', statisticsRows, this.#recipe.latent, this.#stream)
      freezeStatistics(layers, passOf(kernels, 'train', this.#stream), latent)
    })
  }

  dispose(): void {
    this.#measure?.dispose()
  }
}

function passOf(kernels: Kernels, mode: Pass['mode'], stream: CounterStream): Pass {
  return { kernels, mode, uniform: (rows, columns) => kernels.random('uniform', rows, columns, stream) }
}
