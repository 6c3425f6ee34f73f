// Reference: each kernel in the plainest TypeScript and double precision. The self-test and the tests hold backends against it.
import type { AdamSettings, Codes, Segment, Unary } from './kernels.ts'

/** A matrix on the host, row-major. */
export interface HostMatrix {
  readonly rows: number
  readonly columns: number
  readonly values: readonly number[]
}

/** A parameter and its two moments. */
type AdamMatrices = readonly [value: HostMatrix, first: HostMatrix, second: HostMatrix]

/** The matrix whose entry at (row, column) is `entry(row, column)`. */
export function matrix(rows: number, columns: number, entry: (row: number, column: number) => number): HostMatrix {
  const values = Array.from({ length: rows * columns }, (_, i) => entry(Math.floor(i / columns), i % columns))
  return { rows, columns, values }
}

const at = ({ columns, values }: HostMatrix, row: number, column: number): number => values[row * columns + column]

/** As `at`, where a single row or column stands for all. */
const repeated = (a: HostMatrix, row: number, column: number): number =>
  at(a, a.rows === 1 ? 0 : row, a.columns === 1 ? 0 : column)

const sum = (count: number, term: (index: number) => number): number =>
  Array.from({ length: count }, (_, index) => term(index)).reduce((total, each) => total + each, 0)

const map = (a: HostMatrix, f: (value: number) => number): HostMatrix =>
  matrix(a.rows, a.columns, (row, column) => f(at(a, row, column)))

const zip = (a: HostMatrix, b: HostMatrix, f: (a: number, b: number) => number): HostMatrix =>
  matrix(Math.max(a.rows, b.rows), Math.max(a.columns, b.columns), (row, column) =>
    f(repeated(a, row, column), repeated(b, row, column)),
  )

const transpose = (a: HostMatrix): HostMatrix => matrix(a.columns, a.rows, (row, column) => at(a, column, row))

/** Of one number. */
export const unaries: Record<Unary, (x: number) => number> = {
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

const matmul = (a: HostMatrix, b: HostMatrix): HostMatrix =>
  matrix(a.rows, b.columns, (row, column) => sum(a.columns, (i) => at(a, row, i) * at(b, i, column)))

const add = (a: HostMatrix, b: HostMatrix): HostMatrix => zip(a, b, (x, y) => x + y)

const segmentAt = (segments: readonly Segment[], column: number): Segment =>
  segments.findLast(({ offset }) => offset <= column) as Segment

export const reference = {
  matmul,
  matmulTransposeA: (a: HostMatrix, b: HostMatrix) => matmul(transpose(a), b),
  matmulTransposeB: (a: HostMatrix, b: HostMatrix) => matmul(a, transpose(b)),
  dense: (x: HostMatrix, weights: HostMatrix, bias: HostMatrix) => add(matmul(x, weights), bias),

  add,
  subtract: (a: HostMatrix, b: HostMatrix) => zip(a, b, (x, y) => x - y),
  multiply: (a: HostMatrix, b: HostMatrix) => zip(a, b, (x, y) => x * y),
  divide: (a: HostMatrix, b: HostMatrix) => zip(a, b, (x, y) => x / y),
  minimum: (a: HostMatrix, b: HostMatrix) => zip(a, b, Math.min),
  affine: (a: HostMatrix, scale: number, shift: number) => map(a, (x) => x * scale + shift),
  unary: (name: Unary, a: HostMatrix) => map(a, unaries[name]),
  leakyRelu: (x: HostMatrix, slope: number) => map(x, (value) => (value > 0 ? value : slope * value)),
  leakyStep: (x: HostMatrix, slope: number) => map(x, (value) => (value > 0 ? 1 : slope)),

  sumRows: (a: HostMatrix) => matrix(1, a.columns, (_, column) => sum(a.rows, (row) => at(a, row, column))),
  sumColumns: (a: HostMatrix) => matrix(a.rows, 1, (row) => sum(a.columns, (column) => at(a, row, column))),

  reshape: (a: HostMatrix, rows: number, columns: number): HostMatrix => ({ rows, columns, values: a.values }),
  concatColumns: (a: HostMatrix, b: HostMatrix) =>
    matrix(a.rows, a.columns + b.columns, (row, column) =>
      column < a.columns ? at(a, row, column) : at(b, row, column - a.columns),
    ),
  concatRows: (a: HostMatrix, b: HostMatrix): HostMatrix => ({
    rows: a.rows + b.rows,
    columns: a.columns,
    values: [...a.values, ...b.values],
  }),
  sliceColumns: (a: HostMatrix, offset: number, width: number) =>
    matrix(a.rows, width, (row, column) => at(a, row, offset + column)),
  sliceRows: (a: HostMatrix, offset: number, count: number) =>
    matrix(count, a.columns, (row, column) => at(a, offset + row, column)),

  segmentActivation: (x: HostMatrix, segments: readonly Segment[], temperature: number) =>
    matrix(x.rows, x.columns, (row, column) => {
      const { kind, offset, width } = segmentAt(segments, column)
      const value = at(x, row, column)
      if (kind === 'scalar') return Math.tanh(value)
      return 1 / sum(width, (i) => Math.exp((at(x, row, offset + i) - value) / temperature))
    }),
  segmentActivationGradient: (y: HostMatrix, dy: HostMatrix, segments: readonly Segment[], temperature: number) =>
    matrix(y.rows, y.columns, (row, column) => {
      const { kind, offset, width } = segmentAt(segments, column)
      const value = at(y, row, column)
      if (kind === 'scalar') return at(dy, row, column) * (1 - value ** 2)
      const mean = sum(width, (i) => at(y, row, offset + i) * at(dy, row, offset + i))
      return (value * (at(dy, row, column) - mean)) / temperature
    }),

  /** Rows of a table: scalars as they are, choices one-hot, zeros for a negative index. */
  expand: ({ width, segments, columns }: Codes, indices: ArrayLike<number>) =>
    matrix(indices.length, width, (row, column) => {
      const { kind, offset } = segmentAt(segments, column)
      const code = columns[segments.findIndex((segment) => segment.offset === offset)][Math.max(indices[row], 0)]
      if (indices[row] < 0) return 0
      return kind === 'scalar' ? code : Number(offset + code === column)
    }),

  /** Kingma and Ba 2015, Algorithm 1, with the bias corrections folded into rate and epsilon (end of section 2). */
  adam: (
    [value, first, second]: AdamMatrices,
    gradient: HostMatrix,
    { rate, epsilon }: { readonly rate: number; readonly epsilon: number },
    { beta1, beta2, weightDecay }: AdamSettings,
  ): AdamMatrices => {
    const penalised = zip(gradient, value, (g, x) => g + weightDecay * x)
    const newFirst = zip(first, penalised, (m, g) => beta1 * m + (1 - beta1) * g)
    const newSecond = zip(second, penalised, (v, g) => beta2 * v + (1 - beta2) * g ** 2)
    const move = zip(newFirst, newSecond, (m, v) => (rate * m) / (Math.sqrt(v) + epsilon))
    return [zip(value, move, (x, d) => x - d), newFirst, newSecond]
  },
}
