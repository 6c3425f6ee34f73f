// Tabular GAN: a generator and a discriminator that learn the rows of an encoded table.
import type { Codes, Kernels, Tensor } from '../engine/kernels.ts'
import type { CounterStream } from '../math/threefry.ts'
import type { Pass } from '../nn/layer.ts'
import { type AdversarialLoss, adversarialLosses } from '../nn/losses.ts'
import type { Network } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { type Attribution, AttributionSample, expectedGradients, segmentSums, sensitivity } from './attribution.ts'
import { Drawn } from './drawn.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import type { Generated } from './generator.ts'
import { GeneratorTraining } from './generatortraining.ts'
import { HostRelease } from './hostrelease.ts'
import { Judge, packed } from './judge.ts'
import { Meter } from './meter.ts'
import { buildDiscriminator } from './mlp.ts'
import type { Draw, Layout, Losses, Mechanism, Model, ModelState } from './model.ts'
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
  readonly #host: HostRelease
  readonly #programs: Programs
  readonly #sample: AttributionSample
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
    const layout = { width: codes.width, segments: codes.segments }
    this.layout = layout
    this.#recipe = recipe
    this.#latent = streams.latent
    this.#loss = adversarialLosses[recipe.loss]
    this.#generator = new GeneratorTraining(kernels, recipe, layout, streams.initial)
    this.#discriminator = buildDiscriminator(kernels, recipe, layout, streams.initial)
    const { beta1, beta2, weightDecay, discriminatorRate: learningRate } = recipe
    const bound = recipe.loss === 'wgan-clip' ? recipe.weightBound : undefined
    const settings = { learningRate, beta1, beta2, epsilon: 1e-8, weightDecay, bound }
    this.#discriminatorOptimiser = new Adam(kernels, this.#discriminator.parameters, settings)
    this.#pairs = recipe.pairWeight > 0 ? new PairFit(kernels, layout.segments, countPairs(codes)) : null
    this.#meter = new Meter(kernels)
    this.#drawn = new Drawn(kernels, codes)
    this.#pass = {
      kernels,
      mode: 'train',
      uniform: (rows, columns) => kernels.random('uniform', rows, columns, streams.noise),
    }
    this.#judge = new Judge(recipe, this.#discriminator, this.#pass, this.#drawn)
    this.#host = new HostRelease(kernels)
    this.#programs = new Programs(kernels, onCompile)
    this.#sample = new AttributionSample(recipe.seed, codes.rows, recipe.packing)
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
        const { gradients } = this.#judge.lesson(this.#generate().rows, mechanism)
        this.#discriminatorOptimiser.next(gradients)
      })
    }
    // The last update of the discriminator and that of the generator share their generated rows: one pass less.
    this.#drawn.set(draw())
    await this.#programs.run(`update of both on ${this.#drawn.shape} rows`, () => {
      const generated = this.#generate()
      const judged = this.#judge.lesson(generated.rows, mechanism)
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
    return this.#generator.generator.generate(this.#pass, rows)
  }

  /** In a body: the generator's step on rows that it has generated, and that of its average; its loss [1, 1]. */
  #updateGenerator(generated: Generated): Tensor {
    const { kernels } = this
    const { generator } = this.#generator
    const judged = this.#judged(generated)
    const adjoint = generator.throughHead(this.#pass, generated, judged.adjoint)
    const pairs = this.#pairs?.lesson(generated.logits)
    const weight = this.#recipe.pairWeight
    const whole = pairs ? kernels.add(adjoint, kernels.affine(pairs.derivatives, weight, 0)) : adjoint
    this.#generator.learn(generator.backward(this.#pass, generated, whole))
    return pairs ? kernels.add(judged.loss, kernels.affine(pairs.value, weight, 0)) : judged.loss
  }

  /** What the discriminator says of generated rows: the generator's loss [1, 1], and its derivative by the rows. */
  #judged({ rows: generated }: Generated): { readonly loss: Tensor; readonly adjoint: Tensor } {
    const { kernels } = this
    const fake = packed(kernels, generated, this.#recipe.packing)
    const { output, caches } = this.#discriminator.forward(this.#pass, fake)
    const { rows, derivatives } = this.#loss.generator(kernels, output)
    const adjoint = this.#discriminator
      .backward(this.#pass, caches, kernels.affine(derivatives, 1 / fake.rows, 0))
      .input()
    return {
      loss: kernels.affine(kernels.sumRows(rows), 1 / fake.rows, 0),
      adjoint: kernels.reshape(adjoint, generated.rows, this.layout.width),
    }
  }

  losses(): Promise<Losses> {
    return this.#meter.read()
  }

  async attribution(): Promise<Attribution> {
    const { kernels, layout } = this
    const guarded = this.#recipe.privacy !== null
    this.#sample.restart()
    this.#drawn.set({ chunks: [{ indices: this.#sample.indices }] })
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
    const { rows: generated } = this.#generator.generator.generate(pass, this.#sample.latent(kernels, latent))
    const judging = this.#sample.pass(kernels, 'apply')
    if (guarded) return sensitivity(judging, this.#discriminator, generated, layout.segments)
    const [from, to] = [generated, this.#drawn.rows(0)].map((rows) => packed(kernels, rows, packing))
    const gradients = expectedGradients(judging, this.#discriminator, from, to)
    return kernels.sumRows(kernels.reshape(gradients, packing, layout.width))
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

function checkRecipe(recipe: Recipe): void {
  if (recipe.batch % recipe.packing !== 0) throw new PackingError(recipe.batch, recipe.packing)
  if (!recipe.privacy) return
  if (recipe.packing > 1) {
    throw new NotPrivateError(
      'Packing',
      'the discriminator judges several rows together, so that one row moves the gradient of its whole pack.',
      'Set packing to 1.',
    )
  }
  if (recipe.pairWeight > 0) {
    throw new NotPrivateError(
      'Exact tables of pairs',
      'they count the real rows as they are.',
      'Set pairWeight to 0, or choose the model "marginals", whose tables are paid for.',
    )
  }
  if (recipe.loss === 'wgan-gp') {
    throw new NotPrivateError(
      'The gradient penalty',
      'its second-order gradient is not clipped example by example.',
      'Set loss to bce.',
    )
  }
}
