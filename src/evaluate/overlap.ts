// Overlap: whether the rows that were kept aside really were: how many of them are among the learnt ones.
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { riskFields, rowIdentities } from './riskfield.ts'

export interface Overlap {
  /** Share of the rows kept aside that are alike, in every judged field, to a learnt one. */
  readonly holdout: number
  /** Share of the learnt rows that are alike to another learnt one: what the first should be about. */
  readonly learnt: number
  /** The first is so much larger than the second that rows were not kept aside. */
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

/**
 * The distinct rows of each table that the other does not have: who was learnt and who was not, where rows were not kept
 * aside cleanly. The same is left out of both, so that rows which are common are not missing on one side alone.
 */
export function apart(real: Table, holdout: Table, schema: Schema): { real: Table; holdout: Table } {
  const [learnt, aside] = rowIdentities(riskFields(schema, [real, holdout]), [real, holdout])
  return { real: without(real, learnt, aside), holdout: without(holdout, aside, learnt) }
}

function without(table: Table, own: Uint32Array, other: Uint32Array): Table {
  const seen = new Set(other)
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).filter((row) => {
    const fresh = !seen.has(own[row])
    seen.add(own[row])
    return fresh
  })
  return selectRows(table, rows)
}
