// Tabular GAN: a generator and a discriminator that learn the rows of an encoded table.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { Average } from '../nn/average.ts'
import type { Pass } from '../nn/layer.ts'
import { type AdversarialLoss, adversarialLosses } from '../nn/losses.ts'
import type { Network, NetworkForward } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import { Judge, type Judgement, type Lesson, packed } from './judge.ts'
import { Meter } from './meter.ts'
import { buildDiscriminator, buildGenerator } from './mlp.ts'
import type { Draw, Layout, Losses, Mechanism, Model, ModelState, Streams } from './model.ts'
import type { Recipe } from './recipe.ts'
import { samplingWeights } from './sampler.ts'
import type { Weights } from './weights.ts'

type HostRelease = NonNullable<Mechanism['releaseOnHost']>

export class TabularGan implements Model {
  readonly #recipe: Recipe
  readonly #random: Random
  readonly #latent: Random
  readonly #loss: AdversarialLoss
  readonly #generator: Network
  readonly #discriminator: Network
  /** The moving average of the generator's weights; the generator itself where the recipe wants none. */
  readonly #averaged: Network
  readonly #average: Average | null
  readonly #generatorOptimiser: Adam
  readonly #discriminatorOptimiser: Adam
  readonly #meter: Meter
  readonly #pass: Pass
  readonly #judge: Judge

  /** Throws PackingError; throws NotPrivateError where the recipe asks for privacy and for what rules it out. */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    readonly layout: Layout,
    streams: Streams,
  ) {
    checkRecipe(recipe)
    this.#recipe = recipe
    this.#random = streams.noise
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
    this.#pass = {
      kernels,
      mode: 'train',
      uniform: (rows, columns) =>
        kernels.upload(this.#random.fillUniform(new Float32Array(rows * columns)), rows, columns),
    }
    this.#judge = new Judge(recipe, this.#discriminator, this.#pass)
  }

  get releaseLengths(): number[] {
    return this.#discriminator.parameters.map(({ value }) => value.rows * value.columns)
  }

  async step(draw: () => Draw, mechanism: Mechanism | null, updates = this.#recipe.discriminatorSteps): Promise<void> {
    if (mechanism?.releaseOnHost) return this.#stepByHost(draw, mechanism, mechanism.releaseOnHost, updates)
    for (let i = 1; i < updates; i++) {
      const update = this.kernels.scope(() => {
        const { gradients } = this.#judge.lesson(this.#generate().output, draw(), mechanism)
        return this.#discriminatorOptimiser.next(gradients)
      })
      this.#discriminatorOptimiser.commit(update)
    }
    // The last update of the discriminator and that of the generator share their generated rows: one pass less.
    const { discriminator, generator, average, meter } = this.kernels.scope(() => {
      const generated = this.#generate()
      const judged = this.#judge.lesson(generated.output, draw(), mechanism)
      const discriminator = this.#discriminatorOptimiser.next(judged.gradients)
      const learnt = this.#discriminator.substituted(discriminator, () => this.#learn(generated))
      const generator = this.#generatorOptimiser.next(learnt.gradients)
      const average = this.#average?.next(generator) ?? []
      return { discriminator, generator, average, meter: this.#meter.next(judged.loss, learnt.loss, judged.accuracy) }
    })
    this.#discriminatorOptimiser.commit(discriminator)
    this.#commitGenerator(generator, average, meter)
  }

  /** As `step`, with every clipped sum noised on the host. The generator then learns on rows of its own. */
  async #stepByHost(draw: () => Draw, mechanism: Mechanism, release: HostRelease, updates: number): Promise<void> {
    const { kernels } = this
    let judged = await this.#updateByHost(draw(), mechanism, release)
    for (let i = 1; i < updates; i++) {
      kernels.dispose([judged.loss, judged.accuracy])
      judged = await this.#updateByHost(draw(), mechanism, release)
    }
    const { generator, average, meter } = kernels.scope(() => {
      const learnt = this.#learn(this.#generate())
      const generator = this.#generatorOptimiser.next(learnt.gradients)
      const average = this.#average?.next(generator) ?? []
      return { generator, average, meter: this.#meter.next(judged.loss, learnt.loss, judged.accuracy) }
    })
    kernels.dispose([judged.loss, judged.accuracy])
    this.#commitGenerator(generator, average, meter)
  }

  async #updateByHost(draw: Draw, mechanism: Mechanism, release: HostRelease): Promise<Omit<Judgement, 'gradients'>> {
    const { kernels } = this
    const { gradients, loss, accuracy } = kernels.scope(() =>
      this.#judge.clippedSum(this.#generate().output, draw, mechanism),
    )
    const released = release(await kernels.read(gradients))
    const update = kernels.scope(() => {
      const sums = gradients.map(({ rows, columns }, i) => kernels.upload(released[i], rows, columns))
      return this.#discriminatorOptimiser.next(this.#judge.divided(sums, mechanism))
    })
    this.#discriminatorOptimiser.commit(update)
    kernels.dispose(gradients)
    return { loss, accuracy }
  }

  #commitGenerator(generator: readonly Tensor[], average: readonly Tensor[], meter: readonly Tensor[]): void {
    this.#generatorOptimiser.commit(generator)
    this.#average?.commit(average)
    this.#meter.commit(meter)
  }

  #generate(): NetworkForward {
    const { batch, latent } = this.#recipe
    const noise = this.#latent.fillNormal(new Float32Array(batch * latent))
    return this.#generator.forward(this.#pass, this.kernels.upload(noise, batch, latent))
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
    return samplingWeights(this.#averaged, this.#recipe)
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
    this.#generatorOptimiser.dispose()
    this.#discriminatorOptimiser.dispose()
    this.#generator.dispose()
    this.#discriminator.dispose()
    if (this.#average) this.#averaged.dispose()
    this.#meter.dispose()
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
