// Own kernels where the host sees the device's memory (wasm, cpu): one pass over typed arrays each.
import { type KernelBackend, Minimum, Slice, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Segment } from '../kernels.ts'
import {
  type AdamAttributes,
  AdamStep,
  Finite,
  registerOwn,
  SegmentActivation,
  SegmentActivationGradient,
  type SegmentAttributes,
  type TfjsBackend,
} from './own.ts'

/** How the host reaches a tensor's numbers. */
export interface HostMemory {
  create(shape: number[]): TensorInfo
  view(tensor: TensorInfo): Float32Array
}

type Views = Record<string, Float32Array>

export function registerHostKernels(name: TfjsBackend, memoryOf: (backend: KernelBackend) => HostMemory): void {
  /** A kernel whose `outputs` results have the shape of its input `like`. */
  function register(
    kernel: string,
    like: string,
    outputs: number,
    body: (inputs: Views, attributes: unknown, results: Float32Array[], columns: number) => void,
  ): void {
    registerOwn(name, kernel, (inputs, attributes, backend) => {
      const memory = memoryOf(backend)
      const { shape } = inputs[like]
      const results = Array.from({ length: outputs }, () => memory.create([...shape]))
      // Views are taken once all outputs are made: making one may move the memory.
      const views = Object.fromEntries(Object.entries(inputs).map(([key, tensor]) => [key, memory.view(tensor)]))
      body(views, attributes, results.map(memory.view), shape[1])
      return results
    })
  }

  register(Finite, 'x', 1, ({ x }, _attributes, [out]) => {
    // All ones in the exponent say that a number is not finite. Copying and looking is three times as fast as choosing.
    out.set(x)
    const bits = new Int32Array(out.buffer, out.byteOffset, out.length)
    for (let i = 0; i < bits.length; i++) if ((bits[i] & 0x7f800000) === 0x7f800000) bits[i] = 0
  })
  register(SegmentActivation, 'x', 1, ({ x }, attributes, [out], columns) => {
    const { segments, temperature } = attributes as SegmentAttributes
    for (let row = 0; row < x.length; row += columns)
      for (const segment of segments) activate(x, out, row + segment.offset, segment, 1 / temperature)
  })
  register(SegmentActivationGradient, 'y', 1, ({ y, dy }, attributes, [out], columns) => {
    const { segments, temperature } = attributes as SegmentAttributes
    for (let row = 0; row < y.length; row += columns)
      for (const segment of segments) differentiate(y, dy, out, row + segment.offset, segment, 1 / temperature)
  })
  register(AdamStep, 'value', 3, (inputs, attributes, results) => adam(inputs, attributes as AdamAttributes, results))

  // tfjs's wasm takes 16 ms for the minimum of 128,000 numbers and one, against 0.2 ms for this.
  registerOwn(name, Minimum, ({ a, b }, _, backend) => {
    const memory = memoryOf(backend)
    const rows = Math.max(a.shape[0], b.shape[0])
    const columns = Math.max(a.shape[1], b.shape[1])
    const result = memory.create([rows, columns])
    const left = memory.view(a)
    const right = memory.view(b)
    const out = memory.view(result)
    const [leftRow, leftColumn] = strides(a)
    const [rightRow, rightColumn] = strides(b)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        out[row * columns + column] = Math.min(
          left[row * leftRow + column * leftColumn],
          right[row * rightRow + column * rightColumn],
        )
    return result
  })

  // tfjs's wasm copies the whole input out of its memory for each slice.
  registerOwn(name, Slice, ({ x }, attributes, backend) => {
    const { begin, size } = attributes as Record<'begin' | 'size', [rows: number, columns: number]>
    const memory = memoryOf(backend)
    const result = memory.create([...size])
    const out = memory.view(result)
    const from = memory.view(x)
    const columns = x.shape[1]
    const whole = size[1] === columns
    // Whole rows lie in one run.
    const run = whole ? size[0] * columns : size[1]
    let start = begin[0] * columns + begin[1]
    for (let at = 0; at < out.length; at += run, start += columns) out.set(from.subarray(start, start + run), at)
    return result
  })
}

/** Steps through a row and a column; 0 where the operand repeats. */
const strides = ({ shape: [rows, columns] }: TensorInfo): [number, number] => [
  rows === 1 ? 0 : columns,
  columns === 1 ? 0 : 1,
]

function activate(x: Float32Array, out: Float32Array, start: number, { kind, width }: Segment, sharpness: number) {
  if (kind === 'scalar') {
    out[start] = Math.tanh(x[start])
    return
  }
  const end = start + width
  let largest = x[start]
  for (let i = start + 1; i < end; i++) if (x[i] > largest) largest = x[i]
  let total = 0
  for (let i = start; i < end; i++) {
    const weight = Math.exp((x[i] - largest) * sharpness)
    out[i] = weight
    total += weight
  }
  const share = 1 / total
  for (let i = start; i < end; i++) out[i] *= share
}

function differentiate(
  y: Float32Array,
  dy: Float32Array,
  out: Float32Array,
  start: number,
  { kind, width }: Segment,
  sharpness: number,
) {
  if (kind === 'scalar') {
    out[start] = dy[start] * (1 - y[start] * y[start])
    return
  }
  const end = start + width
  let mean = 0
  for (let i = start; i < end; i++) mean += y[i] * dy[i]
  for (let i = start; i < end; i++) out[i] = y[i] * (dy[i] - mean) * sharpness
}

function adam(inputs: Views, attributes: AdamAttributes, results: Float32Array[]): void {
  const { value, first, second, gradient } = inputs
  const [newValue, newFirst, newSecond] = results
  const { beta1, beta2, weightDecay } = attributes
  const [rate] = inputs.rate
  const [epsilon] = inputs.epsilon
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i] + weightDecay * value[i]
    const m = beta1 * first[i] + (1 - beta1) * g
    const v = beta2 * second[i] + (1 - beta2) * g * g
    newFirst[i] = m
    newSecond[i] = v
    newValue[i] = value[i] - (rate * m) / (Math.sqrt(v) + epsilon)
  }
}
