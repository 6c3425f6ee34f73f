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

  /** Coordinates in which the kernel is the standard normal, column by column, with columns of zeros to make whole fours. */
  const whiten = (points: Float64Array) => {
    const count = points.length / size
    const columns = new Float64Array(count * 4 * Math.ceil(size / 4))
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < size; i++) {
        let value = points[r * size + i]
        for (let k = 0; k < i; k++) value -= lower[i * size + k] * columns[k * count + r]
        columns[i * count + r] = value / lower[i * size + i]
      }
    }
    return columns
  }

  const centres = whiten(data)
  const exponents = new Float64Array(rows)
  return (points, onRow) => {
    const at = whiten(points)
    const count = points.length / size
    return Float64Array.from({ length: count }, (_, r) => {
      exponents.fill(0)
      // Four columns at a time take half as long as one.
      for (let i = 0; i * rows < centres.length; i += 4) addFour(exponents, centres, i, at, r, count)
      let least = exponents[0]
      for (let c = 1; c < rows; c++) if (exponents[c] < least) least = exponents[c]
      let sum = 0
      for (let c = 0; c < rows; c++) if (exponents[c] < least + negligible) sum += Math.exp(-exponents[c])
      onRow?.()
      return sum / scaling
    })
  }
}

/** Adds half the squared differences of row `row` of `at` and every centre, in the columns from `first` on. */
function addFour(
  exponents: Float64Array,
  centres: Float64Array,
  first: number,
  at: Float64Array,
  row: number,
  count: number,
) {
  const rows = exponents.length
  const [x0, x1, x2, x3] = [0, 1, 2, 3].map((i) => at[(first + i) * count + row])
  const [o0, o1, o2, o3] = [0, 1, 2, 3].map((i) => (first + i) * rows)
  for (let c = 0; c < rows; c++) {
    const d0 = x0 - centres[o0 + c]
    const d1 = x1 - centres[o1 + c]
    const d2 = x2 - centres[o2 + c]
    const d3 = x3 - centres[o3 + c]
    exponents[c] += (d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3) / 2
  }
}
