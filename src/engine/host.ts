// The own kernels where the host sees the device's memory (wasm, cpu): one pass over typed arrays each.
import {
  BatchMatMul,
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { Segment } from './kernels.ts'
import {
  type AdamAttributes,
  AdamStep,
  Affine,
  type AffineAttributes,
  Dense,
  Finite,
  foldedAdam,
  SegmentActivation,
  SegmentActivationGradient,
  type SegmentAttributes,
} from './own.ts'

/** How the host reaches a tensor's numbers. Views are taken after all outputs are made: making one may move the memory. */
export interface HostMemory {
  create(shape: number[]): TensorInfo
  view(tensor: TensorInfo): Float32Array
}

type Memory = (backend: KernelBackend) => HostMemory

/** Registers the own kernels for `backendName`; once a module, as tfjs keeps them for good. */
export function registerHostKernels(backendName: string, memory: Memory): void {
  /** A kernel with `outputs` results, each of the shape of the input named `shapedAs`. */
  function register(
    kernelName: string,
    shapedAs: string,
    outputs: number,
    body: (inputs: Record<string, Float32Array>, attributes: unknown, results: Float32Array[], columns: number) => void,
  ): void {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => {
        const host = memory(backend as KernelBackend)
        const { shape } = inputs[shapedAs] as TensorInfo
        const results = Array.from({ length: outputs }, () => host.create([...shape]))
        const views: Record<string, Float32Array> = {}
        for (const name in inputs) views[name] = host.view(inputs[name] as TensorInfo)
        body(views, attrs, results.map(host.view), shape[1])
        return results
      },
    })
  }

  register(Affine, 'x', 1, ({ x }, attributes, [out]) => {
    const { scale, shift } = attributes as AffineAttributes
    for (let i = 0; i < x.length; i++) out[i] = x[i] * scale + shift
  })
  register(Finite, 'x', 1, ({ x }, _attributes, [out]) => {
    // x − x is 0 for finite numbers alone.
    for (let i = 0; i < x.length; i++) out[i] = x[i] - x[i] === 0 ? x[i] : 0
  })
  register(SegmentActivation, 'x', 1, ({ x }, attributes, [out], columns) => {
    const { segments, temperature } = attributes as SegmentAttributes
    for (let row = 0; row < x.length; row += columns)
      for (const segment of segments) activate(x, out, row + segment.offset, segment, temperature)
  })
  register(SegmentActivationGradient, 'y', 1, ({ y, dy }, attributes, [out], columns) => {
    const { segments, temperature } = attributes as SegmentAttributes
    for (let row = 0; row < y.length; row += columns)
      for (const segment of segments) differentiate(y, dy, out, row + segment.offset, segment, temperature)
  })
  register(AdamStep, 'value', 3, (inputs, attributes, results) => adam(inputs, attributes as AdamAttributes, results))

  registerKernel({
    kernelName: Dense,
    backendName,
    kernelFunc: ({ inputs, backend }) => {
      const { x, weights, bias } = inputs as Record<'x' | 'weights' | 'bias', TensorInfo>
      const product = getKernel(BatchMatMul, backendName).kernelFunc({
        inputs: { a: x, b: weights },
        attrs: { transposeA: false, transposeB: false } as NamedAttrMap,
        backend,
      }) as TensorInfo
      const host = memory(backend as KernelBackend)
      const out = host.view(product)
      const shift = host.view(bias)
      for (let row = 0; row < out.length; row += shift.length)
        for (let column = 0; column < shift.length; column++) out[row + column] += shift[column]
      return product
    },
  })
}

function activate(x: Float32Array, out: Float32Array, start: number, { kind, width }: Segment, temperature: number) {
  if (kind === 'scalar') {
    out[start] = Math.tanh(x[start])
    return
  }
  const end = start + width
  let largest = x[start]
  for (let i = start + 1; i < end; i++) if (x[i] > largest) largest = x[i]
  let total = 0
  for (let i = start; i < end; i++) {
    const weight = Math.exp((x[i] - largest) / temperature)
    out[i] = weight
    total += weight
  }
  for (let i = start; i < end; i++) out[i] /= total
}

function differentiate(
  y: Float32Array,
  dy: Float32Array,
  out: Float32Array,
  start: number,
  { kind, width }: Segment,
  temperature: number,
) {
  if (kind === 'scalar') {
    out[start] = dy[start] * (1 - y[start] * y[start])
    return
  }
  const end = start + width
  let mean = 0
  for (let i = start; i < end; i++) mean += y[i] * dy[i]
  for (let i = start; i < end; i++) out[i] = (y[i] * (dy[i] - mean)) / temperature
}

function adam(inputs: Record<string, Float32Array>, attributes: AdamAttributes, results: Float32Array[]): void {
  const { value, first, second, gradient } = inputs
  const [newValue, newFirst, newSecond] = results
  const { beta1, beta2, weightDecay } = attributes
  const { rate, epsilon } = foldedAdam(attributes)
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i] + weightDecay * value[i]
    const m = beta1 * first[i] + (1 - beta1) * g
    const v = beta2 * second[i] + (1 - beta2) * g * g
    newFirst[i] = m
    newSecond[i] = v
    newValue[i] = value[i] - (rate * m) / (Math.sqrt(v) + epsilon)
  }
}
