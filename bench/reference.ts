// The reference size of the benchmarks: batch 500, G 128-256-256-150, D 150-256-256-1, binary cross-entropy.
import type { Matrix } from '../src/encode/matrix.ts'
import type { Segment } from '../src/engine/kernels.ts'
import { createRandom } from '../src/math/random.ts'
import { plainRecipe, type Recipe } from '../src/models/recipe.ts'

export const reference: Recipe = {
  ...plainRecipe,
  numbers: 'scalars',
  pairWeight: 0,
  loss: 'bce',
  packing: 1,
  dropout: 0,
  averaging: 0,
  generatorNorm: 'none',
  weightDecay: 0,
}

const rows = 24_000

/** 24,000 rows of 150 columns: 10 numbers of 1 + 8, 6 categories of 10. */
export function referenceMatrix(): Matrix {
  return randomMatrix(rows, [
    ...Array.from({ length: 10 }, () => [1, 8]).flat(),
    ...Array.from({ length: 6 }, () => 10),
  ])
}

/** Rows of chance, segment by segment of the widths given; 1 is a number. */
export function randomMatrix(rows: number, widths: readonly number[]): Matrix {
  let width = 0
  const segments = widths.map((each): Segment => {
    const segment: Segment = { kind: each === 1 ? 'scalar' : 'choice', offset: width, width: each }
    width += each
    return segment
  })
  const random = createRandom(1, 'rows')
  const columns = segments.map(({ kind, width: choices }) =>
    kind === 'scalar'
      ? Float32Array.from({ length: rows }, () => 2 * random.uniform() - 1)
      : Uint16Array.from({ length: rows }, () => random.integer(choices)),
  )
  return { rows, width, segments, columns }
}
