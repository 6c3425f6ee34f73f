// Kernels on tfjs: one class for all four backends. What tfjs lacks or does slowly, own.ts and its users add to it.
import {
  Abs,
  Add,
  BatchMatMul,
  Concat,
  Exp,
  engine,
  Fill,
  Identity,
  LeakyRelu,
  Log,
  Minimum,
  Multiply,
  type NamedAttrMap,
  type NamedTensorMap,
  RealDiv,
  Reciprocal,
  Relu,
  Reshape,
  Sigmoid,
  Slice,
  Softplus,
  Sqrt,
  Square,
  Step,
  Sub,
  Sum,
  Tanh,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import type { Device } from './device.ts'
import { DeviceLostError, ShapeError } from './errors.ts'
import type { AdamSettings, AdamState, BackendName, Kernels, Segment, Tensor, Unary } from './kernels.ts'
import {
  AdamStep,
  Affine,
  Dense,
  Finite,
  preferredKernel,
  SegmentActivation,
  SegmentActivationGradient,
} from './own.ts'
import { broadcast, requireFit, requireRange, requireSame, requireSegments, shapeText } from './shapes.ts'

const unaryKernels: Record<Unary, string> = {
  relu: Relu,
  step: Step,
  tanh: Tanh,
  sigmoid: Sigmoid,
  softplus: Softplus,
  exp: Exp,
  log: Log,
  sqrt: Sqrt,
  square: Square,
  reciprocal: Reciprocal,
  abs: Abs,
  finite: Finite,
}

class TfjsTensor implements Tensor {
  readonly rows: number
  readonly columns: number
  readonly data: Tensor2D

  constructor(data: Tensor2D) {
    this.data = data
    this.rows = data.shape[0]
    this.columns = data.shape[1]
  }
}

/** By name, or a list for the kernels that take any number. */
type Inputs = Readonly<Record<string, Tensor>> | readonly Tensor[]

const dataOf = (tensor: Tensor): Tensor2D => (tensor as TfjsTensor).data

class TfjsKernels implements Kernels {
  readonly backend: BackendName
  readonly #device: Device

  constructor(backend: BackendName, device: Device) {
    this.backend = backend
    this.#device = device
  }

  /** The registered name of a kernel: ours where the backend has one of that name. */
  readonly #names = new Map<string, string>()

  // tfjs has one active backend for all; without this, tensors would be moved to another backend by a blocking read.
  #activate(): void {
    if (this.#device.lost !== null) throw new DeviceLostError(this.backend, this.#device.lost)
    if (engine().backendName !== this.backend) void engine().setBackend(this.backend)
  }

  #runAll(kernel: string, inputs: Inputs, attributes?: Record<string, unknown>): TfjsTensor[] {
    this.#activate()
    const data = Array.isArray(inputs)
      ? inputs.map(dataOf)
      : Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, dataOf(tensor)]))
    const result = engine().runKernel(
      this.#nameOf(kernel),
      data as NamedTensorMap,
      attributes as NamedAttrMap | undefined,
    )
    return (Array.isArray(result) ? result : [result]).map((each) => new TfjsTensor(each as Tensor2D))
  }

  #nameOf(kernel: string): string {
    const name = this.#names.get(kernel) ?? preferredKernel(kernel, this.backend)
    this.#names.set(kernel, name)
    return name
  }

  #run(kernel: string, inputs: Inputs, attributes?: Record<string, unknown>): TfjsTensor {
    return this.#runAll(kernel, inputs, attributes)[0]
  }

  upload(values: Float32Array, rows: number, columns: number): Tensor {
    requireSize('upload', values.length, rows, columns)
    this.#activate()
    // A copy: all backends but wasm keep the array that they are given, and the caller may write into it again.
    return new TfjsTensor(engine().makeTensor(values.slice(), [rows, columns], 'float32') as Tensor2D)
  }

  fill(rows: number, columns: number, value: number): Tensor {
    return this.#run(Fill, {}, { shape: [rows, columns], value, dtype: 'float32' })
  }

  async read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    this.#activate()
    // Own handles, so that the caller may dispose of its tensors before the device answers.
    const handles = tensors.map((tensor) => engine().keep(this.#run(Identity, { x: tensor }).data))
    try {
      // Copies: some backends hand out the array that they go on computing with.
      const values = await Promise.all(handles.map(async (handle) => (await handle.data<'float32'>()).slice()))
      if (this.#device.lost !== null) throw new DeviceLostError(this.backend, this.#device.lost)
      return values
    } catch (error) {
      if (error instanceof DeviceLostError) throw error
      throw new DeviceLostError(this.backend, this.#device.lost ?? String(error))
    } finally {
      for (const handle of handles) handle.dispose()
    }
  }

  scope<T>(body: () => T): T {
    this.#activate()
    engine().startScope()
    const kept: Tensor2D[] = []
    try {
      const result = body()
      collect(result, kept)
      return result
    } finally {
      engine().endScope(kept)
    }
  }

  dispose(tensors: Iterable<Tensor>): void {
    for (const tensor of tensors) dataOf(tensor).dispose()
  }

  live(): number {
    return engine().state.numTensors
  }

  matmul(a: Tensor, b: Tensor): Tensor {
    requireFit('matmul', a, b, a.columns === b.rows)
    return this.#product(a, b, false, false)
  }

  matmulTransposeA(a: Tensor, b: Tensor): Tensor {
    requireFit('matmulTransposeA', a, b, a.rows === b.rows)
    return this.#product(a, b, true, false)
  }

  matmulTransposeB(a: Tensor, b: Tensor): Tensor {
    requireFit('matmulTransposeB', a, b, a.columns === b.columns)
    return this.#product(a, b, false, true)
  }

  #product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
    return this.#run(BatchMatMul, { a, b }, { transposeA, transposeB })
  }

  dense(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    requireFit('dense', x, weights, x.columns === weights.rows)
    requireFit('dense', weights, bias, bias.rows === 1 && bias.columns === weights.columns)
    return this.#run(Dense, { x, weights, bias })
  }

  add(a: Tensor, b: Tensor): Tensor {
    broadcast('add', a, b)
    return this.#run(Add, { a, b })
  }

  subtract(a: Tensor, b: Tensor): Tensor {
    broadcast('subtract', a, b)
    return this.#run(Sub, { a, b })
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    broadcast('multiply', a, b)
    return this.#run(Multiply, { a, b })
  }

  divide(a: Tensor, b: Tensor): Tensor {
    broadcast('divide', a, b)
    return this.#run(RealDiv, { a, b })
  }

  minimum(a: Tensor, b: Tensor): Tensor {
    broadcast('minimum', a, b)
    return this.#run(Minimum, { a, b })
  }

  affine(a: Tensor, scale: number, shift: number): Tensor {
    return this.#run(Affine, { x: a }, { scale, shift })
  }

  unary(name: Unary, a: Tensor): Tensor {
    return this.#run(unaryKernels[name], { x: a }, { alpha: 0 })
  }

  leakyRelu(x: Tensor, slope: number): Tensor {
    return this.#run(LeakyRelu, { x }, { alpha: slope })
  }

  leakyStep(x: Tensor, slope: number): Tensor {
    return this.#run(Step, { x }, { alpha: slope })
  }

  sumRows(a: Tensor): Tensor {
    return this.#run(Sum, { x: a }, { axis: [0], keepDims: true })
  }

  sumColumns(a: Tensor): Tensor {
    return this.#run(Sum, { x: a }, { axis: [1], keepDims: true })
  }

  reshape(a: Tensor, rows: number, columns: number): Tensor {
    requireSize('reshape', a.rows * a.columns, rows, columns)
    return this.#run(Reshape, { x: a }, { shape: [rows, columns] })
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    for (const part of parts) requireFit('concatColumns', parts[0], part, part.rows === parts[0].rows)
    return this.#concat(parts, 1)
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    for (const part of parts) requireFit('concatRows', parts[0], part, part.columns === parts[0].columns)
    return this.#concat(parts, 0)
  }

  #concat(parts: readonly Tensor[], axis: number): Tensor {
    if (parts.length === 0) throw new ShapeError('concat', 'an empty list', 'at least one part')
    return this.#run(Concat, parts, { axis })
  }

  sliceColumns(a: Tensor, offset: number, width: number): Tensor {
    requireRange('sliceColumns', a, offset, width, a.columns)
    return this.#run(Slice, { x: a }, { begin: [0, offset], size: [a.rows, width] })
  }

  sliceRows(a: Tensor, offset: number, count: number): Tensor {
    requireRange('sliceRows', a, offset, count, a.rows)
    return this.#run(Slice, { x: a }, { begin: [offset, 0], size: [count, a.columns] })
  }

  segmentActivation(x: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    requireSegments('segmentActivation', x, segments)
    return this.#run(SegmentActivation, { x }, { segments, temperature })
  }

  segmentActivationGradient(y: Tensor, dy: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    requireSame('segmentActivationGradient', y, dy)
    requireSegments('segmentActivationGradient', y, segments)
    return this.#run(SegmentActivationGradient, { y, dy }, { segments, temperature })
  }

  adam(state: AdamState, gradient: Tensor, step: number, settings: AdamSettings): AdamState {
    for (const part of [state.value, state.first, state.second]) requireSame('adam', part, gradient)
    const [value, first, second] = this.#runAll(AdamStep, { ...state, gradient }, { step, ...settings })
    return { value, first, second }
  }
}

function requireSize(kernel: string, size: number, rows: number, columns: number): void {
  if (size !== rows * columns || rows < 1 || columns < 1)
    throw new ShapeError(kernel, `${size} values`, shapeText({ rows, columns }))
}

/** Gathers the tensors reachable through arrays and plain objects. */
function collect(value: unknown, into: Tensor2D[]): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof TfjsTensor) into.push(value.data)
  else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
    for (const each of Object.values(value)) collect(each, into)
}

/** The kernels of an open backend. */
export function createTfjsKernels(backend: BackendName, device: Device): Kernels {
  return new TfjsKernels(backend, device)
}
