// Estimate: how long a training on the open table will take on a backend of this browser.
import { Encoder } from '../encode/encoder.ts'
import { createRandom } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { selectRows } from '../table/assemble.ts'
import { secondsPerStep } from '../train/estimate.ts'
import { encoderOptions } from '../train/prepare.ts'
import { opener } from './engines.ts'
import type { OpenTable } from './opentable.ts'
import type { BackendName } from './protocol.ts'

/** Rows that the width of an encoded row is told from. */
const mostRows = 5000

/** Takes a second or two, most of it for compiling a step. What it fits to the rows is thrown away. */
export async function estimateSeconds(
  { table, schema }: OpenTable,
  recipe: Recipe,
  backend: BackendName | 'auto',
): Promise<number> {
  const rows = Int32Array.from({ length: Math.min(mostRows, table.rows) }, (_, row) => row)
  const some = selectRows(table, rows)
  const encoder = Encoder.fit(some, schema, encoderOptions(recipe, schema))
  const matrix = encoder.encode(some, createRandom(recipe.seed, 'estimate'))
  const { kernels } = await opener(backend, recipe, matrix)()
  return recipe.steps * (await secondsPerStep(kernels, recipe, matrix))
}
