// Quality: how faithful a table is to the real one, from every side that needs no attack and no model.
import { createRandom } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { type Accuracy, accuracy } from './accuracy.ts'
import { type Diagnostic, diagnostic } from './diagnostic.ts'
import { type Rarity, rarity } from './rarity.ts'
import { evaluate, type Report } from './report.ts'

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

export function quality({ real, synthetic, schema, seed, ...on }: QualityOptions): Quality {
  const random = createRandom(seed, 'accuracy')
  return {
    ...evaluate(real, synthetic, schema, on.onFidelity),
    accuracy: accuracy({ real, synthetic, schema, random, onProgress: on.onAccuracy }),
    diagnostic: diagnostic(real, synthetic, schema, on.onCopies),
    rarity: rarity(real, synthetic, schema),
  }
}
