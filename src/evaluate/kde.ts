// Density: a Gaussian kernel density estimate.
import type { Work } from '../work/work.ts'

/** Added to the covariance, in units of variance: rows that are all alike have a density too. */
const jitter = 1e-12

/** A kernel whose exponent is so much larger than that of the nearest one adds less than rounding does. */
const negligible = 50

/** The lower triangle L of a positive definite matrix L·Lᵀ, row by row (Cholesky). */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]
    }
  }
  return lower
}

/** The sample covariance, [size × size]. */
function covariance(data: Float64Array, size: number): Float64Array {
  const rows = data.length / size
  const mean = new Float64Array(size)
  for (let i = 0; i < data.length; i++) mean[i % size] += data[i] / rows
  const sum = new Float64Array(size * size)
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < size; i++) {
      const a = data[r * size + i] - mean[i]
      for (let j = 0; j < size; j++) sum[i * size + j] += (a * (data[r * size + j] - mean[j])) / (rows - 1)
    }
  }
  return sum
}

/** Centres that are looked at for one row after another before the next ones are: they stay in the processor's cache. */
const centresAtOnce = 1024
const rowsAtOnce = 64

/** Columns whose squares are added at once. */
const together = 8

/** Steps of one that the table of exponentials has. */
const steps = 1024

/** e^−n for n up to where it is less than any double, and e^−(k / steps). */
const wholes = Float64Array.from({ length: 746 }, (_, n) => Math.exp(-n))
const fractions = Float64Array.from({ length: steps }, (_, k) => Math.exp(-k / steps))

/** e^−x for x ≥ 0, to 13 digits: by tables and the series of what is left, in a third of the time of Math.exp. */
function decay(x: number): number {
  if (x >= wholes.length) return 0
  const step = Math.floor(x * steps)
  const rest = x - step / steps
  return wholes[step >> 10] * fractions[step & (steps - 1)] * (1 - rest * (1 - (rest / 2) * (1 - rest / 3)))
}

/**
 * The density of `data` [rows × size] at points [n × size], both row by row, as scipy's gaussian_kde estimates it: kernels
 * of the data's own covariance, as wide as Scott's rule says, rows^(−1/(size+4)) (Scott 1992). At least two rows.
 */
export function gaussianDensity(
  data: Float64Array,
  size: number,
): (points: Float64Array, onRow?: () => void) => Work<Float64Array> {
  const rows = data.length / size
  const scale = rows ** (-1 / (size + 4))
  const spread = covariance(data, size)
  for (let i = 0; i < size; i++) spread[i * size + i] += jitter
  const lower = cholesky(spread, size).map((value) => value * scale)
  let scaling = rows * (2 * Math.PI) ** (size / 2)
  for (let i = 0; i < size; i++) scaling *= lower[i * size + i]
  const width = together * Math.ceil(size / together)

  /** Coordinates in which the kernel is the standard normal, row by row, with zeros to make whole eights. */
  const whiten = (points: Float64Array) => {
    const count = points.length / size
    const white = new Float64Array(count * width)
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < size; i++) {
        let value = points[r * size + i]
        for (let k = 0; k < i; k++) value -= lower[i * size + k] * white[r * width + k]
        white[r * width + i] = value / lower[i * size + i]
      }
    }
    return white
  }

  const centres = inBlocks(whiten(data), rows, width)
  const squares = new Float64Array(Math.min(rows, centresAtOnce))
  return function* (points, onRow) {
    const at = whiten(points)
    const count = points.length / size
    const sums = new Float64Array(count)
    const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    for (let first = 0; first < count; first += rowsAtOnce) {
      const last = Math.min(count, first + rowsAtOnce)
      for (let from = 0; from < rows; from += centresAtOnce) {
        const to = Math.min(rows, from + centresAtOnce)
        const block = centres.subarray(from * width, to * width)
        for (let r = first; r < last; r++) {
          squares.fill(0)
          for (let k = 0; k < width; k += together) addEight(squares, block, to - from, k, at, r * width + k)
          addKernels(sums, least, r, squares, to - from)
        }
        yield
      }
      for (let r = first; r < last; r++) onRow?.()
    }
    return sums.map((sum) => sum / scaling)
  }
}

/** Row by row to blocks of rows, column by column in each: one load a coordinate, and the row's own stay in registers. */
function inBlocks(white: Float64Array, rows: number, width: number): Float64Array {
  const blocks = new Float64Array(white.length)
  for (let from = 0; from < rows; from += centresAtOnce) {
    const count = Math.min(centresAtOnce, rows - from)
    for (let c = 0; c < count; c++) {
      for (let k = 0; k < width; k++) blocks[from * width + k * count + c] = white[(from + c) * width + k]
    }
  }
  return blocks
}

/** Adds the squared differences, in eight columns from `column` on, of a block's `count` centres and of what `at` has from `start` on. */
function addEight(
  squares: Float64Array,
  block: Float64Array,
  count: number,
  column: number,
  at: Float64Array,
  start: number,
): void {
  const x0 = at[start]
  const x1 = at[start + 1]
  const x2 = at[start + 2]
  const x3 = at[start + 3]
  const x4 = at[start + 4]
  const x5 = at[start + 5]
  const x6 = at[start + 6]
  const x7 = at[start + 7]
  const o0 = column * count
  const o1 = o0 + count
  const o2 = o1 + count
  const o3 = o2 + count
  const o4 = o3 + count
  const o5 = o4 + count
  const o6 = o5 + count
  const o7 = o6 + count
  for (let c = 0; c < count; c++) {
    const d0 = x0 - block[o0 + c]
    const d1 = x1 - block[o1 + c]
    const d2 = x2 - block[o2 + c]
    const d3 = x3 - block[o3 + c]
    const d4 = x4 - block[o4 + c]
    const d5 = x5 - block[o5 + c]
    const d6 = x6 - block[o6 + c]
    const d7 = x7 - block[o7 + c]
    squares[c] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3) + (d4 * d4 + d5 * d5 + (d6 * d6 + d7 * d7))
  }
}

/** Adds to row r the kernels of `count` centres, by their squared distances; `least` keeps the exponent of the nearest so far. */
function addKernels(sums: Float64Array, least: Float64Array, r: number, squares: Float64Array, count: number): void {
  let sum = sums[r]
  let nearest = least[r]
  for (let c = 0; c < count; c++) {
    const exponent = squares[c] / 2
    if (exponent >= nearest + negligible) continue
    if (exponent < nearest) nearest = exponent
    sum += decay(exponent)
  }
  sums[r] = sum
  least[r] = nearest
}
