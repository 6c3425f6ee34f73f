// Conditions: one option of one choice that a generator is told its row must have (Xu et al., arXiv 1907.00503, section 4.3).
import type { Codes, EncodedTable, Kernels, Segment, Tensor } from '../engine/kernels.ts'
import type { Random, Uniforms } from '../math/random.ts'
import { SavedValuesError } from '../nn/errors.ts'
import { indexOf, runningSums } from './running.ts'
import type { Weights } from './weights.ts'

/** The shares of options among a conditional generator's saved weights: [width]. */
const sharesName = 'conditions.shares'

/**
 * A condition is the column of its option in an encoded row; −1 is none, in a table without a choice. `chances` [width]: how likely each is
 * to be drawn; all 0: none is.
 */
export class Conditions {
  readonly #sums: Float64Array

  constructor(readonly chances: Float64Array) {
    this.#sums = runningSums(chances)
  }

  draw(random: Uniforms): number {
    const uniform = random.uniform()
    return this.#sums[this.#sums.length - 1] > 0 ? indexOf(this.#sums, uniform) : -1
  }
}

/**
 * One of the choices, each as likely as the others, and in it an option in proportion to the weights, [width], 0 or above. By the shares
 * of options in a table they are natural: those of rows of which nothing is asked.
 */
export function conditionsByWeights(segments: readonly Segment[], weights: ArrayLike<number>): Conditions {
  const chances = new Float64Array(weights.length)
  const choices = segments.filter((segment) => segment.kind === 'choice' && totalOf(weights, segment) > 0)
  for (const choice of choices) {
    const total = totalOf(weights, choice) * choices.length
    const end = choice.offset + choice.width
    for (let column = choice.offset; column < end; column++) chances[column] = weights[column] / total
  }
  return new Conditions(chances)
}

function totalOf(weights: ArrayLike<number>, { offset, width }: Segment): number {
  let total = 0
  for (let column = offset; column < offset + width; column++) total += weights[column]
  return total
}

/** [width]: the share of a table's rows that have each option; 0 for scalars. */
export function optionShares({ rows, width, segments, columns }: Codes): Float32Array {
  const shares = new Float32Array(width)
  segments.forEach(({ kind, offset }, i) => {
    if (kind === 'choice') for (let row = 0; row < rows; row++) shares[offset + columns[i][row]]++
  })
  return shares.map((count) => count / rows)
}

/** By the logarithms of frequencies: how options are drawn while a generator trains, so that rare ones are learnt too. */
export function trainingConditions(codes: Codes): Conditions {
  const shares = optionShares(codes)
  return conditionsByWeights(
    codes.segments,
    shares.map((share) => Math.log1p(share * codes.rows)),
  )
}

/** [indices]: of each of these rows of a table one of the options that it has, each choice as likely as the others. */
export function conditionsOf({ segments, columns }: Codes, indices: Int32Array, random: Random): Int32Array {
  const choices = segments.flatMap(({ kind, offset }, i) => (kind === 'choice' ? [{ offset, codes: columns[i] }] : []))
  return indices.map((row) => {
    if (choices.length === 0) return -1
    const { offset, codes } = choices[random.integer(choices.length)]
    return offset + codes[row]
  })
}

/** Shares of options, as a conditional generator's weights hold them. */
export function savedShares(shares: Float32Array): Weights {
  return { [sharesName]: shares }
}

/** The natural conditions of saved weights. Throws SavedValuesError. */
export function savedConditions(
  { width, segments }: { readonly width: number; readonly segments: readonly Segment[] },
  weights: Weights,
): Conditions {
  const shares = Object.hasOwn(weights, sharesName) ? weights[sharesName] : new Float32Array(0)
  if (shares.length !== width) throw new SavedValuesError(sharesName, width, shares.length)
  return conditionsByWeights(segments, shares)
}

/** Row i has a 1 in column i alone: conditions as vectors. */
export function conditionVectors(kernels: Kernels, width: number): EncodedTable {
  const columns = [Uint16Array.from({ length: width }, (_, column) => column)]
  return kernels.table({ rows: width, width, segments: [{ kind: 'choice', offset: 0, width }], columns })
}

/** Keeps the logarithm of a chance, and its derivative, finite. */
const leastChance = 1e-30

/**
 * In a body: −log of the chance that each row of `logits` [rows, width] gives to the option it was told of, `conditions` [rows, width],
 * as a mean over rows [1, 1], and the derivative by the logits.
 */
export function conditionLoss(
  kernels: Kernels,
  logits: Tensor,
  segments: readonly Segment[],
  conditions: Tensor,
): { readonly value: Tensor; readonly derivatives: Tensor } {
  const share = 1 / logits.rows
  const chances = kernels.segmentActivation(logits, segments, 1)
  const told = kernels.affine(kernels.sumColumns(kernels.multiply(chances, conditions)), 1, leastChance)
  const losses = kernels.multiply(kernels.unary('log', told), kernels.sumColumns(conditions))
  const adjoint = kernels.affine(kernels.divide(conditions, told), -share, 0)
  return {
    value: kernels.affine(kernels.sumRows(losses), -share, 0),
    derivatives: kernels.segmentActivationGradient(chances, adjoint, segments, 1),
  }
}
