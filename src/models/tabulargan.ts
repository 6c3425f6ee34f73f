// Tabular GAN: a generator and a discriminator that learn the rows of an encoded table.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { Average } from '../nn/average.ts'
import { gradientPenalty } from '../nn/gradientpenalty.ts'
import type { Pass } from '../nn/layer.ts'
import { type AdversarialLoss, adversarialLosses } from '../nn/losses.ts'
import type { Network, NetworkForward } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { NotPrivateError, PackingError } from './errors.ts'
import { Meter } from './meter.ts'
import { buildDiscriminator, buildGenerator } from './mlp.ts'
import type { Chunk, Draw, Layout, Losses, Mechanism, Model, ModelState, Streams } from './model.ts'
import type { Recipe } from './recipe.ts'
import { samplingWeights } from './sampler.ts'
import type { Weights } from './weights.ts'

/** Gradients of a network and the loss that they belong to. */
interface Lesson {
  readonly loss: Tensor
  readonly gradients: readonly Tensor[]
}

/** A lesson of the discriminator. */
interface Judgement extends Lesson {
  /** [1, 1]: share of generated rows or packs taken for generated. */
  readonly accuracy: Tensor
}

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
  }

  get releaseLengths(): number[] {
    return this.#discriminator.parameters.map(({ value }) => value.rows * value.columns)
  }

  async step(draw: () => Draw, mechanism: Mechanism | null, updates = this.#recipe.discriminatorSteps): Promise<void> {
    if (mechanism?.releaseOnHost) return this.#stepByHost(draw, mechanism, mechanism.releaseOnHost, updates)
    for (let i = 1; i < updates; i++) {
      const update = this.kernels.scope(() => {
        const { gradients } = this.#judge(this.#generate().output, draw(), mechanism)
        return this.#discriminatorOptimiser.next(gradients)
      })
      this.#discriminatorOptimiser.commit(update)
    }
    // The last update of the discriminator and that of the generator share their generated rows: one pass less.
    const { discriminator, generator, average, meter } = this.kernels.scope(() => {
      const generated = this.#generate()
      const judged = this.#judge(generated.output, draw(), mechanism)
      const discriminator = this.#discriminatorOptimiser.next(judged.gradients)
      const learnt = this.#discriminator.substituted(discriminator, () => this.#learn(generated))
      const generator = this.#generatorOptimiser.next(learnt.gradients)
      const average = this.#average?.next(generator) ?? []
      return { discriminator, generator, average, meter: this.#meter.next(judged.loss, learnt.loss, judged.accuracy) }
    })
    this.#discriminatorOptimiser.commit(discriminator)
    this.#commitGenerator(generator, average, meter)
  }

  /** As `step`, with every clipped sum read and noised on the host. The generator then learns on rows of its own. */
  async #stepByHost(
    draw: () => Draw,
    mechanism: Mechanism,
    release: (sum: readonly Float32Array[]) => Float32Array[],
    updates: number,
  ): Promise<void> {
    const { kernels } = this
    let last: Judgement | null = null
    for (let i = 0; i < updates; i++) {
      if (last) kernels.dispose([last.loss, last.accuracy])
      const clipped = kernels.scope(() => this.#clippedSum(this.#generate().output, draw(), mechanism))
      last = clipped
      const noised = release(await kernels.read(clipped.gradients))
      const update = kernels.scope(() => {
        const sums = clipped.gradients.map(({ rows, columns }, p) => kernels.upload(noised[p], rows, columns))
        return this.#discriminatorOptimiser.next(this.#divided(sums, mechanism))
      })
      this.#discriminatorOptimiser.commit(update)
      kernels.dispose(clipped.gradients)
    }
    const judged = last
    if (!judged) return
    const { generator, average, meter } = kernels.scope(() => {
      const learnt = this.#learn(this.#generate())
      const generator = this.#generatorOptimiser.next(learnt.gradients)
      const average = this.#average?.next(generator) ?? []
      return { generator, average, meter: this.#meter.next(judged.loss, learnt.loss, judged.accuracy) }
    })
    kernels.dispose([judged.loss, judged.accuracy])
    this.#commitGenerator(generator, average, meter)
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

  #judge(generated: Tensor, draw: Draw, mechanism: Mechanism | null): Judgement {
    return mechanism ? this.#judgePrivately(generated, draw, mechanism) : this.#judgePlainly(generated, draw.chunks[0])
  }

  /** Mean over real plus mean over generated packs, and the gradient penalty where the loss wants one. */
  #judgePlainly(generated: Tensor, chunk: Chunk): Judgement {
    const { kernels } = this
    const fake = this.#packed(generated)
    const real = this.#packed(this.#upload(chunk))
    const { output, caches } = this.#discriminator.forward(this.#pass, kernels.concatRows([real, fake]))
    const { rows, derivatives } = this.#loss.discriminator(kernels, output, this.#labels(real.rows, fake.rows))
    const adjoint = kernels.affine(derivatives, 1 / real.rows, 0)
    const { parts } = this.#discriminator.backward(this.#pass, caches, adjoint)
    const gradients = this.#discriminator.gradients(parts)
    const loss = kernels.affine(kernels.sumRows(rows), 1 / real.rows, 0)
    const accuracy = accuracyOnGenerated(kernels, output, fake.rows)
    if (this.#recipe.loss !== 'wgan-gp') return { loss, gradients, accuracy }
    const penalty = gradientPenalty(
      this.#pass,
      this.#discriminator,
      this.#between(real, fake),
      this.#recipe.gradientPenalty,
    )
    return {
      loss: kernels.add(loss, penalty.value),
      gradients: gradients.map((gradient, i) => kernels.add(gradient, penalty.gradients[i])),
      accuracy,
    }
  }

  #judgePrivately(generated: Tensor, draw: Draw, mechanism: Mechanism): Judgement {
    const clipped = this.#clippedSum(generated, draw, mechanism)
    return { ...clipped, gradients: this.#divided(mechanism.release(this.kernels, clipped.gradients), mechanism) }
  }

  #divided(sums: readonly Tensor[], { divisor }: Mechanism): Tensor[] {
    return sums.map((sum) => this.kernels.affine(sum, 1 / divisor, 0))
  }

  /**
   * Real and generated rows in one clipped sum, to get one draw of noise (Abadi et al. 2016; Bie et al. 2023): generated
   * rows do not depend on any one real row, so that they add nothing to the sensitivity.
   */
  #clippedSum(generated: Tensor, draw: Draw, mechanism: Mechanism): Judgement {
    const { kernels } = this
    const [first, ...more] = draw.chunks.map((chunk, i) =>
      this.#clippedChunk(chunk, i === 0 ? generated : null, mechanism),
    )
    return more.reduce(
      (sum, chunk) => ({
        loss: kernels.add(sum.loss, chunk.loss),
        gradients: sum.gradients.map((gradient, i) => kernels.add(gradient, chunk.gradients[i])),
        accuracy: sum.accuracy,
      }),
      first,
    )
  }

  #clippedChunk(chunk: Chunk, generated: Tensor | null, mechanism: Mechanism): Judgement {
    const { kernels } = this
    const real = this.#upload(chunk)
    const count = generated?.rows ?? 0
    const input = generated ? kernels.concatRows([real, generated]) : real
    const weights = new Float32Array(input.rows).fill(1)
    if (chunk.mask) weights.set(chunk.mask)
    const mask = kernels.upload(weights, weights.length, 1)
    const { output, caches } = this.#discriminator.forward(this.#pass, input)
    const { rows, derivatives } = this.#loss.discriminator(kernels, output, this.#labels(real.rows, count))
    const { parts } = this.#discriminator.backward(this.#pass, caches, derivatives)
    // A real row that is not finite counts nothing, in the gradient and in the loss, so that it cannot end the run.
    const losses = kernels.unary('finite', kernels.multiply(rows, mask))
    return {
      loss: kernels.affine(kernels.sumRows(losses), 1 / this.#recipe.batch, 0),
      gradients: mechanism.clippedSum(this.#discriminator, parts, mask, this.#microbatches(chunk, count, mechanism)),
      accuracy: accuracyOnGenerated(kernels, output, count),
    }
  }

  /** Generated rows, which depend on no real row, are dealt out to the microbatches in turn. */
  #microbatches({ groups }: Chunk, generated: number, { microbatches }: Mechanism): number[] | undefined {
    if (!groups || microbatches === null) return undefined
    return [...Array.from(groups), ...Array.from({ length: generated }, (_, row) => row % microbatches)]
  }

  /** The generator's gradients, through the discriminator, for rows that it has generated. */
  #learn(generated: NetworkForward): Lesson {
    const { kernels } = this
    const fake = this.#packed(generated.output)
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

  #upload({ values }: Chunk): Tensor {
    return this.kernels.upload(values, values.length / this.layout.width, this.layout.width)
  }

  #packed(rows: Tensor): Tensor {
    const { packing } = this.#recipe
    return packing === 1 ? rows : this.kernels.reshape(rows, rows.rows / packing, rows.columns * packing)
  }

  #labels(real: number, fake: number): Tensor {
    const labels = new Float32Array(real + fake).fill(1, 0, real)
    return this.kernels.upload(labels, labels.length, 1)
  }

  /** Points on the lines between real and generated packs, at uniform places (Gulrajani et al. 2017). */
  #between(real: Tensor, fake: Tensor): Tensor {
    const { kernels } = this
    const place = this.#pass.uniform(real.rows, 1)
    return kernels.add(fake, kernels.multiply(kernels.subtract(real, fake), place))
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

/** Share of the last `generated` logits that say "generated": [1, 1]. */
function accuracyOnGenerated(kernels: Kernels, logits: Tensor, generated: number): Tensor {
  if (generated === 0) return kernels.fill(1, 1, 0)
  const negated = kernels.affine(kernels.sliceRows(logits, logits.rows - generated, generated), -1, 0)
  return kernels.affine(kernels.sumRows(kernels.unary('step', negated)), 1 / generated, 0)
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
