// Kernels: the one seam under all numbers. Layers, losses and optimisers speak to this and to nothing below it.
import type { CounterStream, Distribution } from '../math/threefry.ts'

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

/** `webgpu` and `wasm` run compiled programs; those of tfjs run kernel by kernel: `webgl`, `cpu`, and the two to compare with. */
export type BackendName = 'webgpu' | 'wasm' | 'webgl' | 'cpu' | 'tfjs-webgpu' | 'tfjs-wasm'

/** Rows of an encoded table in compact form: a number for a scalar segment, the index of the option for a choice. */
export interface Codes {
  readonly rows: number
  readonly width: number
  readonly segments: readonly Segment[]
  /** One a segment. */
  readonly columns: readonly (Float32Array | Uint16Array)[]
}

/** An encoded table on the device. */
export interface EncodedTable {
  readonly rows: number
  readonly width: number
  /** What it takes on the device. */
  readonly bytes: number
  dispose(): void
}

/** What a program costs, known before it runs. */
export interface ProgramCost {
  /** Floating-point operations; a multiply-add counts two. */
  readonly operations: number
  readonly launches: number
  /** Read and written by the launches. */
  readonly bytes: number
  /** Working memory. */
  readonly workBytes: number
}

/** A step that is recorded once and run many times. */
export interface Program<Result> {
  /** What the body returned: its tensors hold what the last run put there, until the next run. After the first run. */
  readonly result: Result
  /** Gets all ready, so that the first run is no slower than others. `onProgress`: parts done, of how many. */
  ready(onProgress?: (done: number, of: number) => void): Promise<void>
  /** Runs once. Resolves when the next run may be begun; a `read` waits until all is done. Throws DeviceLostError. */
  run(): Promise<void>
  /** The program as a page to read; `null` on a backend that runs kernel by kernel. */
  text(): string | null
  readonly cost: ProgramCost | null
  dispose(): void
}

export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
  /** L2 penalty added to the gradient, as in PyTorch's Adam. */
  readonly weightDecay: number
}

/** A parameter and its two moments. */
export interface AdamState {
  readonly value: Tensor
  readonly first: Tensor
  readonly second: Tensor
}

/** Rate and epsilon of one step, [1, 1] each, with Adam's bias corrections folded in (Kingma and Ba 2015, end of section 2). */
export interface AdamPace {
  readonly rate: Tensor
  readonly epsilon: Tensor
}

/**
 * Functions on matrices. Two operands of an element-wise function have equal shapes, or one of them is [1, columns],
 * [rows, 1] or [1, 1] and is repeated. Shapes that do not fit throw a ShapeError that names both.
 * Every result is new; nothing is changed in place.
 *
 * A backend either runs each function at once (tfjs), or records those that are called within the body of a program or
 * a scope and runs them all together (the compiled ones, which refuse them elsewhere). Code for both keeps to this: in a
 * body, whatever differs from run to run comes from variables, `feed`, `random` and `expand`; the rest is the same always.
 */
export interface Kernels {
  readonly backend: BackendName

  // What outlives a program
  /** A matrix that lives until it is disposed of. Its content changes by `assign` and `write` alone. Outside of bodies. */
  variable(name: string, values: Float32Array, rows: number, columns: number): Tensor
  /** In a body: gives a variable a new content of the same shape when the body is done; until then it keeps the old. */
  assign(variable: Tensor, value: Tensor): void
  /** Gives a variable a new content from the host. Outside of bodies. */
  write(variable: Tensor, values: Float32Array): void
  /** Puts an encoded table on the device. Outside of bodies. */
  table(codes: Codes): EncodedTable
  /** Brings back variables and results of programs and scopes, row-major. The only read; callers batch it. Throws DeviceLostError. */
  read(tensors: readonly Tensor[]): Promise<Float32Array[]>
  /** Frees variables, and results of scopes. */
  dispose(tensors: Iterable<Tensor>): void
  /** How many tensors live; for leak tests. */
  live(): number

  // Bodies
  /** Records `body`, once on a compiled backend, else again at every run: its one effect is what it assigns and returns. */
  program<Result>(name: string, body: () => Result): Program<Result>
  /**
   * Runs `body` once. Every tensor made in it is freed, except those reachable in its result (arrays and plain objects),
   * which are the caller's to dispose of. Synchronous only. Where a body runs often, a program is far quicker.
   */
  scope<T>(body: () => T): T

  // Sources, in a body
  /** The same numbers at every run. */
  upload(values: Float32Array, rows: number, columns: number): Tensor
  fill(rows: number, columns: number, value: number): Tensor
  /** Numbers from the host: `fill` writes all of them, row-major, once a run; feeds are filled in the order recorded. */
  feed(rows: number, columns: number, fill: (into: Float32Array) => void): Tensor
  /** The next call of a stream. */
  random(distribution: Distribution, rows: number, columns: number, stream: CounterStream): Tensor
  /** Rows of a table: `choose` writes their indices, once a run, as a feed; a negative one gives a row of zeros. */
  expand(table: EncodedTable, rows: number, choose: (into: Int32Array) => void): Tensor

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

  /** One Adam step (Kingma and Ba 2015, Algorithm 1) for one parameter. */
  adam(state: AdamState, gradient: Tensor, pace: AdamPace, settings: AdamSettings): AdamState
}
