// Layer norm (Ba et al. 2016): each row to mean 0 and variance 1, then a scale and a shift a column.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { countedRows } from './groups.ts'
import type { Backward, Cache, DualBackward, Forward, GradientPart, Layer, Pass } from './layer.ts'
import { createParameter, type Parameter } from './parameter.ts'

/** Added to the variance, as in PyTorch. */
const epsilon = 1e-5

interface Normalised {
  /** x̂ = (x − mean) / σ: [rows, width]. */
  readonly normalised: Tensor
  /** 1 / σ, σ² = variance + epsilon: [rows, 1]. */
  readonly inverse: Tensor
}

interface TangentCache {
  readonly tangent: Tensor
  /** J · tangent, with J = ∂x̂/∂x. */
  readonly normalised: Tensor
}

export class LayerNorm implements Layer {
  readonly inputs: number
  readonly outputs: number
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[] = []
  readonly couplesExamples = false
  readonly #scale: Parameter
  readonly #shift: Parameter

  constructor(
    kernels: Kernels,
    readonly name: string,
    width: number,
  ) {
    this.inputs = width
    this.outputs = width
    this.#scale = createParameter(kernels, `${name}.scale`, 1, width, 1)
    this.#shift = createParameter(kernels, `${name}.shift`, 1, width, 0)
    this.parameters = [this.#scale, this.#shift]
  }

  forward({ kernels }: Pass, input: Tensor): Forward {
    const centred = kernels.subtract(input, rowMeans(kernels, input))
    const variance = rowMeans(kernels, kernels.unary('square', centred))
    const inverse = kernels.unary('reciprocal', kernels.unary('sqrt', kernels.affine(variance, 1, epsilon)))
    const normalised = kernels.multiply(centred, inverse)
    const output = kernels.add(kernels.multiply(normalised, this.#scale.value), this.#shift.value)
    const cache: Normalised = { normalised, inverse }
    return { output, cache }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    const state = cache as Normalised
    const scale = this.#scale.value
    return {
      input: () => jacobian(kernels, state, kernels.multiply(output, scale)),
      part: part(kernels, () => kernels.multiply(output, state.normalised), output),
    }
  }

  tangent({ kernels }: Pass, cache: Cache, tangent: Tensor): Forward {
    const normalised = jacobian(kernels, cache as Normalised, tangent)
    const tangentCache: TangentCache = { tangent, normalised }
    return { output: kernels.multiply(normalised, this.#scale.value), cache: tangentCache }
  }

  /**
   * With q = scale ∘ (tangent's adjoint), t the tangent, m the mean of a row, S = q · J t:
   * J = (I − 1 1ᵀ/n − x̂ x̂ᵀ/n) / σ is symmetric, dx̂ = J dx and dσ = m(x̂ dx), so that
   * ∂S/∂x = −m(q · J t) x̂ / σ − J (m(x̂ t) q + m(x̂ q) t) / σ.
   */
  backwardDual(
    { kernels }: Pass,
    cache: Cache,
    tangentCache: Cache,
    output: Tensor | null,
    tangentAdjoint: Tensor,
  ): DualBackward {
    const state = cache as Normalised
    const { normalised, inverse } = state
    const { tangent, normalised: normalisedTangent } = tangentCache as TangentCache
    const scale = this.#scale.value
    const input = () => {
      const q = kernels.multiply(tangentAdjoint, scale)
      const along = (x: Tensor) => rowMeans(kernels, kernels.multiply(normalised, x))
      const total = rowMeans(kernels, kernels.multiply(q, normalisedTangent))
      const bent = kernels.add(kernels.multiply(q, along(tangent)), kernels.multiply(tangent, along(q)))
      const second = kernels.multiply(
        kernels.add(kernels.multiply(normalised, total), jacobian(kernels, state, bent)),
        kernels.affine(inverse, -1, 0),
      )
      if (!output) return second
      return kernels.add(jacobian(kernels, state, kernels.multiply(output, scale)), second)
    }
    const scaleGradients = () => {
      const second = kernels.multiply(tangentAdjoint, normalisedTangent)
      return output ? kernels.add(kernels.multiply(output, normalised), second) : second
    }
    return { input, part: part(kernels, scaleGradients, output) }
  }
}

/** J · x = (x − mean(x) − x̂ mean(x̂ x)) / σ. */
function jacobian(kernels: Kernels, { normalised, inverse }: Normalised, x: Tensor): Tensor {
  const along = rowMeans(kernels, kernels.multiply(normalised, x))
  const centred = kernels.subtract(x, rowMeans(kernels, x))
  return kernels.multiply(kernels.subtract(centred, kernels.multiply(normalised, along)), inverse)
}

function rowMeans(kernels: Kernels, x: Tensor): Tensor {
  return kernels.affine(kernels.sumColumns(x), 1 / x.columns, 0)
}

/** Per-example gradients of scale and shift [rows, width] are as small as the activations, so they are simply made. */
function part(kernels: Kernels, scaleGradients: () => Tensor, shiftGradients: Tensor | null): GradientPart {
  return {
    squaredNorms: (groups) => {
      const counted = groups ? countedRows(kernels, groups) : null
      // [rows, width], or the groups' sums [groups, width].
      const gradients = (rows: Tensor) => (groups && counted ? kernels.matmulTransposeA(groups, counted(rows)) : rows)
      const squares = kernels.unary('square', gradients(scaleGradients()))
      return kernels.sumColumns(
        shiftGradients ? kernels.add(squares, kernels.unary('square', gradients(shiftGradients))) : squares,
      )
    },
    sum: (weights) => {
      const total = (gradients: Tensor) =>
        kernels.sumRows(weights ? kernels.unary('finite', kernels.multiply(gradients, weights)) : gradients)
      const scale = total(scaleGradients())
      return [scale, shiftGradients ? total(shiftGradients) : kernels.fill(1, scale.columns, 0)]
    },
  }
}
