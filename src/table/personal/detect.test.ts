import { describe, expect, test } from 'vitest'
import { readCsv } from '../csv.ts'
import { inferSchema } from '../infer.ts'
import type { Schema } from '../schema.ts'
import { wordsOf } from './detect.ts'

async function schemaOf(columns: Readonly<Record<string, readonly (string | number)[]>>): Promise<Schema> {
  const names = Object.keys(columns)
  const rows = columns[names[0]].map((_, row) => names.map((name) => `"${columns[name][row]}"`).join(','))
  const text = `${names.join(',')}\n${rows.join('\n')}\n`
  return inferSchema(await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' }))
}

const kindsOf = ({ fields }: Schema) => Object.fromEntries(fields.map(({ name, personal }) => [name, personal?.kind]))
const twenty = <T>(make: (i: number) => T) => Array.from({ length: 20 }, (_, i) => make(i))

test('a name of a column is read as words', () => {
  expect(wordsOf('customerEmail')).toBe('customer email')
  expect(wordsOf('CUSTOMER_E-MAIL')).toBe('customer e mail')
  expect(wordsOf('SSNumber')).toBe('ss number')
})

describe('found', () => {
  test('by name and value', async () => {
    const schema = await schemaOf({
      Vorname: twenty((i) => ['Anna', 'Jörg', 'Lena'][i % 3]),
      Nachname: twenty((i) => ['Müller', 'von Berg', 'Schäfer'][i % 3]),
      Straße: twenty((i) => `Ahornweg ${i + 1}`),
      Telefon: twenty((i) => `030 12345${10 + i}`),
      Alter: twenty((i) => 20 + i),
    })
    expect(kindsOf(schema)).toEqual({
      Vorname: 'firstName',
      Nachname: 'lastName',
      Straße: 'address',
      Telefon: 'phone',
      Alter: undefined,
    })
    expect(schema.fields[0].treatment).toMatchObject({ method: 'replace', locale: 'de' })
  })

  test('in Chinese', async () => {
    const schema = await schemaOf({
      姓名: twenty((i) => `${'王李张刘'[i % 4]}${'伟芳娜敏静'[i % 5]}`),
      手机号: twenty((i) => `1380013${8000 + i}`),
      地址: twenty((i) => `浙江省杭州市文三路${i + 1}号`),
      车牌: twenty((i) => `浙A${10000 + i}`),
      城市: twenty((i) => ['杭州', '宁波'][i % 2]),
    })
    expect(kindsOf(schema)).toEqual({
      姓名: 'name',
      手机号: 'phone',
      地址: 'address',
      车牌: 'licence',
      城市: undefined,
    })
    expect(schema.fields[0].treatment).toMatchObject({ locale: 'zh_CN' })
  })

  test('with the names of people in their own script, whatever the columns are called', async () => {
    const schema = await schemaOf({
      姓名: twenty((i) => `${['Anna', 'Bert', 'Carl'][i % 3]} ${['Miller', 'Young'][i % 2]}`),
      城市: twenty((i) => ['Leeds', 'York'][i % 2]),
    })
    expect(schema.fields[0].treatment).toMatchObject({ kind: 'name', locale: 'en' })
  })

  test('places, which are learnt as the numbers they are', async () => {
    const schema = await schemaOf({
      home_lat: twenty((i) => (52.5 + i / 1000).toFixed(4)),
      lng: twenty((i) => (13.4 + i / 1000).toFixed(4)),
      lat_count: twenty((i) => i * 1.5),
    })
    expect(kindsOf(schema)).toEqual({ home_lat: 'latitude', lng: 'longitude', lat_count: undefined })
    expect(schema.fields.map(({ type, treatment }) => [type, treatment])).toEqual([
      ['real', undefined],
      ['real', undefined],
      ['real', undefined],
    ])
  })

  test('by value alone, where the name says nothing', async () => {
    const schema = await schemaOf({
      a: twenty((i) => `x${i}@example.org`),
      b: twenty((i) => `192.0.2.${i}`),
      c: twenty((i) => `+44 20 7946 0${100 + i}`),
    })
    expect(kindsOf(schema)).toEqual({ a: 'email', b: 'ip', c: 'phone' })
    expect(schema.fields.map(({ personal }) => personal?.evidence)).toEqual(
      Array.from({ length: 3 }, () => ({ named: false, share: 1, values: 20 })),
    )
  })
})

describe('not found', () => {
  test('where the values do not bear the name out', async () => {
    const schema = await schemaOf({
      email: twenty((i) => ['yes', 'no', 'maybe'][i % 3]),
      name: twenty((i) => ['apple juice', 'bread', 'milk'][i % 3]),
      phone_count: twenty((i) => i % 7),
      card: twenty((i) => ['gold', 'silver', 'black'][i % 3]),
    })
    expect(kindsOf(schema)).toEqual({ email: undefined, name: undefined, phone_count: undefined, card: undefined })
  })

  test('in numbers, dates and codes that only look alike', async () => {
    const schema = await schemaOf({
      order: twenty((i) => 4_000_000_000_000_000 + i * 7),
      amount: twenty((i) => i * 1.5),
      day: twenty((i) => `2024-01-${10 + i}`),
      code: twenty((i) => `P-${1000 + i}`),
      population: twenty((i) => 100_000_000 + i * 31),
    })
    expect(Object.values(kindsOf(schema)).filter(Boolean)).toEqual([])
  })
})
