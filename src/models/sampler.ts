// Sampler: draws encoded rows from a trained generator, each row independent of the rows that come with it.
import type { Kernels, Program, Tensor } from '../engine/kernels.ts'
import { createRandom, drawKey, type Random } from '../math/random.ts'
import { CounterStream } from '../math/threefry.ts'
import { freezeStatistics } from '../nn/batchnorm.ts'
import type { Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { Generator } from './generator.ts'
import type { Layout } from './model.ts'
import { type Given, LatentPool } from './posterior.ts'
import type { Recipe } from './recipe.ts'
import type { Weights } from './weights.ts'

/** Rows made in one pass: a fixed shape, so that a seed gives the same rows however many are asked for. */
const chunkRows = 1024

/** Latent rows that are weighed for what is given: passes at least and at most, and members that must carry the weight. */
const leastPasses = 4
const mostPasses = 64
const leastSupport = 200

/** Rows over which the statistics of batch norms are measured. They come from latent noise alone: no data is looked at. */
const statisticsRows = 4096

export class Sampler {
  readonly #generator: Generator
  readonly #stream = new CounterStream(0, 0)
  readonly #layout: Layout
  readonly #recipe: Recipe
  readonly #program: Program<Tensor>
  #chances: Program<Tensor> | null = null

  /** Throws SavedValuesError where the weights do not fit recipe and layout. */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    layout: Layout,
    weights: Weights,
  ) {
    this.#layout = layout
    this.#recipe = recipe
    this.#generator = new Generator(kernels, recipe, layout, createRandom(recipe.seed, 'initial'))
    this.#generator.body.restore(weights)
    this.#program = kernels.program('sampler', () => this.#generator.generate(this.#pass(), this.#latent()).rows)
  }

  #pass(): Pass {
    return passOf(this.kernels, 'apply', this.#stream)
  }

  #latent(): Tensor {
    return this.kernels.random('normal', chunkRows, this.#recipe.latent, this.#stream)
  }

  /** Takes other weights of the same shapes. Throws SavedValuesError. */
  use(weights: Weights): void {
    this.#generator.body.restore(weights)
  }

  /**
   * The next `chunkRows` rows of a stream: [1024, width], row-major; choices are nearly one-hot. With `given`, arrays of 1024,
   * rows that agree with what is given of each, and in the rest are as likely as the model makes them beside it. Throws
   * DeviceLostError.
   */
  async draw(random: Random, given?: Given): Promise<Float32Array> {
    if (given) return (await this.#poolFor(given, random)).draw(given, random)
    return this.#run(this.#program, random)
  }

  /** More latent rows until enough of them could be the origin of what is given. */
  async #poolFor(given: Given, random: Random): Promise<LatentPool> {
    this.#chances ??= this.kernels.program('chances', () => {
      const { logits } = this.#generator.generate(this.#pass(), this.#latent())
      return this.kernels.segmentActivation(logits, this.#layout.segments, 1)
    })
    const pool = new LatentPool(this.#layout)
    do {
      for (let pass = 0; pass < leastPasses; pass++) pool.add(await this.#run(this.#chances, random))
    } while (pool.size < mostPasses * chunkRows && pool.support(given) < leastSupport)
    return pool
  }

  async #run(program: Program<Tensor>, random: Random): Promise<Float32Array> {
    this.#stream.restart(...drawKey(random))
    await program.run()
    const [values] = await this.kernels.read([program.result])
    return values
  }

  dispose(): void {
    this.#chances?.dispose()
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
