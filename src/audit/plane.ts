// Plane: a finite affine plane, the table of canaries in which each has cells of its own in the tables of all pairs of columns.
import type { Matrix } from '../encode/matrix.ts'

/**
 * For a prime p: p² rows (points), p + 1 columns (directions) of p options (parallel lines) each. Two points lie on one line
 * at most, so that no two rows have the same options in any two columns: every pair of columns tells of every row by a cell
 * that no other row is in.
 */
export class Plane {
  readonly order: number

  /** The smallest with so many points at least. */
  constructor(points: number) {
    let order = Math.max(2, Math.ceil(Math.sqrt(points)))
    while (!isPrime(order)) order++
    this.order = order
  }

  get points(): number {
    return this.order ** 2
  }

  get directions(): number {
    return this.order + 1
  }

  /** Which line of a direction the point lies on. */
  line(point: number, direction: number): number {
    const { order } = this
    const x = Math.floor(point / order)
    return direction === order ? x : ((point % order) + direction * x) % order
  }

  /** Some of the points as an encoded table: one choice a direction. */
  matrix(points: readonly number[]): Matrix {
    const { order, directions } = this
    const all = Array.from({ length: directions }, (_, direction) => direction)
    return {
      rows: points.length,
      width: directions * order,
      segments: all.map((direction) => ({ kind: 'choice', offset: direction * order, width: order })),
      columns: all.map((direction) => Uint16Array.from(points, (point) => this.line(point, direction))),
    }
  }
}

function isPrime(value: number): boolean {
  for (let factor = 2; factor * factor <= value; factor++) if (value % factor === 0) return false
  return value > 1
}
