// Testing: random bodies, the same for every kernels object, to hold compiled backends against the reference.

import type { Random } from '../../math/random.ts'
import { CounterStream } from '../../math/threefry.ts'
import type { Codes, EncodedTable, Kernels, Segment, Tensor, Unary } from '../kernels.ts'

/** What a random body starts from. */
export interface Beginning {
  readonly variables: readonly Tensor[]
  readonly table: EncodedTable
  readonly stream: CounterStream
  readonly lengths: readonly number[]
}

/** Heights and widths that bodies are made of: odd, one, around the sizes of vectors and tiles. */
export const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 17, 33]

/** A table of so many rows: scalars and choices side by side. */
export function randomCodes(random: Random, rows: number): Codes {
  const segments: Segment[] = []
  let width = 0
  for (const each of [1, 3, 1, 5, 2]) {
    segments.push({ kind: each === 1 ? 'scalar' : 'choice', offset: width, width: each })
    width += each
  }
  const columns = segments.map(({ kind, width: options }) =>
    kind === 'scalar'
      ? Float32Array.from({ length: rows }, () => random.normal())
      : Uint16Array.from({ length: rows }, () => random.integer(options)),
  )
  return { rows, width, segments, columns }
}

/** Uploads what a body starts from: the same for equal states of `random`. With few `lengths`, much can be fused. */
export function begin(kernels: Kernels, random: Random, lengths: readonly number[] = sizes): Beginning {
  const variables = Array.from({ length: 4 }, (_, i) => {
    const [rows, columns] = [pick(random, lengths), pick(random, lengths)]
    const values = random.fillNormal(new Float32Array(rows * columns))
    return kernels.variable(`variable${i}`, values, rows, columns)
  })
  return { variables, table: kernels.table(randomCodes(random, 50)), stream: new CounterStream(1, 2), lengths }
}

