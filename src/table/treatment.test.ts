import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildTable, changeField } from './build.ts'
import { tableAs } from './conform.ts'
import { readCsv } from './csv.ts'
import { FieldChangeError } from './errors.ts'
import { inferSchema } from './infer.ts'
import type { Treatment } from './schema.ts'
import { takeSecret } from './secret.ts'
import { previewRows } from './write.ts'

async function treated(cells: readonly string[], treatment: Treatment, name = 'x'): Promise<string[]> {
  const text = `${name},y\n${cells.map((cell, i) => `"${cell}",${i}`).join('\n')}\n`
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = changeField(reading, inferSchema(reading), 0, { treatment })
  return previewRows(buildTable(reading, schema), schema, cells.length).map(([cell]) => cell)
}

test('a mask keeps the last characters, or those at the # of its pattern', async () => {
  const cards = ['4242-4242', '5555-1234']
  expect(await treated(cards, { method: 'mask', keep: 2 })).toEqual(['****-**42', '****-**34'])
  expect(await treated(cards, { method: 'mask', keep: 0, pattern: '##…' })).toEqual(['42…', '55…'])
})

test('a hash is HMAC-SHA-256 by the secret, cut to 64 bits, as Node works it out', async () => {
  takeSecret('ebb and flow')
  const expected = (text: string) => createHmac('sha256', 'ebb and flow').update(text).digest('hex').slice(0, 16)
  expect(await treated(['Ann', 'Bob', 'Ann'], { method: 'hash' })).toEqual(['Ann', 'Bob', 'Ann'].map(expected))
})

test('numbers become ranges, dates years or months', async () => {
  expect(await treated(['7', '10', '-3', '25'], { method: 'generalise', to: 'range', size: 10 })).toEqual([
    '0 – 10',
    '10 – 20',
    '-10 – 0',
    '20 – 30',
  ])
  const days = ['2024-01-31', '2023-12-01', '2024-01-02']
  expect(await treated(days, { method: 'generalise', to: 'year' })).toEqual(['2024', '2023', '2024'])
  expect(await treated(days, { method: 'generalise', to: 'month' })).toEqual(['2024-01', '2023-12', '2024-01'])
})

test('an e-mail address becomes its kind, a phone number its area, an address its region', async () => {
  expect(
    await treated(['a@gmail.com', 'b@uni.ac.uk', 'c@health.gov', 'd@acme.io', 'e@club.org'], {
      method: 'generalise',
      to: 'mailKind',
    }),
  ).toEqual(['free mail', 'education', 'government', 'company', 'organisation'])
  expect(await treated(['+44 20 7946 0000', '13800138000'], { method: 'generalise', to: 'phonePrefix' })).toEqual([
    '+44',
    '138',
  ])
  expect(
    await treated(['浙江省杭州市文三路1号', '1 Main St, Springfield, IL 62701', '北京市海淀区中关村'], {
      method: 'generalise',
      to: 'region',
    }),
  ).toEqual(['浙江省杭州市', 'IL', '北京市'])
})

test('free text is replaced where that is asked for, by texts of about the same length', async () => {
  const cells = Array.from(
    { length: 30 },
    (_, i) =>
      `The patient ${['spoke', 'wrote', 'sang'][i % 3]} of day ${i}, then ${['slept', 'left', 'ate'][i % 4] ?? 'sat'} for an hour.`,
  )
  const text = `note,y\n${cells.map((cell, i) => `"${cell}",${i}`).join('\n')}\n`
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const before = inferSchema(reading)
  expect(before.fields[0]).toMatchObject({ type: 'text', role: 'omit' })
  const treatment: Treatment = { method: 'replace', kind: 'prose', locale: 'en', shape: '' }
  expect(changeField(reading, before, 0, { treatment }).fields[0]).toMatchObject({
    role: 'model',
    treatment: { shape: 'a'.repeat(50) },
  })
})

test('another file of the table is read whether its values are treated already or not', async () => {
  const read = (cells: readonly string[]) =>
    readCsv(new Blob([`card,y\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`]), {
      header: true,
      delimiter: ',',
      encoding: 'utf-8',
    })
  const real = await read(['4242-77', '5555-77', '4000-88'])
  const schema = changeField(real, inferSchema(real), 0, { treatment: { method: 'mask', keep: 2 } })
  for (const cells of [
    ['****-77', '****-88'],
    ['1111-77', '2222-88'],
  ]) {
    const table = tableAs(await read(cells), schema)
    expect(previewRows(table, schema, 2).map(([cell]) => cell)).toEqual(['****-77', '****-88'])
  }
})

test('missing cells stay missing', async () => {
  expect(await treated(['ab', '', 'cd'], { method: 'mask', keep: 1 })).toEqual(['*b', '', '*d'])
})

test('what cannot be done is refused with the reason', async () => {
  await expect(treated(['a', 'b'], { method: 'generalise', to: 'year' })).rejects.toThrow(FieldChangeError)
  await expect(treated(['1', '2'], { method: 'generalise', to: 'range' })).rejects.toThrow(/size above 0/)
})

test('a type chosen by hand ends a treatment, and keep brings back what the column is', async () => {
  const cells = Array.from({ length: 12 }, (_, i) => `ann${i % 4}@example.org`)
  const text = `email,y\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = inferSchema(reading)
  expect(schema.fields[0]).toMatchObject({ type: 'identifier', treatment: { method: 'replace', kind: 'email' } })
  const kept = changeField(reading, schema, 0, { treatment: null }).fields[0]
  expect(kept).toMatchObject({ type: 'category', role: 'model', personal: { kind: 'email' } })
  expect(kept).not.toHaveProperty('treatment')
  expect(changeField(reading, schema, 0, { type: 'category' }).fields[0]).not.toHaveProperty('treatment')
})
