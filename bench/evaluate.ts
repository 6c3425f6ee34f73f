// Bench "evaluate": seconds of the processor of each part of an evaluation at 25,000 × 15, and how they grow with rows.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { evaluation } from '../src/evaluate/evaluation.ts'
import { type EvaluationPhase, evaluationPhases } from '../src/evaluate/phases.ts'
import { createRandom, type Random } from '../src/math/random.ts'
import type { Field, FieldType, Schema } from '../src/table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../src/table/table.ts'
import { finished } from '../src/work/work.ts'

const asked = 25_000
const numberFields = 6
const wordFields = 9

/** Words a field: two, a handful, some forty, as in census tables. */
const wordCounts = [2, 2, 5, 6, 7, 8, 14, 16, 41]

const field = (name: string, type: FieldType): Field => ({
  name,
  type,
  role: 'model',
  format: { kind: 'text' },
  domain: { kind: 'open' },
  missingToken: '',
  padding: '',
  confidence: 1,
  reason: { key: 'test' },
})

const schema: Schema = {
  fields: [
    ...Array.from({ length: numberFields }, (_, i) => field(`number ${i}`, i < 3 ? 'real' : 'integer')),
    ...Array.from({ length: wordFields }, (_, i) => field(`word ${i}`, wordCounts[i] === 2 ? 'boolean' : 'category')),
  ],
}

/** Fields that all hang on two hidden ones, rounded numbers and frequent zeros among them. */
function sample(rows: number, random: Random): Table {
  const hidden = Array.from({ length: 2 }, () => Float64Array.from({ length: rows }, () => random.normal()))
  const mixed = (i: number, row: number) =>
    hidden[0][row] * Math.cos(i) + hidden[1][row] * Math.sin(i) + random.normal() / 2
  const numbers = (i: number): NumberColumn => ({
    kind: 'number',
    values: Float64Array.from({ length: rows }, (_, row) => {
      const value = mixed(i, row)
      if (i < 2) return Math.exp(value)
      return i < 4 ? Math.round(40 + 12 * value) : value > 1.3 ? Math.round(1000 * value) : 0
    }),
    missing: new Uint8Array(rows),
  })
  const words = (i: number): CategoryColumn => ({
    kind: 'category',
    codes: Uint32Array.from({ length: rows }, (_, row) =>
      Math.min(wordCounts[i] - 1, Math.floor(wordCounts[i] * Math.abs(mixed(numberFields + i, row) / 4))),
    ),
    categories: Array.from({ length: wordCounts[i] }, (_, word) => `word ${word}`),
    missing: Uint8Array.from({ length: rows }, () => (i === 4 && random.uniform() < 0.05 ? 1 : 0)),
  })
  const columns: Column[] = [
    ...Array.from({ length: numberFields }, (_, i) => numbers(i)),
    ...Array.from({ length: wordFields }, (_, i) => words(i)),
  ]
  return { rows, columns }
}

type Seconds = Record<EvaluationPhase | 'all', number>

/** Seconds of the processor, which other work on the machine changes less than those of the clock. */
function measure(rows: number): Seconds {
  const random = createRandom(rows, 'evaluate')
  const tables = { real: sample(rows, random), holdout: sample(rows, random), synthetic: sample(rows, random) }
  const seconds = Object.fromEntries([...evaluationPhases, 'all'].map((phase) => [phase, 0])) as Seconds
  const began = process.cpuUsage()
  let since = began
  const work = evaluation({
    ...{ ...tables, schema, target: null, protectedField: 'word 0', random },
    // What a phase has taken since the last that was heard of any.
    onProgress: (phase) => {
      seconds[phase] += process.cpuUsage(since).user / 1e6
      since = process.cpuUsage()
    },
  })
  finished(work)
  seconds.all = process.cpuUsage(began).user / 1e6
  return seconds
}

export async function evaluate(input: string[]): Promise<void> {
  const { values } = parseArgs({
    args: input,
    options: { rows: { type: 'string', default: String(asked) }, json: { type: 'boolean', default: false } },
  })
  const rows = Number(values.rows)
  // Compiles what is to be measured.
  measure(1000)
  const half = measure(Math.round(rows / 2))
  const whole = measure(rows)
  const lines = [...evaluationPhases, 'all' as const].map((phase) => ({
    phase,
    seconds: whole[phase],
    growth: whole[phase] / half[phase],
  }))
  if (values.json) return console.log(JSON.stringify({ rows, fields: schema.fields.length, parts: lines }))
  console.log(
    `${rows} × ${schema.fields.length}, seconds of the processor; growth: of that many rows against half as many`,
  )
  for (const { phase, seconds, growth } of lines) {
    console.log(`${phase.padEnd(14)} ${seconds.toFixed(2).padStart(7)} ${growth.toFixed(2).padStart(6)}×`)
  }
}
