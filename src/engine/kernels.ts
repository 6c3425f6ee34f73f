// Kernels: the one seam under all numbers. Layers, losses and optimisers speak to this and to nothing below it.

/**
 * A matrix on the device, single precision, row-major. Everything is a matrix: a bias is [1, n], one number a row is
 * [rows, 1], a scalar is [1, 1]. The content is opaque; only `read` brings it back.
 */
export interface Tensor {
  readonly rows: number
  readonly columns: number
}

/** A run of columns that belong together: one number (`scalar`), or the chances of a choice (`choice`). */
export interface Segment {
  readonly kind: 'scalar' | 'choice'
  /** First column. */
  readonly offset: number
  /** Columns; 1 for a scalar. */
  readonly width: number
}

export type Unary =
  | 'relu'
  /** 1 where positive, else 0. */
  | 'step'
  | 'tanh'
  | 'sigmoid'
  /** log(1 + e^x), without overflow. */
  | 'softplus'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'square'
  | 'reciprocal'
  | 'abs'
  /** x where finite, else 0: keeps one bad row out of a sum over rows. */
  | 'finite'

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu'

export interface AdamSettings {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** L2 penalty added to the gradient, as in PyTorch's Adam. */
  readonly weightDecay: number
}

/** The new parameter and its two moments. */
export interface AdamState {
  readonly value: Tensor
  readonly first: Tensor
  readonly second: Tensor
}

/**
 * About 25 functions on matrices. Two operands of an element-wise function have equal shapes, or one of them is
 * [1, columns], [rows, 1] or [1, 1] and is repeated. Shapes that do not fit throw a ShapeError that names both.
 * Every result is new; nothing is changed in place. Results live until their `scope` ends, unless returned from it.
 */
export interface Kernels {
  readonly backend: BackendName

  // Into the device, out of it, and life
  upload(values: Float32Array, rows: number, columns: number): Tensor
  fill(rows: number, columns: number, value: number): Tensor
  /** Brings tensors back, row-major. The only read there is; callers batch it. Throws DeviceLostError. */
  read(tensors: readonly Tensor[]): Promise<Float32Array[]>
  /** Runs `body`; every tensor made in it is freed, except those reachable in its result (arrays and plain objects). Synchronous only. */
  scope<T>(body: () => T): T
  dispose(tensors: Iterable<Tensor>): void
  /** How many tensors live; for leak tests. */
  live(): number

  // Products
  /** a · b */
  matmul(a: Tensor, b: Tensor): Tensor
  /** aᵀ · b */
  matmulTransposeA(a: Tensor, b: Tensor): Tensor
  /** a · bᵀ */
  matmulTransposeB(a: Tensor, b: Tensor): Tensor
  /** x · weights + bias, in one kernel where the backend has one. */
  dense(x: Tensor, weights: Tensor, bias: Tensor): Tensor

  // Element by element
  add(a: Tensor, b: Tensor): Tensor
  subtract(a: Tensor, b: Tensor): Tensor
  multiply(a: Tensor, b: Tensor): Tensor
  divide(a: Tensor, b: Tensor): Tensor
  minimum(a: Tensor, b: Tensor): Tensor
  /** a · scale + shift, with plain numbers. */
  affine(a: Tensor, scale: number, shift: number): Tensor
  unary(name: Unary, a: Tensor): Tensor
  /** x where positive, else slope · x. */
  leakyRelu(x: Tensor, slope: number): Tensor
  /** 1 where positive, else slope: the derivative of leakyRelu. */
  leakyStep(x: Tensor, slope: number): Tensor

  // Reductions
  /** Sum over rows: [1, columns]. */
  sumRows(a: Tensor): Tensor
  /** Sum over columns: [rows, 1]. */
  sumColumns(a: Tensor): Tensor

  // Shape
  reshape(a: Tensor, rows: number, columns: number): Tensor
  concatColumns(parts: readonly Tensor[]): Tensor
  concatRows(parts: readonly Tensor[]): Tensor
  sliceColumns(a: Tensor, offset: number, width: number): Tensor
  sliceRows(a: Tensor, offset: number, count: number): Tensor

  // Segments: the mixed heads of a table
  /** tanh on every scalar segment, softmax of x / temperature within every choice segment. */
  segmentActivation(x: Tensor, segments: readonly Segment[], temperature: number): Tensor
  /** dx of segmentActivation, from its output y and dy. */
  segmentActivationGradient(y: Tensor, dy: Tensor, segments: readonly Segment[], temperature: number): Tensor

  /**
   * One Adam step (Kingma and Ba 2015, Algorithm 1) for one parameter. `step` counts from 1.
   */
  adam(state: AdamState, gradient: Tensor, step: number, settings: AdamSettings): AdamState
}
