// Operation: one node of a recorded step, before anything is fused.
import type { Distribution } from '../../math/threefry.ts'
import type { EncodedTable, Segment, Unary } from '../kernels.ts'
import type { Feed } from './feed.ts'
import type { Held } from './held.ts'

/** A function of one or two numbers, taken element by element. */
export type ElementFunction =
  | { readonly name: Unary | 'identity' | 'add' | 'subtract' | 'multiply' | 'divide' | 'minimum' }
  | { readonly name: 'affine'; readonly scale: number; readonly shift: number }
  | { readonly name: 'leakyRelu' | 'leakyStep'; readonly slope: number }

export type OperationKind =
  | { readonly kind: 'variable'; readonly held: Held }
  | { readonly kind: 'constant'; readonly values: Float32Array }
  | { readonly kind: 'fill'; readonly value: number }
  | { readonly kind: 'feed'; readonly feed: Feed }
  | { readonly kind: 'random'; readonly distribution: Distribution; readonly feed: Feed }
  | { readonly kind: 'expand'; readonly table: EncodedTable; readonly feed: Feed }
  /** Inputs a, b: op(a) · op(b). */
  | { readonly kind: 'product'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** One or two inputs, each of the operation's shape or repeated over it. */
  | { readonly kind: 'element'; readonly function: ElementFunction }
  /** `rows`: over rows, to [1, columns]; `columns`: over columns, to [rows, 1]. */
  | { readonly kind: 'sum'; readonly over: 'rows' | 'columns' }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'slice'; readonly row: number; readonly column: number }
  | { readonly kind: 'concat'; readonly along: 'rows' | 'columns' }
  /** Input x. */
  | { readonly kind: 'activate'; readonly segments: readonly Segment[]; readonly temperature: number }
  /** Inputs y, dy. */
  | { readonly kind: 'differentiate'; readonly segments: readonly Segment[]; readonly temperature: number }

export interface Operation {
  readonly id: number
  readonly rows: number
  readonly columns: number
  readonly inputs: readonly Operation[]
  readonly what: OperationKind
}

/** Where an operation's result is to be put when the step is done. */
export interface Assignment {
  readonly held: Held
  readonly from: Operation
}

/** A step as it was recorded. */
export interface Recording {
  readonly name: string
  /** In the order recorded: inputs come first. */
  readonly operations: readonly Operation[]
  readonly assignments: readonly Assignment[]
  /** In the order recorded; that is the order in which a run fills them. */
  readonly feeds: readonly Feed[]
}
