// Launch: what an executor runs at one go. A program is a list of launches, one after another.
import type { Distribution } from '../../math/threefry.ts'
import type { EncodedTable, Segment } from '../kernels.ts'
import type { ElementFunction } from './operation.ts'

/**
 * Where a slot lies: among the executor's variables, which outlive programs; among the numbers that the host feeds; or in
 * the program's own working memory, which holds nothing from one run to the next.
 */
export type Region = 'variable' | 'feed' | 'work'

/** A run of floats in memory. */
export interface Slot {
  readonly id: number
  /** For people: the variable's name, or `t` and a number. */
  readonly label: string
  readonly length: number
  readonly region: Region
  /** In 32-bit words from the start of its region; a multiple of 16 unless it lies within another slot. */
  readonly offset: number
}

/** A matrix within a slot: entry (row, column) lies at `offset + row · rowStride + column · columnStride`. */
export interface Access {
  readonly slot: Slot
  readonly offset: number
  /** 0 where one row is repeated over all. */
  readonly rowStride: number
  /** 0 where one column is repeated over all. */
  readonly columnStride: number
}

/** What a step of a body computes with. */
export type Operand =
  | { readonly kind: 'load'; readonly access: Access }
  | { readonly kind: 'number'; readonly value: number }
  /** The result of an earlier step of the same body. */
  | { readonly kind: 'step'; readonly index: number }
  /** What the part itself computes: the product, the sum. */
  | { readonly kind: 'result' }

/** One element-wise function, for one element. */
export interface Step {
  readonly function: ElementFunction
  readonly operands: readonly Operand[]
}

export interface Store {
  readonly access: Access
  readonly value: Operand
}

/**
 * Element by element over [rows, columns]: all steps, then all stores. A store may go to where a load of the same part
 * reads the same element, and to nowhere else that the launch reads.
 */
export interface MapPart {
  readonly kind: 'map'
  readonly rows: number
  readonly columns: number
  readonly steps: readonly Step[]
  readonly stores: readonly Store[]
}

/** op(a) · op(b), [rows, columns] over `inner`; steps and stores run on every entry of the product. */
export interface ProductPart {
  readonly kind: 'product'
  readonly rows: number
  readonly columns: number
  readonly inner: number
  /** As stored: [rows, inner], or [inner, rows] where transposed. Always contiguous. */
  readonly a: Access
  readonly b: Access
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly steps: readonly Step[]
  readonly stores: readonly Store[]
}

/** A sum over the rows or the columns of an element-wise value; steps and stores run on every entry of the sums. */
export interface SumPart {
  readonly kind: 'sum'
  readonly over: 'rows' | 'columns'
  /** Of what is summed. */
  readonly rows: number
  readonly columns: number
  /** Element by element before the sum. */
  readonly before: readonly Step[]
  readonly summand: Operand
  /** On [1, columns] or [rows, 1]; `result` is the sum. */
  readonly steps: readonly Step[]
  readonly stores: readonly Store[]
}

/** tanh on scalar segments, softmax of x / temperature within choice segments. */
export interface ActivatePart {
  readonly kind: 'activate'
  readonly rows: number
  readonly columns: number
  readonly segments: readonly Segment[]
  readonly temperature: number
  readonly before: readonly Step[]
  readonly x: Operand
  readonly store: Access
}

/** dx of `activate` from its output y and dy. */
export interface DifferentiatePart {
  readonly kind: 'differentiate'
  readonly rows: number
  readonly columns: number
  readonly segments: readonly Segment[]
  readonly temperature: number
  readonly y: Access
  readonly before: readonly Step[]
  readonly dy: Operand
  readonly store: Access
}

/** Numbers of a counter stream, contiguous; its key and call are three words of the feed. */
export interface RandomPart {
  readonly kind: 'random'
  readonly rows: number
  readonly columns: number
  readonly distribution: Distribution
  readonly call: Access
  readonly store: Access
}

/** Rows of an encoded table by their indices, zeros where an index is negative; contiguous. */
export interface ExpandPart {
  readonly kind: 'expand'
  readonly rows: number
  readonly columns: number
  readonly table: EncodedTable
  /** [rows] integers of the feed. */
  readonly indices: Access
  readonly store: Access
}

export type Part = MapPart | ProductPart | SumPart | ActivatePart | DifferentiatePart | RandomPart | ExpandPart

/** Parts of one kind that do not depend on each other. */
export interface Launch {
  readonly parts: readonly Part[]
}
