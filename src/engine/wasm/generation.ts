// Generation: what all generators of one module share.
import type { Access, Slot } from '../program/launch.ts'
import type { FunctionReference, ModuleBuilder } from './assembler.ts'
import type { Functions } from './functions.ts'

/** Where a matrix lies: entry (row, column) at byte `address + 4 · (row · rowStride + column · columnStride)`. */
export interface Place {
  readonly address: number
  readonly rowStride: number
  readonly columnStride: number
}

export interface Generation {
  readonly module: ModuleBuilder
  readonly functions: Functions
  /** First byte of a slot. */
  addressOf(slot: Slot): number
  /** First byte of a part's scratch memory. */
  readonly scratch: number
  /** At most so many run a part. */
  readonly threads: number
  /** First byte of the counters of one more loop whose shares are taken by threads; zeros at the start of a run. */
  queue(): number
}

/**
 * A part as functions of the thread's index and the number of threads. Each is done by all threads before the next begins.
 */
export type PartFunctions = readonly FunctionReference[]

/** Where an access over [rows, columns] lies; strides that are never taken are 0, so that equal places look equal. */
export function placeOf(generation: Generation, access: Access, rows: number, columns: number): Place {
  return {
    address: generation.addressOf(access.slot) + 4 * access.offset,
    rowStride: rows === 1 ? 0 : access.rowStride,
    columnStride: columns === 1 ? 0 : access.columnStride,
  }
}
