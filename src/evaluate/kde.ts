// Density: a Gaussian kernel density estimate.

/** Added to the covariance, in units of variance: rows that are all alike have a density too. */
const jitter = 1e-9

/** A kernel whose exponent lies so far below that of the nearest one so far is less than rounding, however many there are. */
const negligible = 60

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

  /** Coordinates in which the kernel is the standard normal. */
  const whiten = (points: Float64Array) => {
    const out = new Float64Array(points.length)
    for (let start = 0; start < points.length; start += size) {
      for (let i = 0; i < size; i++) {
        let value = points[start + i]
        for (let k = 0; k < i; k++) value -= lower[i * size + k] * out[start + k]
        out[start + i] = value / lower[i * size + i]
      }
    }
    return out
  }

  const centres = whiten(data)
  return (points, onRow) => {
    const at = whiten(points)
    return Float64Array.from({ length: points.length / size }, (_, r) => {
      let sum = 0
      let most = Number.POSITIVE_INFINITY
      for (let c = 0; c < centres.length; c += size) {
        let exponent = 0
        for (let i = 0, a = r * size, b = c; i < size && exponent < most; i++, a++, b++) {
          const difference = at[a] - centres[b]
          exponent += (difference * difference) / 2
        }
        if (exponent >= most) continue
        most = Math.min(most, exponent + negligible)
        sum += Math.exp(-exponent)
      }
      onRow?.()
      return sum / scaling
    })
  }
}
