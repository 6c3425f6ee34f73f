// Tables of the risk fixture and tables with known risk, for tests.
import { type Cell, field, numbers, words } from '../encode/testcolumns.ts'
import { createRandom } from '../math/random.ts'
import type { FieldType, Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import fixture from './fixtures/risk.json' with { type: 'json' }
import { type RiskField, riskFields } from './riskfield.ts'

type Names = 'train' | 'holdout' | 'synthetic'

interface Golden {
  readonly tables: Record<string, Record<Names | 'random', Record<string, Cell[]>>>
  readonly distances: {
    table: string
    syntheticToTrain: number[]
    syntheticToHoldout: number[]
    holdoutToTrain: number[]
    randomToTrain?: number[]
    overfitting: { score: number; closerToTraining: number }
    ties: number
  }[]
  readonly rates: { successes: number; attacks: number; value: number; error: number }[]
  readonly risks: { main: [number, number]; control: [number, number]; value: number; low: number; high: number }[]
  readonly neighbours: { table: string; rows: number[]; nearest: number[]; second: number[] }
  readonly linkability: { table: string; halves: string[][]; main: number; control: number }
  readonly inference: {
    table: string
    secret: string
    main: number
    control: number
    mendedMain: number
    mendedControl: number
  }[]
  readonly singlingOut: {
    table: string
    fields: string[]
    mode: 'univariate' | 'multivariate'
    queries: number
    main: number
    control: number
    rows: number[]
  }[]
}

export const golden = fixture as unknown as Golden

/** `since` is a number, as anonymeter takes it. */
const types: Readonly<Record<string, FieldType>> = {
  age: 'integer',
  pay: 'real',
  kids: 'integer',
  job: 'category',
  town: 'category',
  since: 'real',
  balance: 'real',
  a: 'category',
  b: 'category',
  c: 'boolean',
}

/** A table of the fixture with the named columns, or all, and its fields. */
export function goldenTables(name: string, columns = Object.keys(golden.tables[name].train)) {
  const schema: Schema = { fields: columns.map((column) => field(column, types[column])) }
  const tableOf = (cells: Record<string, Cell[]>): Table => ({
    rows: cells[columns[0]].length,
    columns: schema.fields.map(({ name, type }) =>
      type === 'category' || type === 'boolean' ? words(cells[name]) : numbers(cells[name]),
    ),
  })
  const { train, holdout, synthetic, random } = golden.tables[name]
  const tables = { train: tableOf(train), holdout: tableOf(holdout), synthetic: tableOf(synthetic) }
  const fields = riskFields(schema, Object.values(tables))
  const named = (wanted: readonly string[]): RiskField[] =>
    wanted.map((each) => fields.find(({ name }) => name === each) as RiskField)
  return { ...tables, random: random === undefined ? null : tableOf(random), schema, fields, named }
}

export const peopleSchema: Schema = {
  fields: [
    field('age', 'integer'),
    field('pay', 'real'),
    field('weight', 'real'),
    field('since', 'datetime'),
    field('job', 'category'),
    field('town', 'category'),
    field('member', 'boolean'),
    field('id', 'identifier'),
    field('note', 'category', { role: 'omit' }),
  ],
}

/** People of one kind, in a stream of their own; a cell in twenty is missing. */
export function people(rows: number, stream: string): Table {
  const random = createRandom(1, stream)
  const cells = Array.from({ length: rows }, (_, r) => {
    const age = 18 + random.integer(60)
    const job = random.integer(6)
    const values: Cell[] = [
      age,
      Math.round(100 * Math.exp(6 + job / 3 + age / 100 + random.normal() / 2)) / 100,
      70 + 10 * random.normal(),
      86_400_000 * random.integer(15_000),
      `job ${job}`,
      `town ${Math.floor(Math.abs(3 * random.normal()))}`,
      age + 20 * random.normal() > 45 ? 'yes' : 'no',
    ]
    const gaps = values.map((value) => (random.uniform() < 0.05 ? null : value))
    return [...gaps, `${stream} ${r}`, 'left out']
  })
  const columns = peopleSchema.fields.map(({ type }, c) => {
    const column = cells.map((row) => row[c])
    return type === 'integer' || type === 'real' || type === 'datetime' ? numbers(column) : words(column)
  })
  return { rows, columns }
}
