// Demand: which of the rows that a model makes are wanted, and what of it is the hardest to get.
import type { Encoder } from '../encode/encoder.ts'
import { type GivenOptions, Steering } from '../encode/given.ts'
import type { Random } from '../math/random.ts'
import { type Balance, type Quotas, quotasOf } from '../table/balance.ts'
import { type Condition, type Restriction, resolveConditions, rowTest, sayCondition } from '../table/condition.ts'
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, Table } from '../table/table.ts'

/** A part of a demand by itself: how many of the rows that were looked at meet it. */
export interface Rarity {
  readonly condition: string
  readonly rows: number
}

/** Rows that are steered at a time, as many as a sampler makes by itself. */
const steeredRows = 1024

export class Demand {
  readonly #schema: Schema
  #steering: Steering | null = null
  readonly restrictions: readonly Restriction[]
  readonly quotas: Quotas | null
  /** Rows that met each restriction by itself. */
  readonly #met: number[]
  /** Rows that held each balanced word, and those that it still lacks. */
  readonly #held = new Map<string, number>()
  readonly #lacks: Map<string, number>

  /** Throws what resolveConditions and quotasOf throw. */
  constructor(schema: Schema, conditions: readonly Condition[], balance: Balance | null, rows: number) {
    this.#schema = schema
    this.restrictions = resolveConditions(conditions, schema)
    this.quotas = balance && quotasOf(balance, schema, this.restrictions, rows)
    this.#met = this.restrictions.map(() => 0)
    this.#lacks = new Map(this.quotas?.rows)
  }

  /** True where every row is as good as any other. */
  get idle(): boolean {
    return this.restrictions.length === 0 && this.quotas === null
  }

  /** Options to be given to a sampler, so that more of its rows are wanted; null where none can be. */
  steer(encoder: Encoder, random: Random): GivenOptions | null {
    this.#steering ??= new Steering(this.restrictions, this.#schema, encoder)
    return this.#steering.draw(steeredRows, random, this.quotas && { name: this.quotas.name, rows: this.#lacks })
  }

  /** The rows of a piece that meet all conditions and whose word still lacks rows. */
  wanted(piece: Table): number[] {
    const tests = this.restrictions.map((restriction) => rowTest(restriction, piece))
    const rows: number[] = []
    for (let row = 0; row < piece.rows; row++) {
      let all = true
      for (let k = 0; k < tests.length; k++) {
        if (tests[k](row)) this.#met[k]++
        else all = false
      }
      if (all) rows.push(row)
    }
    return this.quotas === null ? rows : this.#lackedOf(rows, piece)
  }

  #lackedOf(rows: readonly number[], piece: Table): number[] {
    const room = new Map(this.#lacks)
    return rows.filter((row) => {
      const word = this.#wordOf(piece, row)
      if (word === null) return false
      this.#held.set(word, (this.#held.get(word) ?? 0) + 1)
      const left = room.get(word) ?? 0
      room.set(word, left - 1)
      return left > 0
    })
  }

  /** Notes which rows of a piece were taken. */
  take(piece: Table, rows: readonly number[]): void {
    if (this.quotas === null) return
    for (const row of rows) {
      const word = this.#wordOf(piece, row)
      if (word !== null) this.#lacks.set(word, (this.#lacks.get(word) ?? 0) - 1)
    }
  }

  #wordOf(piece: Table, row: number): string | null {
    const column = piece.columns[this.quotas?.field ?? 0] as CategoryColumn
    return column.missing[row] === 1 ? null : column.categories[column.codes[row]].trim()
  }

  /** What is met by the fewest rows; of a balance the words that lack rows alone. */
  rarest(): Rarity {
    const alone: Rarity[] = this.restrictions.map(({ conditions }, k) => ({
      condition: conditions.map(sayCondition).join(' and '),
      rows: this.#met[k],
    }))
    for (const [word, lack] of this.#lacks)
      if (lack > 0) alone.push({ condition: `${this.quotas?.name}=${word}`, rows: this.#held.get(word) ?? 0 })
    return alone.reduce((rarest, each) => (each.rows < rarest.rows ? each : rarest))
  }
}
