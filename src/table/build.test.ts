// Tests of building tables, of correcting fields, and of reading another file by a schema.
import { describe, expect, it } from 'vitest'
import { buildTable, changeField } from './build.ts'
import { tableAs } from './conform.ts'
import { readCsv } from './csv.ts'
import { FieldTypeError } from './errors.ts'
import { inferSchema } from './infer.ts'
import { formatCell, previewRows } from './write.ts'

async function open(text: string) {
  const reading = await readCsv(new Blob([text]))
  return { reading, schema: inferSchema(reading) }
}

const people =
  'age,job,joined,code,postcode\n34, clerk,2024-01-05,A-01,02139\n?, nurse,2024-02-07,A-02,10001\n28, clerk,,A-03,02139\n41, nurse,2023-12-31,A-04,94103\n'

describe('buildTable', () => {
  it('makes typed columns with missing masks', async () => {
    const { reading, schema } = await open(people)
    const { columns, rows } = buildTable(reading, schema)
    expect(rows).toBe(4)
    expect(columns[0]).toEqual({
      kind: 'number',
      values: new Float64Array([34, 0, 28, 41]),
      missing: new Uint8Array([0, 1, 0, 0]),
    })
    expect(columns[1]).toEqual({
      kind: 'category',
      categories: ['clerk', 'nurse'],
      codes: new Uint32Array([0, 1, 0, 1]),
      missing: new Uint8Array(4),
    })
    expect(columns[2]).toMatchObject({ kind: 'number', missing: new Uint8Array([0, 0, 1, 0]) })
    expect(columns[2].kind === 'number' && columns[2].values[0]).toBe(Date.UTC(2024, 0, 5))
    expect(columns[3].kind).toBe('text')
    expect(columns[4]).toMatchObject({ kind: 'category', categories: ['02139', '10001', '94103'] })
  })

  it('keeps values that a declared list does not name as missing', async () => {
    const { reading, schema } = await open(people)
    const declared = changeField(reading, schema, 1, { categories: ['nurse', 'doctor'] })
    expect(declared.fields[1].domain).toEqual({ kind: 'categories', categories: ['nurse', 'doctor'], declared: true })
    expect(buildTable(reading, declared).columns[1]).toMatchObject({
      codes: new Uint32Array([0, 0, 0, 0]),
      missing: new Uint8Array([1, 0, 1, 0]),
    })
  })
})

describe('changeField', () => {
  it('turns numbers to a category and back', async () => {
    const { reading, schema } = await open(people)
    const category = changeField(reading, schema, 0, { type: 'category' })
    expect(category.fields[0]).toMatchObject({
      type: 'category',
      confidence: 1,
      reason: { key: 'chosen' },
      domain: { categories: ['28', '34', '41'] },
    })
    expect(buildTable(reading, category).columns[0]).toMatchObject({
      kind: 'category',
      codes: new Uint32Array([1, 0, 0, 2]),
    })
    const back = changeField(reading, category, 0, { type: 'integer' })
    expect(back.fields[0]).toMatchObject({ type: 'integer', domain: { kind: 'range', minimum: 28, maximum: 41 } })
    expect(back.fields[1]).toBe(schema.fields[1])
  })

  it.each(['category', 'text', 'identifier', 'real', 'integer'] as const)(
    'turns thousands of numbers to %s, as the file writes them',
    async (type) => {
      const numbers = Array.from({ length: 6000 }, (_, i) => `${(i * 7919) % 4999}.0`)
      const { reading, schema } = await open(`x,y\n${numbers.map((n, i) => `${n},${i % 3}`).join('\n')}\n`)
      expect(schema.fields[0].type).toBe('integer')
      const changed = changeField(reading, schema, 0, { type })
      const column = buildTable(reading, changed).columns[0]
      expect([0, 1, 5999].map((row) => formatCell(column, changed.fields[0], row))).toEqual([
        numbers[0],
        numbers[1],
        numbers[5999],
      ])
    },
  )

  it('turns instants to a category and words to instants', async () => {
    const { reading, schema } = await open(people)
    const category = changeField(reading, schema, 2, { type: 'category' })
    expect(category.fields[2].domain).toMatchObject({ categories: ['2023-12-31', '2024-01-05', '2024-02-07'] })
    expect(changeField(reading, category, 2, { type: 'datetime' }).fields[2].format).toMatchObject({
      pattern: 'yyyy-MM-dd',
    })
  })

  it('leaves text out, and keeps it only as something else', async () => {
    const { reading, schema } = await open(people)
    const text = changeField(reading, schema, 1, { type: 'text' })
    expect(text.fields[1].role).toBe('omit')
    expect(() => changeField(reading, text, 1, { role: 'model' })).toThrow(/free text can only be left out/)
    expect(changeField(reading, text, 1, { type: 'category' }).fields[1].role).toBe('model')
    expect(changeField(reading, schema, 0, { role: 'omit' }).fields[0].role).toBe('omit')
  })

  it.each([
    [1, 'integer', "Column job, row 1: 'clerk' is not a whole number (4 such values)", 1, 4],
    [1, 'datetime', "Column job, row 1: 'clerk' is not a date (4 such values)", 1, 4],
    [3, 'real', "Column code, row 1: 'A-01' is not a number (4 such values)", 1, 4],
    [2, 'integer', "Column joined, row 1: '2024-01-05' is not a whole number (3 such values)", 1, 3],
  ] as const)('refuses to take column %i for %s', async (index, type, message, row, count) => {
    const { reading, schema } = await open(people)
    const change = () => changeField(reading, schema, index, { type })
    expect(change).toThrow(FieldTypeError)
    expect(change).toThrow(message)
    expect(change).toThrow(expect.objectContaining({ values: expect.objectContaining({ row, count }) }))
  })

  it('refuses fractions as whole numbers, with the first of them', async () => {
    const { reading, schema } = await open('x,y\n1,a\n2.5,b\n3.5,a\n')
    expect(() => changeField(reading, schema, 0, { type: 'integer' })).toThrow(
      "Column x, row 2: '2.5' is not a whole number (2 such values)",
    )
  })

  it('refuses types that have too few values for the column', async () => {
    const { reading, schema } = await open(people)
    expect(() => changeField(reading, schema, 0, { type: 'boolean' })).toThrow(
      /3 distinct values; type boolean takes at most 2/,
    )
    expect(() => changeField(reading, schema, 0, { type: 'constant' })).toThrow(/takes at most 1/)
  })

  it('takes declared bounds, and refuses those that make no sense', async () => {
    const { reading, schema } = await open(people)
    const { fields } = changeField(reading, schema, 0, { range: { minimum: 0, maximum: 120 } })
    expect(fields[0].domain).toEqual({ kind: 'range', minimum: 0, maximum: 120, declared: true })
    expect(() => changeField(reading, schema, 0, { range: { minimum: 9, maximum: 1 } })).toThrow(
      /minimum \(9\) must be below/,
    )
    expect(() => changeField(reading, schema, 1, { range: { minimum: 0, maximum: 1 } })).toThrow(
      /category has no range/,
    )
    expect(() => changeField(reading, schema, 0, { categories: ['a'] })).toThrow(/integer has no categories/)
    expect(() => changeField(reading, schema, 1, { categories: ['a', ' a'] })).toThrow(/listed twice/)
    expect(() => changeField(reading, schema, 1, { categories: [] })).toThrow(/empty/)
  })
})

