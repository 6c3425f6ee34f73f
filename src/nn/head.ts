// Head: the mixed output of a table: tanh for numbers, Gumbel-softmax for choices (Jang et al. 2017).
import type { Kernels, Segment, Tensor } from '../engine/kernels.ts'
import type { Backward, Cache, DualBackward, Forward, Layer, Pass } from './layer.ts'

export interface HeadSettings {
  readonly segments: readonly Segment[]
  /** Of the softmax; small ones give choices close to one-hot. */
  readonly temperature: number
  /** Adds Gumbel noise to choices, so that their largest is a draw from the softmax. */
  readonly noise: boolean
}

export class Head implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters = []
  readonly statistics = []
  readonly couplesExamples = false
  readonly #settings: HeadSettings
  /** 1 on the columns of choices, 0 on scalars. */
  readonly #choices: Float32Array

  /** The segments lie side by side and fill all columns. */
  constructor(
    readonly name: string,
    settings: HeadSettings,
  ) {
    const width = settings.segments.reduce((sum, segment) => sum + segment.width, 0)
    this.inputs = width
    this.outputs = width
    this.#settings = settings
    this.#choices = new Float32Array(width)
    for (const { kind, offset, width } of settings.segments) {
      if (kind === 'choice') this.#choices.fill(1, offset, offset + width)
    }
  }

  forward(pass: Pass, input: Tensor): Forward {
    const { segments, temperature, noise } = this.#settings
    const { kernels } = pass
    const logits = noise ? kernels.add(input, this.#gumbel(pass, input.rows)) : input
    const output = kernels.segmentActivation(logits, segments, temperature)
    return { output, cache: output }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    return { input: () => this.#jacobian(kernels, cache as Tensor, output), part: null }
  }

  tangent({ kernels }: Pass, cache: Cache, tangent: Tensor): Forward {
    // The Jacobian is symmetric, so the tangent goes the way of the gradient.
    return { output: this.#jacobian(kernels, cache as Tensor, tangent), cache: tangent }
  }

  /**
   * With q the tangent's adjoint, t the tangent, τ the temperature, J the Jacobian and S = q · J t, the second-order
   * term is ∂S/∂x = J r, where r = −2 y q t on scalars, since tanh″ = −2 y (1 − y²), and on choices, where J t =
   * y (t − y·t) / τ, r = (q − y·q)(t − y·t) / τ = τ (J q)(J t) / y².
   */
  backwardDual(
    { kernels }: Pass,
    cache: Cache,
    tangentCache: Cache,
    output: Tensor | null,
    tangentAdjoint: Tensor,
  ): DualBackward {
    const y = cache as Tensor
    const t = tangentCache as Tensor
    const input = () => {
      const choices = this.#mask(kernels)
      const products = kernels.multiply(this.#jacobian(kernels, y, tangentAdjoint), this.#jacobian(kernels, y, t))
      // A chance that underflows has J = 0 too; the shift only keeps 0 / 0 out.
      const squares = kernels.affine(kernels.unary('square', y), 1, 1e-30)
      const onChoices = kernels.multiply(
        kernels.affine(kernels.divide(products, squares), this.#settings.temperature, 0),
        choices,
      )
      const onScalars = kernels.multiply(
        kernels.multiply(y, kernels.multiply(tangentAdjoint, t)),
        kernels.affine(choices, 2, -2),
      )
      const second = kernels.add(onChoices, onScalars)
      return this.#jacobian(kernels, y, output ? kernels.add(second, output) : second)
    }
    return { input, part: null }
  }

  #jacobian(kernels: Kernels, output: Tensor, x: Tensor): Tensor {
    const { segments, temperature } = this.#settings
    return kernels.segmentActivationGradient(output, x, segments, temperature)
  }

  #mask(kernels: Kernels): Tensor {
    return kernels.upload(this.#choices, 1, this.inputs)
  }

  /** −log(−log u) on choices, 0 on scalars. u is drawn in from 0 and 1 so far that the noise stays within ±17. */
  #gumbel(pass: Pass, rows: number): Tensor {
    const { kernels } = pass
    const u = kernels.affine(pass.uniform(rows, this.inputs), 1 - 2e-7, 1e-7)
    const exponential = kernels.affine(kernels.unary('log', u), -1, 0)
    const gumbel = kernels.affine(kernels.unary('log', exponential), -1, 0)
    return kernels.multiply(gumbel, this.#mask(kernels))
  }
}
