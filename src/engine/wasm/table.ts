// Table: an encoded table in the executor's memory, column by column.
import type { Codes, EncodedTable, Segment } from '../kernels.ts'

export class MemoryTable implements EncodedTable {
  readonly rows: number
  readonly width: number
  readonly segments: readonly Segment[]
  readonly #free: (table: MemoryTable) => void
  #disposed = false

  /** `addresses`: the first byte of each segment's column: floats for a scalar, 16-bit integers for a choice. */
  constructor(
    { rows, width, segments }: Codes,
    readonly addresses: readonly number[],
    readonly bytes: number,
    free: (table: MemoryTable) => void,
  ) {
    this.rows = rows
    this.width = width
    this.segments = segments
    this.#free = free
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#free(this)
  }
}
