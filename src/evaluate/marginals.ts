// Marginals: what charts of single fields and of pairs are drawn from.
import { type Histogram, histogramLike, profileColumn } from '../table/profile.ts'
import type { FieldType, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { comparedFields } from './compared.ts'
import type { Report } from './report.ts'

/** Counts over the same bins or the same categories. */
export interface Marginal {
  readonly name: string
  /** Of the schema's fields. */
  readonly index: number
  readonly type: FieldType
  readonly real: Histogram
  readonly synthetic: Histogram
  readonly holdout: Histogram | null
  /** Cells without a value. */
  readonly missing: { readonly real: number; readonly synthetic: number; readonly holdout: number | null }
}

export interface Marginals {
  readonly fields: readonly Marginal[]
  readonly rows: { readonly real: number; readonly synthetic: number; readonly holdout: number | null }
  /** [fields × fields], 1 − score: of pairs, and on the diagonal of single fields. `null` where there is no score. */
  readonly errors: readonly (readonly (number | null)[])[]
}

/** Of the fields that the report judges, in its order. At most 20 bins and 12 categories a field. */
export function marginals(
  { real, synthetic, holdout, schema }: MarginalsOptions,
  { columnShapes, columnPairTrends }: Report,
): Marginals {
  const fields = comparedFields(real, synthetic, schema).map(({ name, index, type }): Marginal => {
    const { histogram, missing } = profileColumn(real.columns[index], schema.fields[index])
    const like = (table: Table) => histogramLike(histogram, table.columns[index])
    return {
      name,
      index,
      type,
      real: histogram,
      synthetic: like(synthetic),
      holdout: holdout && like(holdout),
      missing: {
        real: missing,
        synthetic: gapsOf(synthetic, index),
        holdout: holdout && gapsOf(holdout, index),
      },
    }
  })
  const error = (score: number | null) => (score === null ? null : 1 - score)
  const errors = columnShapes.columns.map(({ score }, i) =>
    columnShapes.columns.map((_, j) => (i === j ? error(score) : null)),
  )
  let pair = 0
  for (let i = 0; i < errors.length; i++) {
    for (let j = i + 1; j < errors.length; j++) {
      errors[i][j] = error(columnPairTrends.pairs[pair++].score)
      errors[j][i] = errors[i][j]
    }
  }
  const rows = { real: real.rows, synthetic: synthetic.rows, holdout: holdout?.rows ?? null }
  return { fields, rows, errors }
}

export interface MarginalsOptions {
  readonly real: Table
  readonly synthetic: Table
  readonly holdout: Table | null
  readonly schema: Schema
}

function gapsOf(table: Table, index: number): number {
  const { missing } = table.columns[index]
  let gaps = 0
  for (let row = 0; row < missing.length; row++) gaps += missing[row]
  return gaps
}
