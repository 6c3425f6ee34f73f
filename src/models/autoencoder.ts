// AutoEncoder: rows to latent rows and back. Variational (Kingma and Welling 2014), or plain with its latent rows measured.
import type { Codes, Kernels, Tensor } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { Activation, relu } from '../nn/activation.ts'
import { Dense } from '../nn/dense.ts'
import { Latent } from '../nn/latent.ts'
import type { Layer, Pass } from '../nn/layer.ts'
import { Network } from '../nn/network.ts'
import { Adam } from '../nn/optimisers.ts'
import { type Attribution, AttributionSample, segmentSums } from './attribution.ts'
import { checkRecipe } from './check.ts'
import { Drawn } from './drawn.ts'
import { GeneratorTraining } from './generatortraining.ts'
import { HostRelease } from './hostrelease.ts'
import { latentDistribution } from './latentdistribution.ts'
import { Meter } from './meter.ts'
import type { Draw, Layout, Losses, Mechanism, Model, ModelState } from './model.ts'
import { type OnCompile, Programs } from './programs.ts'
import type { Recipe } from './recipe.ts'
import { prefixed, unprefixed } from './state.ts'
import type { Streams } from './streams.ts'
import type { Weights } from './weights.ts'

/** Real rows whose latent rows are measured, at most. */
const measuredRows = 8192

/** Keeps the logarithm of a chance finite. */
const leastChance = 1e-12

/**
 * Every field is a choice (numbers are bins), and the likelihood of a row is the product of the chances of its options, so
 * that a draw from the decoder is a row with the decoder's own uncertainty. Both networks see real rows: under privacy each
 * example's gradient is clipped over both together.
 */
export class AutoEncoder implements Model {
  readonly layout: Layout
  readonly #recipe: Recipe
  readonly #generator: GeneratorTraining
  readonly #encoder: Network
  readonly #encoderOptimiser: Adam
  /** Encoder, draw of a latent row, and decoder, as one. */
  readonly #whole: Network
  /** Null where nothing is drawn: a plain autoencoder. */
  readonly #latent: { readonly layer: Latent; readonly index: number } | null
  readonly #meter: Meter
  readonly #drawn: Drawn
  readonly #rows: number
  readonly #pass: Pass
  readonly #programs: Programs
  readonly #sample: AttributionSample
  readonly #decoder: readonly Layer[]
  readonly #host: HostRelease
  #mechanism: Mechanism | null = null
  #loss = 0

