// Tests of declarations: public facts of columns that a user states in a file.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCsv } from '../table/csv.ts'
import { inferSchema } from '../table/infer.ts'
import type { Reading } from '../table/reading.ts'
import { declared } from './declarations.ts'

let folder = ''
let reading: Reading

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-declare-'))
  const rows = Array.from({ length: 40 }, (_, i) => `${20 + (i % 30)},${i % 2 ? 'f' : 'm'},2024-01-${10 + (i % 20)}`)
  reading = await readCsv(new Blob([`age,sex,seen\n${rows.join('\n')}\n`]), { name: 'people.csv' })
})

afterAll(() => rm(folder, { recursive: true }))

async function declare(json: unknown) {
  const path = join(folder, 'declare.json')
  await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json))
  return declared(reading, inferSchema(reading), path)
}

it('takes ranges of numbers and of dates and lists of categories as public knowledge', async () => {
  const { fields } = await declare({
    age: { range: [0, 120] },
    sex: { type: 'category', categories: ['f', 'm', 'x'] },
    seen: { range: ['2020-01-01', '2025-01-01'] },
  })
  expect(fields[0].domain).toEqual({ kind: 'range', minimum: 0, maximum: 120, declared: true })
  expect(fields[1].domain).toEqual({ kind: 'categories', categories: ['f', 'm', 'x'], declared: true })
  expect(fields[2].domain).toMatchObject({
    minimum: Date.UTC(2020, 0, 1),
    maximum: Date.UTC(2025, 0, 1),
    declared: true,
  })
})

it('changes types and leaves columns out', async () => {
  const { fields } = await declare({ age: { type: 'category' }, sex: { role: 'omit' } })
  expect(fields.map(({ type, role }) => [type, role])).toEqual([
    ['category', 'model'],
    ['category', 'omit'],
    ['datetime', 'model'],
  ])
})

it.each([
  [{ agee: { range: [0, 1] } }, /names the column "agee"; there are: age, sex, seen/],
  [{ age: { range: [0, 'soon'] } }, /age\.range/],
  [{ age: { colour: 'red' } }, /age\.colour/],
  [{ age: { range: [5, 1] } }, /minimum \(5\) must be below/],
  ['{', /is no JSON/],
])('refuses %j with a sentence that names the place', async (json, sentence) => {
  await expect(declare(json)).rejects.toThrow(sentence)
})
