import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../math/random.ts'
import { buildTable } from '../table/build.ts'
import { codeParts } from '../table/codeparts.ts'
import { readCsv } from '../table/csv.ts'
import { inferSchema } from '../table/infer.ts'
import { previewRows } from '../table/write.ts'
import { Codes } from './codes.ts'
import { Encoder } from './encoder.ts'

/** New identifiers for a column of these. */
async function made(codes: readonly string[], rows: number): Promise<string[]> {
  const text = `code,y\n${codes.map((code, i) => `${code},${i % 3}`).join('\n')}\n`
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = inferSchema(reading)
  expect(schema.fields[0].type).toBe('identifier')
  const encoder = Encoder.fit(buildTable(reading, schema), schema)
  const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder.toJSON())))
  const table = again.decode(new Float32Array(rows * encoder.width), rows, createRandom(1, 'decode'))
  return previewRows(table, schema, rows).map(([code]) => code)
}

const from = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i))
const random = createRandom(7, 'codes')
const some = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[random.integer(alphabet.length)]).join('')
const hex = '0123456789abcdef'

describe('new identifiers have the form of those there are', () => {
  test('UUIDs of version 4', async () => {
    const uuids = from(60, () => crypto.randomUUID())
    const codes = await made(uuids, 500)
    const form = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
    expect(codes.filter((code) => !form.test(code))).toEqual([])
    expect(new Set(codes).size).toBe(500)
    expect(codes.filter((code) => uuids.includes(code))).toEqual([])
  })

  test('hashes in hexadecimal', async () => {
    const codes = await made(
      from(60, () => some(hex, 32)),
      300,
    )
    expect(codes.filter((code) => !/^[\da-f]{32}$/.test(code))).toEqual([])
    expect(new Set(codes).size).toBe(300)
  })

  test('letters and digits in their places', async () => {
    const codes = await made(
      from(
        80,
        (i) => `${some('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 2)}-${some('0123456789', 2)}${String(i).padStart(3, '0')}/DE`,
      ),
      300,
    )
    expect(codes.filter((code) => !/^[A-Z]{2}-\d{5}\/DE$/.test(code))).toEqual([])
    expect(new Set(codes).size).toBe(300)
  })

  test('check digits stay right: article numbers (GS1)', async () => {
    const check = (body: string) =>
      (10 - ([...body].reduce((sum, d, i) => sum + Number(d) * (i % 2 ? 3 : 1), 0) % 10)) % 10
    const bodies = from(100, (i) => `40063${String(1_000_000 + i * 37_117).slice(-7)}`)
    expect(check('400638133393')).toBe(1)
    const codes = await made(
      bodies.map((body) => body + check(body)),
      300,
    )
    expect(codes.filter((code) => code.length !== 13 || check(code.slice(0, 12)) !== Number(code[12]))).toEqual([])
    expect(new Set(codes).size).toBe(300)
  })
})

test('all combinations come before one comes twice, and codes grow longer then', () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.constantFrom('01', '0123456789', 'ABC'),
      fc.integer({ min: 1, max: 3 }),
      (start, alphabet, length) => {
        const capacity = alphabet.length ** length
        const codes = new Codes([{ text: 'x' }, { alphabet, length }], null, start)
        const all = Array.from({ length: 2 * capacity }, (_, r) => codes.code(r))
        expect(new Set(all).size).toBe(2 * capacity)
        expect(all.slice(0, capacity).every((code) => code.length === length + 1)).toBe(true)
      },
    ),
  )
})

test('codes of unlike lengths have no parts', () => {
  expect(codeParts(['abc12', 'ab12'])).toBeNull()
})
