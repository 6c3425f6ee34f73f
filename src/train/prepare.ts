// Prepare: from a table to what a run trains on: the encoder, the encoded rows, the looks at the data that this took.
import { defaultOptions, type EncoderOptions } from '../encode/codec.ts'
import { Encoder } from '../encode/encoder.ts'
import { type LookBudget, planLooks } from '../encode/looks.ts'
import type { Matrix } from '../encode/matrix.ts'
import { createRandom, type Uniforms } from '../math/random.ts'
import { isJudged } from '../models/check.ts'
import type { Recipe } from '../models/recipe.ts'
import { defaultDelta } from '../privacy/budget.ts'
import type { Look } from '../privacy/ledger.ts'
import { Releases } from '../privacy/releases.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { carryOut } from '../work/breather.ts'
import type { Control } from '../work/control.ts'
import { type PrivatePlan, planPrivacy } from './plan.ts'
import { optionsPerField } from './width.ts'

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
  /** Stops it; what was spent by then stays spent. */
  readonly control?: Control
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
 * them. Throws the plan's and the encoder's errors, whatever `spend` throws, and StoppedError.
 */
export async function prepare(options: PrepareOptions): Promise<Preparation> {
  const { table, schema, recipe, spend, control, onProgress } = options
  const { trainRows, holdoutRows } = holdOut(table.rows, recipe)
  const learnt = trainRows === null ? table : selectRows(table, trainRows)
  const fit = encoderOptions(recipe, schema)
  const looks = plannedLooks(schema, recipe, learnt.rows)
  const paid = looks.filter(({ mechanism }) => mechanism !== null)
  const before = paid.flatMap(({ mechanism }) => (mechanism === null ? [] : [mechanism]))
  const plan = planPrivacy(recipe, learnt.rows, before)
  await spend?.(paid, plan)
  const fitting = onProgress && ((done: number) => onProgress(done / 2))
  const openReleases = options.openReleases ?? ((planned) => new Releases(planned, recipe.privacy?.rowsPerPerson))
  const encoder = await carryOut(
    plan === null
      ? Encoder.fitting(learnt, schema, fit, fitting)
      : Encoder.fittingPrivately(learnt, schema, openReleases(looks), fit, fitting),
    control,
  )
  const encoding = encoder.encoding(learnt, placing(recipe), (done) => onProgress?.((1 + done) / 2))
  const matrix = await carryOut(encoding, control)
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

/**
 * Only GANs can learn scalars: the other models know the chances of options. Where tables of pairs are kept, the fields of a wide
 * table have fewer options. Throws TooManyPairsError.
 */
export function encoderOptions(recipe: Recipe, schema: Schema): Partial<EncoderOptions> {
  const { model, numbers, bins: components, pairWeight, privacy } = recipe
  if (numbers !== 'bins' && isJudged(recipe)) return {}
  const usual = { scalars: false, components }
  if (model !== 'marginals' && pairWeight === 0) return usual
  const options = optionsPerField(schema, components, privacy !== null)
  return { ...usual, options, categories: Math.min(defaultOptions.categories, options) }
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
