// Generator: latent rows to logits, and logits to rows: a body of layers under a mixed head.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { Head } from '../nn/head.ts'
import type { Cache, GradientPart, Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { buildGeneratorBody } from './mlp.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'

export interface Generated {
  /** [rows, width]: choices as Gumbel-softmax, numbers as tanh. */
  readonly rows: Tensor
  /** [rows, width]: what the head makes rows of. */
  readonly logits: Tensor
  /** [rows, width]: what each row was to have, as a vector; null where nothing was told. */
  readonly told: Tensor | null
  readonly caches: readonly Cache[]
  readonly headCache: Cache
}

export class Generator {
  readonly body: Network
  readonly #head: Head

  constructor(kernels: Kernels, recipe: Recipe, layout: Layout, random: Random) {
    this.body = buildGeneratorBody(kernels, recipe, layout, random)
    this.#head = new Head('generator.head', {
      segments: layout.segments,
      temperature: recipe.temperature,
      noise: true,
    })
  }

  /** In a body. `told` [rows, width]: conditions as vectors, of a generator that is told some. */
  generate(pass: Pass, latent: Tensor, told: Tensor | null = null): Generated {
    const { output: logits, caches } = this.body.forward(pass, beside(pass.kernels, latent, told))
    const { output: rows, cache: headCache } = this.#head.forward(pass, logits)
    return { rows, logits, told, caches, headCache }
  }

  /** In a body: ∂L/∂logits from ∂L/∂rows. */
  throughHead(pass: Pass, { headCache }: Generated, rows: Tensor): Tensor {
    return this.#head.backward(pass, headCache, rows).input()
  }

  /** In a body: the gradients from ∂L/∂logits. */
  backward(pass: Pass, { caches }: Generated, logits: Tensor): readonly GradientPart[] {
    return this.body.backward(pass, caches, logits).parts
  }
}

/** What a network sees of rows or latent rows: with what they were told beside them. */
export function beside(kernels: Kernels, rows: Tensor, told: Tensor | null): Tensor {
  return told ? kernels.concatColumns([rows, told]) : rows
}
