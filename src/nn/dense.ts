// Dense: x · weights + bias, with per-example gradient norms that cost no per-example gradients.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import { countedRows } from './groups.ts'
import type { Backward, Cache, DualBackward, Forward, GradientPart, Layer, Pass } from './layer.ts'
import { createParameter, type Parameter } from './parameter.ts'

/** `glorot`: keeps the variance of a linear map (Glorot and Bengio 2010). `he`: before a ReLU (He et al. 2015). */
export type Initialiser = 'glorot' | 'he'

/** One outer product a row: the gradient of the weights is Σ inputᵀ · adjoint over the pairs. */
interface Pair {
  readonly input: Tensor
  readonly adjoint: Tensor
}

export class Dense implements Layer {
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[] = []
  readonly couplesExamples = false
  readonly #weights: Parameter
  readonly #bias: Parameter

  /** Weights [inputs, outputs], uniform with the initialiser's variance; bias [1, outputs], zero. */
  constructor(
    kernels: Kernels,
    readonly name: string,
    readonly inputs: number,
    readonly outputs: number,
    random: Random,
    initialiser: Initialiser,
  ) {
    const variance = initialiser === 'glorot' ? 2 / (inputs + outputs) : 2 / inputs
    const limit = Math.sqrt(3 * variance)
    const weights = random.fillUniform(new Float32Array(inputs * outputs)).map((u) => (2 * u - 1) * limit)
    this.#weights = createParameter(kernels, `${name}.weights`, inputs, outputs, weights)
    this.#bias = createParameter(kernels, `${name}.bias`, 1, outputs, 0)
    this.parameters = [this.#weights, this.#bias]
  }

  forward({ kernels }: Pass, input: Tensor): Forward {
    return { output: kernels.dense(input, this.#weights.value, this.#bias.value), cache: input }
  }

  backward({ kernels }: Pass, cache: Cache, output: Tensor): Backward {
    const weights = this.#weights.value
    return {
      input: () => kernels.matmulTransposeB(output, weights),
      part: this.#part(kernels, [{ input: cache as Tensor, adjoint: output }], output),
    }
  }

  tangent({ kernels }: Pass, _cache: Cache, tangent: Tensor): Forward {
    return { output: kernels.matmul(tangent, this.#weights.value), cache: tangent }
  }

  backwardDual(
    { kernels }: Pass,
    cache: Cache,
    tangentCache: Cache,
    output: Tensor | null,
    tangent: Tensor,
  ): DualBackward {
    const pairs: Pair[] = [{ input: tangentCache as Tensor, adjoint: tangent }]
    if (output) pairs.push({ input: cache as Tensor, adjoint: output })
    const weights = this.#weights.value
    return {
      input: () => output && kernels.matmulTransposeB(output, weights),
      part: this.#part(kernels, pairs, output),
    }
  }

  /** `bias`: the adjoint that reaches the bias, null where none does. */
  #part(kernels: Kernels, pairs: readonly Pair[], bias: Tensor | null): GradientPart {
    return {
      // ‖Σₚ aₚ ⊗ bₚ‖² = Σₚ Σᵣ (aₚ·aᵣ)(bₚ·bᵣ), a row at a time.
      squaredNorms: (groups) => {
        if (groups) return groupNorms(kernels, pairs, bias, groups)
        let total: Tensor | null = null
        for (let p = 0; p < pairs.length; p++) {
          for (let r = 0; r <= p; r++) {
            const inputs = rowProducts(kernels, pairs[p].input, pairs[r].input)
            const adjoints = rowProducts(kernels, pairs[p].adjoint, pairs[r].adjoint)
            // The bias is a weight whose input is 1.
            const ownBias = p === r && pairs[p].adjoint === bias ? 1 : 0
            const product = kernels.multiply(kernels.affine(inputs, 1, ownBias), adjoints)
            const term = p === r ? product : kernels.affine(product, 2, 0)
            total = total ? kernels.add(total, term) : term
          }
        }
        return total as Tensor
      },
      sum: (weights) => {
        const weigh = (adjoint: Tensor) =>
          weights ? kernels.unary('finite', kernels.multiply(adjoint, weights)) : adjoint
        let weightsGradient: Tensor | null = null
        let biasGradient: Tensor | null = null
        for (const { input, adjoint } of pairs) {
          const weighed = weigh(adjoint)
          const product = kernels.matmulTransposeA(weights ? kernels.unary('finite', input) : input, weighed)
          weightsGradient = weightsGradient ? kernels.add(weightsGradient, product) : product
          if (adjoint === bias) biasGradient = kernels.sumRows(weighed)
        }
        return [weightsGradient as Tensor, biasGradient ?? kernels.fill(1, this.outputs, 0)]
      },
    }
  }
}

/**
 * ‖Σᵢ wᵢ aᵢ ⊗ bᵢ‖² = Σᵢⱼ wᵢ wⱼ (aᵢ·aⱼ)(bᵢ·bⱼ), with one column of `groups` for w at a time: [groups, 1]. Takes products of
 * all rows with all rows, [rows, rows], and no gradient of a group [inputs, outputs].
 */
function groupNorms(kernels: Kernels, pairs: readonly Pair[], bias: Tensor | null, groups: Tensor): Tensor {
  const counted = countedRows(kernels, groups)
  const clean = pairs.map(({ input, adjoint }) => ({ input: counted(input), adjoint: counted(adjoint) }))
  let total = bias && kernels.sumColumns(kernels.unary('square', kernels.matmulTransposeA(groups, counted(bias))))
  for (let p = 0; p < clean.length; p++) {
    for (let r = 0; r <= p; r++) {
      const inputs = kernels.matmulTransposeB(clean[p].input, clean[r].input)
      const products = kernels.multiply(inputs, kernels.matmulTransposeB(clean[p].adjoint, clean[r].adjoint))
      const sums = kernels.sumRows(kernels.multiply(groups, kernels.matmul(products, groups)))
      const term = kernels.affine(kernels.reshape(sums, groups.columns, 1), p === r ? 1 : 2, 0)
      total = total ? kernels.add(total, term) : term
    }
  }
  return total as Tensor
}

/** a · b of each row: [rows, 1]. */
function rowProducts(kernels: Kernels, a: Tensor, b: Tensor): Tensor {
  return kernels.sumColumns(a === b ? kernels.unary('square', a) : kernels.multiply(a, b))
}
