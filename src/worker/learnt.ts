// Learnt: the real rows that a model has learnt and those that were kept from it, to hold synthetic rows against.
import { selectRows } from '../table/assemble.ts'
import { resolveConditions, rowsMeeting } from '../table/condition.ts'
import { type Histogram, histogramLike } from '../table/profile.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Preparation } from '../train/prepare.ts'
import type { OpenTable } from './opentable.ts'
import type { Asked, Comparison } from './protocol.ts'

export interface Learnt {
  readonly schema: Schema
  readonly table: Table
  /** `null`: no row was kept aside. */
  readonly holdout: Table | null
  /** One a field, of the rows that were learnt. */
  readonly histograms: readonly Histogram[]
}

export function learntFrom(source: OpenTable, { trainRows, holdoutRows }: Preparation): Learnt {
  const { schema, profiles } = source
  const table = trainRows === null ? source.table : selectRows(source.table, trainRows)
  const histograms = profiles.map(({ histogram }, i) =>
    trainRows === null ? histogram : histogramLike(histogram, table.columns[i]),
  )
  return { schema, table, holdout: holdoutRows && selectRows(source.table, holdoutRows), histograms }
}

/** With fewer rows than this there is nothing to judge by. */
const leastRows = 50

/** What was learnt, as far as it meets conditions; null where too few rows do, or where words come in shares that no real table has. */
export function learntWhere(learnt: Learnt, { conditions, balance }: Asked, schema: Schema): Learnt | null {
  const restrictions = resolveConditions(conditions, schema)
  const meeting = (table: Table) => selectRows(table, rowsMeeting(restrictions, table))
  const table = meeting(learnt.table)
  if (balance !== null || table.rows < leastRows) return null
  const holdout = learnt.holdout && meeting(learnt.holdout)
  const histograms = learnt.histograms.map((histogram, i) => histogramLike(histogram, table.columns[i]))
  return { ...learnt, table, holdout: holdout && holdout.rows >= leastRows ? holdout : null, histograms }
}

/** Real against synthetic for the fields that are learnt. */
export function compare({ schema, histograms }: Learnt, synthetic: Table, step: number): Comparison {
  const fields = schema.fields.flatMap(({ role, type }, index) => {
    if (role === 'omit' || type === 'identifier' || type === 'constant') return []
    const real = histograms[index]
    return [{ index, real, synthetic: histogramLike(real, synthetic.columns[index]) }]
  })
  return { step, fields }
}
