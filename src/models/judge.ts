// Judge: what the discriminator learns from real and generated rows, plainly or through a private mechanism.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { gradientPenalty } from '../nn/gradientpenalty.ts'
import type { Pass } from '../nn/layer.ts'
import { adversarialLosses } from '../nn/losses.ts'
import type { Network } from '../nn/network.ts'
import type { Drawn } from './drawn.ts'
import { beside, type Generated } from './generator.ts'
import type { Mechanism } from './model.ts'
import type { Recipe } from './recipe.ts'

/** Gradients of a network and the loss that they belong to. */
export interface Lesson {
  /** [1, 1] */
  readonly loss: Tensor
  readonly gradients: readonly Tensor[]
}

/** A lesson of the discriminator. */
export interface Judgement extends Lesson {
  /** [1, 1]: share of generated rows or packs taken for generated. */
  readonly accuracy: Tensor
}

export class Judge {
  readonly #recipe: Recipe
  readonly #discriminator: Network
  readonly #pass: Pass
  readonly #drawn: Drawn

  constructor(recipe: Recipe, discriminator: Network, pass: Pass, drawn: Drawn) {
    this.#recipe = recipe
    this.#discriminator = discriminator
    this.#pass = pass
    this.#drawn = drawn
  }

  /** In a body. `generated`: as many rows as the recipe's batch, told what the real rows of the draw have. */
  lesson(generated: Generated, mechanism: Mechanism | null): Judgement {
    if (!mechanism) return this.#plainLesson(generated)
    const clipped = this.clippedSum(generated.rows, mechanism)
    return { ...clipped, gradients: this.#divided(mechanism.release(this.#pass.kernels, clipped.gradients), mechanism) }
  }

  /**
   * Real and generated rows in one clipped sum, to get one draw of noise (Abadi et al. 2016; Bie et al. 2023): generated
   * rows do not depend on any one real row, so that they add nothing to the sensitivity. In a body.
   */
  clippedSum(generated: Tensor, mechanism: Mechanism): Judgement {
    const { kernels } = this.#pass
    const [first, ...more] = Array.from({ length: this.#drawn.chunks }, (_, chunk) =>
      this.#clippedChunk(chunk, chunk === 0 ? generated : null, mechanism),
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

  /** The gradients that a released sum stands for. */
  #divided(released: readonly Tensor[], { divisor }: Mechanism): Tensor[] {
    return released.map((sum) => this.#pass.kernels.affine(sum, 1 / divisor, 0))
  }

  /** Mean over real plus mean over generated packs, and the gradient penalty where the loss wants one. */
  #plainLesson({ rows, told }: Generated): Judgement {
    const { kernels } = this.#pass
    const { packing, loss: kind, gradientPenalty: weight } = this.#recipe
    const fake = packed(kernels, beside(kernels, rows, told), packing)
    const real = packed(kernels, beside(kernels, this.#drawn.rows(0), told), packing)
    const { output, caches } = this.#discriminator.forward(this.#pass, kernels.concatRows([real, fake]))
    const losses = adversarialLosses[kind].discriminator(kernels, output, labels(kernels, real.rows, fake.rows))
    const adjoint = kernels.affine(losses.derivatives, 1 / real.rows, 0)
    const { parts } = this.#discriminator.backward(this.#pass, caches, adjoint)
    const gradients = this.#discriminator.gradients(parts)
    const loss = kernels.affine(kernels.sumRows(losses.rows), 1 / real.rows, 0)
    const accuracy = accuracyOnGenerated(kernels, output, fake.rows, adversarialLosses[kind].middle)
    if (kind !== 'wgan-gp') return { loss, gradients, accuracy }
    const penalty = gradientPenalty(this.#pass, this.#discriminator, this.#between(real, fake), weight)
    return {
      loss: kernels.add(loss, penalty.value),
      gradients: gradients.map((gradient, i) => kernels.add(gradient, penalty.gradients[i])),
      accuracy,
    }
  }

  /** Points on the lines between real and generated packs, at uniform places (Gulrajani et al. 2017). */
  #between(real: Tensor, fake: Tensor): Tensor {
    const { kernels } = this.#pass
    const place = this.#pass.uniform(real.rows, 1)
    return kernels.add(fake, kernels.multiply(kernels.subtract(real, fake), place))
  }

  #clippedChunk(chunk: number, generated: Tensor | null, mechanism: Mechanism): Judgement {
    const { kernels } = this.#pass
    const real = this.#drawn.rows(chunk)
    const count = generated?.rows ?? 0
    const input = generated ? kernels.concatRows([real, generated]) : real
    const mask = this.#drawn.mask(chunk, count)
    const groups = this.#drawn.microbatches(chunk, count, mechanism.microbatches)
    const { output, caches } = this.#discriminator.forward(this.#pass, input)
    const loss = adversarialLosses[this.#recipe.loss]
    const { rows, derivatives } = loss.discriminator(kernels, output, labels(kernels, real.rows, count))
    const { parts } = this.#discriminator.backward(this.#pass, caches, derivatives)
    // A real row that is not finite counts nothing, in the gradient and in the loss, so that it cannot end the run.
    const losses = kernels.unary('finite', kernels.multiply(rows, mask))
    return {
      loss: kernels.affine(kernels.sumRows(losses), 1 / this.#recipe.batch, 0),
      gradients: mechanism.clippedSum(this.#discriminator, parts, mask, groups),
      accuracy: accuracyOnGenerated(kernels, output, count, loss.middle),
    }
  }
}

/** [rows, columns] as packs [rows / packing, columns · packing]. */
export function packed(kernels: Kernels, rows: Tensor, packing: number): Tensor {
  return packing === 1 ? rows : kernels.reshape(rows, rows.rows / packing, rows.columns * packing)
}

function labels(kernels: Kernels, real: number, fake: number): Tensor {
  return kernels.upload(new Float32Array(real + fake).fill(1, 0, real), real + fake, 1)
}

/** Share of the last `generated` logits that say "generated", being below `middle`: [1, 1]. */
function accuracyOnGenerated(kernels: Kernels, logits: Tensor, generated: number, middle: number): Tensor {
  if (generated === 0) return kernels.fill(1, 1, 0)
  const negated = kernels.affine(kernels.sliceRows(logits, logits.rows - generated, generated), -1, middle)
  return kernels.affine(kernels.sumRows(kernels.unary('step', negated)), 1 / generated, 0)
}
