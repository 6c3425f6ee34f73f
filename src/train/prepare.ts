// Prepare: from a table to what a run trains on: the encoder, the encoded rows, the looks at the data that this took.
import type { EncoderOptions } from '../encode/codec.ts'
import { Encoder } from '../encode/encoder.ts'
import { type LookBudget, planLooks } from '../encode/looks.ts'
import type { Matrix } from '../encode/matrix.ts'
import { createRandom, type Uniforms } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta } from '../privacy/budget.ts'
import type { Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'

export interface Preparation {
  readonly encoder: Encoder
  /** The rows that are learnt. */
  readonly matrix: Matrix
  /** Every look at the real rows so far, and every declared fact: what the ledger begins with. */
  readonly looks: readonly Look[]
  /** `null`: no privacy. */
  readonly plan: PrivatePlan | null
  /** Rows of the table that are learnt, rising; `null`: all. */
  readonly trainRows: Int32Array | null
  /** The other rows of the table, which nothing of the run has seen; `null`: none. */
  readonly holdoutRows: Int32Array | null
}

export interface PrepareOptions {
  readonly table: Table
  readonly schema: Schema
  readonly recipe: Recipe
  /** Hears what will be paid for before it is, and what the whole run is planned to cost (`null`: no privacy). May throw. */
  readonly spend?: (looks: readonly Look[], plan: PrivatePlan | null) => Promise<void>
  readonly onProgress?: (done: number) => void
  /** Opens the door to the rows; for whoever audits what goes through it. */
  readonly openReleases?: (looks: readonly Look[]) => Releases
}

/** The looks that `prepare` will take at `rows` rows of such a table, in order, without taking them. */
export function plannedLooks(schema: Schema, recipe: Recipe, rows: number): Look[] {
  const { privacy } = recipe
  if (privacy === null) return planLooks(schema, null)
  const { epsilon, split, rowsPerPerson, publicForm } = privacy
  const delta = privacy.delta ?? defaultDelta(rows)
  const budget: LookBudget = { epsilon, delta, split, groupSize: rowsPerPerson, publicForm, rows }
  return planLooks(schema, budget)
}

/**
 * Holds rows out where the recipe says so, fits the encoder to the others, privately where the recipe says so, and encodes
 * them. Throws the plan's and the encoder's errors, and whatever `spend` throws.
 */
export async function prepare(options: PrepareOptions): Promise<Preparation> {
  const { table, schema, recipe, spend, onProgress } = options
  const { trainRows, holdoutRows } = holdOut(table.rows, recipe)
  const learnt = trainRows === null ? table : selectRows(table, trainRows)
  const looks = plannedLooks(schema, recipe, learnt.rows)
  const paid = looks.filter(({ mechanism }) => mechanism !== null)
  const before = paid.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
  const plan = planPrivacy(recipe, learnt.rows, before)
  await spend?.(paid, plan)
  const fitting = onProgress && ((done: number) => onProgress(done / 2))
  const openReleases = options.openReleases ?? ((planned) => new Releases(planned, recipe.privacy?.rowsPerPerson))
  const encoder =
    plan === null
      ? Encoder.fit(learnt, schema, encoderOptions(recipe), fitting)
      : Encoder.fitPrivately(learnt, schema, openReleases(looks), encoderOptions(recipe), fitting)
  const matrix = encoder.encode(learnt, placing(recipe), (done) => onProgress?.((1 + done) / 2))
  return { encoder, matrix, looks, plan, trainRows, holdoutRows }
}

/**
 * What chooses the place of a value that several would do for. Without a row, those after it get other places: under privacy
 * nobody may know them, so that a table with and one without the row can be compared as if each other row kept its own.
 */
function placing({ seed, privacy }: Recipe): Uniforms {
  if (privacy === null) return createRandom(seed, 'encode')
  const random = createSecureRandom()
  // Above 0 and at most 1 there, from 0 and below 1 here.
  return { uniform: () => 1 - random.uniform() }
}

/** Only a GAN can learn scalars: the other models know the chances of options. */
export function encoderOptions({ model, numbers, bins }: Recipe): Partial<EncoderOptions> {
  return numbers === 'bins' || model !== 'gan' ? { scalars: false, components: bins } : {}
}

/**
 * Each row is kept aside by a draw of its own, so that which rows are says nothing of the others. Under privacy nobody can
 * repeat the draws; otherwise the seed can.
 */
function holdOut(rows: number, { holdout, seed, privacy }: Recipe): Pick<Preparation, 'trainRows' | 'holdoutRows'> {
  if (holdout === 0) return { trainRows: null, holdoutRows: null }
  const random = privacy === null ? createRandom(seed, 'holdout') : createSecureRandom()
  const train: number[] = []
  const aside: number[] = []
  for (let row = 0; row < rows; row++) (random.uniform() < holdout ? aside : train).push(row)
  return { trainRows: Int32Array.from(train), holdoutRows: Int32Array.from(aside) }
}