describe('tableAs', () => {
  it('finds the columns by name, reads other formats of the same type, and puts new categories behind', async () => {
    const { schema } = await open('n,colour,when\n50.0, red,2024-01-05\n60.0, blue,2024-01-06\n60.0, red,2024-01-06\n')
    const other = await readCsv(new Blob(['when,colour,n\n1/25/2024,green,7.5\n1/26/2024,blue,8\n1/26/2024,red,x\n']))
    const { columns } = tableAs(other, schema)
    expect(columns[0]).toEqual({
      kind: 'number',
      values: new Float64Array([7.5, 8, 0]),
      missing: new Uint8Array([0, 0, 1]),
    })
    expect(columns[1]).toMatchObject({ categories: ['blue', 'red', 'green'], codes: new Uint32Array([2, 0, 1]) })
    expect(columns[2]).toMatchObject({ values: new Float64Array([25, 26, 26].map((day) => Date.UTC(2024, 0, day))) })
  })

  it('finds columns whose names were written with other signs, where that is plain', async () => {
    const { schema } = await open('hours.per.week,a.b,a_b\n40,x,p\n50,y,q\n50,x,q\n')
    const read = (text: string) => readCsv(new Blob([text]))
    const { columns } = tableAs(await read('a_b,a.b,Hours_per_week\np,x,40\nq,y,50\nq,y,50\n'), schema)
    expect(columns[0]).toMatchObject({ values: new Float64Array([40, 50, 50]) })
    const other = await read('a_b,hours_per_week\np,40\nq,50\nq,50\n')
    expect(() => tableAs(other, schema)).toThrow(/lacks the column a\.b/)
    const two = await read('a_b,a.b,hours_per_week,hours per week\np,x,40,1\nq,y,50,2\nq,y,50,3\n')
    expect(() => tableAs(two, schema)).toThrow(/lacks the column hours\.per\.week/)
  })

  it('needs every column that is not left out', async () => {
    const { reading, schema } = await open('a,b\n1,x\n2,y\n2,x\n')
    const other = await readCsv(new Blob(['a\n1\n2\n']))
    expect(() => tableAs(other, schema)).toThrow(/lacks the column b; it has a/)
    const { columns } = tableAs(other, changeField(reading, schema, 1, { role: 'omit' }))
    expect(columns[1].missing).toEqual(new Uint8Array([1, 1]))
  })
})

describe('previewRows', () => {
  it('shows the first rows as the file writes them', async () => {
    const { reading, schema } = await open(people)
    expect(previewRows(buildTable(reading, schema), schema, 2)).toEqual([
      ['34', ' clerk', '2024-01-05', 'A-01', '02139'],
      ['?', ' nurse', '2024-02-07', 'A-02', '10001'],
    ])
  })
})
