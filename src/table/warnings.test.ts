// Tests of warnings, and of the lists of keys that whoever puts them into words relies on.
import { expect, it } from 'vitest'
import { changeField } from './build.ts'
import { readCsv } from './csv.ts'
import { inferSchema, reasonKeys } from './infer.ts'
import { schemaWarnings, warningKeys } from './warnings.ts'

async function open(text: string) {
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  return { reading, schema: inferSchema(reading) }
}

it('gives only reasons that are in the list', async () => {
  const columns = [
    ['1'],
    ['a', 'b', 'a'],
    ['1', '0'],
    ['1.5', '2'],
    ['', ''],
    ['2024-01-05', '2024-01-06'],
    ['02139', '10001'],
  ]
  for (const cells of columns) {
    const { schema } = await open(`x,y\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`)
    for (const field of schema.fields) expect(reasonKeys).toContain(field.reason.key)
  }
})

it('gives every warning of the list where it is due', async () => {
  const odd = 'a,a,,b\n1,2,3,4\n1,2,3,4,5,6\n1,2\n"1"x",2,inf,\ufffd\n'
  const { reading, schema } = await open(
    `${odd}${Array.from({ length: 200 }, (_, i) => `${i % 90},2,${i % 7},x\n`).join('')}`,
  )
  const keys = schemaWarnings(reading, schema).map(({ key }) => key)
  expect(new Set(keys)).toEqual(
    new Set(
      warningKeys.filter(
        (key) => !['emptyColumn', 'manyWords', 'wordsInBuckets'].includes(key) && !key.startsWith('personal'),
      ),
    ),
  )
})

it('names the column that holds nothing', async () => {
  const { reading, schema } = await open('x,y\n,1\nNA,2\n')
  expect(schemaWarnings(reading, schema)).toEqual([{ key: 'emptyColumn', values: { field: 'x' } }])
})

it('names the columns with personal data, and those of them that are learnt as they are', async () => {
  const cells = Array.from({ length: 12 }, (_, i) => `ann${i}@example.org,192.0.2.${i},${i % 3}`)
  const { reading, schema } = await open(`email,host,x\n${cells.join('\n')}\n`)
  const kept = changeField(reading, schema, 1, { treatment: null })
  expect(schemaWarnings(reading, kept)).toEqual([
    { key: 'personalLearnt', values: { count: 1, fields: 'host' } },
    { key: 'personalTreated', values: { count: 1, fields: 'email' } },
  ])
})
