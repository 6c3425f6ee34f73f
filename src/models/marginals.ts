// Marginals: a generator fitted to the tables of all pairs of columns; it sees no row (after Liu et al., arXiv 2106.07153).
import type { Codes, Kernels } from '../engine/kernels.ts'
import type { CounterStream } from '../math/threefry.ts'
import type { Pass } from '../nn/layer.ts'
import { type Attribution, AttributionSample, segmentSums } from './attribution.ts'
import { GeneratorTraining } from './generatortraining.ts'
import { Meter } from './meter.ts'
import type { Layout, Losses, Model, ModelState } from './model.ts'
import { PairFit, type PairTables } from './pairtables.ts'
import { type OnCompile, Programs } from './programs.ts'
import type { Recipe } from './recipe.ts'
import type { Streams } from './streams.ts'
import type { Weights } from './weights.ts'

/**
 * Where the tables were released with noise, all that follows is work on what is released: it costs no privacy, however long
 * it takes. Everything that is known of the rows is in the tables: what three columns have to do with each other beyond their pairs
 * is what the generator makes of it.
 */
export class Marginals implements Model {
  readonly layout: Layout
  readonly releaseLengths: readonly number[] = []
  readonly #recipe: Recipe
  readonly #latent: CounterStream
  readonly #generator: GeneratorTraining
  readonly #fit: PairFit
  readonly #meter: Meter
  readonly #pass: Pass
  readonly #programs: Programs
  readonly #sample: AttributionSample

  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    { width, segments }: Codes,
    tables: PairTables,
    streams: Streams,
    onCompile?: OnCompile,
  ) {
    this.layout = { width, segments }
    this.#recipe = recipe
    this.#latent = streams.latent
    this.#generator = new GeneratorTraining(kernels, recipe, this.layout, streams.initial)
    this.#fit = new PairFit(kernels, segments, tables)
    this.#meter = new Meter(kernels)
    this.#pass = {
      kernels,
      mode: 'train',
      uniform: (rows, columns) => kernels.random('uniform', rows, columns, streams.noise),
    }
    this.#programs = new Programs(kernels, onCompile)
    this.#sample = new AttributionSample(recipe.seed, 1)
  }

  async step(): Promise<void> {
    const { kernels } = this
    await this.#programs.run('step', () => {
      const { batch, latent: columns } = this.#recipe
      const latent = kernels.random('normal', this.#fit.rowsOf(Math.max(2, batch)), columns, this.#latent)
      const { generator } = this.#generator
      const generated = generator.generate(this.#pass, latent)
      const { value, derivatives } = this.#fit.lesson(generated.logits)
      this.#generator.learn(generator.backward(this.#pass, generated, derivatives))
      this.#meter.add({ generator: value })
    })
    this.#meter.count()
  }

  losses(): Promise<Losses> {
    return this.#meter.read()
  }

  async attribution(): Promise<Attribution> {
    const { kernels, layout } = this
    this.#sample.restart()
    const columns = await this.#programs.run('attribution', () => {
      const latent = this.#sample.latent(kernels, this.#recipe.latent)
      return this.#fit.byOption(this.#generator.generator.generate(this.#sample.pass(kernels, 'train'), latent).logits)
    })
    const [values] = await kernels.read([columns])
    return { kind: 'tables', segments: segmentSums(values, layout.segments) }
  }

  weights(): Promise<Weights> {
    return this.#generator.weights()
  }

  state(): Promise<ModelState> {
    return this.#generator.state()
  }

  restore(state: ModelState): void {
    this.#generator.restore(state)
  }

  dispose(): void {
    this.#programs.dispose()
    this.#generator.dispose()
    this.#fit.dispose()
    this.#meter.dispose()
  }
}
