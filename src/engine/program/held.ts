// Held: a matrix that lies on the device between programs.
import type { Tensor } from '../kernels.ts'

export class Held implements Tensor {
  /** `offset`: its first float among the executor's variables, for as long as it lives. */
  constructor(
    readonly name: string,
    readonly rows: number,
    readonly columns: number,
    readonly offset: number,
  ) {}

  get length(): number {
    return this.rows * this.columns
  }
}
