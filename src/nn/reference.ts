// Reference: the kernels in double precision, in plain loops: the yardstick of tests, exact enough for finite differences.
import type { AdamSettings, AdamState, Kernels, Segment, Tensor, Unary } from '../engine/kernels.ts'

class Matrix implements Tensor {
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values: Float64Array,
  ) {}
}

const functions: Record<Unary, (x: number) => number> = {
  relu: (x) => Math.max(x, 0),
  step: (x) => (x > 0 ? 1 : 0),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  abs: Math.abs,
  finite: (x) => (Number.isFinite(x) ? x : 0),
}

/** Nothing is ever freed, so `live` counts what was made. */
export class ReferenceKernels implements Kernels {
  readonly backend = 'cpu'
  #made = 0
  /** Matrix products so far. */
  products = 0

  /** The numbers of a tensor, without loss. */
  values(tensor: Tensor): Float64Array {
    return (tensor as Matrix).values
  }

  /** A tensor of `at(row, column)`. */
  make(rows: number, columns: number, at: (row: number, column: number) => number): Tensor {
    this.#made++
    const values = new Float64Array(rows * columns)
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) values[r * columns + c] = at(r, c)
    return new Matrix(rows, columns, values)
  }

  upload(values: ArrayLike<number>, rows: number, columns: number): Tensor {
    return this.make(rows, columns, (r, c) => values[r * columns + c])
  }

  fill(rows: number, columns: number, value: number): Tensor {
    return this.make(rows, columns, () => value)
  }

  async read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    return tensors.map((tensor) => Float32Array.from(this.values(tensor)))
  }

  scope<T>(body: () => T): T {
    return body()
  }

  dispose(): void {}

  live(): number {
    return this.#made
  }

  matmul(a: Tensor, b: Tensor): Tensor {
    this.products++
    const x = this.values(a)
    const y = this.values(b)
    return this.make(a.rows, b.columns, (r, c) => {
      let sum = 0
      for (let k = 0; k < a.columns; k++) sum += x[r * a.columns + k] * y[k * b.columns + c]
      return sum
    })
  }

  matmulTransposeA(a: Tensor, b: Tensor): Tensor {
    return this.matmul(this.#transpose(a), b)
  }

  matmulTransposeB(a: Tensor, b: Tensor): Tensor {
    return this.matmul(a, this.#transpose(b))
  }

  #transpose(a: Tensor): Tensor {
    const x = this.values(a)
    return this.make(a.columns, a.rows, (r, c) => x[c * a.columns + r])
  }

  dense(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    return this.add(this.matmul(x, weights), bias)
  }

  #pairs(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor {
    const at = (t: Tensor, r: number, c: number) =>
      this.values(t)[(t.rows === 1 ? 0 : r) * t.columns + (t.columns === 1 ? 0 : c)]
    const rows = Math.max(a.rows, b.rows)
    const columns = Math.max(a.columns, b.columns)
    for (const t of [a, b]) {
      if (![1, rows].includes(t.rows) || ![1, columns].includes(t.columns)) throw new RangeError('shapes do not fit')
    }
    return this.make(rows, columns, (r, c) => f(at(a, r, c), at(b, r, c)))
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.#pairs(a, b, (x, y) => x + y)
  }

  subtract(a: Tensor, b: Tensor): Tensor {
    return this.#pairs(a, b, (x, y) => x - y)
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.#pairs(a, b, (x, y) => x * y)
  }

  divide(a: Tensor, b: Tensor): Tensor {
    return this.#pairs(a, b, (x, y) => x / y)
  }

  minimum(a: Tensor, b: Tensor): Tensor {
    return this.#pairs(a, b, Math.min)
  }

  #each(a: Tensor, f: (x: number) => number): Tensor {
    const x = this.values(a)
    return this.make(a.rows, a.columns, (r, c) => f(x[r * a.columns + c]))
  }

  affine(a: Tensor, scale: number, shift: number): Tensor {
    return this.#each(a, (x) => x * scale + shift)
  }

  unary(name: Unary, a: Tensor): Tensor {
    return this.#each(a, functions[name])
  }

  leakyRelu(x: Tensor, slope: number): Tensor {
    return this.#each(x, (value) => (value > 0 ? value : slope * value))
  }

  leakyStep(x: Tensor, slope: number): Tensor {
    return this.#each(x, (value) => (value > 0 ? 1 : slope))
  }

  sumRows(a: Tensor): Tensor {
    const x = this.values(a)
    return this.make(1, a.columns, (_, c) => {
      let sum = 0
      for (let r = 0; r < a.rows; r++) sum += x[r * a.columns + c]
      return sum
    })
  }

  sumColumns(a: Tensor): Tensor {
    return this.#transpose(this.sumRows(this.#transpose(a)))
  }

  reshape(a: Tensor, rows: number, columns: number): Tensor {
    return this.upload(this.values(a), rows, columns)
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    return this.#transpose(this.concatRows(parts.map((part) => this.#transpose(part))))
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    const values = parts.flatMap((part) => [...this.values(part)])
    return this.upload(values, values.length / parts[0].columns, parts[0].columns)
  }

  sliceColumns(a: Tensor, offset: number, width: number): Tensor {
    const x = this.values(a)
    return this.make(a.rows, width, (r, c) => x[r * a.columns + offset + c])
  }

  sliceRows(a: Tensor, offset: number, count: number): Tensor {
    const x = this.values(a)
    return this.make(count, a.columns, (r, c) => x[(offset + r) * a.columns + c])
  }

  segmentActivation(x: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    return this.concatColumns(
      segments.map(({ kind, offset, width }) => {
        const part = this.sliceColumns(x, offset, width)
        if (kind === 'scalar') return this.unary('tanh', part)
        const weights = this.unary('exp', this.affine(part, 1 / temperature, 0))
        return this.divide(weights, this.sumColumns(weights))
      }),
    )
  }

  segmentActivationGradient(y: Tensor, dy: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    return this.concatColumns(
      segments.map(({ kind, offset, width }) => {
        const output = this.sliceColumns(y, offset, width)
        const adjoint = this.sliceColumns(dy, offset, width)
        if (kind === 'scalar') return this.multiply(adjoint, this.affine(this.unary('square', output), -1, 1))
        const mean = this.sumColumns(this.multiply(output, adjoint))
        return this.affine(this.multiply(output, this.subtract(adjoint, mean)), 1 / temperature, 0)
      }),
    )
  }

  adam(state: AdamState, gradient: Tensor, step: number, settings: AdamSettings): AdamState {
    const { learningRate, beta1, beta2, epsilon, weightDecay } = settings
    const g = this.add(gradient, this.affine(state.value, weightDecay, 0))
    const first = this.add(this.affine(state.first, beta1, 0), this.affine(g, 1 - beta1, 0))
    const second = this.add(this.affine(state.second, beta2, 0), this.affine(this.unary('square', g), 1 - beta2, 0))
    const mean = this.affine(first, 1 / (1 - beta1 ** step), 0)
    const spread = this.unary('sqrt', this.affine(second, 1 / (1 - beta2 ** step), 0))
    const change = this.divide(mean, this.affine(spread, 1, epsilon))
    return { value: this.subtract(state.value, this.affine(change, learningRate, 0)), first, second }
  }
}
