// Sampler: draws encoded rows from a trained generator, each row independent of the rows that come with it.
import type { Codes, EncodedTable, Kernels, Program, Tensor } from '../engine/kernels.ts'
import { createRandom, drawKey, type Random } from '../math/random.ts'
import { CounterStream } from '../math/threefry.ts'
import { freezeStatistics } from '../nn/batchnorm.ts'
import type { Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { type Conditions, conditionVectors, optionShares, savedShares, trainingConditions } from './conditions.ts'
import type { Generated } from './generator.ts'
import type { Given } from './given.ts'
import type { Layout } from './model.ts'
import { LatentPool } from './posterior.ts'
import type { Recipe } from './recipe.ts'
import { type SavedGenerator, savedGenerator } from './savedgenerator.ts'
import { toldConditions } from './told.ts'
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
  readonly #saved: SavedGenerator
  readonly #stream = new CounterStream(0, 0)
  readonly #layout: Layout
  readonly #recipe: Recipe
  readonly #program: Program<Tensor>
  #chances: Program<Tensor> | null = null
  /** What the rows of the pass to come are told, where the generator is told anything. */
  readonly #told = new Int32Array(chunkRows)

  /** Throws SavedValuesError where the weights do not fit recipe and layout. */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    layout: Layout,
    weights: Weights,
  ) {
    this.#layout = layout
    this.#recipe = recipe
    this.#saved = savedGenerator(kernels, recipe, layout, weights)
    this.#program = kernels.program('sampler', () => this.#generate().rows)
  }

  #generate(): Generated {
    const { generator, vectors } = this.#saved
    const told = vectors && this.kernels.expand(vectors, chunkRows, (into) => into.set(this.#told))
    return generator.generate(this.#pass(), this.#latent(), told)
  }

  #pass(): Pass {
    return passOf(this.kernels, 'apply', this.#stream)
  }

  #latent(): Tensor {
    return this.kernels.random('normal', chunkRows, this.#recipe.latent, this.#stream)
  }

  /** Takes other weights of the same shapes. Throws SavedValuesError. */
  use(weights: Weights): void {
    this.#saved.generator.body.restore(weights)
  }

  /**
   * The next `chunkRows` rows of a stream: [1024, width], row-major; choices are nearly one-hot. With `given`, as many rows as it
   * is of, which agree with it, and in the rest are as likely as the model makes them beside it. Throws DeviceLostError.
   */
  async draw(random: Random, given?: Given): Promise<Float32Array> {
    if (given) return (await this.#poolFor(given, random)).draw(random)
    this.#tell(this.#saved.conditions, random)
    return this.#run(this.#program, random)
  }

  /** More latent rows until enough of them could be the origin of what is given. */
  async #poolFor(given: Given, random: Random): Promise<LatentPool> {
    this.#chances ??= this.kernels.program('chances', () =>
      this.kernels.segmentActivation(this.#generate().logits, this.#layout.segments, 1),
    )
    const natural = this.#saved.conditions
    const told = natural && toldConditions(this.#layout.segments, natural, given)
    const pool = new LatentPool(this.#layout, given)
    do {
      for (let pass = 0; pass < leastPasses; pass++) {
        this.#tell(told, random)
        const weights =
          told && Float64Array.from(this.#told, (column) => natural.chances[column] / told.chances[column])
        pool.add(await this.#run(this.#chances, random), weights)
      }
    } while (pool.size < mostPasses * chunkRows && pool.support() < leastSupport)
    return pool
  }

  /** What the rows of the next pass are told. */
  #tell(conditions: Conditions | null, random: Random): void {
    if (conditions) tell(this.#told, conditions, random)
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
    this.#saved.vectors?.dispose()
    this.#saved.generator.body.dispose()
  }
}

/** The weights of a generator in training, with the statistics of its batch norms measured, ready for a Sampler. */
export class SamplingWeights {
  readonly #body: Network
  readonly #recipe: Recipe
  readonly #stream = new CounterStream(0, 0)
  /** Of a generator that is told conditions: those that it learns from, and the shares that are saved with its weights. */
  readonly #conditions: Conditions | null
  readonly #shares: Weights
  readonly #told = new Int32Array(statisticsRows)
  #vectors: EncodedTable | null = null
  #measure: Program<void> | null = null

  /** `body`: of the generator. `codes`: the rows that it learns, if it is told conditions. */
  constructor(body: Network, recipe: Recipe, codes: Codes | null) {
    this.#body = body
    this.#recipe = recipe
    this.#conditions = codes && trainingConditions(codes)
    this.#shares = codes ? savedShares(optionShares(codes)) : {}
  }

  /** Throws DeviceLostError. */
  async read(): Promise<Weights> {
    if (this.#body.statistics.length > 0) {
      this.#measure ??= this.#record()
      const random = createRandom(this.#recipe.seed, 'statistics')
      this.#stream.restart(...drawKey(random))
      if (this.#conditions) tell(this.#told, this.#conditions, random)
      await this.#measure.run()
    }
    return { ...(await this.#body.save()), ...this.#shares }
  }

  #record(): Program<void> {
    const { kernels, layers, inputs, outputs } = this.#body
    const { latent: columns } = this.#recipe
    if (inputs > columns) this.#vectors = conditionVectors(kernels, outputs)
    const vectors = this.#vectors
    return kernels.program('statistics', () => {
      const latent = kernels.random('normal', statisticsRows, columns, this.#stream)
      const told = vectors && kernels.expand(vectors, statisticsRows, (into) => into.set(this.#told))
      const input = told ? kernels.concatColumns([latent, told]) : latent
      freezeStatistics(layers, passOf(kernels, 'train', this.#stream), input)
    })
  }

  dispose(): void {
    this.#measure?.dispose()
    this.#vectors?.dispose()
  }
}

function tell(into: Int32Array, conditions: Conditions, random: Random): void {
  for (let row = 0; row < into.length; row++) into[row] = conditions.draw(random)
}

function passOf(kernels: Kernels, mode: Pass['mode'], stream: CounterStream): Pass {
  return { kernels, mode, uniform: (rows, columns) => kernels.random('uniform', rows, columns, stream) }
}
