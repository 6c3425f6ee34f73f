// Prepare: from a table to what a run trains on: the encoder, the encoded rows, the looks at the data that this took.
import type { Encoder } from '../encode/encoder.ts'
import type { Matrix } from '../encode/matrix.ts'
import type { Recipe } from '../models/recipe.ts'
import type { Look } from '../privacy/ledger.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { PrivatePlan } from './plan.ts'

export interface Preparation {
  readonly encoder: Encoder
  readonly matrix: Matrix
  /** Every look at the real rows so far, and every declared fact: what the ledger begins with. */
  readonly looks: readonly Look[]
  /** `null`: no privacy. */
  readonly plan: PrivatePlan | null
}

export interface PrepareOptions {
  readonly table: Table
  readonly schema: Schema
  readonly recipe: Recipe
  /** Hears what will be paid for before it is: a data set's lifetime account. May throw to refuse. */
  readonly spend?: (looks: readonly Look[]) => Promise<void>
  readonly onProgress?: (done: number) => void
}
