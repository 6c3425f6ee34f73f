// Tabular GAN: a generator and a discriminator that learn the rows of an encoded table.
import type { Codes, Kernels, Tensor } from '../engine/kernels.ts'
import type { CounterStream } from '../math/threefry.ts'
import { Average } from '../nn/average.ts'
import type { Pass } from '../nn/layer.ts'
import { type AdversarialLoss, adversarialLosses } from '../nn/losses.ts'
import type { Network, NetworkForward } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { Drawn } from './drawn.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import { Judge, type Lesson, packed } from './judge.ts'
import { Meter } from './meter.ts'
import { buildDiscriminator, buildGenerator } from './mlp.ts'
import type { Draw, Layout, Losses, Mechanism, Model, ModelState } from './model.ts'
import { type OnCompile, Programs } from './programs.ts'
import type { Recipe } from './recipe.ts'
import { SamplingWeights } from './sampler.ts'
import type { Streams } from './streams.ts'
import type { Weights } from './weights.ts'

/** What the last update that went by the host left for the programs after it. */
interface HostUpdate {
  readonly loss: number
  readonly accuracy: number
  /** The released sums, divided. */
  readonly gradients: readonly Float32Array[]
}

type HostRelease = NonNullable<Mechanism['releaseOnHost']>

export class TabularGan implements Model {
  readonly layout: Layout
  readonly #recipe: Recipe
  readonly #latent: CounterStream
  readonly #loss: AdversarialLoss
  readonly #generator: Network
  readonly #discriminator: Network
  /** The moving average of the generator's weights; the generator itself where the recipe wants none. */
  readonly #averaged: Network
  readonly #average: Average | null
  readonly #generatorOptimiser: Adam
  readonly #discriminatorOptimiser: Adam
  readonly #meter: Meter
  readonly #drawn: Drawn
  readonly #pass: Pass
  readonly #judge: Judge
  readonly #programs: Programs
  readonly #weights: SamplingWeights
  /** What the programs are recorded with. */
  #mechanism: Mechanism | null = null
  #host: HostUpdate = { loss: 0, accuracy: 0, gradients: [] }

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
    this.#generator = buildGenerator(kernels, recipe, layout, streams.initial)
    this.#discriminator = buildDiscriminator(kernels, recipe, layout, streams.initial)
    this.#averaged = recipe.averaging > 0 ? buildGenerator(kernels, recipe, layout, streams.initial) : this.#generator
    this.#average = recipe.averaging > 0 ? new Average(kernels, this.#averaged.parameters, recipe.averaging) : null
    const { beta1, beta2, weightDecay } = recipe
    const adam = (network: Network, learningRate: number) =>
      new Adam(kernels, network.parameters, { learningRate, beta1, beta2, epsilon: 1e-8, weightDecay })
    this.#generatorOptimiser = adam(this.#generator, recipe.generatorRate)
    this.#discriminatorOptimiser = adam(this.#discriminator, recipe.discriminatorRate)
    this.#meter = new Meter(kernels)
    this.#drawn = new Drawn(kernels, codes)
    this.#pass = {
      kernels,
      mode: 'train',
      uniform: (rows, columns) => kernels.random('uniform', rows, columns, streams.noise),
    }
    this.#judge = new Judge(recipe, this.#discriminator, this.#pass, this.#drawn)
    this.#programs = new Programs(kernels, onCompile)
    this.#weights = new SamplingWeights(this.#averaged, recipe)
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
        const { gradients } = this.#judge.lesson(this.#generate().output, mechanism)
        this.#discriminatorOptimiser.next(gradients)
      })
    }
    // The last update of the discriminator and that of the generator share their generated rows: one pass less.
    this.#drawn.set(draw())
    await this.#programs.run(`update of both on ${this.#drawn.shape} rows`, () => {
      const generated = this.#generate()
      const judged = this.#judge.lesson(generated.output, mechanism)
      const discriminator = this.#discriminatorOptimiser.next(judged.gradients)
      const loss = this.#discriminator.substituted(discriminator, () => this.#updateGenerator(generated))
      this.#meter.add(judged.loss, loss, judged.accuracy)
    })
  }

  /** As `step`, with every clipped sum noised on the host. The generator then learns on rows of its own. */
  async #stepByHost(draw: () => Draw, mechanism: Mechanism, release: HostRelease, updates: number): Promise<void> {
    for (let i = 0; i < updates; i++) await this.#updateByHost(draw(), mechanism, release)
    await this.#programs.run('update of the generator', () => {
      const loss = this.#updateGenerator(this.#generate())
      this.#meter.add(this.#fed('loss'), loss, this.#fed('accuracy'))
    })
  }

  async #updateByHost(draw: Draw, mechanism: Mechanism, release: HostRelease): Promise<void> {
    this.#drawn.set(draw)
    const { loss, accuracy, gradients } = await this.#programs.run(`clipped sum of ${this.#drawn.shape} rows`, () =>
      this.#judge.clippedSum(this.#generate().output, mechanism),
    )
    const [[lossValue], [accuracyValue], ...sums] = await this.kernels.read([loss, accuracy, ...gradients])
    const { divisor } = mechanism
    const released = release(sums).map((sum) => sum.map((value) => value / divisor))
    this.#host = { loss: lossValue, accuracy: accuracyValue, gradients: released }
    await this.#programs.run('update from the released sum', () => {
      const fed = this.#discriminator.parameters.map(({ value: { rows, columns } }, i) =>
        this.kernels.feed(rows, columns, (into) => into.set(this.#host.gradients[i])),
      )
      this.#discriminatorOptimiser.next(fed)
    })
  }

  /** In a body: a figure of the last update that went by the host, [1, 1]. */
  #fed(figure: 'loss' | 'accuracy'): Tensor {
    return this.kernels.feed(1, 1, (into) => into.fill(this.#host[figure]))
  }

  #generate(): NetworkForward {
    const { batch, latent } = this.#recipe
    return this.#generator.forward(this.#pass, this.kernels.random('normal', batch, latent, this.#latent))
  }

  /** In a body: the generator's step, and that of its average; its loss [1, 1]. */
  #updateGenerator(generated: NetworkForward): Tensor {
    const { loss, gradients } = this.#learn(generated)
    const values = this.#generatorOptimiser.next(gradients)
    this.#average?.next(values)
    return loss
  }

  /** The generator's gradients, through the discriminator, for rows that it has generated. */
  #learn(generated: NetworkForward): Lesson {
    const { kernels } = this
    const fake = packed(kernels, generated.output, this.#recipe.packing)
    const { output, caches } = this.#discriminator.forward(this.#pass, fake)
    const { rows, derivatives } = this.#loss.generator(kernels, output)
    const adjoint = this.#discriminator
      .backward(this.#pass, caches, kernels.affine(derivatives, 1 / fake.rows, 0))
      .input()
    const unpacked = kernels.reshape(adjoint, generated.output.rows, this.layout.width)
    const { parts } = this.#generator.backward(this.#pass, generated.caches, unpacked)
    return {
      loss: kernels.affine(kernels.sumRows(rows), 1 / fake.rows, 0),
      gradients: this.#generator.gradients(parts),
    }
  }

  losses(): Promise<Losses> {
    return this.#meter.read()
  }

  weights(): Promise<Weights> {
    return this.#weights.read()
  }

  async state(): Promise<ModelState> {
    const averaged = this.#average ? await this.#averaged.save() : {}
    const [generator, discriminator, generatorOptimiser, discriminatorOptimiser, average] = await Promise.all([
      this.#generator.save(),
      this.#discriminator.save(),
      this.#generatorOptimiser.state(),
      this.#discriminatorOptimiser.state(),
      this.#average?.state() ?? null,
    ])
    const values = {
      ...prefixed('', generator),
      ...prefixed('', discriminator),
      ...prefixed('optimiser.', generatorOptimiser.values),
      ...prefixed('optimiser.', discriminatorOptimiser.values),
      ...prefixed('average.', averaged),
    }
    const counts = {
      generator: generatorOptimiser.step,
      discriminator: discriminatorOptimiser.step,
      average: average?.step ?? 0,
    }
    return { values, counts }
  }

  restore({ values, counts }: ModelState): void {
    this.#generator.restore(values)
    this.#discriminator.restore(values)
    const optimiser = unprefixed('optimiser.', values)
    this.#generatorOptimiser.restore({ step: counts.generator, values: optimiser })
    this.#discriminatorOptimiser.restore({ step: counts.discriminator, values: optimiser })
    const averaged = unprefixed('average.', values)
    if (!this.#average) return
    this.#averaged.restore(averaged)
    this.#average.restore({ step: counts.average, values: averaged })
  }

  dispose(): void {
    this.#programs.dispose()
    this.#weights.dispose()
    this.#generatorOptimiser.dispose()
    this.#discriminatorOptimiser.dispose()
    this.#generator.dispose()
    this.#discriminator.dispose()
    if (this.#average) this.#averaged.dispose()
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
  if (recipe.loss === 'wgan-gp') {
    throw new NotPrivateError(
      'The gradient penalty',
      'its second-order gradient is not clipped example by example.',
      'Set loss to bce.',
    )
  }
}

const prefixed = (prefix: string, values: Readonly<Record<string, Float32Array>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))

const unprefixed = (prefix: string, values: Readonly<Record<string, Float32Array>>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
