// Tests of type inference: what each kind of column is taken for, why, and how it is written.
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'
import { inferSchema } from './infer.ts'
import type { Field } from './schema.ts'
import { schemaWarnings } from './warnings.ts'

/** Reads one column, beside another so that blank cells are not blank lines. */
async function read(cells: readonly string[], name = 'x') {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = [`${quote(name)},"other"`, ...cells.map((cell, i) => `${quote(cell)},"${i % 2 === 0 ? 'p' : 'q'}"`)]
  return readCsv(new Blob([lines.join('\n')]), { header: true, delimiter: ',', encoding: 'utf-8' })
}

async function infer(cells: readonly string[], name = 'x'): Promise<Field> {
  return inferSchema(await read(cells, name)).fields[0]
}

function repeat(cells: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => cells[i % cells.length])
}

/** Scattered whole numbers, all different. */
function scattered(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919) % 104_729)
}

describe('numbers', () => {
  it.each([
    ['whole numbers', ['34', '7', '12', '7'], 'integer', 'wholeNumbers', { decimals: 0, precision: 0 }],
    [
      'whole numbers written with a decimal',
      ['50.0', '7.0', '7.0'],
      'integer',
      'wholeNumbers',
      { decimals: 1, precision: 0 },
    ],
    ['negative numbers', ['-3', '5', '5'], 'integer', 'wholeNumbers', { decimals: 0 }],
    ['codes of few values', repeat(['1', '2', '3', '4'], 40), 'integer', 'wholeNumbers', {}],
    ['prices', ['1.50', '2.25', '1.50'], 'real', 'fractions', { decimals: 2, precision: 2 }],
    ['as many digits as needed', ['1.5', '2', '3.125'], 'real', 'fractions', { decimals: null, precision: 3 }],
    ['exponents', ['1e-3', '2.5E2', '7'], 'real', 'fractions', { decimals: null }],
    ['thousands', ['1,234', '12,345,678', '999'], 'integer', 'wholeNumbers', { thousands: ',', decimalMark: '.' }],
    ['decimal commas', ['1,5', '22,75', '3,0'], 'real', 'fractions', { decimalMark: ',', thousands: '' }],
    [
      'both, the European way',
      ['1.234,50', '12,75', '999,00'],
      'real',
      'fractions',
      { decimalMark: ',', thousands: '.' },
    ],
    ['dots of thousands', ['1.234', '56', '12.345.678'], 'integer', 'wholeNumbers', { thousands: '.' }],
    ['dots that only group', ['1.234', '56', '12.345', '999'], 'integer', 'wholeNumbers', { thousands: '.' }],
    ['three decimals', ['1.234', '0.500', '12.345'], 'real', 'fractions', { decimals: 3, thousands: '' }],
    ['narrow spaces', ['1\u202f234,5', '12,5', '7,5'], 'real', 'fractions', { thousands: '\u202f', decimalMark: ',' }],
    ['percents', ['12.5%', '7.0%', '100.0%'], 'real', 'percentages', { percent: true, decimals: 1 }],
    ['full-width digits', ['１２', '３４', '－５'], 'integer', 'wholeNumbers', { decimals: 0 }],
  ] as const)('%s', async (_, cells, type, key, format) => {
    const field = await infer(cells)
    expect(field).toMatchObject({ type, reason: { key }, role: 'model', format: { kind: 'number', ...format } })
  })

  it('knows the range', async () => {
    expect((await infer(['5', '-2', '', '9'])).domain).toEqual({
      kind: 'range',
      minimum: -2,
      maximum: 9,
      declared: false,
    })
    expect((await infer(['50%', '7%'])).domain).toMatchObject({ minimum: 7, maximum: 50 })
  })

  it.each([
    ['postcodes', ['02139', '10001', '02139', '94103']],
    ['numbers beyond 2^53', ['12345678901234567890', '12345678901234567891', '12345678901234567890']],
    ['versions', ['1.2.3', '1.2.4', '1.2.3']],
    ['ranges', ['5-9', '10-19', '5-9']],
  ])('does not take %s for numbers', async (_, cells) => {
    expect((await infer(cells)).type).toBe('category')
  })

  it('says that leading zeros decided', async () => {
    expect((await infer(['02139', '10001', '02139'])).reason.key).toBe('leadingZeros')
  })

  it('stays with numbers where a slip of the pen is among them, and warns', async () => {
    const cells = [...scattered(200).map((n) => String(n % 90)), '12x']
    const reading = await read(cells)
    const schema = inferSchema(reading)
    expect(schema.fields[0]).toMatchObject({ type: 'integer', reason: { values: { misfits: 1 } } })
    expect(schema.fields[0].confidence).toBeLessThan(1)
    expect(schemaWarnings(reading, schema)).toEqual([
      { key: 'unreadableValues', values: { field: 'x', count: 1, row: 201, value: '12x' } },
    ])
  })

  it('takes numbers with many words among them for a category', async () => {
    expect((await infer(repeat(['1', '2', 'many'], 30))).type).toBe('category')
  })

  it('counts infinities as missing, and warns', async () => {
    const reading = await read(['1.5', '-Infinity', 'NaN', 'inf', '2.5'])
    const schema = inferSchema(reading)
    expect(schema.fields[0].type).toBe('real')
    expect(schemaWarnings(reading, schema)).toEqual([
      { key: 'infiniteValues', values: { field: 'x', count: 2, row: 2 } },
    ])
  })

  it.each([4000, 9000])('infers the same from %i distinct numbers', async (count) => {
    const cells = scattered(count).map((n) => (n / 8).toFixed(3))
    cells[17] = '?'
    expect(await infer(cells)).toMatchObject({
      type: 'real',
      format: { decimals: 3, precision: 3 },
      missingToken: '?',
      domain: { minimum: 0 },
    })
  })
})

