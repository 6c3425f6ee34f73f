// The form that every peer can read.
import { expect, it } from 'vitest'
import { buildTable } from '../../src/table/build.ts'
import { readCsv } from '../../src/table/csv.ts'
import { inferSchema } from '../../src/table/infer.ts'
import { plainTable, tableOfPlain } from './plain.ts'

const days = ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-04']
const lines = Array.from({ length: 40 }, (_, i) =>
  [
    `P-${String(i + 1).padStart(4, '0')}`,
    days[i % 4],
    (i % 7) + 20,
    i % 5 === 0 ? '' : (1.5 * (i % 8)).toFixed(1),
    i % 9 === 0 ? '' : ['red, dark', 'blue'][i % 2],
    'same',
  ]
    .map((cell) => (String(cell).includes(',') ? `"${cell}"` : cell))
    .join(','),
)
const text = ['id,day,age,dose,colour,unit', ...lines].join('\n')

async function read() {
  const reading = await readCsv(new Blob([text]), { name: 'test.csv' })
  const schema = inferSchema(reading)
  return { table: buildTable(reading, schema), schema }
}

it('writes codes, steps of time and fillers, tells of gaps in columns of their own, and leaves out what is not learnt', async () => {
  const { table, schema } = await read()
  const { csv, numbers } = plainTable(table, schema)
  const [header, first, second] = csv.split('\n')
  expect(header).toBe('c1,c2,c3,c3_gap,c4')
  expect(numbers).toEqual(['c1', 'c2', 'c3'])
  // Days since the first; the mean dose for the missing one, with its decimal.
  const [day, age, dose, gap, colour] = first.split(',')
  expect([day, age, gap, colour]).toEqual(['0', '20', 'gap', 'gap'])
  expect(dose).toMatch(/^\d\.\d$/)
  expect(second).toMatch(/^1,21,1\.5,value,w[01]$/)
  expect(csv.split('\n')[4].split(',')[0]).toBe('5')
})

it('reads the same table back', async () => {
  const { table, schema } = await read()
  const back = tableOfPlain(plainTable(table, schema).csv, table, schema)
  expect(back.rows).toBe(40)
  for (const field of [1, 2, 3, 4, 5]) expect(back.columns[field]).toEqual(table.columns[field])
  expect(back.columns[0].missing.every((gap) => gap === 1)).toBe(true)
})

it('rounds to the decimals and the steps of time that the file has', async () => {
  const { table, schema } = await read()
  const back = tableOfPlain('c1,c2,c3,c3_gap,c4\n0.6,20.49,1.44,value,w0\n', table, schema)
  const value = (field: number) => (back.columns[field] as { values: Float64Array }).values[0]
  expect([new Date(value(1)).toISOString().slice(0, 10), value(2), value(3)]).toEqual(['2024-02-29', 20, 1.4])
})

it('refuses what is not of that form', async () => {
  const { table, schema } = await read()
  expect(() => tableOfPlain('c1,c2\n1,2\n', table, schema)).toThrow('c3')
  expect(() => tableOfPlain('c1,c2,c3,c3_gap,c4\n0,20,1,value,red\n', table, schema)).toThrow('red')
})
