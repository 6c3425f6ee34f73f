// Kernels on tfjs, one after the other: one class for all its backends. What tfjs lacks, own.ts and its users add to it.
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
import { type CounterStream, type Distribution, fillRandom } from '../../math/threefry.ts'
import { codesBytes, expandCodes } from '../codes.ts'
import type { Device } from '../device.ts'
import {
  DeviceLostError,
  DisposedTableError,
  InsideBodyError,
  NotRunError,
  NotVariableError,
  OutsideBodyError,
  ShapeError,
} from '../errors.ts'
import type {
  AdamPace,
  AdamSettings,
  AdamState,
  BackendName,
  Codes,
  EncodedTable,
  Kernels,
  Program,
  Segment,
  Tensor,
  Unary,
} from '../kernels.ts'
import {
  broadcast,
  requireCodes,
  requireFit,
  requireRange,
  requireSame,
  requireSegments,
  requireSize,
  shapeText,
} from '../shapes.ts'
import {
  AdamStep,
  Affine,
  Dense,
  Finite,
  preferredKernel,
  SegmentActivation,
  SegmentActivationGradient,
  type TfjsBackend,
} from './own.ts'

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
  #data: Tensor2D

  constructor(data: Tensor2D) {
    this.#data = data
    this.rows = data.shape[0]
    this.columns = data.shape[1]
  }

  get data(): Tensor2D {
    return this.#data
  }

  /** Puts `data` of the same shape in the place of the old, which is freed. */
  protected swap(data: Tensor2D): void {
    this.#data.dispose()
    this.#data = data
  }
}

class TfjsVariable extends TfjsTensor {
  /** `data`: kept, so that no scope frees it. */
  replace(data: Tensor2D): void {
    this.swap(data)
  }
}

/** A table that stays on the host: its rows are expanded there and uploaded. */
class HostTable implements EncodedTable {
  readonly rows: number
  readonly width: number
  #codes: Codes | null

  constructor(codes: Codes) {
    this.rows = codes.rows
    this.width = codes.width
    this.#codes = codes
  }

  get bytes(): number {
    return this.#codes ? codesBytes(this.#codes) : 0
  }

