// Source: which real rows each discriminator update looks at.
import type { Matrix } from '../encode/matrix.ts'
import type { Random } from '../math/random.ts'
import { trainingConditions } from '../models/conditions.ts'
import type { Draw } from '../models/model.ts'
import type { Recipe } from '../models/recipe.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import { chunkIndices, PoissonSampler, truncate } from '../privacy/poisson.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import { ShuffledBatches } from './batches.ts'

export type Source = () => Draw

/** What a recipe's model learns from without privacy. */
export function sourceOf(recipe: Recipe, matrix: Matrix, random: Random): Source {
  return recipe.model === 'conditional'
    ? conditionalSource(matrix, recipe.batch, random)
    : plainSource(matrix, recipe.batch, random)
}

/** Shuffled batches of `batch` rows of a table, for training without privacy. */
export function plainSource({ rows }: { readonly rows: number }, batch: number, random: Random): Source {
  const batches = new ShuffledBatches(rows, batch, random)
  return () => ({ chunks: [{ indices: batches.draw() }] })
}

/**
 * Training by sampling (Xu et al., arXiv 1907.00503, section 4.3): for each row of a batch a condition is drawn, and then one of the rows
 * that meet it, each as likely as the others, so that rare options are learnt as often as frequent ones, nearly.
 */
export function conditionalSource(matrix: Matrix, batch: number, random: Random): Source {
  const conditions = trainingConditions(matrix)
  const rowsOf = rowsByOption(matrix)
  return () => {
    const drawn = Int32Array.from({ length: batch }, () => conditions.draw(random))
    const indices = drawn.map((condition) => {
      const rows = rowsOf[condition]
      return rows ? rows[random.integer(rows.length)] : random.integer(matrix.rows)
    })
    return { chunks: [{ indices, conditions: drawn }] }
  }
}

/** [width]: the rows that have each option; of scalars none. */
function rowsByOption({ rows, width, segments, columns }: Matrix): Int32Array[] {
  const found = Array.from({ length: width }, () => new Int32Array(0))
  segments.forEach(({ kind, offset, width: options }, i) => {
    if (kind !== 'choice') return
    const codes = columns[i]
    // Runs of one array, as there may be very many options.
    const ends = new Uint32Array(options)
    for (let row = 0; row < rows; row++) ends[codes[row]]++
    for (let option = 1; option < options; option++) ends[option] += ends[option - 1]
    const starts = Uint32Array.from(ends, (_, option) => (option === 0 ? 0 : ends[option - 1]))
    const next = starts.slice()
    const order = new Int32Array(rows)
    for (let row = 0; row < rows; row++) order[next[codes[row]]++] = row
    for (let option = 0; option < options; option++)
      found[offset + option] = order.subarray(starts[option], ends[option])
  })
  return found
}

/**
 * Truncated Poisson draws at the training's rate, in chunks of one fixed shape ("virtual batches"): a draw beyond a chunk
 * goes on in the next, up to the training's cap, which the accountant knows of.
 *
 * With `microbatches`, each row belongs to one of so many for the whole run, chosen at random and without a look at the
 * rows. A row's microbatch must not depend on the draw: if places in the draw were dealt out in turn, one row more would
 * shift all that follow into other microbatches, and move all their gradients. For the same reason a draw is then one
 * chunk of the cap's size: no microbatch may be clipped in two pieces.
 */
export function privateSource(
  { rows }: { readonly rows: number },
  training: Pick<SubsampledGaussian, 'sampleRate' | 'cap'>,
  random: SecureRandom,
  microbatches: number | null = null,
): Source {
  const { sampleRate } = training
  const cap = training.cap ?? rows
  const sampler = new PoissonSampler(rows, sampleRate, random)
  const size = microbatches === null ? Math.min(cap, chunkSize(rows, sampleRate)) : cap
  const groups = microbatches === null ? null : dealt(rows, microbatches, random)
  return () => ({
    chunks: chunkIndices(truncate(sampler.draw(), cap, random), size).map((indices) => ({
      indices,
      // Padding counts nothing in any microbatch.
      ...(groups && { groups: indices.map((row) => (row < 0 ? 0 : groups[row])) }),
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

function dealt(rows: number, microbatches: number, random: SecureRandom): Uint16Array {
  return Uint16Array.from({ length: rows }, () => Math.ceil(random.uniform() * microbatches) - 1)
}
