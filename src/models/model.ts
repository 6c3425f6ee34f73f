// Model: what every generative model offers to the loop that trains it and to whoever draws from it.
import type { Kernels, Segment, Tensor } from '../engine/kernels.ts'
import type { GradientPart } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import type { Attribution } from './attribution.ts'
import type { Weights } from './weights.ts'

/** The columns of an encoded table. */
export interface Layout {
  readonly width: number
  readonly segments: readonly Segment[]
}

/**
 * Real rows for one update, in chunks of one size: one chunk, unless a private draw was larger than a chunk. Each number of
 * chunks has programs of its own.
 */
export interface Draw {
  readonly chunks: readonly Chunk[]
}

export interface Chunk {
  /** Rows of the table; −1 is padding, of which there is none without privacy. */
  readonly indices: Int32Array
  /** Of a conditional model: the column of an option that each of the rows has, in its encoded form; −1: none. */
  readonly conditions?: Int32Array
  /** The microbatch of each index, where there are microbatches; then the draw is one chunk. */
  readonly groups?: ArrayLike<number>
}

/**
 * How a private update treats the rows that it sees (Abadi et al. 2016). A model hands all that depends on real rows
 * through these functions and through nothing else, so that who audits a model can stand in between.
 */
export interface Mechanism {
  /**
   * What the released sum is divided by: the expected number of rows, or the number of microbatches. Public, so never the
   * number of rows actually drawn. Where `release` is used, it is asked for once, and holds for all updates.
   */
  readonly divisor: number
  /** Groups of rows whose mean gradient is clipped instead of each row's; `null`: each row by itself. */
  readonly microbatches: number | null
  /**
   * Σ of clipped gradients over the rows of one chunk: one tensor a parameter. `mask` [rows, 1]: 1 for a row, 0 for padding.
   * `groups` [rows, microbatches]: 1 in the column of each row's microbatch, else 0. Called in the body of a program. Throws
   * NotPrivateError.
   */
  clippedSum(network: Network, parts: readonly GradientPart[], mask: Tensor, groups?: Tensor): Tensor[]
  /** The sum over all chunks with its noise, fresh at every run, not yet divided. Called in the body of a program. */
  release(kernels: Kernels, sum: readonly Tensor[]): Tensor[]
  /**
   * Where the noise must be added on the host, in double precision (hardened mode): the sum as read from the device, to the
   * sum with its noise. `null`: `release` is used.
   */
  readonly releaseOnHost: ((sum: readonly Float32Array[]) => Float32Array[]) | null
}

/** Sums since they were last read. */
export interface Losses {
  readonly steps: number
  /** `null`: the model has none. */
  readonly discriminator: number | null
  readonly generator: number
  /** Share of generated rows that the discriminator took for generated: free under privacy, as it looks at no real row. */
  readonly accuracyOnGenerated: number
}

/** All that a model needs to go on exactly where it was: weights, averages and the optimisers' state. */
export interface ModelState {
  readonly values: Readonly<Record<string, Float32Array>>
  readonly counts: Readonly<Record<string, number>>
}

export interface Model {
  readonly kernels: Kernels
  readonly layout: Layout
  /** Numbers in each array that a private update releases; none where no step looks at a row. */
  readonly releaseLengths: readonly number[]
  /**
   * One training step, with so many updates of the discriminator (default: the recipe's); `draw` is called once for every
   * update, and each is one use of the mechanism. One at a time. Throws DeviceLostError.
   */
  step(draw: () => Draw, mechanism: Mechanism | null, updates?: number): Promise<void>
  /** Mean losses of the steps since the last call. Throws NonFiniteError and DeviceLostError. */
  losses(): Promise<Losses>
  /** What is needed to draw from the model later, and nothing more. */
  weights(): Promise<Weights>
  /**
   * What still gives generated rows away. Under privacy it comes from generated rows and from what was released, so that it costs
   * nothing. It draws from a stream of its own and changes nothing of the training. Throws DeviceLostError.
   */
  attribution(): Promise<Attribution>
  state(): Promise<ModelState>
  restore(state: ModelState): void
  dispose(): void
}
