// Tests of writing: the input's own conventions come back, and spreadsheets find no formula.
import { describe, expect, it } from 'vitest'
import { buildTable } from './build.ts'
import { readCsv } from './csv.ts'
import { inferSchema } from './infer.ts'
import type { Schema } from './schema.ts'
import { escapeFormula, type WriteOptions, writeCsv } from './write.ts'

const plainly: WriteOptions = { spreadsheetSafe: false }

async function rewrite(text: string, options: WriteOptions = plainly): Promise<string> {
  const reading = await readCsv(new Blob([text]))
  const schema: Schema = { fields: inferSchema(reading).fields.map((field) => ({ ...field, role: 'model' })) }
  return [...writeCsv(buildTable(reading, schema), schema, reading.dialect, options)].join('')
}

describe('conventions', () => {
  it.each([
    ['decimals that say nothing', 'a,b\n50.0,x\n7.0,y\n7.0,x\n'],
    ['blanks and question marks', 'a,b\n50.0, Private\n38.0, ?\n38.0, Private\n12.0, Self-emp\n'],
    ['semicolons, decimal commas, thousands', 'a;b\n1.234,50;x\n12,75;y\n12,75;x\n'],
    ['thousands in quotes', 'a,b\n"1,234",x\n999,y\n"12,345",x\n'],
    ['percents', 'a,b\n12.5%,x\n7.0%,y\n7.0%,x\n'],
    ['Chinese dates', '日期,值\n2024年1月2日,3\n2023年12月25日,4\n2023年12月25日,4\n'],
    ['times with fractions', 'a,b\n2024-01-05 10:30:00.250,x\n2024-01-06 00:00:00.125,y\n'],
    ['American half days', 'a,b\n1/25/2023 2:05 PM,x\n11/2/2024 12:30 AM,y\n'],
    ['tabs and CRLF', 'a\tb\r\n1\tx\r\n\ty\r\n3\tx\r\n'],
    ['lone carriage returns', 'a,b\r1,x\r2,y\r2,x\r'],
    ['quotes around every text', '"a","b"\n1,"x"\n2,"y, ""z"""\n2,"x"\n'],
    ['no header', '5,Ann\n6,Bob\n6,Ann\n'],
    ['postcodes', 'a,b\n02139,x\n10001,y\n02139,x\n'],
    ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n2,x\n'],
    ['missing tokens of a column', 'a,b\nNA,x\n2,-\n3,x\n3,y\n'],
    ['many digits', 'a,b\n0.1,x\n1e+30,y\n123456.789,x\n'],
  ])('gives back %s', async (_, text) => {
    expect(await rewrite(text)).toBe(text)
  })

  it('writes missing values of a lone column, which would be blank lines, as NA', async () => {
    expect(await rewrite('a\n1\n\n3\n')).toBe('a\n1\nNA\n3\n')
  })

  it('leaves out what is to be left out', async () => {
    const reading = await readCsv(new Blob(['a,b\n1,x\n2,y\n2,x\n']))
    const { fields } = inferSchema(reading)
    const schema: Schema = { fields: [fields[0], { ...fields[1], role: 'omit' }] }
    expect([...writeCsv(buildTable(reading, schema), schema, reading.dialect, plainly)].join('')).toBe('a\n1\n2\n2\n')
  })

  it('writes large tables in blocks', async () => {
    const text = `a,b\n${'12,red\n34,blue\n'.repeat(20_000)}`
    const reading = await readCsv(new Blob([text]))
    const schema = inferSchema(reading)
    const blocks = [...writeCsv(buildTable(reading, schema), schema, reading.dialect, plainly)]
    expect(blocks.length).toBeGreaterThan(3)
    expect(blocks.join('')).toBe(text)
  })

  it('puts a byte order mark in front where it is asked for', async () => {
    expect(await rewrite('a,b\n1,x\n2,y\n', { ...plainly, byteOrderMark: true })).toBe('\ufeffa,b\n1,x\n2,y\n')
  })
})

describe('formulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+SUM(A1)', "'+SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['@now', "'@now"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\u200b=1', "'\u200b=1"],
    ['＝1+1', "'＝1+1"],
    ['a\n=1+1', "a\n'=1+1"],
    ['a\r\n @x', "a\r\n' @x"],
    ['-5', '-5'],
    ['+4.5%', '+4.5%'],
    ['a=b', 'a=b'],
    ['2024-01-05', '2024-01-05'],
    ['x - y', 'x - y'],
  ])('makes %j inert: %j', (text, expected) => {
    expect(escapeFormula(text)).toBe(expected)
  })

  it('escapes names and words but neither numbers nor missing tokens', async () => {
    const text = '=name,n,m\n=cmd(),-5,-\nred,-2.5,7\n=cmd(),3,8\n'
    expect(await rewrite(text, { spreadsheetSafe: true })).toBe("'=name,n,m\n'=cmd(),-5,-\nred,-2.5,7\n'=cmd(),3,8\n")
  })

  it('escapes a missing token that is none of the known ones', async () => {
    const reading = await readCsv(new Blob(['a,b\nx,1\n,2\nx,3\ny,4\n']))
    const { fields } = inferSchema(reading)
    const schema: Schema = { fields: [{ ...fields[0], missingToken: '=cmd()' }, fields[1]] }
    expect(
      [...writeCsv(buildTable(reading, schema), schema, reading.dialect, { spreadsheetSafe: true })].join(''),
    ).toContain("'=cmd(),2\n")
  })
})
