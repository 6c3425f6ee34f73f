// Tests of the column builder: each form of storage, and the turns from one to the next.
import { describe, expect, it } from 'vitest'
import { encodeCells } from './cells.ts'
import { ColumnBuilder } from './columnbuilder.ts'
import { type RawColumn, textReader } from './reading.ts'

function build(texts: readonly string[], blockLength = 1000): RawColumn {
  const extent = { share: 0 }
  const builder = new ColumnBuilder(extent)
  for (let from = 0; from < texts.length; from += blockLength) {
    extent.share = Math.min(1, (from + blockLength) / texts.length)
    builder.append(encodeCells(texts.slice(from, from + blockLength)))
  }
  return builder.finish()
}

function texts(column: RawColumn, rows: number): string[] {
  const text = textReader(column)
  return Array.from({ length: rows }, (_, row) => text(row))
}

function numbered(count: number, text: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => text(i))
}

describe('ColumnBuilder', () => {
  it.each([
    ['few words', numbered(9000, (i) => ` word ${i % 300} é王😀`), 'words'],
    ['as many words as the hash tells apart by length', numbered(9000, (i) => 'abcdefgh'.slice(0, i % 9)), 'words'],
    ['numbers', numbered(9000, (i) => (i / 4).toFixed(2)), 'parsed'],
    ['numbers behind a blank, some missing', numbered(9000, (i) => (i % 9 === 0 ? ' ?' : ` ${i}.0`)), 'parsed'],
    ['days', numbered(9000, (i) => new Date(i * 86_400_000).toISOString().slice(0, 10)), 'parsed'],
    ['texts', numbered(9000, (i) => `text ${i} é王😀`), 'texts'],
    ['numbers at first, then words', numbered(9000, (i) => (i < 6000 ? `${i}` : `word ${i}`)), 'texts'],
    ['many words, then ever new ones', numbered(250_000, (i) => (i % 3 === 0 ? `new ${i}` : `old ${i % 50}`)), 'texts'],
    ['postcodes from the largest on', numbered(9000, (i) => String(99_999 - i * 11).padStart(5, '0')), 'texts'],
    ['postcodes from the smallest on', numbered(9000, (i) => String(i * 11).padStart(5, '0')), 'texts'],
  ] as const)('keeps %s', (_, cells, kind) => {
    const column = build(cells)
    expect(column.kind).toBe(kind)
    expect(texts(column, cells.length)).toEqual(cells)
  })

  it('keeps numbers with as many odd words among them as there is room for, and all rows beyond that as texts', () => {
    const cells = (odd: number) => numbered(20_000, (i) => (i >= 8000 && i < 8000 + odd ? `odd ${i}` : `${i}`))
    expect(build(cells(255)).kind).toBe('parsed')
    const many = build(cells(256))
    expect(many.kind).toBe('texts')
    expect(texts(many, 20_000)).toEqual(cells(256))
  })

  it('turns from plain numbers to grouped ones when the first group shows up', () => {
    const cells = numbered(9000, (i) =>
      i < 5000 ? (i / 8).toFixed(3) : (i / 4).toLocaleString('en', { minimumFractionDigits: 3 }),
    )
    const column = build(cells)
    expect(column).toMatchObject({ kind: 'parsed', format: { thousands: ',', decimals: 3 }, exceptions: [] })
    expect(texts(column, cells.length)).toEqual(cells)
  })

  it('gives the same for every length of blocks', () => {
    const cells = numbered(5000, (i) => (i % 50 === 0 ? '' : `${i * 3}.5`))
    expect(build(cells, 7)).toEqual(build(cells, 5000))
  })
})