  /** [indices.length, width], row-major. */
  expand(indices: Int32Array): Float32Array {
    if (this.#codes === null) throw new DisposedTableError()
    return expandCodes(this.#codes, indices, new Float32Array(indices.length * this.width))
  }

  dispose(): void {
    this.#codes = null
  }
}

/** What a body under way has done so far. */
interface Body {
  readonly assigned: Map<TfjsVariable, Tensor2D>
  readonly made: Set<TfjsTensor>
}

/** What a body gave back, and those of its tensors that it made. */
interface Outcome<Result> {
  readonly result: Result
  readonly made: readonly TfjsTensor[]
}

class TfjsProgram<Result> implements Program<Result> {
  readonly cost = null
  readonly #name: string
  readonly #perform: () => Outcome<Result>
  #last: Outcome<Result> | null = null

  constructor(name: string, perform: () => Outcome<Result>) {
    this.#name = name
    this.#perform = perform
  }

  get result(): Result {
    if (this.#last === null) throw new NotRunError(this.#name)
    return this.#last.result
  }

  async ready(): Promise<void> {}

  async run(): Promise<void> {
    const next = this.#perform()
    this.#free()
    this.#last = next
  }

  text(): null {
    return null
  }

  dispose(): void {
    this.#free()
    this.#last = null
  }

  #free(): void {
    for (const { data } of this.#last?.made ?? []) data.dispose()
  }
}

/** By name, or a list for the kernels that take any number. */
type Inputs = Readonly<Record<string, Tensor>> | readonly Tensor[]

const dataOf = (tensor: Tensor): Tensor2D => (tensor as TfjsTensor).data

class TfjsKernels implements Kernels {
  readonly backend: BackendName
  readonly #tfjs: TfjsBackend
  readonly #device: Device
  #body: Body | null = null

  constructor(backend: BackendName, tfjs: TfjsBackend, device: Device) {
    this.backend = backend
    this.#tfjs = tfjs
    this.#device = device
  }

  /** The registered name of a kernel: ours where the backend has one of that name. */
  readonly #names = new Map<string, string>()

  // tfjs has one active backend for all; without this, tensors would be moved to another backend by a blocking read.
  #activate(): void {
    if (this.#device.lost !== null) throw new DeviceLostError(this.backend, this.#device.lost)
    if (engine().backendName !== this.#tfjs) void engine().setBackend(this.#tfjs)
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
    return (Array.isArray(result) ? result : [result]).map((each) => this.#made(new TfjsTensor(each as Tensor2D)))
  }

  #nameOf(kernel: string): string {
    const name = this.#names.get(kernel) ?? preferredKernel(kernel, this.#tfjs)
    this.#names.set(kernel, name)
    return name
  }

  #run(kernel: string, inputs: Inputs, attributes?: Record<string, unknown>): TfjsTensor {
    return this.#runAll(kernel, inputs, attributes)[0]
  }

  #made(tensor: TfjsTensor): TfjsTensor {
    this.#body?.made.add(tensor)
    return tensor
  }

  /** `values` belong to the device from now on: all backends but wasm keep the array that they are given. */
  #place(kernel: string, values: Float32Array, rows: number, columns: number): Tensor2D {
    requireSize(kernel, values.length, rows, columns)
    this.#activate()
    return engine().makeTensor(values, [rows, columns], 'float32') as Tensor2D
  }

  #refuseInBody(kernel: string): void {
    if (this.#body !== null) throw new InsideBodyError(kernel)
  }

  variable(_name: string, values: Float32Array, rows: number, columns: number): Tensor {
    this.#refuseInBody('variable')
    return new TfjsVariable(engine().keep(this.#place('variable', values.slice(), rows, columns)))
  }

  assign(variable: Tensor, value: Tensor): void {
    const target = variableOf('assign', variable)
    if (this.#body === null) throw new OutsideBodyError('assign')
    requireSame('assign', variable, value)
    // A handle of its own: the value may be assigned twice, or be part of the result as well.
    const { data } = this.#run(Identity, { x: value })
    this.#body.assigned.get(target)?.dispose()
    this.#body.assigned.set(target, engine().keep(data))
  }

  write(variable: Tensor, values: Float32Array): void {
    this.#refuseInBody('write')
    const target = variableOf('write', variable)
    target.replace(engine().keep(this.#place('write', values.slice(), variable.rows, variable.columns)))
  }

  table(codes: Codes): EncodedTable {
    this.#refuseInBody('table')
    requireCodes('table', codes)
    return new HostTable(codes)
  }

  program<Result>(name: string, body: () => Result): Program<Result> {
    this.#refuseInBody('program')
    return new TfjsProgram(name, () => this.#perform(body))
  }

  upload(values: Float32Array, rows: number, columns: number): Tensor {
    return this.#made(new TfjsTensor(this.#place('upload', values.slice(), rows, columns)))
  }

  feed(rows: number, columns: number, fill: (into: Float32Array) => void): Tensor {
    const values = new Float32Array(rows * columns)
    fill(values)
    return this.#made(new TfjsTensor(this.#place('feed', values, rows, columns)))
  }

  random(distribution: Distribution, rows: number, columns: number, stream: CounterStream): Tensor {
    const call = new Uint32Array(3)
    stream.next(call)
    const values = fillRandom(distribution, call, new Float32Array(rows * columns))
    return this.#made(new TfjsTensor(this.#place('random', values, rows, columns)))
  }

  expand(table: EncodedTable, rows: number, choose: (into: Int32Array) => void): Tensor {
    const indices = new Int32Array(rows)
    choose(indices)
    return this.#made(new TfjsTensor(this.#place('expand', (table as HostTable).expand(indices), rows, table.width)))
  }

  fill(rows: number, columns: number, value: number): Tensor {
    return this.#run(Fill, {}, { shape: [rows, columns], value, dtype: 'float32' })
  }

  async read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    this.#refuseInBody('read')
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
    // A scope in a body is part of it: what it assigns waits for the body's end.
    return this.#body === null ? this.#perform(body).result : within(body)
  }

  /** Runs a body as a whole: if it throws, nothing has changed. */
  #perform<Result>(body: () => Result): Outcome<Result> {
    this.#refuseInBody('run')
    this.#activate()
    const { assigned, made }: Body = { assigned: new Map(), made: new Set() }
    this.#body = { assigned, made }
    try {
      const result = within(body)
      for (const [variable, data] of assigned) variable.replace(data)
      return { result, made: tensorsOf(result).filter((tensor) => made.has(tensor)) }
    } catch (error) {
      for (const data of assigned.values()) data.dispose()
      throw error
    } finally {
      this.#body = null
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

  adam(state: AdamState, gradient: Tensor, pace: AdamPace, settings: AdamSettings): AdamState {
    for (const part of [state.value, state.first, state.second]) requireSame('adam', part, gradient)
    for (const part of [pace.rate, pace.epsilon]) requireSame('adam', part, { rows: 1, columns: 1 })
    const { beta1, beta2, weightDecay } = settings
    const [value, first, second] = this.#runAll(
      AdamStep,
      { ...state, gradient, ...pace },
      { beta1, beta2, weightDecay },
    )
    return { value, first, second }
  }
}

function variableOf(kernel: string, tensor: Tensor): TfjsVariable {
  if (tensor instanceof TfjsVariable) return tensor
  throw new NotVariableError(kernel, shapeText(tensor))
}

/** Runs `body` and frees what it made, but for the tensors in its result. */
function within<T>(body: () => T): T {
  engine().startScope()
  let kept: Tensor2D[] = []
  try {
    const result = body()
    kept = tensorsOf(result).map(({ data }) => data)
    return result
  } finally {
    engine().endScope(kept)
  }
}

/** The tensors reachable through arrays and plain objects, each once. */
function tensorsOf(value: unknown): TfjsTensor[] {
  const found = new Set<TfjsTensor>()
  const look = (at: unknown) => {
    if (typeof at !== 'object' || at === null) return
    if (at instanceof TfjsTensor) found.add(at)
    else if (Array.isArray(at) || Object.getPrototypeOf(at) === Object.prototype) Object.values(at).forEach(look)
  }
  look(value)
  return [...found]
}

/** The kernels of an open backend; `tfjs`: its name among tfjs's. */
export function createTfjsKernels(backend: BackendName, tfjs: TfjsBackend, device: Device): Kernels {
  return new TfjsKernels(backend, tfjs, device)
}
