// Quality: how faithful a table is to the real one, from every side that needs no attack and no model.
import { createRandom } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type Accuracy, accuracy, mostTriples } from './accuracy.ts'
import { type Diagnostic, diagnostic } from './diagnostic.ts'
import type { Efforts } from './phases.ts'
import { type Rarity, rarity } from './rarity.ts'
import { evaluate, mostPairedRows, type Report } from './report.ts'

export interface Quality extends Report {
  readonly accuracy: Accuracy
  readonly diagnostic: Diagnostic
  readonly rarity: Rarity
}

export interface QualityOptions {
  readonly real: Table
  /** The table that is judged. */
  readonly synthetic: Table
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** The same seed counts the same triples of fields. */
  readonly seed: number
  /** Hear how much of a part is done, 0 to 1. */
  readonly onFidelity: (done: number) => void
  readonly onAccuracy: (done: number) => void
  readonly onCopies: (done: number) => void
}

/** Seconds a row, for each pair or triple of fields, or for each field (bench "evaluate"). */
const seconds = { pair: 9e-8, together: 1.8e-8, field: 2.7e-7, association: 7.6e-8 }

/** Seconds that the parts of `quality` will take, and correlations. */
export function qualityEfforts(
  real: Table,
  synthetic: Table,
  { fields }: Schema,
): Pick<Efforts, 'fidelity' | 'accuracy' | 'copies' | 'correlations'> {
  const rows = real.rows + synthetic.rows
  const pairs = (fields.length * (fields.length - 1)) / 2
  const triples = Math.min(mostTriples, (pairs * (fields.length - 2)) / 3)
  return {
    fidelity: pairs * Math.min(rows, 2 * mostPairedRows) * seconds.pair,
    accuracy: (pairs + triples) * rows * seconds.together,
    copies: fields.length * rows * seconds.field,
    correlations: pairs * rows * seconds.association,
  }
}

export function* quality({ real, synthetic, schema, seed, ...on }: QualityOptions): Work<Quality> {
  const random = createRandom(seed, 'accuracy')
  return {
    ...(yield* evaluate(real, synthetic, schema, on.onFidelity)),
    accuracy: yield* accuracy({ real, synthetic, schema, random, onProgress: on.onAccuracy }),
    diagnostic: yield* diagnostic(real, synthetic, schema, on.onCopies),
    rarity: rarity(real, synthetic, schema),
  }
}
