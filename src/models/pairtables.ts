// PairTables: how often any two options occur together in an encoded table, and how a generator is held to it.
import type { Codes, Kernels, Segment, Tensor } from '../engine/kernels.ts'
import { type PairLoss, type PairTargets, pairLoss, pairLossByOption } from '../nn/pairloss.ts'

/** Over the columns of a layout; those of scalars hold zeros. */
export interface PairTables {
  readonly width: number
  /** [width × width], row-major: share of rows with both options; 0 for two options of one choice. */
  readonly together: Float32Array
  /** [width]: share of rows with the option. */
  readonly alone: Float32Array
  /** Standard deviation of the noise in every share; 0: none. */
  readonly deviation: number
}

/** Adds noise to counts, in the order in which they are laid out. */
export type AddNoise = (counts: Float64Array) => Float64Array

/**
 * How far one row can move all counts together (Euclidean norm): it is in one cell of the table of each pair of `choices`,
 * and of each single choice.
 */
export function pairSensitivity(choices: number): number {
  return Math.sqrt((choices * (choices + 1)) / 2)
}

/**
 * Counts the rows of a table. With `release`, all counts get their noise in one go, before anything else sees them; each
 * table's cells come once in it.
 */
export function countPairs(
  codes: Codes,
  release: { readonly addNoise: AddNoise; readonly deviation: number } | null = null,
): PairTables {
  const { rows, width } = codes
  const choices = codes.segments.flatMap((segment, i) =>
    segment.kind === 'choice' ? [{ ...segment, codes: codes.columns[i] }] : [],
  )
  const tables = choices.flatMap((first, i) => choices.slice(i).map((second) => ({ first, second })))
  const size = ({ first, second }: (typeof tables)[number]) =>
    first === second ? first.width : first.width * second.width
  const counts = new Float64Array(tables.reduce((sum, table) => sum + size(table), 0))
  let start = 0
  for (const table of tables) {
    const { first, second } = table
    if (first === second) for (let row = 0; row < rows; row++) counts[start + first.codes[row]]++
    else for (let row = 0; row < rows; row++) counts[start + first.codes[row] * second.width + second.codes[row]]++
    start += size(table)
  }
  const released = release ? release.addNoise(counts) : counts
  const together = new Float32Array(width * width)
  const alone = new Float32Array(width)
  let at = 0
  for (const { first, second } of tables) {
    for (let i = first.offset; i < first.offset + first.width; i++) {
      if (first === second) alone[i] = released[at++] / rows
      else {
        for (let j = second.offset; j < second.offset + second.width; j++) {
          together[i * width + j] = released[at++] / rows
          together[j * width + i] = together[i * width + j]
        }
      }
    }
  }
  return { width, together, alone, deviation: (release?.deviation ?? 0) / rows }
}

/** An error counts the more the rarer what it is about, as in Pearson's χ², down to about this share. */
const leastShare = 1e-3

/**
 * Numbers that a step takes for its products of rows and pairs of options at most; a wide table is looked at by fewer rows a
 * step. Two halves of a few rows each are the least that the loss is made of.
 */
const mostWork = 2 ** 29
const leastRows = 32

/** The tables on a device, for the body of a training step. */
export class PairFit {
  readonly #kernels: Kernels
  readonly #segments: readonly Segment[]
  readonly #targets: PairTargets

  constructor(kernels: Kernels, segments: readonly Segment[], tables: PairTables) {
    const { width, together, alone, deviation } = tables
    this.#kernels = kernels
    this.#segments = segments
    const choices = segments.filter(({ kind }) => kind === 'choice')
    const count = choices.length
    const weight = (share: number) => 1 / (Math.max(share, 0) + leastShare + deviation)
    const choiceOf = new Int32Array(width).fill(-1)
    for (const [i, { offset, width: options }] of choices.entries()) choiceOf.fill(i, offset, offset + options)
    const isCell = (i: number, j: number) => choiceOf[i] >= 0 && choiceOf[j] >= 0 && choiceOf[i] !== choiceOf[j]
    // The mean over tables, so that losses of tables of any width are of one size.
    const pairs = Math.max(1, count * (count - 1))
    const togetherWeights = together.map((share, at) =>
      isCell(Math.floor(at / width), at % width) ? weight(share) / pairs : 0,
    )
    const aloneWeights = alone.map((share, i) => (choiceOf[i] >= 0 ? (2 * weight(share)) / Math.max(1, count) : 0))
    const variable = (name: string, values: Float32Array, rows: number) =>
      kernels.variable(`pairs.${name}`, values, rows, width)
    this.#targets = {
      together: variable('together', together, width),
      togetherWeights: variable('togetherWeights', togetherWeights, width),
      alone: variable('alone', alone, 1),
      aloneWeights: variable('aloneWeights', aloneWeights, 1),
    }
  }

  /** Of so many generated rows, those that a step looks at. */
  rowsOf(rows: number): number {
    const { columns: width } = this.#targets.together
    return Math.min(rows, Math.max(leastRows, 2 * Math.floor(mostWork / width / width / 2)))
  }

  /** In a body: from logits [rows, width] to the loss and its derivative by the logits, by the first rows where the table is wide; `weights` as of pairLoss. */
  lesson(logits: Tensor, weights: Tensor | null = null): PairLoss {
    const kernels = this.#kernels
    const segments = this.#segments
    const rows = this.rowsOf(logits.rows)
    const first = (of: Tensor) => (rows === of.rows ? of : kernels.sliceRows(of, 0, rows))
    const chances = kernels.segmentActivation(first(logits), segments, 1)
    const { value, derivatives } = pairLoss(kernels, chances, this.#targets, weights && first(weights))
    const gradient = kernels.segmentActivationGradient(chances, derivatives, segments, 1)
    const others = logits.rows - rows
    if (others === 0) return { value, derivatives: gradient }
    return { value, derivatives: kernels.concatRows([gradient, kernels.fill(others, logits.columns, 0)]) }
  }

  /** In a body: from logits [rows, width] to what each option adds to the loss, [1, width]. */
  byOption(logits: Tensor): Tensor {
    const chances = this.#kernels.segmentActivation(logits, this.#segments, 1)
    return pairLossByOption(this.#kernels, chances, this.#targets)
  }

  dispose(): void {
    this.#kernels.dispose(Object.values(this.#targets) as Tensor[])
  }
}
