// The normal distribution of measured latent rows, as the layer that makes such rows of standard normal ones.

/** Added to variances, as a share of their mean: latent rows may lie in a plane. */
const jitter = 1e-6

/**
 * `latent` [rows, size]. For z ~ N(0, 1), z · factor + mean has their mean and covariance: factor [size, size] is the
 * transpose of the covariance's Cholesky factor.
 */
export function latentDistribution(
  latent: Float32Array,
  size: number,
): { readonly factor: Float32Array; readonly mean: Float32Array } {
  const rows = latent.length / size
  const mean = new Float64Array(size)
  for (let i = 0; i < latent.length; i++) mean[i % size] += latent[i] / rows
  const covariance = new Float64Array(size * size)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) {
      const a = latent[row * size + i] - mean[i]
      for (let j = 0; j <= i; j++) covariance[i * size + j] += (a * (latent[row * size + j] - mean[j])) / rows
    }
  }
  let trace = 0
  for (let i = 0; i < size; i++) trace += covariance[i * size + i]
  for (let i = 0; i < size; i++) covariance[i * size + i] += jitter * (trace / size) + 1e-12
  const factor = new Float32Array(size * size)
  const lower = covariance
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j * size + j]
      factor[j * size + i] = lower[i * size + j]
    }
  }
  return { factor, mean: Float32Array.from(mean) }
}
