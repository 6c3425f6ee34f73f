// Parquet: a typed file opens as a CSV does, its types kept; one that is damaged is refused with the reason.
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from './fixtures.ts'

const rows = 80
const range = Array.from({ length: rows }, (_, row) => row)
const content = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'age', data: range.map((row) => (row % 9 === 0 ? null : 20 + (row % 60))), type: 'INT32' },
      { name: 'weight', data: range.map((row) => 50 + row / 8), type: 'DOUBLE' },
      { name: 'seen', data: range.map((row) => new Date(Date.UTC(2024, 0, 1 + row, 8, 30))), type: 'TIMESTAMP' },
      { name: 'ward', data: range.map((row) => ['Süd', 'Nord', 'West'][row % 3]), type: 'STRING' },
      { name: 'smoker', data: range.map((row) => row % 4 === 0), type: 'BOOLEAN' },
    ],
    rowGroupSize: 30,
  }),
)

test('opens a Parquet file, trains on it and writes CSV', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'visits.parquet', content })
  await studio.expectFields(5)
  expect(await studio.typeOf('age')).toBe('integer')
  expect(await studio.typeOf('weight')).toBe('real')
  expect(await studio.typeOf('seen')).toBe('datetime')
  expect(await studio.typeOf('ward')).toBe('category')
  expect(await studio.typeOf('smoker')).toBe('boolean')
  const data = await studio.unfold('Data')
  await expect(data).toContainText('visits.parquet')
  // There is no encoding or delimiter to correct.
  await expect(data.getByText('How the file was read')).toHaveCount(0)

  await studio.prepare({ steps: 6 })
  await studio.train()
  await studio.generate(30)
  const csv = await studio.download('Download CSV')
  expect(csv.name).toBe('visits-synthetic.csv')
  const [header, ...lines] = csv.content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split('\n')
  expect(header).toBe('age,weight,seen,ward,smoker')
  expect(lines).toHaveLength(30)
  const row = /^\d*,\d+(\.\d{1,3})?,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\+00:00)?,(Süd|Nord|West),(true|false)$/
  expect(lines.filter((line) => !row.test(line))).toEqual([])
})

test('refuses a Parquet file that is cut off', async ({ studio }) => {
  await studio.open()
  await studio.drop({ name: 'cut.parquet', content: content.slice(0, 900) })
  await expect(studio.alert).toContainText('cut.parquet')
  await expect(studio.alert).toContainText('damaged or cut off')
})