  /** Throws NotPrivateError for a plain autoencoder under privacy. */
  constructor(kernelsOf: Kernels, recipe: Recipe, codes: Codes, streams: Streams, onCompile?: OnCompile) {
    const variational = recipe.model === 'vae'
    checkRecipe(recipe)
    const { width, segments } = codes
    this.kernels = kernelsOf
    this.layout = { width, segments }
    this.#recipe = recipe
    this.#generator = new GeneratorTraining(kernelsOf, recipe, this.layout, streams.initial)
    const decoder = this.#generator.generator.body.layers.slice(variational ? 0 : 1)
    this.#decoder = decoder
    const encoder = encoderLayers(kernelsOf, recipe, width, streams.initial)
    this.#encoder = new Network(kernelsOf, encoder)
    // Adjoints are those of a mean over the batch, except where each example's gradient must stand for itself.
    const weight = recipe.klWeight * (recipe.privacy ? 1 : 1 / recipe.batch)
    const normal = (kernels: Kernels, rows: number, columns: number) =>
      kernels.random('normal', rows, columns, streams.latent)
    this.#latent = variational
      ? { layer: new Latent('encoder.latent', recipe.latent, { normal, weight }), index: encoder.length }
      : null
    this.#whole = new Network(kernelsOf, [...encoder, ...(this.#latent ? [this.#latent.layer] : []), ...decoder])
    const { beta1, beta2, weightDecay, discriminatorRate: learningRate } = recipe
    const settings = { learningRate, beta1, beta2, epsilon: 1e-8, weightDecay }
    this.#encoderOptimiser = new Adam(kernelsOf, this.#encoder.parameters, settings)
    this.#meter = new Meter(kernelsOf)
    this.#drawn = new Drawn(kernelsOf, codes)
    this.#rows = codes.rows
    this.#pass = {
      kernels: kernelsOf,
      mode: 'train',
      uniform: (rows, columns) => kernelsOf.random('uniform', rows, columns, streams.noise),
    }
    this.#programs = new Programs(kernelsOf, onCompile)
    this.#sample = new AttributionSample(recipe.seed, codes.rows)
    this.#host = new HostRelease(kernelsOf)
  }

  readonly kernels: Kernels

  get releaseLengths(): number[] {
    return this.#whole.parameters.map(({ value }) => value.rows * value.columns)
  }

  async step(draw: () => Draw, mechanism: Mechanism | null, updates = 1): Promise<void> {
    if (mechanism !== this.#mechanism) this.#programs.dispose()
    this.#mechanism = mechanism
    for (let i = 0; i < updates; i++) {
      this.#drawn.set(draw())
      const { shape } = this.#drawn
      if (!mechanism) await this.#programs.run(`step on ${shape} rows`, () => this.#learnPlainly())
      else if (!mechanism.releaseOnHost)
        await this.#programs.run(`step on ${shape} rows`, () => this.#learnPrivately(mechanism))
      else await this.#learnByHost(mechanism, mechanism.releaseOnHost)
      this.#meter.count()
    }
  }

  #learnPlainly(): void {
    const { kernels } = this
    const { input, output, caches } = this.#forward(0)
    const { rows, derivatives } = this.#reconstruction(input, output)
    // Where privacy is set, and this is but a trial of its speed, adjoints are those of single examples.
    const share = this.#recipe.privacy ? 1 : 1 / input.rows
    const { parts } = this.#whole.backward(this.#pass, caches, kernels.affine(derivatives, share, 0))
    this.#follow(this.#whole.gradients(parts))
    this.#meter.add({ generator: this.#meanLoss(rows, caches, input.rows) })
  }

  #learnPrivately(mechanism: Mechanism): void {
    const { loss, gradients } = this.#clippedSum(mechanism)
    const released = mechanism.release(this.kernels, gradients)
    this.#follow(released.map((sum) => this.kernels.affine(sum, 1 / mechanism.divisor, 0)))
    this.#meter.add({ generator: loss })
  }

  async #learnByHost(mechanism: Mechanism, release: NonNullable<Mechanism['releaseOnHost']>): Promise<void> {
    const { loss, gradients } = await this.#programs.run(`clipped sum of ${this.#drawn.shape} rows`, () =>
      this.#clippedSum(mechanism),
    )
    ;[this.#loss] = await this.#host.take(mechanism, release, gradients, [loss])
    await this.#programs.run('update from the released sum', () => {
      this.#follow(this.#host.gradients(this.#whole.parameters))
      this.#meter.add({ generator: this.kernels.feed(1, 1, (into) => into.fill(this.#loss)) })
    })
  }

  /** In a body: the sum over all chunks of the draw, and its loss [1, 1], over the expected number of rows. */
  #clippedSum(mechanism: Mechanism): { readonly loss: Tensor; readonly gradients: readonly Tensor[] } {
    const { kernels } = this
    const chunks = Array.from({ length: this.#drawn.chunks }, (_, chunk) => {
      const { input, output, caches } = this.#forward(chunk)
      const mask = this.#drawn.mask(chunk, 0)
      const groups = this.#drawn.microbatches(chunk, 0, mechanism.microbatches)
      const { rows, derivatives } = this.#reconstruction(input, output)
      const { parts } = this.#whole.backward(this.#pass, caches, derivatives)
      // A real row that is not finite counts nothing, in the gradient and in the loss, so that it cannot end the run.
      const counted = kernels.unary('finite', kernels.multiply(this.#losses(rows, caches), mask))
      return {
        loss: kernels.affine(kernels.sumRows(counted), 1 / this.#recipe.batch, 0),
        gradients: mechanism.clippedSum(this.#whole, parts, mask, groups),
      }
    })
    return chunks.reduce((sum, chunk) => ({
      loss: kernels.add(sum.loss, chunk.loss),
      gradients: sum.gradients.map((gradient, i) => kernels.add(gradient, chunk.gradients[i])),
    }))
  }

  #forward(chunk: number) {
    const input = this.#drawn.rows(chunk)
    return { input, ...this.#whole.forward(this.#pass, input) }
  }

  /** −log of the chance of each row's options, [rows, 1], and its derivative by the logits, softmax − row. */
  #reconstruction(input: Tensor, logits: Tensor): { readonly rows: Tensor; readonly derivatives: Tensor } {
    const { kernels } = this
    const chances = kernels.segmentActivation(logits, this.layout.segments, 1)
    return {
      rows: kernels.sumColumns(this.#surprise(input, chances)),
      derivatives: kernels.subtract(chances, input),
    }
  }

  /** [rows, width]: −log of the chance of each option that a row has. */
  #surprise(input: Tensor, chances: Tensor): Tensor {
    const { kernels } = this
    const logs = kernels.unary('log', kernels.affine(chances, 1, leastChance))
    return kernels.affine(kernels.multiply(input, logs), -1, 0)
  }

  /** [rows, 1]: with the divergence of each row's latent distribution. */
  #losses(rows: Tensor, caches: readonly unknown[]): Tensor {
    if (!this.#latent) return rows
    const { layer, index } = this.#latent
    const divergence = layer.divergence(this.kernels, caches[index])
    return this.kernels.add(rows, this.kernels.affine(divergence, this.#recipe.klWeight, 0))
  }

  #meanLoss(rows: Tensor, caches: readonly unknown[], count: number): Tensor {
    return this.kernels.affine(this.kernels.sumRows(this.#losses(rows, caches)), 1 / count, 0)
  }

  /** In a body: a step of both networks along gradients of all their parameters. */
  #follow(gradients: readonly Tensor[]): void {
    const { kernels } = this
    const encoder = this.#encoder.parameters.length
    const all = this.#generator.generator.body.parameters
    const trained = this.#whole.parameters.length - encoder
    // What a plain autoencoder's decoder begins with is measured, not trained.
    const still = all
      .slice(0, all.length - trained)
      .map(({ value: { rows, columns } }) => kernels.fill(rows, columns, 0))
    this.#encoderOptimiser.next(gradients.slice(0, encoder))
    this.#generator.follow([...still, ...gradients.slice(encoder)])
  }

  losses(): Promise<Losses> {
    return this.#meter.read()
  }

  async attribution(): Promise<Attribution> {
    const { kernels, layout } = this
    const guarded = this.#recipe.privacy !== null
    this.#sample.restart()
    this.#drawn.set({ chunks: [{ indices: this.#sample.indices }] })
    const columns = await this.#programs.run('attribution', () => {
      const pass = this.#sample.pass(kernels, 'train')
      const made = () =>
        this.#generator.generator.generate(pass, this.#sample.latent(kernels, this.#recipe.latent)).rows
      const rows = guarded ? made() : this.#drawn.rows(0)
      const encoded = this.#encoder.forward(pass, rows).output
      // The mean of each row's latent distribution: nothing is drawn.
      let output = kernels.sliceColumns(encoded, 0, this.#recipe.latent)
      for (const layer of this.#decoder) output = layer.forward(pass, output).output
      const surprise = this.#surprise(rows, kernels.segmentActivation(output, layout.segments, 1))
      return kernels.affine(kernels.sumRows(surprise), 1 / rows.rows, 0)
    })
    const [values] = await kernels.read([columns])
    return { kind: guarded ? 'cycle' : 'reconstruction', segments: segmentSums(values, layout.segments) }
  }

  async weights(): Promise<Weights> {
    if (this.#latent) return this.#generator.weights()
    const { factor, mean } = latentDistribution(await this.#latentRows(), this.#recipe.latent)
    this.#generator.put({ 'generator.latent.weights': factor, 'generator.latent.bias': mean })
    return this.#generator.weights()
  }

  /** Of so many real rows, evenly spread over the table: [rows, latent]. */
  async #latentRows(): Promise<Float32Array> {
    const rows = Math.min(this.#rows, measuredRows)
    this.#drawn.set({
      chunks: [{ indices: Int32Array.from({ length: rows }, (_, i) => Math.floor((i * this.#rows) / rows)) }],
    })
    const latent = await this.#programs.run(
      `latent rows of ${this.#drawn.shape} rows`,
      () => this.#encoder.forward(this.#pass, this.#drawn.rows(0)).output,
    )
    return (await this.kernels.read([latent]))[0]
  }

  async state(): Promise<ModelState> {
    const [generator, encoder, optimiser] = await Promise.all([
      this.#generator.state(),
      this.#encoder.save(),
      this.#encoderOptimiser.state(),
    ])
    return {
      values: { ...generator.values, ...encoder, ...prefixed('optimiser.', optimiser.values) },
      counts: { ...generator.counts, encoder: optimiser.step },
    }
  }

  restore(state: ModelState): void {
    const { values, counts } = state
    this.#generator.restore(state)
    this.#encoder.restore(values)
    this.#encoderOptimiser.restore({ step: counts.encoder, values: unprefixed('optimiser.', values) })
  }

  dispose(): void {
    this.#programs.dispose()
    this.#generator.dispose()
    this.#encoderOptimiser.dispose()
    this.#encoder.dispose()
    this.#meter.dispose()
    this.#drawn.dispose()
  }
}

/** row → [dense, ReLU] for each width → means and logarithms of variances, or a latent row. */
function encoderLayers(kernels: Kernels, recipe: Recipe, inputs: number, random: Random): Layer[] {
  const layers: Layer[] = []
  let width = inputs
  recipe.discriminatorWidths.forEach((next, i) => {
    layers.push(new Dense(kernels, `encoder.dense${i + 1}`, width, next, random, 'he'))
    layers.push(new Activation(`encoder.relu${i + 1}`, next, relu))
    width = next
  })
  const outputs = recipe.model === 'vae' ? 2 * recipe.latent : recipe.latent
  layers.push(new Dense(kernels, 'encoder.output', width, outputs, random, 'glorot'))
  return layers
}
