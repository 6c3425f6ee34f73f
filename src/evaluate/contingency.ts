// ContingencySimilarity: how alike the joint frequencies of two discrete columns are.
import type { Discrete } from './discrete.ts'

/** Tables up to this many cells are counted in an array, larger ones in a map. */
const arrayCells = 1 << 20

/** Which rows count; both lists are of row numbers. */
export interface Rows {
  readonly real: Uint32Array
  readonly synthetic: Uint32Array
}

/**
 * 1 − ½ Σ |P_real(a, b) − P_synthetic(a, b)| on [0, 1]; missing is a category like any other. NaN where a table has no row.
 * Definition: SDMetrics ContingencySimilarity. `rows` restricts both tables to a sample.
 */
export function contingencySimilarity(first: Discrete, second: Discrete, rows?: Rows): number {
  const realRows = rows?.real.length ?? first.real.length
  const syntheticRows = rows?.synthetic.length ?? first.synthetic.length
  if (realRows === 0 || syntheticRows === 0) return Number.NaN
  const cells = cellIndex(first.size * second.size)
  const realCells = cellsOf(first.real, second.real, second.size, rows?.real, cells.of)
  const syntheticCells = cellsOf(first.synthetic, second.synthetic, second.size, rows?.synthetic, cells.of)
  const size = cells.count()
  const realCounts = new Uint32Array(size)
  const syntheticCounts = new Uint32Array(size)
  for (let i = 0; i < realRows; i++) realCounts[realCells[i]]++
  for (let i = 0; i < syntheticRows; i++) syntheticCounts[syntheticCells[i]]++
  let distance = 0
  for (let c = 0; c < size; c++) distance += Math.abs(realCounts[c] / realRows - syntheticCounts[c] / syntheticRows)
  return 1 - distance / 2
}

/** Numbers the cells of a table: as they are where there are few, else only those that occur. */
function cellIndex(cells: number): { of: (cell: number) => number; count: () => number } {
  if (cells <= arrayCells) return { of: (cell) => cell, count: () => cells }
  const known = new Map<number, number>()
  const of = (cell: number) => {
    const before = known.get(cell)
    if (before !== undefined) return before
    known.set(cell, known.size)
    return known.size - 1
  }
  return { of, count: () => known.size }
}

function cellsOf(
  first: Uint32Array,
  second: Uint32Array,
  secondSize: number,
  rows: Uint32Array | undefined,
  index: (cell: number) => number,
): Uint32Array {
  const cells = new Uint32Array(rows?.length ?? first.length)
  for (let i = 0; i < cells.length; i++) {
    const r = rows === undefined ? i : rows[i]
    cells[i] = index(first[r] * secondSize + second[r])
  }
  return cells
}
