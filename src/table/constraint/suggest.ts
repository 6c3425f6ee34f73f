// Suggest: constraints that all rows of a table meet, and that are no accident. Shown to the user, never switched on by themselves.
import type { Field, Schema } from '../schema.ts'
import type { Table } from '../table.ts'
import { cellsOf } from './combinations.ts'
import type { Constraint } from './constraint.ts'
import { isNumeric, type RowTest } from './kind.ts'
import { kindOf, sayConstraint } from './registry.ts'

export interface Suggestion {
  /** Marked as suggested: to take it over is a look at the rows. */
  readonly constraint: Constraint
  /** The constraint in one line. */
  readonly name: string
  /** Rows that have all its cells; every one meets it. */
  readonly rows: number
}

/** Rows that must speak for a constraint. */
const leastRows = 20

/** Rows that each value must stand in on average before it can be said what goes with it. */
const leastPerValue = 5

/** Columns of a kind that are compared with each other; of more, the first. */
const mostColumns = 60

/** Distinct values of a column that may be part of combinations. */
const mostValues = 500

/** Looks at every row, a constraint's rows only until one breaks it: some seconds for millions of rows of many columns. */
export function suggestConstraints(table: Table, schema: Schema): Suggestion[] {
  const known = new Set((schema.constraints ?? []).map((constraint) => sayConstraint(constraint)))
  const found = [...inequalities(table, schema), ...sums(table, schema), ...combinations(table, schema)]
  return found.flatMap((constraint) => {
    const name = sayConstraint(constraint)
    if (known.has(name)) return []
    return [
      { constraint: { ...constraint, suggested: true as const }, name, rows: rowsWith(table, schema, constraint) },
    ]
  })
}

interface NumberAt {
  readonly field: Field
  readonly values: Float64Array
  readonly missing: Uint8Array
}

/** Columns of numbers, or of instants, that are learnt and do not say the same everywhere. */
function numbersOf({ columns }: Table, { fields }: Schema, wanted: (field: Field) => boolean): NumberAt[] {
  return fields
    .flatMap((field, i) => {
      const column = columns[i]
      const suits = field.role === 'model' && wanted(field) && column.kind === 'number'
      if (!suits || (field.domain.kind === 'range' && field.domain.minimum === field.domain.maximum)) return []
      return [{ field, values: column.values, missing: column.missing }]
    })
    .slice(0, mostColumns)
}

function rowsWith(table: Table, { fields }: Schema, constraint: Constraint): number {
  const names = kindOf(constraint).fields(constraint)
  const masks = names.map((name) => table.columns[fields.findIndex((field) => field.name === name)].missing)
  let rows = 0
  for (let row = 0; row < table.rows; row++) if (masks.every((mask) => mask[row] === 0)) rows++
  return rows
}

// Inequalities

/** Instants that never come before others, and numbers whose names belong together; none that their ranges alone explain. */
function inequalities(table: Table, schema: Schema): Constraint[] {
  const dates = numbersOf(table, schema, ({ type }) => type === 'datetime')
  const amounts = numbersOf(table, schema, isNumeric)
  const pairs = [
    ...ordered(dates).filter(([low, high]) => overlap(low, high)),
    ...ordered(amounts, ({ field: a }, { field: b }) => belongTogether(a.name, b.name)).filter(([low, high]) =>
      overlap(low, high),
    ),
  ]
  // What two others together say need not be said.
  const follows = ([low, high]: readonly [NumberAt, NumberAt]) =>
    pairs.some(([a, b]) => a === low && b !== high && pairs.some(([c, d]) => c === b && d === high))
  return pairs
    .filter((pair) => !follows(pair))
    .map(([low, high]) => ({ kind: 'inequality', low: low.field.name, high: high.field.name, strict: false }))
}

function ordered(
  columns: readonly NumberAt[],
  related: (low: NumberAt, high: NumberAt) => boolean = () => true,
): (readonly [NumberAt, NumberAt])[] {
  return columns.flatMap((low) =>
    columns.flatMap((high): (readonly [NumberAt, NumberAt])[] =>
      low !== high && related(low, high) && neverAbove(low, high) ? [[low, high]] : [],
    ),
  )
}

/** True where `low` ≤ `high` in enough rows and > in none. */
function neverAbove(low: NumberAt, high: NumberAt): boolean {
  let below = 0
  for (let row = 0; row < low.values.length; row++) {
    if (low.missing[row] === 1 || high.missing[row] === 1) continue
    if (low.values[row] > high.values[row]) return false
    if (low.values[row] < high.values[row]) below++
  }
  return below >= leastRows
}

function overlap({ field: low }: NumberAt, { field: high }: NumberAt): boolean {
  return low.domain.kind === 'range' && high.domain.kind === 'range' && low.domain.maximum > high.domain.minimum
}

/** Parts of names that differ between a lower and a higher column. */
const opposites = new Set(
  `min max minimum maximum low high lower upper lowest highest start end from to first last begin finish before after net gross
  used total part whole sub all baseline peak`.split(/\s+/),
)
const chineseOpposites = /最小|最大|最低|最高|下限|上限|开始|结束|起|止|初|末|前|后/g

