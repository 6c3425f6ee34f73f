// Known: what a run may know of the real rows to judge generated ones by: all without privacy, what was paid for with it.
import type { Codes } from '../engine/kernels.ts'
import { createRandom } from '../math/random.ts'
import type { PairTables } from '../models/pairtables.ts'
import type { Recipe } from '../models/recipe.ts'
import { Fidelity } from './fidelity.ts'
import type { Preparation } from './prepare.ts'

export interface Known {
  /** `null`: nothing is known to compare with. */
  readonly fidelity: Fidelity | null
  /** How often each option of each choice occurs, in order; `null`: not known. */
  readonly shares: readonly (Float64Array | null)[]
  /** The rows themselves; `null`: they may not be looked at. */
  readonly rows: Codes | null
}

/** `tables`: those that a private run has released; `null`: none. */
export function knownOf(recipe: Recipe, preparation: Preparation, tables: PairTables | null): Known {
  const { encoder, matrix, looks } = preparation
  const shares = encoder.shares()
  const random = createRandom(recipe.seed, 'fidelity')
  if (recipe.privacy === null) return { fidelity: Fidelity.toRows(matrix, random), shares, rows: matrix }
  const counted = looks.filter(({ kind }) => kind === 'quantiles' || kind === 'labels')
  // One count that nothing paid for, and none of them is used: which segments it is in is not worth telling apart.
  const paid =
    counted.length > 0 && counted.every(({ source, mechanism }) => source === 'declared' || mechanism !== null)
  const known = paid ? shares : shares.map(() => null)
  const fidelity = tables ? Fidelity.toTables(matrix, tables, random) : Fidelity.toShares(matrix, known)
  return { fidelity, shares: known, rows: null }
}
