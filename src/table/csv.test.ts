// Tests of reading CSV files: the csv-spectrum suite, encodings, dialects, torn and hostile files.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'
import type { ReadOptions } from './dialect.ts'
import { type Reading, textReader } from './reading.ts'

function read(content: string | Uint8Array<ArrayBuffer>, options: ReadOptions = {}): Promise<Reading> {
  return readCsv(new Blob([content]), options)
}

function cells(reading: Reading): string[][] {
  const readers = reading.columns.map(textReader)
  return Array.from({ length: reading.rows }, (_, row) => readers.map((text) => text(row)))
}

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
  const units = mark ? `\ufeff${text}` : text
  const view = new DataView(new ArrayBuffer(2 * units.length))
  for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), !bigEndian)
  return new Uint8Array(view.buffer)
}

const spectrum = dirname(createRequire(import.meta.url).resolve('csv-spectrum'))

describe('csv-spectrum', () => {
  // The suite's JSON of location_coordinates holds other numbers than its CSV; that file has a test of its own.
  const names = readdirSync(join(spectrum, 'csvs')).map((file) => file.replace('.csv', ''))
  it.each(names.filter((name) => name !== 'location_coordinates'))('reads %s as its JSON says', async (name) => {
    const reading = await readCsv(new Blob([readFileSync(join(spectrum, 'csvs', `${name}.csv`))]))
    const expected = JSON.parse(readFileSync(join(spectrum, 'json', `${name}.json`), 'utf8')) as Record<
      string,
      string
    >[]
    const rows = cells(reading).map((row) => Object.fromEntries(row.map((cell, i) => [reading.names[i], cell])))
    expect(rows).toEqual(expected.map((row) => ({ ...row })))
  })

  it('reads location_coordinates, whose quotes stand inside of an unquoted cell and whose degrees were lost before', async () => {
    const reading = await readCsv(new Blob([readFileSync(join(spectrum, 'csvs', 'location_coordinates.csv'))]))
    expect(cells(reading)).toEqual([['2095257564', `37\ufffd36'37.8"N 121\ufffd2'17.9"W`, 'Modesto', 'Stanislaus']])
    expect(reading.warnings).toEqual([{ key: 'unreadableCharacters', values: { count: 2, row: 1 } }])
  })
})

