// Density: a Gaussian kernel density estimate.

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
): (points: Float64Array, onRow?: () => void) => Float64Array {
  const rows = data.length / size
  const scale = rows ** (-1 / (size + 4))
  const spread = covariance(data, size)
  for (let i = 0; i < size; i++) spread[i * size + i] += jitter
  const lower = cholesky(spread, size).map((value) => value * scale)
  let scaling = rows * (2 * Math.PI) ** (size / 2)
  for (let i = 0; i < size; i++) scaling *= lower[i * size + i]
  const width = 4 * Math.ceil(size / 4)

  /** Coordinates in which the kernel is the standard normal, row by row, with zeros to make whole fours. */
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

  const centres = whiten(data)
  return (points, onRow) => {
    const at = whiten(points)
    const count = points.length / size
    const sums = new Float64Array(count)
    const least = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    for (let first = 0; first < count; first += rowsAtOnce) {
      const last = Math.min(count, first + rowsAtOnce)
      for (let from = 0; from < rows; from += centresAtOnce) {
        const to = Math.min(rows, from + centresAtOnce)
        for (let r = first; r < last; r++) addKernels(sums, least, r, at, centres, from, to, width)
      }
      for (let r = first; r < last; r++) onRow?.()
    }
    return sums.map((sum) => sum / scaling)
  }
}

/** Adds to row r the kernels of the centres `from` … `to` − 1; `least` keeps the exponent of the nearest centre so far. */
function addKernels(
  sums: Float64Array,
  least: Float64Array,
  r: number,
  at: Float64Array,
  centres: Float64Array,
  from: number,
  to: number,
  width: number,
): void {
  const start = r * width
  let sum = sums[r]
  let nearest = least[r]
  for (let c = from; c < to; c++) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let k = 0, a = start, b = c * width; k < width; k += 4, a += 4, b += 4) {
      const d0 = at[a] - centres[b]
      const d1 = at[a + 1] - centres[b + 1]
      const d2 = at[a + 2] - centres[b + 2]
      const d3 = at[a + 3] - centres[b + 3]
      s0 += d0 * d0
      s1 += d1 * d1
      s2 += d2 * d2
      s3 += d3 * d3
    }
    const exponent = (s0 + s1 + (s2 + s3)) / 2
    if (exponent >= nearest + negligible) continue
    if (exponent < nearest) nearest = exponent
    sum += decay(exponent)
  }
  sums[r] = sum
  least[r] = nearest
}
