// Model: what every generative model offers to the loop that trains it and to whoever draws from it.
import type { Kernels, Segment } from '../engine/kernels.ts'
import type { Random } from '../math/random.ts'
import type { Weights } from './weights.ts'

/** The columns of an encoded table. */
export interface Layout {
  readonly width: number
  readonly segments: readonly Segment[]
}

/** Real rows for one update, in chunks of equal shape: one chunk, unless a private draw was larger than a chunk. */
export interface Draw {
  readonly chunks: readonly Chunk[]
}

export interface Chunk {
  /** [rows, width], row-major. */
  readonly values: Float32Array
  /** [rows]: 1 for a row, 0 for padding. Null: every row counts. */
  readonly mask: Float32Array | null
}

/** The Gaussian mechanism of a private update (Abadi et al. 2016). */
export interface Mechanism {
  /** C: largest norm that one example adds to the sum. */
  readonly clipNorm: number
  /** Standard deviation of the noise on the sum, in units of C. */
  readonly noiseMultiplier: number
  /** What the sum is divided by: public, so never the number of rows actually drawn. */
  readonly expectedRows: number
  /** Fills `out` with independent normals from a cryptographic source. */
  fillGaussian(out: Float32Array, standardDeviation: number): void
}

/** What a model draws its own randomness from while it trains; nothing that privacy rests on. */
export interface Streams {
  readonly initial: Random
  readonly latent: Random
  readonly noise: Random
}

/** Sums since they were last read. */
export interface Losses {
  readonly steps: number
  readonly discriminator: number
  readonly generator: number
}

/** All that a model needs to go on exactly where it was: weights, averages and the optimisers' state. */
export interface ModelState {
  readonly values: Readonly<Record<string, Float32Array>>
  readonly counts: Readonly<Record<string, number>>
}

export interface Model {
  readonly kernels: Kernels
  readonly layout: Layout
  /** One training step; `draw` is called once for every look at real rows, and each look is one use of the mechanism. */
  step(draw: () => Draw, mechanism: Mechanism | null): void
  /** Mean losses of the steps since the last call. Throws NonFiniteError and DeviceLostError. */
  losses(): Promise<Losses>
  /** What is needed to draw from the model later, and nothing more. */
  weights(): Promise<Weights>
  state(): Promise<ModelState>
  restore(state: ModelState): void
  dispose(): void
}