describe('encodings', () => {
  const text = '姓名,城市,年龄\n王小明,北京,34\n李华,上海,28\n'
  const expected = [
    ['王小明', '北京', '34'],
    ['李华', '上海', '28'],
  ]
  // 姓名,城市,年龄 / 王小明,北京,34 / 李华,上海,28 in GBK.
  const gbk = bytes(
    'd0d5c3fb2cb3c7cad02cc4eac1e40acdf5d0a1c3f72cb1b1beA92c33340ac0eebbaa2cc9cfbaa32c32380a'.replace('A', 'a'),
  )

  it.each([
    ['UTF-8', new TextEncoder().encode(text), 'utf-8', false],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${text}`), 'utf-8', true],
    ['UTF-16 LE with a mark', utf16(text, false, true), 'utf-16le', true],
    ['UTF-16 BE with a mark', utf16(text, true, true), 'utf-16be', true],
    ['UTF-16 LE without a mark', utf16(text, false, false), 'utf-16le', false],
    ['UTF-16 BE without a mark', utf16(text, true, false), 'utf-16be', false],
    ['GB18030', gbk, 'gb18030', false],
  ] as const)('detects %s', async (_, content, encoding, mark) => {
    const reading = await read(content)
    expect(reading.names).toEqual(['姓名', '城市', '年龄'])
    expect(cells(reading)).toEqual(expected)
    expect(reading.dialect).toMatchObject({ encoding, byteOrderMark: mark })
  })

  it('detects Windows-1252, whose accented letters stand alone', async () => {
    const reading = await read(bytes('6e616d652c6e0a4df96c6c65722c310a52656ee92c320a'))
    expect(reading.dialect.encoding).toBe('windows-1252')
    expect(cells(reading)[1][0]).toBe('René')
  })

  it('obeys the user about the encoding', async () => {
    expect((await read(gbk, { encoding: 'gb18030' })).names[0]).toBe('姓名')
    expect((await read(gbk, { encoding: 'windows-1252' })).names[0]).toBe('ÐÕÃû')
  })

  it('turns to another encoding where the first bytes were only ASCII', async () => {
    const filler = new TextEncoder().encode(`name,n\n${'Smith,1\n'.repeat(60_000)}`)
    const late = bytes('cdf5d0a1c3f72c350a')
    const reading = await readCsv(new Blob([filler, late]))
    expect(reading.dialect.encoding).toBe('gb18030')
    expect(textReader(reading.columns[0])(60_000)).toBe('王小明')
  })

  it('counts characters that cannot be read and stays with UTF-8 where most can', async () => {
    const reading = await readCsv(new Blob(['a,b\nÄpfel,1\nBirnen ', new Uint8Array([0xff]), ',2\nÖl,3\n']))
    expect(reading.dialect.encoding).toBe('utf-8')
    expect(reading.warnings).toEqual([{ key: 'unreadableCharacters', values: { count: 1, row: 2 } }])
  })
})

describe('dialects', () => {
  it.each([
    ['comma', 'a,b\n1,2\n3,4\n', ','],
    ['semicolon', 'a;b\n1;2\n3;4\n', ';'],
    ['tab', 'a\tb\n1\t2\n3\t4\n', '\t'],
    ['bar', 'a|b\n1|2\n3|4\n', '|'],
    ['semicolon with decimal commas', 'price;weight\n1,5;2,25\n2,5;3,75\n', ';'],
    ['semicolon with decimal commas and no header', '1,5;2,3;4,1\n2,5;3,3;5,1\n', ';'],
    ['comma with lists of semicolons', 'tags,n\na;b,1\nc;d,2\n', ','],
    ['what sep= says', 'sep=|\na|b;c\n1|2;3\n', '|'],
  ])('finds the delimiter: %s', async (_, text, delimiter) => {
    expect((await read(text)).dialect.delimiter).toBe(delimiter)
  })

  it('leaves the sep= line out', async () => {
    const reading = await read('sep=;\r\na;b\r\n1;2\r\n')
    expect(reading.names).toEqual(['a', 'b'])
    expect(cells(reading)).toEqual([['1', '2']])
  })

  it.each(['\n', '\r\n', '\r'] as const)('reads line ends %j', async (newline) => {
    const reading = await read(`a,b${newline}1,"x${newline}y"${newline}2,z${newline}`)
    expect(reading.dialect.newline).toBe(newline)
    expect(cells(reading)).toEqual([
      ['1', `x${newline}y`],
      ['2', 'z'],
    ])
  })

  it('reads mixed line ends', async () => {
    expect(cells(await read('a,b\r\n1,2\n3,4\r\n'))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it.each([
    ['words over numbers', 'name,age\nAnn,3\nBob,4\n', true],
    ['numbers from the first row on', '5,Ann\n6,Bob\n', false],
    ['words that come back', 'red,big\nblue,small\nred,big\n', false],
    ['words over other words', 'colour,size\nred,big\nblue,small\n', true],
    ['dates from the first row on', '2024-01-05,x\n2024-01-06,y\n', false],
  ])('tells whether there is a header: %s', async (_, text, header) => {
    expect((await read(text)).dialect.header).toBe(header)
  })

  it('obeys the user about delimiter and header', async () => {
    const reading = await read('a;b,c\n1;2,3\n', { delimiter: ';', header: false })
    expect(cells(reading)).toEqual([
      ['a', 'b,c'],
      ['1', '2,3'],
    ])
    expect(reading.names).toEqual(['column 1', 'column 2'])
  })

  it('knows a file that quotes every text, also where NA is bare', async () => {
    expect((await read('"a","b"\n"x",1\nNA,2\n"y",3\n')).dialect.quoteAll).toBe(true)
    expect((await read('a,b\n"x, y",1\nz,2\n')).dialect.quoteAll).toBe(false)
  })

  it('finds the commonest missing token', async () => {
    expect((await read('a,b,c\n?,1,\n ?,2,3\nx,4,5\n')).dialect.missingToken).toBe('?')
  })
})

describe('odd tables', () => {
  it('pads short rows, cuts long ones, and says where', async () => {
    const reading = await read('a,b,c\n1,2,3\n4,5\n6,7,8,9\n1\n')
    expect(cells(reading)).toEqual([
      ['1', '2', '3'],
      ['4', '5', ''],
      ['6', '7', '8'],
      ['1', '', ''],
    ])
    expect(reading.warnings).toEqual([
      { key: 'shortRows', values: { count: 2, row: 2 } },
      { key: 'longRows', values: { count: 1, row: 3 } },
    ])
  })

  it('names columns that have no name or that of another', async () => {
    const reading = await read('a,a,,a (2), a ,__proto__,constructor\n1,2,3,4,5,6,7\n')
    expect(reading.names).toEqual(['a', 'a (3)', 'column 3', 'a (2)', 'a (4)', '__proto__', 'constructor'])
    expect(reading.warnings.map(({ key }) => key)).toEqual(['emptyNames', 'duplicateNames'])
    expect(cells(reading)).toEqual([['1', '2', '3', '4', '5', '6', '7']])
  })

  it('takes the names of rows that R writes without a heading as a column', async () => {
    const reading = await read('"x","y"\n"1",5,6\n"2",7,8\n')
    expect(reading.names).toEqual(['column 1', 'x', 'y'])
    expect(cells(reading)[1]).toEqual(['2', '7', '8'])
  })

  it('skips blank lines, but not in a file of one column, where they are missing values', async () => {
    expect((await read('\n\na,b\n1,2\n\n3,4\n\n')).rows).toBe(2)
    expect(cells(await read('a\n1\n\n2\n'))).toEqual([['1'], [''], ['2']])
  })

  it('reads one row, one column and one cell', async () => {
    expect(cells(await read('a,b\n1,2'))).toEqual([['1', '2']])
    expect(cells(await read('a\n1\n2\n'))).toEqual([['1'], ['2']])
    expect(cells(await read('7'))).toEqual([['7']])
  })

  it('reads a cell of a million characters', async () => {
    const long = 'x'.repeat(1_000_000)
    const reading = await read(`a,b\n1,"${long}"\n2,y\n`)
    expect(textReader(reading.columns[1])(0)).toBe(long)
    expect(reading.rows).toBe(2)
  })

  it('reads a quoted cell of a million lines without looking at its beginning again and again', async () => {
    const long = 'word, "" \n'.repeat(1_000_000)
    const reading = await read(`a,b\n1,"${long}"\n2,y\n`)
    expect(textReader(reading.columns[1])(0)).toHaveLength(9_000_000)
  })

  it('reads 4,000 columns', async () => {
    const names = Array.from({ length: 4000 }, (_, i) => `c${i}`)
    const reading = await read(`${names.join()}\n${names.map((_, i) => i).join()}\n`)
    expect(reading.names).toHaveLength(4000)
    expect(cells(reading)[0][3999]).toBe('3999')
  })

  it('warns of stray quotes', async () => {
    const reading = await read('a,b\n1,x\n2,"y"z"\n3,w\n')
    expect(reading.warnings).toContainEqual({ key: 'strayQuotes', values: { count: 1, row: 2 } })
  })
})

describe('files that are no tables', () => {
  const png = bytes('89504e470d0a1a0a0000000d49484452')
  it.each([
    ['an empty file', new Uint8Array(0), 'EmptyFileError', /empty/],
    ['blank lines', '\n \n\n', 'EmptyFileError', /no rows/],
    ['a PNG', png, 'NotATableError', /PNG/],
    ['a zip', bytes('504b030414000000'), 'NotATableError', /Excel workbook .* CSV/],
    ['a PDF', '%PDF-1.7\n%âãÏÓ', 'NotATableError', /PDF/],
    ['JSON', '[{"a": 1}, {"a": 2}]', 'NotATableError', /JSON/],
    ['a web page', '<!DOCTYPE html><html>', 'NotATableError', /web page/],
    ['other bytes', Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 32), 'NotATableError', /binary/],
    ['a header only', 'name,age\n', 'HeaderOnlyError', /2 columns and no row/],
    [
      '5,000 columns',
      `${'a,'.repeat(4999)}a\n${'1,'.repeat(4999)}1\n`,
      'TooManyColumnsError',
      /5000 columns; at most 4096/,
    ],
    ['an unclosed quote', 'a,b\n1,x\n2,"y\n3,z\n', 'UnclosedQuoteError', /Row 2, column 2/],
  ] as const)('refuses %s with what it is and what to do', async (_, content, name, message) => {
    await expect(read(content)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      values: expect.any(Object),
    })
  })

  it('finds an unclosed quote far into the file', async () => {
    const rows = 'x,1\n'.repeat(100_000)
    await expect(read(`a,b\n${rows}"y,2\n${rows}`)).rejects.toMatchObject({
      name: 'UnclosedQuoteError',
      values: { row: 100_001, column: 1 },
    })
  })

  it('refuses a row beyond all measure', async () => {
    const block = new Blob(['x'.repeat(1 << 22)])
    const blob = new Blob(['a,b\n1,"', ...Array.from({ length: 40 }, () => block)])
    await expect(readCsv(blob)).rejects.toMatchObject({ name: 'RowTooLongError', values: { row: 1 } })
  })
})

describe('while reading', () => {
  it('tells how far it is', async () => {
    const seen: number[] = []
    const blob = new Blob([`a,b\n${'1,2\n'.repeat(5000)}`])
    await readCsv(blob, { blockBytes: 4096 }, ({ bytes: done, of, rows }) => {
      expect(of).toBe(blob.size)
      seen.push(done, rows)
    })
    expect(seen.slice(-2)).toEqual([blob.size, 5000])
    expect(seen.length).toBeGreaterThan(8)
  })

  it('stops when it is told to', async () => {
    const control = new AbortController()
    const blob = new Blob([`a,b\n${'1,2\n'.repeat(5000)}`])
    const reading = readCsv(blob, { blockBytes: 1024 }, () => control.abort(), control.signal)
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  })
})
