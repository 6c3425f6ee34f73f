// Singling growth: how many more queries single a row out in a table of another size.

/** Sizes that the model is fitted to. */
const mostSizes = 10

/**
 * Of queries that match `counts` rows of a table of `rows` rows, how many are expected to match exactly one of `size` rows
 * drawn from it without repetition (hypergeometric).
 */
export function expectedSingles(counts: readonly number[], rows: number, size: number): number {
  let sum = 0
  for (const count of counts) {
    if (count === 0) continue
    let chance = (count * size) / rows
    for (let i = 0; i < count - 1 && chance > 0; i++) chance *= Math.max(0, rows - size - i) / (rows - 1 - i)
    sum += chance
  }
  return sum
}

/**
 * ∫ n·w·(1 − w)^(n−1) dw over 0 … weight: in proportion to it queries of weights spread evenly up to `weight` single out one
 * of n rows (Cohen and Nissim 2020; the integral as in Giomi et al. 2023).
 */
function singles(rows: number, weight: number): number {
  return (1 - (rows * weight + 1) * (1 - weight) ** rows) / (rows + 1)
}

/**
 * Times as many queries single a row out of `wanted` rows as out of `rows` rows, of which they match `counts`. The model is
 * fitted by least squares to what is expected of ten smaller tables. As in Giomi et al. (2023), but for these expectations,
 * which are exact where theirs are drawn, and for the sizes, a tenth of the table and so on, which need no thousand rows.
 */
export function growth(counts: readonly number[], rows: number, wanted: number): number {
  const sizes = Array.from({ length: mostSizes }, (_, i) => Math.max(1, Math.floor(((i + 1) * rows) / mostSizes)))
  const expected = sizes.map((size) => expectedSingles(counts, rows, size))
  /** Sum of squares that the best multiple of the model leaves. */
  const misfit = (logWeight: number) => {
    const model = sizes.map((size) => singles(size, Math.exp(logWeight)))
    const norm = model.reduce((sum, value) => sum + value * value, 0)
    const scale = model.reduce((sum, value, i) => sum + value * expected[i], 0) / norm
    return model.reduce((sum, value, i) => sum + (expected[i] - scale * value) ** 2, 0)
  }
  // Weights below a thousandth of a row are all alike: queries that single out grow as the rows do.
  const lowest = Math.log(1e-3 / Math.max(rows, wanted))
  const weight = Math.exp(minimum(misfit, lowest, 0))
  return singles(wanted, weight) / singles(rows, weight)
}

/** Where a function on [low, high] is least: the best of a hundred points, then the golden section around it (Kiefer 1953). */
function minimum(f: (x: number) => number, low: number, high: number): number {
  const step = (high - low) / 100
  const points = Array.from({ length: 101 }, (_, i) => low + i * step)
  const values = points.map(f)
  const best = values.indexOf(Math.min(...values))
  let from = Math.max(low, points[best] - step)
  let to = Math.min(high, points[best] + step)
  const ratio = (Math.sqrt(5) - 1) / 2
  for (let round = 0; round < 60; round++) {
    const left = to - ratio * (to - from)
    const right = from + ratio * (to - from)
    if (f(left) < f(right)) to = right
    else from = left
  }
  return (from + to) / 2
}
