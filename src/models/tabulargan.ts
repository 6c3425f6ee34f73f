// Tabular GAN: a generator and a discriminator that learn the rows of an encoded table.
import type { Codes, Kernels, Tensor } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import type { CounterStream } from '../math/threefry.ts'
import type { Pass } from '../nn/layer.ts'
import { type AdversarialLoss, adversarialLosses } from '../nn/losses.ts'
import type { Network } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { type Attribution, AttributionSample, expectedGradients, segmentSums, sensitivity } from './attribution.ts'
import { checkRecipe } from './check.ts'
import { conditionLoss, conditionsByWeights, conditionsOf, optionShares, trainingConditions } from './conditions.ts'
import { Drawn } from './drawn.ts'
import { beside, type Generated } from './generator.ts'
import { GeneratorTraining } from './generatortraining.ts'
import { HostRelease } from './hostrelease.ts'
import { Judge, packed } from './judge.ts'
import { Meter } from './meter.ts'
import { buildDiscriminator } from './mlp.ts'
import type { Chunk, Draw, Layout, Losses, Mechanism, Model, ModelState } from './model.ts'
import { countPairs, PairFit } from './pairtables.ts'
import { type OnCompile, Programs } from './programs.ts'
import type { Recipe } from './recipe.ts'
import { prefixed, unprefixed } from './state.ts'
import type { Streams } from './streams.ts'
import type { Weights } from './weights.ts'

type Release = NonNullable<Mechanism['releaseOnHost']>

export class TabularGan implements Model {
  readonly layout: Layout
  readonly #recipe: Recipe
  readonly #latent: CounterStream
  readonly #loss: AdversarialLoss
  readonly #generator: GeneratorTraining
  readonly #discriminator: Network
  readonly #discriminatorOptimiser: Adam
  /** Holds generated rows to the tables of pairs, beside the discriminator; null where the recipe wants none. */
  readonly #pairs: PairFit | null
  readonly #meter: Meter
  readonly #drawn: Drawn
  readonly #pass: Pass
  readonly #judge: Judge
  /**
   * Of a conditional model, [width]: how much more often, or less, an option is a condition in the table's own frequencies than in
   * training. It is told those that it trains on, where rare ones come more often.
   */
  readonly #importance: Float64Array | null
  readonly #host: HostRelease
  readonly #programs: Programs
  readonly #sample: AttributionSample
  /** The real rows of attributions. */
  readonly #attributed: Chunk
  /** What the programs are recorded with. */
  #mechanism: Mechanism | null = null
  /** Loss and accuracy of the last update that went by the host. */
  #figures: readonly number[] = [0, 0]

