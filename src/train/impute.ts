// Impute: fills in the missing cells of a table from rows that a model makes, each from the made row that is nearest in what is there.
import type { Encoder } from '../encode/encoder.ts'
import { presentOptions } from '../encode/given.ts'
import type { Random } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { selectRows } from '../table/assemble.ts'
import { combined } from '../table/combine.ts'
import { conditionKind } from '../table/condition.ts'
import { activeConstraints, withCombinationsOf } from '../table/constraint/check.ts'
import type { TableTest } from '../table/constraint/kind.ts'
import { kindOf } from '../table/constraint/registry.ts'
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../table/table.ts'
import { Breather } from '../work/breather.ts'
import type { Control } from '../work/control.ts'

export interface Imputation {
  readonly sampler: Sampler
  readonly encoder: Encoder
  readonly schema: Schema
  /** A table of the schema (tableAs). */
  readonly table: Table
  /** Made rows that each row chooses among. */
  readonly candidates?: number
  /** Seeded stream for the made rows. */
  readonly random: Random
  readonly control?: Control
  /** Rows with missing cells that were looked at, of all of them. */
  readonly onProgress?: (done: number, of: number) => void
}

export interface Imputed {
  /** The table with its missing cells filled; what was there is as it was. */
  readonly table: Table
  /** [rows] a field: 1 where a cell was filled; `null`: in this field none could be. */
  readonly filled: readonly (Uint8Array | null)[]
}

const batchRows = 1024
const usualCandidates = 4
/** Rounds after which a cell stays missing for which the model makes next to no value. */
const mostRounds = 8
/** A row that lacks what is to be filled is taken only where there is no other. */
const lacking = 1e3
/** One that would break a constraint fills in nothing. */
const refused = 1e9

/**
 * Fills in the missing cells. For each row the model makes some that agree with what is there, as far as that is choices: words, and the ranges in
 * which numbers lie. The nearest of them gives all that the row lacks, so that what is filled in goes together. The distance is Gower's
 * (Biometrics 27, 1971): over the cells that are there, a word costs 0 or 1, a number its difference as a share of what lies between the 5 %
 * and 95 % quantiles of the made ones, at most 1. Fields that are left out, made up or treated are neither filled
 * nor compared. Throws DeviceLostError, StoppedError.
 */
export async function impute(imputation: Imputation): Promise<Imputed> {
  const { sampler, encoder, schema, table, random, candidates = usualCandidates, control, onProgress } = imputation
  const breather = new Breather(control)
  const fields = schema.fields.flatMap((field, i) =>
    conditionKind(field) !== null && field.treatment === undefined && table.columns[i].kind !== 'text' ? [i] : [],
  )
  const filled = schema.fields.map((_, i) => (fields.includes(i) ? new Uint8Array(table.rows) : null))
  const columns = table.columns.map((column, i) => (fields.includes(i) ? editable(column) : column))
  const full = { rows: table.rows, columns }
  const lackingRows = () =>
    Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
      fields.some((i) => columns[i].missing[row] === 1),
    )
  const rules = new RowRules(table, schema)
  await encoder.ready()
  // The model may make rows that lack a value themselves; what they have filled in holds for the next round.
  for (let round = 0, rows = lackingRows(); round < mostRounds && rows.length > 0; round++, rows = lackingRows()) {
    for (let from = 0; from < rows.length; from += batchRows) {
      const batch = rows.slice(from, from + batchRows)
      const part = selectRows(full, batch)
      const present = presentOptions(part, schema, encoder, random)
      const given = { options: present.options.map((options) => repeated(options, candidates)) }
      const made = encoder.decode(await sampler.draw(random, given), batch.length * candidates, random)
      const own = selectRows(
        part,
        Array.from({ length: made.rows }, (_, j) => Math.floor(j / candidates)),
      )
      const filling = encoder.completed(own, made, random)
      const breaks = rules.broken(own, combined(own, filling))
      const best = nearestOf(part, made, fields, candidates, breaks)
      for (const i of fields) {
        const copy = copier(columns[i], filling.columns[i])
        for (let k = 0; k < batch.length; k++) {
          if (part.columns[i].missing[k] === 0 || breaks[best[k]] === 1) continue
          if (copy(batch[k], best[k])) filled[i]?.fill(1, batch[k], batch[k] + 1)
        }
      }
      if (round === 0) onProgress?.(from + batch.length, rows.length)
      await breather.breathe()
    }
  }
  return { table: full, filled }
}

