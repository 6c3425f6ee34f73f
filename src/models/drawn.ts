// Drawn: the real rows of the update in progress, as the programs of a step see them.
import type { Codes, EncodedTable, Kernels, Tensor } from '../engine/kernels.ts'
import { conditionVectors } from './conditions.ts'
import type { Draw } from './model.ts'

const nothing: Draw = { chunks: [] }

export class Drawn {
  readonly #kernels: Kernels
  readonly #table: EncodedTable
  readonly #vectors: EncodedTable | null
  #draw = nothing

  /** Puts the table on the device, once. `conditional`: whether draws have conditions. */
  constructor(kernels: Kernels, codes: Codes, conditional = false) {
    this.#kernels = kernels
    this.#table = kernels.table(codes)
    this.#vectors = conditional ? conditionVectors(kernels, codes.width) : null
  }

  /** Before a program runs or is recorded: what it looks at. */
  set(draw: Draw): void {
    this.#draw = draw
  }

  get chunks(): number {
    return this.#draw.chunks.length
  }

  /** Draws of one shape have one program. */
  get shape(): string {
    return this.#draw.chunks.map(({ indices, groups }) => `${indices.length}${groups ? ' in groups' : ''}`).join(' + ')
  }

  /** In a body: the rows of a chunk, [rows, width], zeros for padding. */
  rows(chunk: number): Tensor {
    const { indices } = this.#draw.chunks[chunk]
    return this.#kernels.expand(this.#table, indices.length, (into) => into.set(this.#draw.chunks[chunk].indices))
  }

  /** In a body: the conditions of a draw without privacy as vectors, [rows, width]; null where it has none. */
  told(): Tensor | null {
    if (!this.#vectors) return null
    const [{ indices }] = this.#draw.chunks
    return this.#kernels.expand(this.#vectors, indices.length, (into) => {
      into.set(this.#conditions)
    })
  }

  /** In a body: of each row's condition what `values` [width] say of it, [rows, 1]. */
  ofConditions(values: ArrayLike<number>): Tensor {
    const [{ indices }] = this.#draw.chunks
    return this.#kernels.feed(indices.length, 1, (into) => {
      this.#conditions.forEach((column, row) => {
        into[row] = values[column] ?? 0
      })
    })
  }

  get #conditions(): Int32Array {
    const [{ indices, conditions }] = this.#draw.chunks
    return conditions ?? new Int32Array(indices.length).fill(-1)
  }

  /** In a body: 1 for a row of a chunk, 0 for padding, and 1 for `generated` rows after them, [rows + generated, 1]. */
  mask(chunk: number, generated: number): Tensor {
    const { length } = this.#draw.chunks[chunk].indices
    return this.#kernels.feed(length + generated, 1, (into) => {
      into.fill(1)
      this.#draw.chunks[chunk].indices.forEach((row, i) => {
        if (row < 0) into[i] = 0
      })
    })
  }

  /**
   * In a body: 1 where a row, or one of the `generated` rows after them, belongs to a microbatch, else 0, [rows + generated,
   * microbatches]. Generated rows, which depend on no real row, are dealt out in turn. Undefined where there are none.
   */
  microbatches(chunk: number, generated: number, microbatches: number | null): Tensor | undefined {
    const { indices, groups } = this.#draw.chunks[chunk]
    if (!groups || microbatches === null) return undefined
    return this.#kernels.feed(indices.length + generated, microbatches, (into) => {
      into.fill(0)
      const { groups = [] } = this.#draw.chunks[chunk]
      for (let row = 0; row < indices.length; row++) into[row * microbatches + groups[row]] = 1
      for (let row = 0; row < generated; row++) into[(indices.length + row) * microbatches + (row % microbatches)] = 1
    })
  }

  dispose(): void {
    this.#table.dispose()
    this.#vectors?.dispose()
  }
}
