// GeneratorTraining: a generator with its optimiser and the moving average of its weights, whatever it is trained by.
import type { Codes, Kernels, Tensor } from '../engine/kernels.ts'
import { createRandom, type Random } from '../math/random.ts'
import { Average } from '../nn/average.ts'
import type { GradientPart } from '../nn/layer.ts'
import { Adam } from '../nn/optimisers.ts'
import { Generator } from './generator.ts'
import type { Layout, ModelState } from './model.ts'
import type { Recipe } from './recipe.ts'
import { SamplingWeights } from './sampler.ts'
import { prefixed, unprefixed } from './state.ts'
import type { Weights } from './weights.ts'

export class GeneratorTraining {
  readonly generator: Generator
  readonly #kernels: Kernels
  /** The generator itself where the recipe wants no average. */
  readonly #averaged: Generator
  readonly #average: Average | null
  readonly #optimiser: Adam
  readonly #weights: SamplingWeights

  /** `codes`: the rows that it learns, of a generator that is told conditions. */
  constructor(kernels: Kernels, recipe: Recipe, layout: Layout, random: Random, codes: Codes | null = null) {
    this.#kernels = kernels
    const { beta1, beta2, weightDecay, averaging, generatorRate: learningRate } = recipe
    const settings = { learningRate, beta1, beta2, epsilon: 1e-8, weightDecay }
    this.generator = new Generator(kernels, recipe, layout, random)
    // A stream of its own, so that whether there is an average changes nothing of what else is drawn.
    const apart = createRandom(recipe.seed, 'average')
    this.#averaged = averaging > 0 ? new Generator(kernels, recipe, layout, apart) : this.generator
    this.#average = averaging > 0 ? new Average(kernels, this.#averaged.body.parameters, averaging) : null
    this.#optimiser = new Adam(kernels, this.generator.body.parameters, settings)
    this.#weights = new SamplingWeights(this.#averaged.body, recipe, codes)
  }

  /** In a body, once: a step along the gradient. */
  learn(parts: readonly GradientPart[]): void {
    this.follow(this.generator.body.gradients(parts))
  }

  /** In a body, once: as `learn`, from gradients that are summed already. */
  follow(gradients: readonly Tensor[]): void {
    const values = this.#optimiser.next(gradients)
    this.#average?.next(values)
  }

  /** Puts measured values in place of trained ones, by name, in the weights to draw with. */
  put(values: Readonly<Record<string, Float32Array>>): void {
    for (const { name, value } of this.#averaged.body.parameters) {
      if (Object.hasOwn(values, name)) this.#kernels.write(value, values[name])
    }
  }

  weights(): Promise<Weights> {
    return this.#weights.read()
  }

  async state(): Promise<ModelState> {
    const [generator, optimiser, averaged, average] = await Promise.all([
      this.generator.body.save(),
      this.#optimiser.state(),
      this.#average ? this.#averaged.body.save() : {},
      this.#average?.state() ?? null,
    ])
    return {
      values: { ...generator, ...prefixed('optimiser.', optimiser.values), ...prefixed('average.', averaged) },
      counts: { generator: optimiser.step, average: average?.step ?? 0 },
    }
  }

  restore({ values, counts }: ModelState): void {
    this.generator.body.restore(values)
    this.#optimiser.restore({ step: counts.generator, values: unprefixed('optimiser.', values) })
    if (!this.#average) return
    const averaged = unprefixed('average.', values)
    this.#averaged.body.restore(averaged)
    this.#average.restore({ step: counts.average, values: averaged })
  }

  dispose(): void {
    this.#weights.dispose()
    this.#optimiser.dispose()
    this.generator.body.dispose()
    if (this.#average) this.#averaged.body.dispose()
  }
}
