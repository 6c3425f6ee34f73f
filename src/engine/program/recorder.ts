// Recorder: writes down what a body computes, each thing once and in its simplest form.
import type { EncodedTable, Segment, Tensor } from '../kernels.ts'
import type { Feed } from './feed.ts'
import { isSource, isView } from './fuse.ts'
import { Held } from './held.ts'
import type { Assignment, ElementFunction, Operation, OperationKind, Recording } from './operation.ts'

/** An operation in the hands of a body. */
export class Recorded implements Operation, Tensor {
  constructor(
    readonly recorder: Recorder,
    readonly id: number,
    readonly rows: number,
    readonly columns: number,
    readonly what: OperationKind,
    readonly inputs: readonly Recorded[],
  ) {}
}

export class Recorder {
  readonly #operations: Recorded[] = []
  readonly #feeds: Feed[] = []
  readonly #assignments = new Map<Held, Recorded>()
  /** Operations by what they are: what is asked for twice is recorded once. */
  readonly #known = new Map<string, Recorded>()
  readonly #identities = new Map<object, number>()
  /** What a concatenation has already taken as it is. */
  readonly #taken = new Set<Recorded>()

  /** The operation behind a tensor. Throws TypeError for a tensor that is neither a variable nor of this body. */
  of(tensor: Tensor): Recorded {
    if (tensor instanceof Recorded && tensor.recorder === this) return tensor
    if (!(tensor instanceof Held))
      throw new TypeError('a body can use variables and what it has made itself, nothing else')
    return this.#once(`variable ${this.#identity(tensor)}`, tensor.rows, tensor.columns, [], {
      kind: 'variable',
      held: tensor,
    })
  }

  assign(held: Held, value: Recorded): void {
    this.#assignments.set(held, value)
  }

  constant(values: Float32Array, rows: number, columns: number): Recorded {
    // Also where all are NaN.
    if (values.every((value) => Object.is(value, values[0]))) return this.fill(rows, columns, values[0])
    return this.#add(rows, columns, [], { kind: 'constant', values: values.slice() })
  }

  fill(rows: number, columns: number, value: number): Recorded {
    return this.#once(`fill ${rows} ${columns} ${Object.is(value, -0) ? '-0' : value}`, rows, columns, [], {
      kind: 'fill',
      value: Math.fround(value),
    })
  }

  feed(rows: number, columns: number, feed: Feed): Recorded {
    this.#feeds.push(feed)
    return this.#add(rows, columns, [], { kind: 'feed', feed })
  }

  /** Numbers of a counter stream, whose key and call the feed gives. */
  random(rows: number, columns: number, what: Extract<OperationKind, { kind: 'random' }>): Recorded {
    this.#feeds.push(what.feed)
    return this.#add(rows, columns, [], what)
  }

  expand(rows: number, table: EncodedTable, feed: Feed): Recorded {
    this.#feeds.push(feed)
    return this.#add(rows, table.width, [], { kind: 'expand', table, feed })
  }

  /** op(a) · op(b). Thin products are sums or element-wise. */
  product(a: Recorded, b: Recorded, transposeA: boolean, transposeB: boolean): Recorded {
    const rows = transposeA ? a.columns : a.rows
    const inner = transposeA ? a.rows : a.columns
    const columns = transposeB ? b.rows : b.columns
    if (inner === 1) return this.element({ name: 'multiply' }, this.reshape(a, rows, 1), this.reshape(b, 1, columns))
    if (columns === 1) {
      if (transposeA) {
        const sums = this.sum('rows', this.element({ name: 'multiply' }, a, this.reshape(b, inner, 1)))
        return this.reshape(sums, rows, 1)
      }
      return this.sum('columns', this.element({ name: 'multiply' }, a, this.reshape(b, 1, inner)))
    }
    if (rows === 1) {
      if (transposeB) {
        const sums = this.sum('columns', this.element({ name: 'multiply' }, b, this.reshape(a, 1, inner)))
        return this.reshape(sums, 1, columns)
      }
      return this.sum('rows', this.element({ name: 'multiply' }, b, this.reshape(a, inner, 1)))
    }
    return this.#once(`product ${transposeA} ${transposeB}`, rows, columns, [this.#whole(a), this.#whole(b)], {
      kind: 'product',
      transposeA,
      transposeB,
    })
  }

  /** An element-wise function of one or two operands, the smaller repeated over the larger. */
  element(f: ElementFunction, ...inputs: Recorded[]): Recorded {
    const [a] = inputs
    if (f.name === 'affine') {
      if (f.scale === 1 && f.shift === 0) return a
      const before = functionOf(a)
      if (before?.name === 'affine') {
        const scale = before.scale * f.scale
        return this.element({ name: 'affine', scale, shift: before.shift * f.scale + f.shift }, a.inputs[0])
      }
    }
    if ((f.name === 'finite' || f.name === 'relu' || f.name === 'abs') && functionOf(a)?.name === f.name) return a
    const rows = Math.max(...inputs.map((input) => input.rows))
    const columns = Math.max(...inputs.map((input) => input.columns))
    return this.#once(Object.values(f).join(' '), rows, columns, inputs, { kind: 'element', function: f })
  }

  sum(over: 'rows' | 'columns', a: Recorded): Recorded {
    if (over === 'rows' ? a.rows === 1 : a.columns === 1) return a
    const [rows, columns] = over === 'rows' ? [1, a.columns] : [a.rows, 1]
    return this.#once(`sum ${over}`, rows, columns, [a], { kind: 'sum', over })
  }

  reshape(a: Recorded, rows: number, columns: number): Recorded {
    if (a.rows === rows && a.columns === columns) return a
    if (a.what.kind === 'reshape') return this.reshape(a.inputs[0], rows, columns)
    if (a.what.kind === 'fill') return this.fill(rows, columns, a.what.value)
    return this.#once('reshape', rows, columns, [hasGaps(a) ? this.#copy(a) : a], { kind: 'reshape' })
  }

  slice(a: Recorded, row: number, column: number, rows: number, columns: number): Recorded {
    if (a.rows === rows && a.columns === columns) return a
    if (a.what.kind === 'fill') return this.fill(rows, columns, a.what.value)
    if (a.what.kind === 'slice') {
      return this.slice(a.inputs[0], a.what.row + row, a.what.column + column, rows, columns)
    }
    return this.#once(`slice ${row} ${column}`, rows, columns, [a], { kind: 'slice', row, column })
  }

  concat(along: 'rows' | 'columns', parts: readonly Recorded[]): Recorded {
    if (parts.length === 1) return parts[0]
    const total = (size: (part: Recorded) => number) => parts.reduce((sum, part) => sum + size(part), 0)
    const rows = along === 'rows' ? total((part) => part.rows) : parts[0].rows
    const columns = along === 'columns' ? total((part) => part.columns) : parts[0].columns
    const ready = parts.map((part) => this.#movable(part, along))
    return this.#once(`concat ${along}`, rows, columns, ready, { kind: 'concat', along })
  }

  activate(x: Recorded, segments: readonly Segment[], temperature: number): Recorded {
    return this.#once(`activate ${this.#identity(segments)} ${temperature}`, x.rows, x.columns, [x], {
      kind: 'activate',
      segments,
      temperature,
    })
  }

  differentiate(y: Recorded, dy: Recorded, segments: readonly Segment[], temperature: number): Recorded {
    return this.#once(
      `differentiate ${this.#identity(segments)} ${temperature}`,
      y.rows,
      y.columns,
      [this.#whole(y), dy],
      {
        kind: 'differentiate',
        segments,
        temperature,
      },
    )
  }

  /**
   * What was recorded, without operations that nothing assigned depends on. Their feeds stay: a stream must not depend on
   * what is done with its numbers.
   */
  finish(name: string): Recording {
    const live = new Set<Operation>()
    const visit = (operation: Operation): void => {
      if (live.has(operation)) return
      live.add(operation)
      operation.inputs.forEach(visit)
    }
    for (const [held, value] of this.#assignments) this.#assignments.set(held, this.#computed(value))
    for (const value of this.#assignments.values()) visit(value)
    const operations = this.#operations.filter((operation) => live.has(operation))
    const assignments = [...this.#assignments].map(([held, from]): Assignment => ({ held, from }))
    return { name, operations, assignments, feeds: this.#feeds }
  }

  #copy(a: Recorded): Recorded {
    return this.element({ name: 'identity' }, a)
  }

  /** A matrix that lies in memory without gaps. */
  #whole(a: Recorded): Recorded {
    return hasGaps(a) || a.what.kind === 'fill' ? this.#copy(a) : a
  }

  /** A value that this program computes, so that it can be put anywhere. */
  #computed(a: Recorded): Recorded {
    const { kind } = a.what
    return isSource(a) || isView(a) || kind === 'fill' || kind === 'concat' ? this.#copy(a) : a
  }

  /** A value that can be computed right where a concatenation needs it. */
  #movable(a: Recorded, along: 'rows' | 'columns'): Recorded {
    const { kind } = a.what
    const severalPlaces = kind === 'element' || kind === 'product' || kind === 'sum'
    if (severalPlaces) return a
    if (along === 'columns' || this.#taken.has(a) || this.#computed(a) !== a) return this.#copy(a)
    this.#taken.add(a)
    return a
  }

  #once(key: string, rows: number, columns: number, inputs: readonly Recorded[], what: OperationKind): Recorded {
    const whole = `${key} ${rows} ${columns} ${inputs.map(({ id }) => id).join(' ')}`
    const known = this.#known.get(whole)
    if (known) return known
    const made = this.#add(rows, columns, inputs, what)
    this.#known.set(whole, made)
    return made
  }

  #add(rows: number, columns: number, inputs: readonly Recorded[], what: OperationKind): Recorded {
    const made = new Recorded(this, this.#operations.length, rows, columns, what, inputs)
    this.#operations.push(made)
    return made
  }

  #identity(object: object): number {
    const known = this.#identities.get(object)
    if (known !== undefined) return known
    this.#identities.set(object, this.#identities.size)
    return this.#identities.size - 1
  }
}

/** Whether a matrix is a part of the columns of another. */
function hasGaps({ what, rows, columns, inputs }: Operation): boolean {
  return what.kind === 'slice' && rows > 1 && columns < inputs[0].columns
}

function functionOf({ what }: Operation): ElementFunction | null {
  return what.kind === 'element' ? what.function : null
}
