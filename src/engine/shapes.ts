// Shapes: what fits what, checked before a kernel runs.
import { ShapeError } from './errors.ts'
import type { Codes, Segment, Tensor } from './kernels.ts'

type Shape = Pick<Tensor, 'rows' | 'columns'>

export const shapeText = ({ rows, columns }: Shape): string => `[${rows}, ${columns}]`

/** The shape of an element-wise result. Throws ShapeError unless the shapes are equal or one is repeated over the other. */
export function broadcast(kernel: string, a: Shape, b: Shape): Shape {
  if (repeats(b, a)) return a
  if (repeats(a, b)) return b
  throw new ShapeError(kernel, shapeText(a), shapeText(b))
}

/** Whether `small` has the shape of `large`, or is [1, columns], [rows, 1] or [1, 1] against it. */
function repeats(small: Shape, large: Shape): boolean {
  return (small.rows === large.rows || small.rows === 1) && (small.columns === large.columns || small.columns === 1)
}

/** Throws ShapeError unless there are as many values as entries, and at least one. */
export function requireSize(kernel: string, size: number, rows: number, columns: number): void {
  if (size !== rows * columns || rows < 1 || columns < 1)
    throw new ShapeError(kernel, `${size} values`, shapeText({ rows, columns }))
}

export function requireSame(kernel: string, a: Shape, b: Shape): void {
  if (a.rows !== b.rows || a.columns !== b.columns) throw new ShapeError(kernel, shapeText(a), shapeText(b))
}

/** Throws ShapeError unless a table's codes have one column a segment, one entry a row, and segments over its width. */
export function requireCodes(kernel: string, { rows, width, segments, columns }: Codes): void {
  requireSegments(kernel, { rows, columns: width }, segments)
  if (columns.length !== segments.length)
    throw new ShapeError(kernel, `${columns.length} columns of codes`, `${segments.length} segments`)
  for (const column of columns) requireSize(kernel, column.length, rows, 1)
}

/** Throws ShapeError where two counts differ that must be equal. */
export function requireFit(kernel: string, a: Shape, b: Shape, fits: boolean): void {
  if (!fits) throw new ShapeError(kernel, shapeText(a), shapeText(b))
}

/** Throws ShapeError unless `offset … offset + count` lies within `total`. */
export function requireRange(kernel: string, a: Shape, offset: number, count: number, total: number): void {
  if (offset < 0 || count < 1 || offset + count > total)
    throw new ShapeError(kernel, shapeText(a), `the range ${offset} to ${offset + count}`)
}

/** Throws ShapeError unless the segments cover the columns from left to right without a gap. */
export function requireSegments(kernel: string, a: Shape, segments: readonly Segment[]): void {
  let next = 0
  for (const { kind, offset, width } of segments) {
    if (offset !== next || width < 1 || (kind === 'scalar' && width !== 1))
      throw new ShapeError(kernel, shapeText(a), `a ${kind} segment at column ${offset}, ${width} wide, after ${next}`)
    next += width
  }
  if (next !== a.columns) throw new ShapeError(kernel, shapeText(a), `segments over ${next} columns`)
}
