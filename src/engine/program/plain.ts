// Plain executor: runs plans in the plainest TypeScript and double precision, for tests to hold recording and fusing against.
import { fillRandom } from '../../math/threefry.ts'
import type { Codes, EncodedTable, Segment, Unary } from '../kernels.ts'
import { unaries } from '../reference.ts'
import type { Executor, Prepared } from './executor.ts'
import { feedView } from './feed.ts'
import type { Access, Operand, Part, Region, Step, Store } from './launch.ts'
import type { ElementFunction } from './operation.ts'
import { aligned } from './place.ts'
import type { Plan } from './plan.ts'

const binaries: Partial<Record<ElementFunction['name'], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  minimum: Math.min,
}

class PlainTable implements EncodedTable {
  readonly rows: number
  readonly width: number
  readonly bytes = 0

  constructor(readonly codes: Codes) {
    this.rows = codes.rows
    this.width = codes.width
  }

  dispose(): void {}
}

export class PlainExecutor implements Executor {
  readonly backend = 'cpu'
  /** Floats that are taken, for leak tests. */
  taken = 0
  #variables = new Float64Array(1024)
  #next = 0

  allocate(length: number): number {
    const offset = this.#next
    this.#next += aligned(length)
    this.taken += length
    if (this.#next > this.#variables.length) {
      const larger = new Float64Array(2 * this.#next)
      larger.set(this.#variables)
      this.#variables = larger
    }
    return offset
  }

  release(_offset: number, length: number): void {
    this.taken -= length
  }

  write(offset: number, values: Float32Array): void {
    this.#variables.set(values, offset)
  }

  async read(ranges: readonly { readonly offset: number; readonly length: number }[]): Promise<Float32Array[]> {
    return ranges.map(({ offset, length }) => Float32Array.from(this.#variables.subarray(offset, offset + length)))
  }

  /** Without rounding. */
  values(offset: number, length: number): number[] {
    return Array.from(this.#variables.subarray(offset, offset + length))
  }

  addTable(codes: Codes): EncodedTable {
    return new PlainTable(codes)
  }

  prepare(plan: Plan): Prepared {
    const words = new ArrayBuffer(4 * plan.feedWords)
    return {
      ready: async () => {},
      dispose() {},
      run: () => {
        for (const { feed, offset } of plan.feeds) feed.fill(feedView(words, 4 * offset, feed.words))
        // Nothing that an earlier run left may matter.
        const work = new Float64Array(plan.workFloats).fill(Number.NaN)
        const memory = { variable: this.#variables, work, feed: new Float32Array(words) }
        for (const { parts } of plan.launches) for (const part of parts) runPart(part, memory, words)
      },
    }
  }
}

type Memory = Record<Region, Float64Array | Float32Array>

function runPart(part: Part, memory: Memory, words: ArrayBuffer): void {
  const at = ({ slot, offset, rowStride, columnStride }: Access, row: number, column: number) =>
    slot.offset + offset + row * rowStride + column * columnStride
  const load = (access: Access, row: number, column: number) => memory[access.slot.region][at(access, row, column)]
  const put = (access: Access, row: number, column: number, value: number) => {
    memory[access.slot.region][at(access, row, column)] = value
  }
  const run = (steps: readonly Step[], row: number, column: number, result: number) => {
    const values: number[] = []
    const operandValue = (operand: Operand): number => {
      if (operand.kind === 'load') return load(operand.access, row, column)
      if (operand.kind === 'number') return operand.value
      return operand.kind === 'step' ? values[operand.index] : result
    }
    for (const { function: f, operands } of steps) values.push(apply(f, operands.map(operandValue)))
    return operandValue
  }
  const finish = (steps: readonly Step[], stores: readonly Store[], row: number, column: number, result: number) => {
    const operandValue = run(steps, row, column, result)
    const values = stores.map(({ value }) => operandValue(value))
    stores.forEach(({ access }, i) => {
      put(access, row, column, values[i])
    })
  }
  const { rows, columns } = part
  switch (part.kind) {
    case 'map':
      each(rows, columns, (row, column) => finish(part.steps, part.stores, row, column, 0))
      return
    case 'product':
      each(rows, columns, (row, column) => {
        let sum = 0
        for (let k = 0; k < part.inner; k++) {
          const a = part.transposeA ? load(part.a, k, row) : load(part.a, row, k)
          sum += a * (part.transposeB ? load(part.b, column, k) : load(part.b, k, column))
        }
        finish(part.steps, part.stores, row, column, sum)
      })
      return
    case 'sum': {
      const overRows = part.over === 'rows'
      each(overRows ? 1 : rows, overRows ? columns : 1, (row, column) => {
        let sum = 0
        for (let i = 0; i < (overRows ? rows : columns); i++) {
          const [r, c] = overRows ? [i, column] : [row, i]
          sum += run(part.before, r, c, 0)(part.summand)
        }
        finish(part.steps, part.stores, row, column, sum)
      })
      return
    }
    case 'activate':
      for (let row = 0; row < rows; row++) {
        const values = columnsOf(columns, (column) => run(part.before, row, column, 0)(part.x))
        part.segments.forEach((segment) => {
          activate(values, segment, part.temperature).forEach((value, i) => {
            put(part.store, row, segment.offset + i, value)
          })
        })
      }
      return
    case 'differentiate':
      for (let row = 0; row < rows; row++) {
        const y = columnsOf(columns, (column) => load(part.y, row, column))
        const dy = columnsOf(columns, (column) => run(part.before, row, column, 0)(part.dy))
        part.segments.forEach(({ kind, offset, width }) => {
          const mean =
            kind === 'scalar' ? 0 : columnsOf(width, (i) => y[offset + i] * dy[offset + i]).reduce((a, b) => a + b)
          for (let i = offset; i < offset + width; i++) {
            const slope = kind === 'scalar' ? dy[i] * (1 - y[i] ** 2) : (y[i] * (dy[i] - mean)) / part.temperature
            put(part.store, row, i, slope)
          }
        })
      }
      return
    case 'random': {
      const call = new Uint32Array(words, 4 * part.call.slot.offset, 3)
      const numbers = fillRandom(part.distribution, call, new Float32Array(rows * columns))
      each(rows, columns, (row, column) => put(part.store, row, column, numbers[row * columns + column]))
      return
    }
    case 'expand': {
      const indices = new Int32Array(words, 4 * part.indices.slot.offset, rows)
      const { codes } = part.table as PlainTable
      each(rows, columns, (row, column) => put(part.store, row, column, 0))
      indices.forEach((index, row) => {
        if (index < 0) return
        codes.segments.forEach(({ kind, offset }, i) => {
          const code = codes.columns[i][index]
          put(part.store, row, kind === 'scalar' ? offset : offset + code, kind === 'scalar' ? code : 1)
        })
      })
    }
  }
}

function each(rows: number, columns: number, body: (row: number, column: number) => void): void {
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) body(row, column)
}

const columnsOf = (count: number, value: (column: number) => number) =>
  Array.from({ length: count }, (_, i) => value(i))

function apply(f: ElementFunction, [a, b]: readonly number[]): number {
  if (f.name === 'affine') return a * f.scale + f.shift
  if (f.name === 'leakyRelu') return a > 0 ? a : f.slope * a
  if (f.name === 'leakyStep') return a > 0 ? 1 : f.slope
  if (f.name === 'identity') return a
  if (f.name in unaries) return unaries[f.name as Unary](a)
  const binary = binaries[f.name]
  if (!binary) throw new TypeError(`${f.name} is not known`)
  return binary(a, b)
}

function activate(values: readonly number[], { kind, offset, width }: Segment, temperature: number): number[] {
  if (kind === 'scalar') return [Math.tanh(values[offset])]
  const part = values.slice(offset, offset + width)
  const largest = Math.max(...part)
  const powers = part.map((value) => Math.exp((value - largest) / temperature))
  const total = powers.reduce((a, b) => a + b)
  return powers.map((power) => power / total)
}
