// Cramér's V: how strongly two columns of codes depend on each other.

/**
 * Cramér's V without correction for bias, √(χ² / n / (min(r, c) − 1)), on [0, 1], over the codes that occur; NaN where either
 * column has fewer than two. Rows whose first or second code is `skip` are left out. Cramér (1946), 21.9; as scipy's
 * `association(method='cramer')` over the table of counts.
 */
export function cramersV(
  first: Uint32Array,
  firstSize: number,
  second: Uint32Array,
  secondSize: number,
  skip = -1,
): number {
  const dense = firstSize * secondSize <= mostDense
  return dense
    ? fromDense(first, firstSize, second, secondSize, skip)
    : fromSparse(first, firstSize, second, secondSize, skip)
}

/** Tables up to this many cells are counted in an array, larger ones in a map. */
const mostDense = 1 << 20

function fromDense(first: Uint32Array, firstSize: number, second: Uint32Array, secondSize: number, skip: number) {
  const counts = new Uint32Array(firstSize * secondSize)
  for (let r = 0; r < first.length; r++) {
    if (first[r] !== skip && second[r] !== skip) counts[first[r] * secondSize + second[r]]++
  }
  return fromCounts(firstSize, secondSize, (each) => {
    for (let cell = 0; cell < counts.length; cell++) if (counts[cell] > 0) each(cell, counts[cell])
  })
}

function fromSparse(first: Uint32Array, firstSize: number, second: Uint32Array, secondSize: number, skip: number) {
  const counts = new Map<number, number>()
  for (let r = 0; r < first.length; r++) {
    if (first[r] === skip || second[r] === skip) continue
    const cell = first[r] * secondSize + second[r]
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return fromCounts(firstSize, secondSize, (each) => {
    for (const [cell, count] of counts) each(cell, count)
  })
}

/** χ² / n = Σ n_ab² / (n_a · n_b) − 1, so that empty cells cost nothing. */
function fromCounts(
  firstSize: number,
  secondSize: number,
  cells: (each: (cell: number, count: number) => void) => void,
): number {
  const rows = new Float64Array(firstSize)
  const columns = new Float64Array(secondSize)
  cells((cell, count) => {
    rows[Math.floor(cell / secondSize)] += count
    columns[cell % secondSize] += count
  })
  const occurring = (sums: Float64Array) => sums.reduce((count, sum) => count + (sum > 0 ? 1 : 0), 0)
  const least = Math.min(occurring(rows), occurring(columns))
  if (least < 2) return Number.NaN
  let sum = 0
  cells((cell, count) => {
    sum += ((count / rows[Math.floor(cell / secondSize)]) * count) / columns[cell % secondSize]
  })
  return Math.sqrt(Math.min(1, Math.max(0, sum - 1) / (least - 1)))
}
