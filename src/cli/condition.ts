// Conditions of the command line: `--where column=value`, also with !=, <, <=, > and >=.
import type { Schema } from '../table/schema.ts'
import type { Column, Table } from '../table/table.ts'
import { UsageError } from './usage.ts'

type Test = (column: Column, row: number) => boolean

/** Rows of a table that meet all conditions. Throws UsageError where a condition names what the schema does not have. */
export function conditionsOf(texts: readonly string[], schema: Schema): ((table: Table) => number[]) | undefined {
  if (texts.length === 0) return undefined
  const tests = texts.map((text) => parse(text, schema))
  return (table) => {
    const rows: number[] = []
    for (let row = 0; row < table.rows; row++) {
      if (tests.every(({ index, test }) => test(table.columns[index], row))) rows.push(row)
    }
    return rows
  }
}

function parse(text: string, schema: Schema): { index: number; test: Test } {
  const match = /^(.*?)(!=|<=|>=|=|<|>)(.*)$/s.exec(text)
  if (!match) throw new UsageError(`--where takes column=value, not "${text}"`)
  const [, name, operator, value] = match
  const index = schema.fields.findIndex((field) => field.name === name.trim())
  if (index < 0) {
    const names = schema.fields.map((field) => field.name).join(', ')
    throw new UsageError(`--where names the column "${name.trim()}"; there are: ${names}`)
  }
  const field = schema.fields[index]
  const isNumber = field.type === 'integer' || field.type === 'real'
  if (isNumber) return { index, test: numberTest(operator, value.trim(), name.trim()) }
  if (operator !== '=' && operator !== '!=') {
    throw new UsageError(`--where ${name.trim()}: ${operator} works on numbers; the column holds ${field.type} values`)
  }
  if (field.domain.kind === 'categories' && !field.domain.categories.includes(value.trim())) {
    throw new UsageError(`--where ${name.trim()}: "${value.trim()}" is none of ${field.domain.categories.join(', ')}`)
  }
  return { index, test: wordTest(operator, value.trim()) }
}

function numberTest(operator: string, text: string, name: string): Test {
  const bound = Number(text)
  if (text === '' || Number.isNaN(bound)) throw new UsageError(`--where ${name}: "${text}" is not a number`)
  const compare: Record<string, (value: number) => boolean> = {
    '=': (value) => value === bound,
    '!=': (value) => value !== bound,
    '<': (value) => value < bound,
    '<=': (value) => value <= bound,
    '>': (value) => value > bound,
    '>=': (value) => value >= bound,
  }
  const test = compare[operator]
  return (column, row) => column.kind === 'number' && column.missing[row] === 0 && test(column.values[row])
}

function wordTest(operator: string, word: string): Test {
  return (column, row) => {
    if (column.kind !== 'category' || column.missing[row] === 1) return false
    return (column.categories[column.codes[row]] === word) === (operator === '=')
  }
}