/** The words of a name: at signs, blanks and inner capitals. */
function wordsIn(name: string): string[] {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** True where two names share what they are about. */
function belongTogether(a: string, b: string): boolean {
  const stem = a.replaceAll(chineseOpposites, '')
  if (stem !== a && stem !== '' && stem === b.replaceAll(chineseOpposites, '')) return true
  const [first, second] = [wordsIn(a), wordsIn(b)]
  return first.some((word) => !opposites.has(word) && !/^\d+$/.test(word) && second.includes(word))
}

// Sums

/** Parts of a sum that stand side by side. */
const longestRun = 8

/** Rows that a sum is tried on before all of them. */
const triedRows = 32

/** Columns that are the sum of two others, or of more that stand side by side. */
function sums(table: Table, schema: Schema): Constraint[] {
  const columns = numbersOf(table, schema, isNumeric)
  const whole: number[] = []
  for (let row = 0; row < table.rows && whole.length < leastRows * 500; row++)
    if (columns.every(({ missing }) => missing[row] === 0)) whole.push(row)
  if (whole.length < leastRows) return []
  const step = Math.max(1, Math.floor(whole.length / triedRows))
  const tried = whole.filter((_, i) => i % step === 0)
  // A part that is mostly 0 would make any sum of the others seem one with it.
  const parts = columns.filter(({ values }) => tried.filter((row) => values[row] !== 0).length > tried.length / 4)
  const found: Constraint[] = []
  for (const total of columns) {
    const others = parts.filter((part) => part !== total)
    const constraint = [...pairsOf(others), ...runsOf(others)]
      .filter((list) => tried.every((row) => near(total.values[row], list, row)))
      .map((list): Constraint => ({ kind: 'sum', total: total.field.name, parts: list.map(({ field }) => field.name) }))
      .find((each) => holds(table, schema, each))
    if (constraint !== undefined) found.push(constraint)
  }
  return found
}

function near(total: number, parts: readonly NumberAt[], row: number): boolean {
  let sum = 0
  for (const { values } of parts) sum += values[row]
  // Rounding to the column's decimals is judged by the constraint itself, on all rows.
  return Math.abs(sum - total) <= 0.5 + 1e-9 * Math.abs(total)
}

function* pairsOf(columns: readonly NumberAt[]): Generator<NumberAt[]> {
  for (let i = 0; i < columns.length; i++) for (let j = i + 1; j < columns.length; j++) yield [columns[i], columns[j]]
}

function* runsOf(columns: readonly NumberAt[]): Generator<NumberAt[]> {
  for (let length = 3; length <= Math.min(longestRun, columns.length); length++)
    for (let i = 0; i + length <= columns.length; i++) yield columns.slice(i, i + length)
}

function holds(table: Table, schema: Schema, constraint: Constraint): boolean {
  const test: RowTest = kindOf(constraint).compile(constraint, schema)(table)
  for (let row = 0; row < table.rows; row++) if (!test(row)) return false
  return true
}

// Combinations

interface CodesAt {
  readonly name: string
  readonly codes: Uint32Array
  readonly values: number
  /** Share of the rows with the commonest value. */
  readonly commonest: number
}

/** Columns that follow from another: each of its values stands with one of theirs alone. */
function combinations(table: Table, schema: Schema): Constraint[] {
  const columns = schema.fields
    .flatMap((field, i) => {
      const suits = field.role === 'model' && (field.domain.kind === 'categories' || field.type === 'integer')
      const coded = suits ? codesOf(table, i) : null
      return coded === null ? [] : [{ name: field.name, ...coded }]
    })
    .slice(0, mostColumns)
  const groups = columns
    .map((key) => [key, ...columns.filter((other) => other !== key && follows(other, key, table.rows))])
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length)
  const kept: CodesAt[][] = []
  for (const group of groups)
    if (!kept.some((other) => group.every((column) => other.includes(column)))) kept.push(group)
  const order = (group: CodesAt[]) => columns.filter((column) => group.includes(column)).map(({ name }) => name)
  return kept.map((group) => ({ kind: 'combinations', fields: order(group) }))
}

/** Cells as codes, missing ones as one of their own; null where there are too many values, or only one. */
function codesOf(table: Table, index: number): Omit<CodesAt, 'name'> | null {
  const cell = cellsOf(table.columns[index])
  const known = new Map<string | number | null, number>()
  const counts: number[] = []
  const codes = new Uint32Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const value = cell(row)
    let code = known.get(value)
    if (code === undefined) {
      if (known.size === mostValues) return null
      code = known.size
      known.set(value, code)
      counts.push(0)
    }
    codes[row] = code
    counts[code]++
  }
  const commonest = counts.reduce((most, count) => Math.max(most, count), 0) / Math.max(1, table.rows)
  return counts.length < 2 ? null : { codes, values: counts.length, commonest }
}

/** True where each value of `key` stands with one value of `other` alone, in more rows than chance would have it. */
function follows(other: CodesAt, key: CodesAt, rows: number): boolean {
  if (key.values < other.values || key.values * leastPerValue > rows) return false
  // Rows beyond a value's first would each differ with this probability if the two had nothing to do with each other.
  if ((rows - key.values) * (1 - other.commonest) < leastRows) return false
  const partner = new Int32Array(key.values).fill(-1)
  for (let row = 0; row < rows; row++) {
    const code = key.codes[row]
    if (partner[code] === -1) partner[code] = other.codes[row]
    else if (partner[code] !== other.codes[row]) return false
  }
  return true
}
