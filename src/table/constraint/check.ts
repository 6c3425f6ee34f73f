// Check: which rows of a table meet its constraints.
import type { Schema } from '../schema.ts'
import type { Table } from '../table.ts'
import { listed } from './combinations.ts'
import type { Constraint } from './constraint.ts'
import type { RowTest, TableTest } from './kind.ts'
import { kindOf, sayConstraint } from './registry.ts'

/** How a table does by one constraint. */
export interface ConstraintScore {
  /** The constraint in one line. */
  readonly name: string
  readonly kind: Constraint['kind']
  readonly rows: number
  readonly met: number
  /** Of the rows, how many meet it, 0 to 1; 1 where there are none. */
  readonly share: number
  /** The first row that does not, counted from 1 without the header; `null`: all do. */
  readonly firstBroken: number | null
}

/** The constraints of a schema that say something of what is learnt: none of their columns is left out. */
export function activeConstraints({ fields, constraints = [] }: Schema): readonly Constraint[] {
  const omitted = new Set(fields.filter(({ role }) => role === 'omit').map(({ name }) => name))
  return constraints.filter(
    (constraint) =>
      !kindOf(constraint)
        .fields(constraint)
        .some((name) => omitted.has(name)),
  )
}

/** Share of the rows of a table that meet each constraint. Throws ConstraintError, ExpressionError. */
export function constraintReport(
  table: Table,
  schema: Schema,
  constraints: readonly Constraint[] = activeConstraints(schema),
): ConstraintScore[] {
  return constraints.map((constraint) => {
    const test = kindOf(constraint).compile(constraint, schema)(table)
    let met = 0
    let firstBroken: number | null = null
    for (let row = 0; row < table.rows; row++) {
      if (test(row)) met++
      else firstBroken ??= row + 1
    }
    return {
      name: sayConstraint(constraint),
      kind: constraint.kind,
      rows: table.rows,
      met,
      share: table.rows === 0 ? 1 : met / table.rows,
      firstBroken,
    }
  })
}

/** The schema with the combinations that occur in a table listed, where a constraint leaves that to the data. */
export function withCombinationsOf(table: Table, schema: Schema): Schema {
  if (schema.constraints === undefined) return schema
  const constraints = schema.constraints.map((constraint) =>
    constraint.kind === 'combinations' ? { ...constraint, ...listed(constraint, table, schema) } : constraint,
  )
  return { ...schema, constraints }
}

interface Sieve {
  readonly name: string
  readonly test: TableTest
  /** Compares rows with each other: asked last, of rows that would be taken otherwise. */
  readonly compares: boolean
  asked: number
  met: number
}

/** Takes from one table after the other the rows that meet all constraints, also among each other. */
export class ConstraintFilter {
  readonly #sieves: readonly Sieve[]

  /** Throws ConstraintError, ExpressionError. */
  constructor(schema: Schema, constraints: readonly Constraint[] = activeConstraints(schema)) {
    this.#sieves = constraints
      .map((constraint) => ({
        name: sayConstraint(constraint),
        test: kindOf(constraint).compile(constraint, schema),
        compares: constraint.kind === 'unique',
        asked: 0,
        met: 0,
      }))
      .sort((a, b) => Number(a.compares) - Number(b.compares))
  }

  /** Those of the rows `candidates`, rising, that are taken; at most `most`. */
  take(table: Table, candidates: ArrayLike<number>, most: number): number[] {
    const tests = this.#sieves.map(({ test }): RowTest => test(table))
    const taken: number[] = []
    for (let i = 0; i < candidates.length && taken.length < most; i++) {
      let wanted = true
      this.#sieves.forEach((sieve, s) => {
        if (sieve.compares && !wanted) return
        sieve.asked++
        if (tests[s](candidates[i])) sieve.met++
        else wanted = false
      })
      if (wanted) taken.push(candidates[i])
    }
    return taken
  }

  /** Of the rows that were asked, the share that met each constraint; of uniqueness, of those that met all others. */
  get shares(): readonly { readonly name: string; readonly share: number }[] {
    return this.#sieves.map(({ name, asked, met }) => ({ name, share: asked === 0 ? 1 : met / asked }))
  }
}
