// Batches without privacy: every row once an epoch, in a seeded random order.
import type { Random } from '../math/random.ts'

export class ShuffledBatches {
  readonly #order: Int32Array
  readonly #random: Random
  readonly #size: number
  #next: number

  /** Batches of `size` rows out of `rows`; with fewer rows than `size`, a batch holds rows more than once. */
  constructor(rows: number, size: number, random: Random) {
    this.#order = Int32Array.from({ length: rows }, (_, row) => row)
    this.#random = random
    this.#size = size
    this.#next = rows
  }

  draw(): Int32Array {
    const batch = new Int32Array(this.#size)
    for (let i = 0; i < batch.length; i++) {
      if (this.#next === this.#order.length) this.#shuffle()
      batch[i] = this.#order[this.#next++]
    }
    return batch
  }

  /** Fisher-Yates. */
  #shuffle(): void {
    const order = this.#order
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.#random.integer(i + 1)
      const row = order[i]
      order[i] = order[j]
      order[j] = row
    }
    this.#next = 0
  }
}