  /**
   * `codes`: the rows that draws choose from; they lie on the device from now on. Throws PackingError; throws NotPrivateError
   * where the recipe asks for privacy and for what rules it out.
   */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    codes: Codes,
    streams: Streams,
    onCompile?: OnCompile,
  ) {
    checkRecipe(recipe)
    const conditional = recipe.model === 'conditional'
    const layout = { width: codes.width, segments: codes.segments }
    this.layout = layout
    this.#recipe = recipe
    this.#latent = streams.latent
    this.#loss = adversarialLosses[recipe.loss]
    this.#generator = new GeneratorTraining(kernels, recipe, layout, streams.initial, conditional ? codes : null)
    this.#discriminator = buildDiscriminator(kernels, recipe, layout, streams.initial)
    const { beta1, beta2, weightDecay, discriminatorRate: learningRate } = recipe
    const bound = recipe.loss === 'wgan-clip' ? recipe.weightBound : undefined
    const settings = { learningRate, beta1, beta2, epsilon: 1e-8, weightDecay, bound }
    this.#discriminatorOptimiser = new Adam(kernels, this.#discriminator.parameters, settings)
    this.#pairs = recipe.pairWeight > 0 ? new PairFit(kernels, layout.segments, countPairs(codes)) : null
    this.#meter = new Meter(kernels)
    this.#drawn = new Drawn(kernels, codes, conditional)
    this.#importance = conditional ? importanceOf(codes) : null
    this.#pass = {
      kernels,
      mode: 'train',
      uniform: (rows, columns) => kernels.random('uniform', rows, columns, streams.noise),
    }
    this.#judge = new Judge(recipe, this.#discriminator, this.#pass, this.#drawn)
    this.#host = new HostRelease(kernels)
    this.#programs = new Programs(kernels, onCompile)
    this.#sample = new AttributionSample(recipe.seed, codes.rows, recipe.packing)
    const { indices } = this.#sample
    const random = createRandom(recipe.seed, 'attributed conditions')
    this.#attributed = conditional ? { indices, conditions: conditionsOf(codes, indices, random) } : { indices }
  }

  get releaseLengths(): number[] {
    return this.#discriminator.parameters.map(({ value }) => value.rows * value.columns)
  }

  async step(draw: () => Draw, mechanism: Mechanism | null, updates = this.#recipe.discriminatorSteps): Promise<void> {
    if (mechanism !== this.#mechanism) this.#programs.dispose()
    this.#mechanism = mechanism
    if (mechanism?.releaseOnHost) await this.#stepByHost(draw, mechanism, mechanism.releaseOnHost, updates)
    else await this.#stepOnDevice(draw, mechanism, updates)
    this.#meter.count()
  }

  async #stepOnDevice(draw: () => Draw, mechanism: Mechanism | null, updates: number): Promise<void> {
    for (let i = 1; i < updates; i++) {
      this.#drawn.set(draw())
      await this.#programs.run(`update on ${this.#drawn.shape} rows`, () => {
        const { gradients } = this.#judge.lesson(this.#generate(), mechanism)
        this.#discriminatorOptimiser.next(gradients)
      })
    }
    // The last update of the discriminator and that of the generator share their generated rows: one pass less.
    this.#drawn.set(draw())
    await this.#programs.run(`update of both on ${this.#drawn.shape} rows`, () => {
      const generated = this.#generate()
      const judged = this.#judge.lesson(generated, mechanism)
      const discriminator = this.#discriminatorOptimiser.next(judged.gradients)
      const loss = this.#discriminator.substituted(discriminator, () => this.#updateGenerator(generated))
      this.#meter.add({ generator: loss, discriminator: judged.loss, accuracy: judged.accuracy })
    })
  }

  /** As `step`, with every clipped sum noised on the host. The generator then learns on rows of its own. */
  async #stepByHost(draw: () => Draw, mechanism: Mechanism, release: Release, updates: number): Promise<void> {
    for (let i = 0; i < updates; i++) await this.#updateByHost(draw(), mechanism, release)
    await this.#programs.run('update of the generator', () => {
      const loss = this.#updateGenerator(this.#generate())
      this.#meter.add({ generator: loss, discriminator: this.#fed(0), accuracy: this.#fed(1) })
    })
  }

  async #updateByHost(draw: Draw, mechanism: Mechanism, release: Release): Promise<void> {
    this.#drawn.set(draw)
    const { loss, accuracy, gradients } = await this.#programs.run(`clipped sum of ${this.#drawn.shape} rows`, () =>
      this.#judge.clippedSum(this.#generate().rows, mechanism),
    )
    this.#figures = await this.#host.take(mechanism, release, gradients, [loss, accuracy])
    await this.#programs.run('update from the released sum', () => {
      this.#discriminatorOptimiser.next(this.#host.gradients(this.#discriminator.parameters))
    })
  }

  /** In a body: a figure of the last update that went by the host, [1, 1]. */
  #fed(figure: number): Tensor {
    return this.kernels.feed(1, 1, (into) => into.fill(this.#figures[figure]))
  }

  #generate(): Generated {
    const { batch, latent } = this.#recipe
    const rows = this.kernels.random('normal', batch, latent, this.#latent)
    return this.#generator.generator.generate(this.#pass, rows, this.#drawn.told())
  }

  /** In a body: the generator's step on rows that it has generated, and that of its average; its loss [1, 1]. */
  #updateGenerator(generated: Generated): Tensor {
    const { kernels } = this
    const { generator } = this.#generator
    const judged = this.#judged(generated)
    const adjoint = generator.throughHead(this.#pass, generated, judged.adjoint)
    const lessons = [{ loss: judged.loss, adjoint }, ...this.#lessonsOnLogits(generated)]
    const sum = lessons.reduce((all, lesson) => ({
      loss: kernels.add(all.loss, lesson.loss),
      adjoint: kernels.add(all.adjoint, lesson.adjoint),
    }))
    this.#generator.learn(generator.backward(this.#pass, generated, sum.adjoint))
    return sum.loss
  }

  /** What a generator learns beside the discriminator: losses [1, 1] with their derivatives by the logits. */
  #lessonsOnLogits({ logits, told }: Generated): { readonly loss: Tensor; readonly adjoint: Tensor }[] {
    const { kernels } = this
    const weights = this.#pairs && this.#importance && this.#drawn.ofConditions(this.#importance)
    const pairs = this.#pairs?.lesson(logits, weights)
    const kept = told && conditionLoss(kernels, logits, this.layout.segments, told)
    const weight = this.#recipe.pairWeight
    return [
      ...(pairs
        ? [{ loss: kernels.affine(pairs.value, weight, 0), adjoint: kernels.affine(pairs.derivatives, weight, 0) }]
        : []),
      ...(kept ? [{ loss: kept.value, adjoint: kept.derivatives }] : []),
    ]
  }

  /** What the discriminator says of generated rows: the generator's loss [1, 1], and its derivative by the rows. */
  #judged({ rows: generated, told }: Generated): { readonly loss: Tensor; readonly adjoint: Tensor } {
    const { kernels } = this
    const seen = beside(kernels, generated, told)
    const fake = packed(kernels, seen, this.#recipe.packing)
    const { output, caches } = this.#discriminator.forward(this.#pass, fake)
    const { rows, derivatives } = this.#loss.generator(kernels, output)
    const adjoint = this.#discriminator
      .backward(this.#pass, caches, kernels.affine(derivatives, 1 / fake.rows, 0))
      .input()
    const each = kernels.reshape(adjoint, seen.rows, seen.columns)
    return {
      loss: kernels.affine(kernels.sumRows(rows), 1 / fake.rows, 0),
      adjoint: told ? kernels.sliceColumns(each, 0, this.layout.width) : each,
    }
  }

  losses(): Promise<Losses> {
    return this.#meter.read()
  }

  async attribution(): Promise<Attribution> {
    const { kernels, layout } = this
    const guarded = this.#recipe.privacy !== null
    this.#sample.restart()
    this.#drawn.set({ chunks: [this.#attributed] })
    const result = await this.#programs.run('attribution', () => this.#attribute(guarded))
    const [values] = await kernels.read([result])
    return guarded
      ? { kind: 'sensitivity', segments: Float64Array.from(values) }
      : { kind: 'contrast', segments: segmentSums(values, layout.segments) }
  }

  /** In a body. Under privacy no real row: [1, segments]. Else from packs of generated rows to packs of real ones: [1, width]. */
  #attribute(guarded: boolean): Tensor {
    const { kernels, layout } = this
    const { latent, packing } = this.#recipe
    const pass = this.#sample.pass(kernels, 'train')
    const told = this.#drawn.told()
    const { rows: generated } = this.#generator.generator.generate(pass, this.#sample.latent(kernels, latent), told)
    const judging = this.#sample.pass(kernels, 'apply')
    if (guarded) return sensitivity(judging, this.#discriminator, generated, layout.segments)
    const [from, to] = [generated, this.#drawn.rows(0)].map((rows) =>
      packed(kernels, beside(kernels, rows, told), packing),
    )
    const gradients = expectedGradients(judging, this.#discriminator, from, to)
    const each = kernels.sumRows(kernels.reshape(gradients, packing, gradients.columns / packing))
    // Both sides were told the same, which is no part of a row.
    return kernels.sliceColumns(each, 0, layout.width)
  }

  weights(): Promise<Weights> {
    return this.#generator.weights()
  }

  async state(): Promise<ModelState> {
    const [generator, discriminator, optimiser] = await Promise.all([
      this.#generator.state(),
      this.#discriminator.save(),
      this.#discriminatorOptimiser.state(),
    ])
    return {
      values: { ...generator.values, ...discriminator, ...prefixed('optimiser.', optimiser.values) },
      counts: { ...generator.counts, discriminator: optimiser.step },
    }
  }

  restore(state: ModelState): void {
    const { values, counts } = state
    this.#generator.restore(state)
    this.#discriminator.restore(values)
    this.#discriminatorOptimiser.restore({ step: counts.discriminator, values: unprefixed('optimiser.', values) })
  }

  dispose(): void {
    this.#programs.dispose()
    this.#generator.dispose()
    this.#discriminatorOptimiser.dispose()
    this.#discriminator.dispose()
    this.#pairs?.dispose()
    this.#meter.dispose()
    this.#drawn.dispose()
  }
}

function importanceOf(codes: Codes): Float64Array {
  const training = trainingConditions(codes).chances
  return conditionsByWeights(codes.segments, optionShares(codes)).chances.map((chance, column) =>
    training[column] > 0 ? chance / training[column] : 0,
  )
}
