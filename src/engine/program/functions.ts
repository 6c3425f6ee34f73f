// The functions of the seam, recorded: what a compiled backend offers to a body.
import type { CounterStream, Distribution } from '../../math/threefry.ts'
import { ShapeError } from '../errors.ts'
import type { AdamPace, AdamSettings, AdamState, EncodedTable, Segment, Tensor, Unary } from '../kernels.ts'
import { broadcast, requireFit, requireRange, requireSame, requireSegments, requireSize } from '../shapes.ts'
import type { Recorded, Recorder } from './recorder.ts'

type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'minimum'

/** Checks shapes and records. `recorder` is asked for at every call, and refuses outside of bodies. */
export abstract class RecordedFunctions {
  protected abstract get recorder(): Recorder

  upload(values: Float32Array, rows: number, columns: number): Tensor {
    requireSize('upload', values.length, rows, columns)
    return this.recorder.constant(values, rows, columns)
  }

  fill(rows: number, columns: number, value: number): Tensor {
    requireSize('fill', rows * columns, rows, columns)
    return this.recorder.fill(rows, columns, value)
  }

  feed(rows: number, columns: number, fill: (into: Float32Array) => void): Tensor {
    requireSize('feed', rows * columns, rows, columns)
    const feed = {
      label: 'feed',
      words: rows * columns,
      fill: ({ floats }: { floats: Float32Array }) => fill(floats),
    }
    return this.recorder.feed(rows, columns, feed)
  }

  random(distribution: Distribution, rows: number, columns: number, stream: CounterStream): Tensor {
    requireSize('random', rows * columns, rows, columns)
    const feed = {
      label: 'call',
      words: 3,
      fill: ({ unsigned }: { unsigned: Uint32Array }) => stream.next(unsigned),
    }
    return this.recorder.random(rows, columns, { kind: 'random', distribution, feed })
  }

  expand(table: EncodedTable, rows: number, choose: (into: Int32Array) => void): Tensor {
    requireSize('expand', rows * table.width, rows, table.width)
    const feed = {
      label: 'rows',
      words: rows,
      fill: ({ integers }: { integers: Int32Array }) => choose(integers),
    }
    return this.recorder.expand(rows, table, feed)
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

  dense(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
    requireFit('dense', x, weights, x.columns === weights.rows)
    requireFit('dense', weights, bias, bias.rows === 1 && bias.columns === weights.columns)
    return this.add(this.#product(x, weights, false, false), bias)
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.#binary('add', a, b)
  }

  subtract(a: Tensor, b: Tensor): Tensor {
    return this.#binary('subtract', a, b)
  }

  multiply(a: Tensor, b: Tensor): Tensor {
    return this.#binary('multiply', a, b)
  }

  divide(a: Tensor, b: Tensor): Tensor {
    return this.#binary('divide', a, b)
  }

  minimum(a: Tensor, b: Tensor): Tensor {
    return this.#binary('minimum', a, b)
  }

  affine(a: Tensor, scale: number, shift: number): Tensor {
    return this.recorder.element({ name: 'affine', scale, shift }, this.recorder.of(a))
  }

  unary(name: Unary, a: Tensor): Tensor {
    return this.recorder.element({ name }, this.recorder.of(a))
  }

  leakyRelu(x: Tensor, slope: number): Tensor {
    return this.recorder.element({ name: 'leakyRelu', slope }, this.recorder.of(x))
  }

  leakyStep(x: Tensor, slope: number): Tensor {
    return this.recorder.element({ name: 'leakyStep', slope }, this.recorder.of(x))
  }

  sumRows(a: Tensor): Tensor {
    return this.recorder.sum('rows', this.recorder.of(a))
  }

  sumColumns(a: Tensor): Tensor {
    return this.recorder.sum('columns', this.recorder.of(a))
  }

  reshape(a: Tensor, rows: number, columns: number): Tensor {
    requireSize('reshape', a.rows * a.columns, rows, columns)
    return this.recorder.reshape(this.recorder.of(a), rows, columns)
  }

  concatColumns(parts: readonly Tensor[]): Tensor {
    for (const part of parts) requireFit('concatColumns', parts[0], part, part.rows === parts[0].rows)
    return this.#concat('columns', parts)
  }

  concatRows(parts: readonly Tensor[]): Tensor {
    for (const part of parts) requireFit('concatRows', parts[0], part, part.columns === parts[0].columns)
    return this.#concat('rows', parts)
  }

  sliceColumns(a: Tensor, offset: number, width: number): Tensor {
    requireRange('sliceColumns', a, offset, width, a.columns)
    return this.recorder.slice(this.recorder.of(a), 0, offset, a.rows, width)
  }

  sliceRows(a: Tensor, offset: number, count: number): Tensor {
    requireRange('sliceRows', a, offset, count, a.rows)
    return this.recorder.slice(this.recorder.of(a), offset, 0, count, a.columns)
  }

  segmentActivation(x: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    requireSegments('segmentActivation', x, segments)
    return this.recorder.activate(this.recorder.of(x), segments, temperature)
  }

  segmentActivationGradient(y: Tensor, dy: Tensor, segments: readonly Segment[], temperature: number): Tensor {
    requireSame('segmentActivationGradient', y, dy)
    requireSegments('segmentActivationGradient', y, segments)
    return this.recorder.differentiate(this.recorder.of(y), this.recorder.of(dy), segments, temperature)
  }

  /** Element by element, so that it fuses with what comes before and after it. */
  adam(state: AdamState, gradient: Tensor, pace: AdamPace, settings: AdamSettings): AdamState {
    for (const part of [state.value, state.first, state.second]) requireSame('adam', part, gradient)
    const { beta1, beta2, weightDecay } = settings
    const slope = weightDecay === 0 ? gradient : this.add(gradient, this.affine(state.value, weightDecay, 0))
    const first = this.add(this.affine(state.first, beta1, 0), this.affine(slope, 1 - beta1, 0))
    const squared = this.affine(this.unary('square', slope), 1 - beta2, 0)
    const second = this.add(this.affine(state.second, beta2, 0), squared)
    const move = this.divide(this.multiply(first, pace.rate), this.add(this.unary('sqrt', second), pace.epsilon))
    return { value: this.subtract(state.value, move), first, second }
  }

  #product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Recorded {
    return this.recorder.product(this.recorder.of(a), this.recorder.of(b), transposeA, transposeB)
  }

  #binary(name: Binary, a: Tensor, b: Tensor): Recorded {
    broadcast(name, a, b)
    return this.recorder.element({ name }, this.recorder.of(a), this.recorder.of(b))
  }

  #concat(along: 'rows' | 'columns', parts: readonly Tensor[]): Recorded {
    if (parts.length === 0) throw new ShapeError('concat', 'an empty list', 'at least one part')
    return this.recorder.concat(
      along,
      parts.map((part) => this.recorder.of(part)),
    )
  }
}
