// Tape: gradients of small networks by tfjs's own automatic differentiation, for tests to compare explicit ones with.
import {
  add,
  concat,
  leakyRelu,
  matMul,
  moments,
  mul,
  relu,
  rsqrt,
  slice,
  softmax,
  sub,
  sum,
  type Tensor2D,
  tanh,
  tensor2d,
  valueAndGrads,
} from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { openBackend } from '../backend.ts'
import type { BackendName, Segment } from '../kernels.ts'
import type { HostMatrix } from '../reference.ts'

/** One layer on the tape; those with parameters take the next two from the list. */
export type TapeLayer =
  | { readonly kind: 'dense' | 'relu' | 'tanh' | 'layerNorm' | 'batchNorm' }
  | { readonly kind: 'leakyRelu'; readonly slope: number }
  | { readonly kind: 'head'; readonly segments: readonly Segment[]; readonly temperature: number }

/**
 * The gradients of Σ adjoint · output with respect to the input and each parameter: [weights, bias] of a dense layer,
 * [scale, shift] of a norm (epsilon 1e-5).
 */
export async function tapeGradients(
  backend: BackendName,
  layers: readonly TapeLayer[],
  input: HostMatrix,
  parameters: readonly HostMatrix[],
  adjoint: HostMatrix,
): Promise<Float32Array[]> {
  await openBackend(backend)
  const upload = ({ rows, columns, values }: HostMatrix) => tensor2d(Float32Array.from(values), [rows, columns])
  const operands = [input, ...parameters].map(upload)
  const weights = upload(adjoint)
  const { value, grads } = valueAndGrads((...tensors) => {
    const [start, ...rest] = tensors as Tensor2D[]
    const output = layers.reduce((x, layer) => apply(layer, x, rest), start)
    return sum(mul(output, weights))
  })(operands)
  const gradients = await Promise.all(grads.map((gradient) => gradient.data<'float32'>()))
  for (const tensor of [...operands, weights, value, ...grads]) tensor.dispose()
  return gradients
}

/** Takes its parameters off the front of `parameters`. */
function apply(layer: TapeLayer, x: Tensor2D, parameters: Tensor2D[]): Tensor2D {
  switch (layer.kind) {
    case 'dense': {
      const [weights, bias] = parameters.splice(0, 2)
      return add(matMul(x, weights), bias)
    }
    case 'layerNorm':
    case 'batchNorm': {
      const [scale, shift] = parameters.splice(0, 2)
      const { mean: centre, variance } = moments(x, layer.kind === 'layerNorm' ? 1 : 0, true)
      return add(mul(mul(sub(x, centre), rsqrt(add(variance, 1e-5))), scale), shift)
    }
    case 'relu':
      return relu(x)
    case 'tanh':
      return tanh(x)
    case 'leakyRelu':
      return leakyRelu(x, layer.slope)
    case 'head': {
      const parts = layer.segments.map(({ kind, offset, width }) => {
        const part = slice(x, [0, offset], [x.shape[0], width])
        return kind === 'scalar' ? tanh(part) : softmax(mul(part, 1 / layer.temperature))
      })
      return concat(parts, 1) as Tensor2D
    }
  }
}
