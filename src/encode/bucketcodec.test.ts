import { describe, expect, test } from 'vitest'
import { createRandom } from '../math/random.ts'
import { buildTable, changeField } from '../table/build.ts'
import { readCsv } from '../table/csv.ts'
import { FieldChangeError } from '../table/errors.ts'
import { inferSchema } from '../table/infer.ts'
import { schemaWarnings } from '../table/warnings.ts'
import { previewRows } from '../table/write.ts'
import { Encoder } from './encoder.ts'

/** 300 words; word k stands in k % 5 + 2 rows, and every tenth of their rows has none. */
const words = Array.from({ length: 300 }, (_, k) => Array.from({ length: (k % 5) + 2 }, () => `town ${k}`)).flat()
const file = `town,x\n${words.map((word, i) => `${i % 10 === 0 ? '' : word},${i % 4}`).join('\n')}\n`

async function open(columns: number, method: 'top' | 'buckets') {
  const reading = await readCsv(new Blob([file]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = changeField(reading, inferSchema(reading), 0, { type: 'category', spread: { method, columns } })
  const table = buildTable(reading, schema)
  return { reading, schema, table, encoder: Encoder.fit(table, schema) }
}

describe('buckets', () => {
  test('take no more columns than was asked for, and one for missing cells', async () => {
    const { encoder } = await open(32, 'buckets')
    expect(encoder.segments[0].width).toBeLessThanOrEqual(33)
    expect(encoder.segments[0].width).toBeGreaterThan(28)
  })

  test('give back a word of the same bucket, each as often as it occurs, and missing where it was', async () => {
    const { encoder, table, schema } = await open(16, 'buckets')
    const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder.toJSON())))
    const matrix = again.encode(table, createRandom(1, 'encode'))
    const { offset } = matrix.segments[0]
    const values = new Float32Array(matrix.rows * matrix.width)
    for (let r = 0; r < matrix.rows; r++) values[r * matrix.width + offset + matrix.columns[0][r]] = 1
    const counts = new Map<string, number>()
    const rounds = 40
    for (let round = 0; round < rounds; round++) {
      const made = again.decode(values, matrix.rows, createRandom(round, 'decode'))
      const bucketed = again.encode(made, createRandom(3, 'encode'))
      expect(bucketed.columns[0]).toEqual(matrix.columns[0])
      for (const [word] of previewRows(made, schema, matrix.rows)) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    const real = new Map<string, number>()
    for (const [word] of previewRows(table, schema, table.rows)) real.set(word, (real.get(word) ?? 0) + 1)
    // Each count is a sum of draws: within 6 standard deviations (of a Poisson variable at most).
    for (const [word, count] of real) {
      expect(Math.abs((counts.get(word) ?? 0) - rounds * count)).toBeLessThan(6 * Math.sqrt(rounds * count) + 1)
    }
  })

  test('shares of the columns add up to one', async () => {
    const [shares] = (await open(16, 'buckets')).encoder.shares()
    expect(shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })
})

test('the commonest words get as many columns as the field says, and the plan is told', async () => {
  const { encoder, reading, schema } = await open(20, 'top')
  expect(encoder.segments[0].width).toBe(21)
  expect(schemaWarnings(reading, schema)).toContainEqual({
    key: 'manyWords',
    values: { field: 'town', count: 300, columns: 20 },
  })
})

test('columns beyond the limits, or of a field without words, are refused', async () => {
  const { reading, schema } = await open(20, 'top')
  expect(() => changeField(reading, schema, 0, { spread: { method: 'buckets', columns: 1 } })).toThrow(FieldChangeError)
  expect(() => changeField(reading, schema, 1, { spread: { method: 'buckets', columns: 8 } })).toThrow(/no words/)
})
