// Executor: what a device has to offer so that programs can run on it.
import type { BackendName, Codes, EncodedTable } from '../kernels.ts'
import type { Plan } from './plan.ts'

/** A program that is ready to run, or on its way there. */
export interface Prepared {
  /** Resolves when everything is compiled. `onProgress`: parts done, of how many. */
  ready(onProgress?: (done: number, of: number) => void): Promise<void>
  /**
   * One run: fills the feeds in order, then does all launches, after every run begun before it. Resolves when the next one
   * may be begun, which need not be when this one is done. Throws DeviceLostError; throws RowRangeError, and runs nothing,
   * where a feed chooses a row beyond its table.
   */
  run(): void | Promise<void>
  dispose(): void
}

export interface Executor {
  readonly backend: BackendName
  /** Room for `length` floats among the variables: the offset of the first, a multiple of 16. Content: whatever. */
  allocate(length: number): number
  release(offset: number, length: number): void
  /** Writes variables, after every run begun so far and before those to come. */
  write(offset: number, values: Float32Array): void
  /** Reads variables as they are after every run begun so far. Throws DeviceLostError. */
  read(ranges: readonly { readonly offset: number; readonly length: number }[]): Promise<Float32Array[]>
  /** Puts a table on the device in compact form, at most 4 bytes a scalar and 2 bytes a choice. */
  addTable(codes: Codes): EncodedTable
  /** `immediate`: to be run once, at once, in the calling thread. */
  prepare(plan: Plan, immediate: boolean): Prepared
}