/** A body of about `count` functions. It assigns some variables and returns some tensors; its numbers stay below about 100. */
export function randomBody(
  kernels: Kernels,
  { variables, table, stream, lengths }: Beginning,
  random: Random,
  count: number,
): Tensor[] {
  const made: Tensor[] = [...variables]
  const add = (tensor: Tensor) => made.push(tensor)
  const any = () => pick(random, made)
  // Keeps numbers from growing.
  const tame = (x: Tensor) => kernels.unary('tanh', kernels.affine(x, 0.5, 0.1))
  const fitting = (fits: (tensor: Tensor) => boolean) => {
    const found = made.filter(fits)
    return found.length > 0 ? pick(random, found) : null
  }
  const segmentsOf = (columns: number): Segment[] => {
    const segments: Segment[] = []
    for (let offset = 0; offset < columns; ) {
      const width = Math.min(1 + random.integer(6), columns - offset)
      segments.push({ kind: width === 1 ? 'scalar' : 'choice', offset, width })
      offset += width
    }
    return segments
  }
  const makers: (() => void)[] = [
    () =>
      add(
        kernels.random(
          pick(random, ['uniform', 'normal'] as const),
          pick(random, lengths),
          pick(random, lengths),
          stream,
        ),
      ),
    () => {
      const rows = pick(random, lengths)
      const start = random.integer(50)
      add(kernels.expand(table, rows, (into) => into.set(into.map((_, i) => (i % 5 === 4 ? -1 : (start + i) % 50)))))
    },
    () => {
      const [rows, columns, first] = [pick(random, lengths), pick(random, lengths), random.normal()]
      add(kernels.feed(rows, columns, (into) => into.set(into.map((_, i) => Math.sin(first + i)))))
    },
    () => add(kernels.fill(pick(random, lengths), pick(random, lengths), random.normal())),
    () => {
      const [rows, columns] = [pick(random, lengths), pick(random, lengths)]
      add(kernels.upload(random.fillNormal(new Float32Array(rows * columns)), rows, columns))
    },
    () => {
      const a = any()
      const b = fitting(({ rows }) => rows === a.columns)
      if (b) add(tame(kernels.matmul(a, b)))
    },
    () => {
      const a = any()
      const b = fitting(({ rows }) => rows === a.rows)
      if (b) add(tame(kernels.matmulTransposeA(a, b)))
    },
    () => {
      const a = any()
      const b = fitting(({ columns }) => columns === a.columns)
      if (b) add(tame(kernels.matmulTransposeB(a, b)))
    },
    () => {
      const x = any()
      const weights = fitting(({ rows }) => rows === x.columns)
      const bias = weights && fitting(({ rows, columns }) => rows === 1 && columns === weights.columns)
      if (weights && bias) add(kernels.leakyRelu(tame(kernels.dense(x, weights, bias)), 0.2))
    },
    ...Array.from({ length: 3 }, () => () => {
      const a = any()
      const b = fitting(
        ({ rows, columns }) => (rows === a.rows || rows === 1) && (columns === a.columns || columns === 1),
      )
      if (!b) return
      const name = pick(random, ['add', 'subtract', 'multiply', 'minimum'] as const)
      const [left, right] = random.uniform() < 0.5 ? [a, b] : [b, a]
      add(tame(kernels[name](left, right)))
      if (random.uniform() < 0.3) add(tame(kernels.divide(left, kernels.affine(kernels.unary('abs', right), 1, 1))))
    }),
    ...Array.from({ length: 2 }, () => () => {
      const name = pick(random, ['relu', 'tanh', 'sigmoid', 'softplus', 'square', 'abs', 'finite'] satisfies Unary[])
      add(tame(kernels.unary(name, any())))
      const positive = kernels.affine(kernels.unary('sigmoid', any()), 1, 0.5)
      if (random.uniform() < 0.3) {
        add(kernels.unary(pick(random, ['exp', 'log', 'sqrt', 'reciprocal'] satisfies Unary[]), positive))
      }
    }),
    () => add(tame(kernels.sumRows(any()))),
    () => add(tame(kernels.sumColumns(any()))),
    () => add(tame(kernels.sumColumns(kernels.unary('square', any())))),
    () => {
      const a = any()
      add(kernels.reshape(a, a.columns, a.rows))
    },
    () => {
      const a = any()
      const offset = random.integer(a.columns)
      add(kernels.sliceColumns(a, offset, 1 + random.integer(a.columns - offset)))
    },
    () => {
      const a = any()
      const offset = random.integer(a.rows)
      add(kernels.sliceRows(a, offset, 1 + random.integer(a.rows - offset)))
    },
    () => {
      const a = any()
      const b = fitting(({ columns }) => columns === a.columns)
      if (b && a.rows + b.rows < 80) add(kernels.concatRows([a, b, a]))
    },
    () => {
      const a = any()
      const b = fitting(({ rows }) => rows === a.rows)
      if (b && a.columns + b.columns < 80) add(kernels.concatColumns([a, b]))
    },
    () => {
      const x = any()
      const segments = segmentsOf(x.columns)
      const y = kernels.segmentActivation(x, segments, 0.5)
      add(y)
      const dy = fitting(({ rows, columns }) => rows === x.rows && columns === x.columns)
      if (dy) add(kernels.segmentActivationGradient(y, dy, segments, 0.5))
    },
    () => {
      const value = pick(random, variables)
      const gradient = fitting(({ rows, columns }) => rows === value.rows && columns === value.columns)
      if (!gradient) return
      const one = (number: number) => kernels.feed(1, 1, (into) => into.fill(number))
      const pace = { rate: one(0.1), epsilon: one(0.01) }
      const first = kernels.affine(value, 0.1, 0)
      const state = { value, first, second: kernels.unary('square', first) }
      const moved = kernels.adam(state, gradient, pace, { beta1: 0.5, beta2: 0.9, weightDecay: 0.01 })
      add(moved.first)
      kernels.assign(value, tame(moved.value))
    },
  ]
  while (made.length < count) pick(random, makers)()
  const [from, to] = [pick(random, variables), pick(random, variables)]
  if (from.rows === to.rows && from.columns === to.columns) kernels.assign(to, from)
  // The last ones depend on many others.
  return [...made.slice(-4), any()].map((tensor) => kernels.affine(tensor, 1, 0.25))
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)]
}