/** The constraints that a row meets by itself. Which combinations there may be, the rows that lack nothing tell. */
class RowRules {
  readonly #tests: readonly TableTest[]

  constructor(table: Table, schema: Schema) {
    const known = withCombinationsOf(table, schema)
    this.#tests = activeConstraints(known)
      .filter(({ kind }) => kind !== 'unique')
      .map((constraint) => kindOf(constraint).compile(constraint, known))
  }

  /** [rows]; 1 where a row breaks one that it has kept before it was filled. */
  broken(before: Table, after: Table): Uint8Array {
    const tests = this.#tests.map((test) => ({ had: test(before), has: test(after) }))
    return Uint8Array.from({ length: after.rows }, (_, row) =>
      tests.every(({ had, has }) => has(row) || !had(row)) ? 0 : 1,
    )
  }
}

/** A copy whose cells may be written. */
function editable(column: Column): Column {
  const missing = column.missing.slice()
  if (column.kind === 'number') {
    const { offsets } = column
    return { ...column, values: column.values.slice(), missing, ...(offsets && { offsets: offsets.slice() }) }
  }
  if (column.kind === 'category') return { ...column, codes: column.codes.slice(), missing }
  return column
}

/** Copies the cell of row `other` of `from` to a row of a column, if it holds a value that the column knows. */
function copier(column: Column, from: Column): (row: number, other: number) => boolean {
  const codes = column.kind === 'category' && from.kind === 'category' ? codesIn(column, from) : null
  return (row, other) => {
    if (from.missing[other] === 1) return false
    if (column.kind === 'number' && from.kind === 'number') {
      column.values[row] = from.values[other]
      if (column.offsets && from.offsets) column.offsets[row] = from.offsets[other]
    }
    if (codes && column.kind === 'category' && from.kind === 'category') {
      const code = codes[from.codes[other]]
      if (code < 0) return false
      column.codes[row] = code
    }
    column.missing[row] = 0
    return true
  }
}

/** Of each word of `from` its code in a column; −1 where the column lacks it. */
function codesIn(column: CategoryColumn, from: CategoryColumn): Int32Array {
  const codes = new Map(column.categories.map((word, code) => [word, code]))
  return Int32Array.from(from.categories, (word) => codes.get(word) ?? -1)
}

/** Each option so many times, one after the other. */
function repeated(options: Int32Array, times: number): Int32Array {
  return Int32Array.from({ length: times * options.length }, (_, i) => options[Math.floor(i / times)])
}

/** Of each row of `part` the nearest of its own rows of `made`: so many for the first row, then for the next. */
function nearestOf(
  part: Table,
  made: Table,
  fields: readonly number[],
  candidates: number,
  breaks: Uint8Array,
): Uint32Array {
  const sums = Float64Array.from(breaks, (mark) => mark * refused)
  for (const i of fields) {
    const distance = distanceIn(part.columns[i], made.columns[i])
    const { missing } = part.columns[i]
    const lacks = made.columns[i].missing
    for (let j = 0; j < made.rows; j++) {
      const k = Math.floor(j / candidates)
      sums[j] += missing[k] === 1 ? lacking * lacks[j] : distance(k, j)
    }
  }
  return Uint32Array.from({ length: part.rows }, (_, k) => {
    let best = k * candidates
    for (let j = best + 1; j < (k + 1) * candidates; j++) if (sums[j] < sums[best]) best = j
    return best
  })
}

/** The distance between a present cell of row k and the cell of made row j, 0 to 1. */
function distanceIn(column: Column, made: Column): (k: number, j: number) => number {
  if (column.kind === 'number' && made.kind === 'number') {
    const span = spanOf(made)
    return (k, j) => {
      if (made.missing[j] === 1) return 1
      const difference = Math.abs(column.values[k] - made.values[j])
      return difference === 0 ? 0 : Math.min(1, difference / span)
    }
  }
  if (column.kind === 'category' && made.kind === 'category') {
    const codes = codesIn(column, made)
    return (k, j) => (made.missing[j] === 1 || codes[made.codes[j]] !== column.codes[k] ? 1 : 0)
  }
  return () => 0
}

/** What lies between the 5 % and 95 % quantiles; 0 where that is one value. */
function spanOf({ values, missing }: NumberColumn): number {
  const present = values.filter((_, row) => missing[row] === 0).sort()
  return present.length === 0
    ? 0
    : present[Math.floor(0.95 * (present.length - 1))] - present[Math.ceil(0.05 * (present.length - 1))]
}
