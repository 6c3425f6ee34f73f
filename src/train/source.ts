// Source: the real rows of each discriminator update, expanded from the compact matrix.
import type { Matrix } from '../encode/matrix.ts'
import { expandRows } from '../encode/matrix.ts'
import type { Random } from '../math/random.ts'
import type { Draw } from '../models/model.ts'
import { chunkIndices, PoissonSampler } from '../privacy/poisson.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import { ShuffledBatches } from './batches.ts'

export type Source = () => Draw

/** Shuffled batches of `batch` rows, for training without privacy. */
export function plainSource(matrix: Matrix, batch: number, random: Random): Source {
  const batches = new ShuffledBatches(matrix.rows, batch, random)
  return () => ({ chunks: [{ values: expand(matrix, batches.draw()), mask: null }] })
}

/**
 * Poisson draws at the plan's rate, in chunks of one fixed shape. A draw beyond a chunk goes on in the next, so that
 * nothing is cut off and the accountant's assumption is met exactly.
 */
export function privateSource(matrix: Matrix, sampleRate: number, random: SecureRandom): Source {
  const sampler = new PoissonSampler(matrix.rows, sampleRate, random)
  const size = chunkSize(matrix.rows, sampleRate)
  return () => ({
    chunks: chunkIndices(sampler.draw(), size).map((indices) => ({
      values: expand(matrix, indices),
      mask: Float32Array.from(indices, (row) => (row < 0 ? 0 : 1)),
    })),
  })
}

/**
 * Rows of a chunk: the expected number of rows and two standard deviations more, rounded up to a multiple of 8: one draw
 * in forty needs a second chunk, and padding costs little.
 */
export function chunkSize(rows: number, sampleRate: number): number {
  const expected = rows * sampleRate
  return Math.max(8, Math.ceil((expected + 2 * Math.sqrt(expected * (1 - sampleRate))) / 8) * 8)
}

function expand(matrix: Matrix, indices: Int32Array): Float32Array {
  return expandRows(matrix, indices, new Float32Array(indices.length * matrix.width))
}
