import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../math/random.ts'
import { buildTable } from '../table/build.ts'
import { readCsv } from '../table/csv.ts'
import { inferSchema } from '../table/infer.ts'
import { type Locale, locales } from '../table/personal/kind.ts'
import { kinds } from '../table/personal/kinds.ts'
import { previewRows } from '../table/write.ts'
import { Encoder } from './encoder.ts'
import { Cast } from './fakes/cast.ts'
import { listsOf, loadLists } from './fakes/lists.ts'

beforeAll(() => loadLists(locales))

async function open(text: string) {
  const reading = await readCsv(new Blob([text]), { header: true, delimiter: ',', encoding: 'utf-8' })
  const schema = inferSchema(reading)
  return { schema, table: buildTable(reading, schema) }
}

/** Rows of people, of whom those with an even number have no e-mail address. */
const people = Array.from(
  { length: 60 },
  (_, i) =>
    `Ann${'abcdefghij'[i % 10]} Reallast,${i % 2 === 0 ? '' : `real${i}@true-mail.test`},${i % 2 === 0 ? 'no' : 'yes'}`,
)
const file = `full_name,email,mailed\n${people.join('\n')}\n`

describe('made-up people', () => {
  test('every language has names, streets and towns', () => {
    for (const locale of locales) {
      for (const [name, list] of Object.entries(listsOf(locale))) {
        expect(list.length, `${locale} ${name}`).toBeGreaterThan(10)
        expect(list.every((text: string) => text !== '' && !text.includes('undefined'))).toBe(true)
      }
    }
  })

  test('names and addresses of each language pass the tests by which such columns are found', () => {
    const share = (locale: Locale, kind: 'name' | 'firstName' | 'lastName' | 'address') => {
      const cast = new Cast(3, 0)
      const made = Array.from({ length: 300 }, (_, r) =>
        kinds[kind].make(cast.person(r, locale), createRandom(r, 'x'), ''),
      )
      return made.filter((text) => kinds[kind].test(text)).length / made.length
    }
    for (const locale of locales) {
      for (const kind of ['name', 'firstName', 'lastName', 'address'] as const) {
        expect(share(locale, kind), `${locale} ${kind}`).toBeGreaterThan(0.9)
      }
    }
  })

  test('the fields of a row are of one person, in every piece of a table', async () => {
    const { schema, table } = await open(file)
    const encoder = Encoder.fit(table, schema)
    const width = encoder.width
    const values = new Float32Array(50 * width)
    for (const firstRow of [0, 1000]) {
      const made = encoder.decode(values, 50, createRandom(firstRow, 'decode'), firstRow)
      for (const [name, email] of previewRows(made, schema, 50)) {
        if (email === '') continue
        const plain = name
          .toLowerCase()
          .replace(/[^a-z ]/g, '')
          .split(' ')
        expect(email.startsWith(`${plain[0]}.${plain[1]}`), `${name} ${email}`).toBe(true)
      }
    }
  })

  test('nothing of the real values is in the state or in what is made', async () => {
    const { schema, table } = await open(file)
    const encoder = Encoder.fit(table, schema)
    expect(JSON.stringify(encoder.toJSON())).not.toMatch(/real|true-mail|Ann/i)
    const made = encoder.independentUniform(500, createRandom(1, 'uniform'))
    expect(JSON.stringify(previewRows(made, schema, 500))).not.toMatch(/Reallast|true-mail/)
  })

  test('a restored encoder makes the same people from the same seed, another seed others', async () => {
    const { schema, table } = await open(file)
    const encoder = Encoder.fit(table, schema)
    const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder.toJSON())))
    const values = new Float32Array(10 * encoder.width)
    const draw = (from: Encoder, seed: number) =>
      previewRows(from.decode(values, 10, createRandom(seed, 's')), schema, 10)
    expect(draw(again, 5)).toEqual(draw(encoder, 5))
    expect(draw(encoder, 6)).not.toEqual(draw(encoder, 5))
  })
})

describe('missing values', () => {
  test('of identifiers stay where they are, and the others run on', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? '' : `P-${1000 + i}`},${i}`)
    const { schema, table } = await open(`code,y\n${rows.join('\n')}\n`)
    expect(schema.fields[0].type).toBe('identifier')
    const encoder = Encoder.fromJSON(JSON.parse(JSON.stringify(Encoder.fit(table, schema).toJSON())))
    const matrix = encoder.encode(table, createRandom(1, 'encode'))
    const { offset } = matrix.segments[0]
    const values = new Float32Array(40 * matrix.width)
    for (let r = 0; r < 40; r++) values[r * matrix.width + offset + matrix.columns[0][r]] = 1
    const made = previewRows(encoder.decode(values, 40, createRandom(2, 'decode')), schema, 40).map(([code]) => code)
    made.forEach((code, i) => {
      expect(code).toMatch(i % 4 === 0 ? /^$/ : /^P-\d{4}$/)
    })
    expect(new Set(made).size).toBe(31)
  })

  test('that hang on another column still do after encoding and decoding', async () => {
    const { schema, table } = await open(file)
    const encoder = Encoder.fit(table, schema)
    const matrix = encoder.encode(table, createRandom(1, 'encode'))
    const expanded = new Float32Array(matrix.rows * matrix.width)
    matrix.segments.forEach(({ kind, offset }, s) => {
      for (let r = 0; r < matrix.rows; r++) {
        if (kind === 'choice') expanded[r * matrix.width + offset + matrix.columns[s][r]] = 1
        else expanded[r * matrix.width + offset] = matrix.columns[s][r]
      }
    })
    const made = previewRows(encoder.decode(expanded, matrix.rows, createRandom(2, 'decode')), schema, matrix.rows)
    for (const [, email, mailed] of made) expect(email === '').toBe(mailed === 'no')
  })
})
