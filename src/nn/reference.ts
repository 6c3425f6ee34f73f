// Reference: the engine's plain kernels in double precision behind the seam: exact enough for finite differences.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { type HostMatrix, matrix, reference } from '../engine/reference.ts'

export interface ReferenceKernels extends Kernels {
  /** The numbers of a tensor, without loss. */
  values(tensor: Tensor): readonly number[]
  upload(values: ArrayLike<number>, rows: number, columns: number): Tensor
  /** Matrix products so far. */
  products(): number
}

/** Nothing is ever freed. */
export function createReference(): ReferenceKernels {
  let products = 0
  // Here every tensor is a host matrix.
  const host = (tensor: Tensor) => tensor as HostMatrix
  const { adam, concatColumns, concatRows, ...others } = reference
  const same = others as Omit<typeof others, keyof Kernels> & Pick<Kernels, keyof typeof others & keyof Kernels>
  const counted =
    <Operands extends Tensor[]>(product: (...operands: Operands) => Tensor) =>
    (...operands: Operands) => {
      products++
      return product(...operands)
    }
  return {
    ...same,
    backend: 'cpu',
    values: (tensor) => host(tensor).values,
    products: () => products,
    upload: (values, rows, columns) => matrix(rows, columns, (row, column) => values[row * columns + column]),
    fill: (rows, columns, value) => matrix(rows, columns, () => value),
    read: async (tensors) => tensors.map((tensor) => Float32Array.from(host(tensor).values)),
    scope: (body) => body(),
    dispose() {},
    live: () => 0,
    matmul: counted(same.matmul),
    matmulTransposeA: counted(same.matmulTransposeA),
    matmulTransposeB: counted(same.matmulTransposeB),
    dense: counted(same.dense),
    concatColumns: (parts) => parts.map(host).reduce(concatColumns),
    concatRows: (parts) => parts.map(host).reduce(concatRows),
    adam(state, gradient, step, settings) {
      const operands = [state.value, state.first, state.second, gradient].map(host)
      const [value, first, second] = adam(operands[0], operands[1], operands[2], operands[3], step, settings)
      return { value, first, second }
    },
  }
}
