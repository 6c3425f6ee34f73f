// Own kernels on a GPU: written once, in what WGSL and GLSL have in common, and run through tfjs.
import { _FusedMatMul, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Segment } from '../kernels.ts'
import {
  type AdamAttributes,
  AdamStep,
  Affine,
  type AffineAttributes,
  callKernel,
  Dense,
  Finite,
  registerOwn,
  SegmentActivation,
  SegmentActivationGradient,
  type SegmentAttributes,
  type TfjsBackend,
} from './own.ts'

/** Where the two languages differ. */
export interface Dialect {
  /** Opens a declaration. */
  readonly float: string
  readonly int: string
  /** Converts to an integer. */
  readonly toInt: string
  finite(value: string): string
}

export interface Shader {
  readonly name: string
  /** An input `x` is read by `getX(row, column)`. */
  readonly inputs: readonly string[]
  /** Single numbers. */
  readonly uniforms: readonly string[]
  /** Sets `result`, the entry at (`row`, `column`). */
  readonly body: (dialect: Dialect) => string
}

export type RunShader = (
  backend: KernelBackend,
  shader: Shader,
  inputs: TensorInfo[],
  uniforms: number[],
  shape: [rows: number, columns: number],
) => TensorInfo

const affine: Shader = {
  name: 'affine',
  inputs: ['x'],
  uniforms: ['scale', 'shift'],
  body: () => 'result = getX(row, column) * scale + shift;',
}

const finiteOrZero: Shader = {
  name: 'finite',
  inputs: ['x'],
  uniforms: [],
  body: ({ float, finite }) => `
    ${float} value = getX(row, column);
    if (${finite('value')}) { result = value; }`,
}

const penalised = 'getGradient(row, column) + weightDecay * getValue(row, column)'

const adamFirst: Shader = {
  name: 'adam first',
  inputs: ['first', 'value', 'gradient'],
  uniforms: ['beta', 'weightDecay'],
  body: () => `result = beta * getFirst(row, column) + (1.0 - beta) * (${penalised});`,
}

const adamSecond: Shader = {
  name: 'adam second',
  inputs: ['second', 'value', 'gradient'],
  uniforms: ['beta', 'weightDecay'],
  body: ({ float }) => `
    ${float} slope = ${penalised};
    result = beta * getSecond(row, column) + (1.0 - beta) * slope * slope;`,
}

const adamValue: Shader = {
  name: 'adam value',
  inputs: ['value', 'first', 'second', 'rate', 'epsilon'],
  uniforms: [],
  body: ({ float }) => `
    ${float} change = getFirst(row, column) / (sqrt(getSecond(row, column)) + getEpsilon(0, 0));
    result = getValue(row, column) - getRate(0, 0) * change;`,
}

/** `spans` [segments, 2] holds offset and width. */
const span = ({ int, toInt }: Dialect, segment: string) => `
  ${int} start = ${toInt}(getSpans(${segment}, 0));
  ${int} end = start + ${toInt}(getSpans(${segment}, 1));`

/** [rows, 2 · segments]: of each segment the largest entry, and the sum of the powers relative to it. */
const segmentTotals: Shader = {
  name: 'segment totals',
  inputs: ['x', 'spans'],
  uniforms: ['sharpness'],
  body: (dialect) => `
    ${dialect.int} segment = column / 2;
    ${span(dialect, 'segment')}
    ${dialect.float} largest = getX(row, start);
    for (${dialect.int} i = start + 1; i < end; i++) { largest = max(largest, getX(row, i)); }
    ${dialect.float} total = 0.0;
    for (${dialect.int} i = start; i < end; i++) { total = total + exp((getX(row, i) - largest) * sharpness); }
    if (column == 2 * segment) { result = largest; } else { result = total; }`,
}

/** `owners` [1, columns] holds the segment of each column, −1 for a scalar. */
const segmentActivation: Shader = {
  name: 'segment activation',
  inputs: ['x', 'owners', 'totals'],
  uniforms: ['sharpness'],
  body: ({ float, int, toInt }) => `
    ${int} segment = ${toInt}(getOwners(0, column));
    ${float} value = getX(row, column);
    if (segment < 0) {
      ${float} power = exp(-2.0 * abs(value));
      result = sign(value) * (1.0 - power) / (1.0 + power);
    } else {
      result = exp((value - getTotals(row, 2 * segment)) * sharpness) / getTotals(row, 2 * segment + 1);
    }`,
}

