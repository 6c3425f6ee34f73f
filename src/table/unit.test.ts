import { describe, expect, test } from 'vitest'
import { buildTable } from './build.ts'
import { readCsv } from './csv.ts'
import { inferSchema } from './infer.ts'
import { writeCsv } from './write.ts'

async function open(cells: readonly string[]) {
  const text = `x,y\n${cells.map((cell, i) => `"${cell}",${i}`).join('\n')}\n`
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = inferSchema(reading)
  const table = buildTable(reading, schema)
  const [first] = table.columns
  const written = [...writeCsv(table, schema, reading.dialect, { spreadsheetSafe: true })].join('')
  return { field: schema.fields[0], values: first.kind === 'number' ? [...first.values] : [], written }
}

describe('numbers with a unit', () => {
  const cases: readonly (readonly [readonly string[], readonly number[], string])[] = [
    [['12.5 kg', '9.0 kg', '70.2 kg'], [12.5, 9, 70.2], 'real'],
    [['¥3,000', '¥12,500', '¥1,001'], [3000, 12500, 1001], 'integer'],
    [['-$5.25', '$1,200.50', '$0.75'], [-5.25, 1200.5, 0.75], 'real'],
    [['1.234,50 €', '12,00 €', '7,25 €'], [1234.5, 12, 7.25], 'real'],
    [['35岁', '8岁', '61岁'], [35, 8, 61], 'integer'],
    [['120 mmHg', '85 mmHg', '99 mmHg'], [120, 85, 99], 'integer'],
  ]
  test.each(cases)('%j are numbers and are written as they were', async (cells, values, type) => {
    const { field, values: read, written } = await open(cells)
    expect(field.type).toBe(type)
    expect(read).toEqual(values)
    for (const cell of cells) expect(written).toContain(cell)
  })

  test('in columns too long to be kept as words too', async () => {
    const cells = Array.from({ length: 30_000 }, (_, i) => `${(i / 8).toFixed(3)} ml`)
    const { field, values } = await open(cells)
    expect(field).toMatchObject({ type: 'real', format: { unit: { before: '', after: ' ml' }, decimals: 3 } })
    expect(values[8]).toBe(1)
  })
})

test('codes, sizes and mixed units are no numbers', async () => {
  for (const cells of [
    ['P-12', 'P-13', 'P-15'],
    ['12 kg', '300 g', '5 kg'],
    ['10x20', '5x5', '7x9'],
    ['B 12', 'B 13', 'C 14'],
  ]) {
    expect(['integer', 'real']).not.toContain((await open(cells)).field.type)
  }
})