describe('instants', () => {
  const day = 86_400_000
  it.each([
    ['ISO days', ['2024-01-05', '1969-12-31'], 'yyyy-MM-dd', day],
    ['ISO with time', ['2024-01-05T10:30:00', '2024-01-06T00:00:05'], 'yyyy-MM-ddTHH:mm:ss', 1000],
    ['ISO with zone', ['2024-01-05T10:30:00Z', '2024-01-06T00:00:00Z'], 'yyyy-MM-ddTHH:mm:ssZ', 60_000],
    ['one offset', ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00+08:00'], 'yyyy-MM-ddTHH:mm:ss+08:00', 60_000],
    ['two offsets', ['2024-01-05T10:30:00+08:00', '2024-01-06T11:00:00+02:00'], 'yyyy-MM-ddTHH:mm:ssxxx', 60_000],
    ['milliseconds', ['2024-01-05 10:30:00.250', '2024-01-06 00:00:00.125'], 'yyyy-MM-dd HH:mm:ss.SSS', 1],
    ['times that are all midnight', ['2024-01-05 00:00:00', '2024-01-06 00:00:00'], 'yyyy-MM-dd HH:mm:ss', day],
    ['day first', ['25/12/2023', '01/02/2024'], 'dd/MM/yyyy', day],
    ['month first', ['12/25/2023', '01/02/2024'], 'MM/dd/yyyy', day],
    ['month first, as Excel writes it', ['1/25/2023 14:05', '11/2/2024 9:30'], 'M/d/yyyy H:mm', 60_000],
    ['half days', ['1/25/2023 2:05 PM', '11/2/2024 9:30 AM'], 'M/d/yyyy h:mm a', 60_000],
    ['dots', ['5.1.2024', '25.12.2023'], 'd.M.yyyy', day],
    ['short years', ['25.12.23', '01.02.69'], 'dd.MM.yy', day],
    ['Chinese', ['2024年1月2日', '2023年12月25日'], 'yyyy年M月d日', day],
    ['Chinese with time', ['2024年01月02日 08时05分', '2023年12月25日 23时59分'], 'yyyy年MM月dd日 HH时mm分', 60_000],
    ['year first with slashes', ['2024/1/2', '2023/12/25'], 'yyyy/M/d', day],
    ['month names', ['05-Jan-2024', '25-Dec-2023'], 'dd-MMM-yyyy', day],
    ['long month names', ['January 5, 2024', 'December 25, 2023'], 'MMMM d, yyyy', day],
    ['digits only', ['20240105', '20231225', '20231231'], 'yyyyMMdd', day],
    ['hours of a day', ['08:30', '23:59'], 'HH:mm', 60_000],
  ] as const)('%s', async (_, cells, pattern, resolution) => {
    expect(await infer(cells)).toMatchObject({ type: 'datetime', format: { kind: 'datetime', pattern, resolution } })
  })

  it('counts milliseconds from 1970', async () => {
    const { domain } = await infer(['2000-02-29', '1970-01-02', '1600-01-01', ''])
    expect(domain).toEqual({
      kind: 'range',
      minimum: Date.UTC(1600, 0, 1),
      maximum: Date.UTC(2000, 1, 29),
      declared: false,
    })
  })

  it('says so where the order of day and month is open', async () => {
    const field = await infer(['01/02/2024', '03/04/2024'])
    expect(field).toMatchObject({ type: 'datetime', confidence: 0.5, reason: { key: 'ambiguousDates' } })
  })

  it.each([
    ['days that do not exist', ['2023-02-29', '2023-04-31', '2023-02-29']],
    ['eight digits that are no days', ['20241399', '20240105', '20240230']],
  ])('does not take %s for dates', async (_, cells) => {
    expect((await infer(cells)).type).not.toBe('datetime')
  })

  it('settles the order of day and month by a row that comes after thousands of open ones', async () => {
    // 4,320 minutes of the first three days of January, then the thirteenth.
    const cells = Array.from({ length: 4320 }, (_, i) => {
      const two = (n: number) => String(n).padStart(2, '0')
      return `${two(1 + Math.floor(i / 1440))}/01/2024 ${two(Math.floor(i / 60) % 24)}:${two(i % 60)}`
    })
    const field = await infer([...cells, '13/01/2024 00:00'])
    expect(field).toMatchObject({ type: 'datetime', reason: { key: 'dates' }, format: { pattern: 'dd/MM/yyyy HH:mm' } })
    expect(field.domain).toMatchObject({ minimum: Date.UTC(2024, 0, 1), maximum: Date.UTC(2024, 0, 13) })
  })
})

describe('words', () => {
  it.each([
    ['yes', 'no'],
    ['TRUE', 'FALSE'],
    ['1', '0'],
    ['1.0', '0.0'],
    ['Y', 'N'],
    ['是', '否'],
    ['有', '无'],
  ])('takes %s and %s for a truth value', async (yes, no) => {
    const field = await infer([yes, no, yes, ''])
    expect(field).toMatchObject({ type: 'boolean', reason: { key: 'truthPair' }, domain: { categories: [no, yes] } })
  })

  it('takes few words for a category, and sorts them', async () => {
    const field = await infer(['red', 'blue', 'red', '?', 'green'])
    expect(field).toMatchObject({
      type: 'category',
      missingToken: '?',
      domain: { categories: ['blue', 'green', 'red'], declared: false },
    })
  })

  it('remembers the blank that stands before every word', async () => {
    const field = await infer([' red', ' blue', ' red', ' ?'])
    expect(field).toMatchObject({ padding: ' ', missingToken: '?', domain: { categories: ['blue', 'red'] } })
    expect((await infer([' red', 'blue', ' red'])).padding).toBe('')
  })

  it('takes one value for a constant, also if it is a number or all are missing', async () => {
    expect(await infer(['5', '5', ''])).toMatchObject({
      type: 'constant',
      domain: { categories: ['5'] },
      reason: { key: 'oneValue' },
    })
    expect(await infer(['NA', '', '空'])).toMatchObject({
      type: 'constant',
      domain: { categories: [] },
      reason: { key: 'allMissing' },
    })
  })

  it('leaves prose out', async () => {
    const seen = ['was seen', 'left well', 'came back, after a week,', 'slept']
    const field = await infer(scattered(60).map((n) => `The patient ${seen[n % 4]} on day ${n} of ${n % 7}`))
    expect(field).toMatchObject({ type: 'text', role: 'omit', reason: { key: 'freeText' } })
  })

  it.each([2000, 70_000])('leaves %i different names out, and says that they are many', async (count) => {
    const field = await infer(
      Array.from({ length: count }, (_, i) => `name${String.fromCharCode(97 + (i % 26))}${(i * 7919) % count}é`),
    )
    expect(field).toMatchObject({ type: 'text', role: 'omit', reason: { key: 'manyDistinct' } })
  })

  it('knows a category whose values come many times, however many they are', async () => {
    const field = await infer(Array.from({ length: 60_000 }, (_, i) => `ICD ${(i * 31) % 3000}x`))
    expect(field).toMatchObject({ type: 'category', reason: { key: 'fewDistinct', values: { distinct: 3000 } } })
  })
})

describe('identifiers', () => {
  it.each([
    [
      'running numbers',
      Array.from({ length: 50 }, (_, i) => String(1001 + i)),
      'x',
      'uniqueIntegers',
      { prefix: '', digits: 4 },
    ],
    ['scattered numbers of that name', ['834', '12', '519', '77'], 'patient_id', 'uniqueIntegers', { prefix: '' }],
    ['scattered numbers of that name in Chinese', ['834', '12', '519', '77'], '学号', 'uniqueIntegers', {}],
    [
      'codes',
      Array.from({ length: 50 }, (_, i) => `P-${String(i * 7).padStart(5, '0')}`),
      'x',
      'uniqueCodes',
      { prefix: 'P-', digits: 5, padded: true },
    ],
    [
      'codes with an end',
      Array.from({ length: 50 }, (_, i) => `A${i + 1}/24`),
      'x',
      'uniqueCodes',
      { prefix: 'A', digits: 2, suffix: '/24', padded: false },
    ],
    [
      'UUIDs',
      Array.from({ length: 50 }, (_, i) => `${(i * 99_991 + 0x10000000).toString(16)}-aaaa-4bbb-8ccc-0123456789ab`),
      'x',
      'uniqueKeys',
      { kind: 'identifier' },
    ],
    [
      'many codes',
      Array.from({ length: 9000 }, (_, i) => `P-${String((i * 7) % 99_991).padStart(5, '0')}`),
      'x',
      'uniqueCodes',
      { prefix: 'P-', digits: 5 },
    ],
    [
      'many running numbers',
      Array.from({ length: 9000 }, (_, i) => String(100_000 + i)),
      'x',
      'uniqueIntegers',
      { digits: 6 },
    ],
  ] as const)('%s', async (_, cells, name, key, format) => {
    const field = await infer(cells, name)
    expect(field).toMatchObject({
      type: 'identifier',
      role: 'model',
      reason: { key },
      format: { kind: 'identifier', ...format },
      domain: { kind: 'open' },
    })
  })

  it('does not take measured numbers that happen to differ for identifiers', async () => {
    expect((await infer(scattered(300).map(String), 'income')).type).toBe('integer')
    expect((await infer(['18', '35', '44'], 'age')).type).toBe('integer')
  })
})
