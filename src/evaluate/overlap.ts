// Overlap: whether the rows that were kept aside really were: how many of them are among the learnt ones.
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { riskFields, rowIdentities } from './riskfield.ts'

export interface Overlap {
  /** Share of the rows kept aside that are alike, in every judged field, to a learnt one. */
  readonly holdout: number
  /** Share of the learnt rows that are alike to another learnt one: what the first should be about. */
  readonly learnt: number
  /** The first is so much larger than the second that rows were not kept aside: what attacks find is too little then. */
  readonly contaminated: boolean
}

/** Standard errors by which the shares must differ, and the least difference that matters. */
const errors = 3
const leastDifference = 0.01

/** `null` where there is no field or no row. */
export function overlap(real: Table, holdout: Table, schema: Schema): Overlap | null {
  const fields = riskFields(schema, [real, holdout])
  if (fields.length === 0 || real.rows === 0 || holdout.rows === 0) return null
  const [learnt, aside] = rowIdentities(fields, [real, holdout])
  const counts = new Uint32Array(real.rows + holdout.rows)
  for (const identity of learnt) counts[identity]++
  const repeated = learnt.reduce((sum, identity) => sum + (counts[identity] > 1 ? 1 : 0), 0) / real.rows
  const shared = aside.reduce((sum, identity) => sum + (counts[identity] > 0 ? 1 : 0), 0) / holdout.rows
  const error = Math.sqrt((repeated * (1 - repeated)) / real.rows + (shared * (1 - shared)) / holdout.rows)
  const contaminated = shared - repeated > Math.max(leastDifference, errors * error)
  return { holdout: shared, learnt: repeated, contaminated }
}
