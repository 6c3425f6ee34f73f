// Demand: which rows the command line asks for, read from --where and --balance.
import { parseBalance } from '../table/balance.ts'
import { parseCondition } from '../table/conditiontext.ts'
import { TableError } from '../table/errors.ts'
import type { Schema } from '../table/schema.ts'
import { Demand } from '../train/demand.ts'
import { UsageError } from './usage.ts'

export interface Asked {
  readonly rows: number
  readonly where: readonly string[]
  readonly balance?: string | undefined
}

/** Throws UsageError where something is asked for that the schema does not have. */
export function demandOf({ rows, where, balance }: Asked, schema: Schema): Demand {
  try {
    const conditions = where.map((text) => parseCondition(text, schema))
    return new Demand(schema, conditions, balance === undefined ? null : parseBalance(balance, schema), rows)
  } catch (error) {
    if (error instanceof TableError) throw new UsageError(error.message)
    throw error
  }
}