/** [rows, segments]: the mean of dy under the chances y. */
const segmentMeans: Shader = {
  name: 'segment means',
  inputs: ['y', 'dy', 'spans'],
  uniforms: [],
  body: (dialect) => `
    ${span(dialect, 'column')}
    for (${dialect.int} i = start; i < end; i++) { result = result + getY(row, i) * getDy(row, i); }`,
}

const segmentGradient: Shader = {
  name: 'segment gradient',
  inputs: ['y', 'dy', 'owners', 'means'],
  uniforms: ['sharpness'],
  body: ({ float, int, toInt }) => `
    ${int} segment = ${toInt}(getOwners(0, column));
    ${float} value = getY(row, column);
    ${float} slope = getDy(row, column);
    if (segment < 0) {
      result = slope * (1.0 - value * value);
    } else {
      result = value * (slope - getMeans(row, segment)) * sharpness;
    }`,
}

export function registerShaders(name: TfjsBackend, run: RunShader): void {
  const layouts = createLayouts()

  registerOwn(name, Affine, ({ x }, attributes, backend) => {
    const { scale, shift } = attributes as AffineAttributes
    return run(backend, affine, [x], [scale, shift], shapeOf(x))
  })
  registerOwn(name, Finite, ({ x }, _, backend) => run(backend, finiteOrZero, [x], [], shapeOf(x)))

  registerOwn(name, Dense, ({ x, weights, bias }, _, backend) =>
    callKernel(
      _FusedMatMul,
      name,
      backend,
      { a: x, b: weights, bias },
      { transposeA: false, transposeB: false, activation: 'linear' },
    ),
  )

  registerOwn(name, AdamStep, ({ value, first, second, gradient, rate, epsilon }, attributes, backend) => {
    const { beta1, beta2, weightDecay } = attributes as AdamAttributes
    const shape = shapeOf(value)
    const newFirst = run(backend, adamFirst, [first, value, gradient], [beta1, weightDecay], shape)
    const newSecond = run(backend, adamSecond, [second, value, gradient], [beta2, weightDecay], shape)
    const newValue = run(backend, adamValue, [value, newFirst, newSecond, rate, epsilon], [], shape)
    return [newValue, newFirst, newSecond]
  })

  registerOwn(name, SegmentActivation, ({ x }, attributes, backend) => {
    const { segments, temperature } = attributes as SegmentAttributes
    const { spans, owners } = layouts(backend, segments)
    const [rows, columns] = shapeOf(x)
    const totals = run(backend, segmentTotals, [x, spans], [1 / temperature], [rows, 2 * segments.length])
    const result = run(backend, segmentActivation, [x, owners, totals], [1 / temperature], [rows, columns])
    backend.disposeData(totals.dataId)
    return result
  })
  registerOwn(name, SegmentActivationGradient, ({ y, dy }, attributes, backend) => {
    const { segments, temperature } = attributes as SegmentAttributes
    const { spans, owners } = layouts(backend, segments)
    const [rows, columns] = shapeOf(y)
    const means = run(backend, segmentMeans, [y, dy, spans], [], [rows, segments.length])
    const result = run(backend, segmentGradient, [y, dy, owners, means], [1 / temperature], [rows, columns])
    backend.disposeData(means.dataId)
    return result
  })
}

const shapeOf = ({ shape }: TensorInfo): [number, number] => [shape[0], shape[1]]

interface Layout {
  readonly spans: TensorInfo
  readonly owners: TensorInfo
}

/** Uploads the layout of a list of segments once a backend and list; it stays until the backend is closed. */
function createLayouts(): (backend: KernelBackend, segments: readonly Segment[]) => Layout {
  const known = new WeakMap<KernelBackend, WeakMap<readonly Segment[], Layout>>()
  return (backend, segments) => {
    const ofBackend = known.get(backend) ?? new WeakMap<readonly Segment[], Layout>()
    known.set(backend, ofBackend)
    const upload = (values: number[], shape: [number, number]): TensorInfo => ({
      dataId: backend.write(Float32Array.from(values), shape, 'float32'),
      shape,
      dtype: 'float32',
    })
    const layout = ofBackend.get(segments) ?? {
      spans: upload(
        segments.flatMap(({ offset, width }) => [offset, width]),
        [segments.length, 2],
      ),
      owners: upload(
        segments.flatMap(({ kind, width }, i) => Array<number>(width).fill(kind === 'choice' ? i : -1)),
        [1, segments.reduce((total, { width }) => total + width, 0)],
      ),
    }
    ofBackend.set(segments, layout)
    return layout
  }
}
