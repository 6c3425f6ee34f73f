// Reference kernels: the plain functions in double precision behind the seam: exact enough for finite differences.

import { fillRandom } from '../math/threefry.ts'
import { codesBytes } from './codes.ts'
import { NotRunError, NotVariableError, OutsideBodyError } from './errors.ts'
import type { Codes, EncodedTable, Kernels, Program, Tensor } from './kernels.ts'
import { type HostMatrix, matrix, reference } from './reference.ts'
import { shapeText } from './shapes.ts'

export interface ReferenceKernels extends Kernels {
  /** The numbers of a tensor, without loss. */
  values(tensor: Tensor): readonly number[]
  variable(name: string, values: ArrayLike<number>, rows: number, columns: number): Tensor
  upload(values: ArrayLike<number>, rows: number, columns: number): Tensor
  /** Matrix products so far. */
  products(): number
}

/** A host matrix that can change: its list of values is replaced, never written into, since others may share it. */
class Variable implements HostMatrix {
  constructor(
    readonly rows: number,
    readonly columns: number,
    public values: readonly number[],
  ) {}
}

/** Nothing is ever freed. */
export function createReference(): ReferenceKernels {
  let products = 0
  /** What the body under way has assigned, null outside of bodies. */
  let assigned: Map<Variable, readonly number[]> | null = null
  // Here every tensor is a host matrix.
  const host = (tensor: Tensor) => tensor as HostMatrix
  const variableOf = (kernel: string, tensor: Tensor): Variable => {
    if (tensor instanceof Variable) return tensor
    throw new NotVariableError(kernel, shapeText(tensor))
  }
  const { adam, concatColumns, concatRows, expand, ...others } = reference
  const same = others as Omit<typeof others, keyof Kernels> & Pick<Kernels, keyof typeof others & keyof Kernels>
  const counted =
    <Operands extends Tensor[]>(product: (...operands: Operands) => Tensor) =>
    (...operands: Operands) => {
      products++
      return product(...operands)
    }
  const upload = (values: ArrayLike<number>, rows: number, columns: number): HostMatrix =>
    matrix(rows, columns, (row, column) => values[row * columns + column])
  function scope<T>(body: () => T): T {
    if (assigned) return body()
    const changes = new Map<Variable, readonly number[]>()
    assigned = changes
    try {
      const result = body()
      for (const [variable, values] of changes) variable.values = values
      return result
    } finally {
      assigned = null
    }
  }
  function program<Result>(name: string, body: () => Result): Program<Result> {
    let last: { readonly result: Result } | null = null
    return {
      get result() {
        if (!last) throw new NotRunError(name)
        return last.result
      },
      async ready() {},
      async run() {
        last = { result: scope(body) }
      },
      text: () => null,
      cost: null,
      dispose() {},
    }
  }
  const codesOf = new WeakMap<EncodedTable, Codes>()
  return {
    ...same,
    backend: 'cpu',
    values: (tensor) => host(tensor).values,
    products: () => products,
    variable: (_name, values, rows, columns) => new Variable(rows, columns, upload(values, rows, columns).values),
    assign(variable, value) {
      if (!assigned) throw new OutsideBodyError('assign')
      assigned.set(variableOf('assign', variable), host(value).values)
    },
    write(variable, values) {
      variableOf('write', variable).values = Array.from(values)
    },
    table(codes) {
      const table: EncodedTable = { rows: codes.rows, width: codes.width, bytes: codesBytes(codes), dispose() {} }
      codesOf.set(table, codes)
      return table
    },
    program,
    upload,
    fill: (rows, columns, value) => matrix(rows, columns, () => value),
    feed(rows, columns, fill) {
      const values = new Float32Array(rows * columns)
      fill(values)
      return upload(values, rows, columns)
    },
    random(distribution, rows, columns, stream) {
      const call = new Uint32Array(3)
      stream.next(call)
      return upload(fillRandom(distribution, call, new Float32Array(rows * columns)), rows, columns)
    },
    expand(table, rows, choose) {
      const indices = new Int32Array(rows)
      choose(indices)
      return expand(codesOf.get(table) as Codes, indices)
    },
    read: async (tensors) => tensors.map((tensor) => Float32Array.from(host(tensor).values)),
    scope,
    dispose() {},
    live: () => 0,
    matmul: counted(same.matmul),
    matmulTransposeA: counted(same.matmulTransposeA),
    matmulTransposeB: counted(same.matmulTransposeB),
    dense: counted(same.dense),
    concatColumns: (parts) => parts.map(host).reduce(concatColumns),
    concatRows: (parts) => parts.map(host).reduce(concatRows),
    adam(state, gradient, pace, settings) {
      const old = [host(state.value), host(state.first), host(state.second)] as const
      const [rate, epsilon] = [host(pace.rate).values[0], host(pace.epsilon).values[0]]
      const [value, first, second] = adam(old, host(gradient), { rate, epsilon }, settings)
      return { value, first, second }
    },
  }
}
