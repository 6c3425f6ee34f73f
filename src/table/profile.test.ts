// Tests of profiles and histograms.
import { describe, expect, it } from 'vitest'
import { buildTable } from './build.ts'
import { readCsv } from './csv.ts'
import { inferSchema } from './infer.ts'
import { type FieldProfile, histogramLike, profileTable } from './profile.ts'
import type { Column } from './table.ts'

async function profile(cells: readonly string[]): Promise<FieldProfile> {
  const reading = await readCsv(
    new Blob([`x,y\n${cells.map((cell, i) => `${cell},${i % 2 === 0 ? 'p' : 'q'}`).join('\n')}\n`]),
    { header: true },
  )
  const schema = inferSchema(reading)
  return profileTable(buildTable(reading, schema), schema)[0]
}

function numbers(values: readonly number[]): Column {
  return { kind: 'number', values: Float64Array.from(values), missing: new Uint8Array(values.length) }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

describe('profileTable', () => {
  it('counts real numbers in twenty bins', async () => {
    const found = await profile(['0.5', '10.5', '', '2.5', '10.5'])
    expect(found).toMatchObject({ missing: 1, distinct: 3, minimum: 0.5, maximum: 10.5, mean: 6 })
    if (found.histogram.kind !== 'numeric') throw new TypeError('numeric')
    expect(found.histogram.edges).toHaveLength(21)
    expect(found.histogram.counts).toHaveLength(20)
    expect([found.histogram.counts[0], found.histogram.counts[4], found.histogram.counts[19]]).toEqual([1, 1, 2])
  })

  it('gives few whole numbers a bin each, and many of them bins of equal width', async () => {
    expect((await profile(['1', '2', '4', '2'])).histogram).toEqual({
      kind: 'numeric',
      edges: [0.5, 1.5, 2.5, 3.5, 4.5],
      counts: [1, 2, 0, 1],
    })
    const { histogram } = await profile(Array.from({ length: 148 }, (_, i) => String(17 + (i >> 1))))
    if (histogram.kind !== 'numeric') throw new TypeError('numeric')
    expect(histogram.counts.slice(0, -1)).toEqual(Array(18).fill(8))
    expect(total(histogram.counts)).toBe(148)
  })

  it('shows the twelve commonest categories', async () => {
    const cells = Array.from({ length: 15 }, (_, i) =>
      Array<string>(i + 1).fill(`c${String.fromCharCode(97 + i)}`),
    ).flat()
    const found = await profile(cells)
    expect(found.distinct).toBe(15)
    expect(found.histogram).toMatchObject({ kind: 'categories', other: 1 + 2 + 3 })
    if (found.histogram.kind === 'categories') expect(found.histogram.labels.slice(0, 2)).toEqual(['co', 'cn'])
    expect(total(found.histogram.counts)).toBe(cells.length - 6)
  })

  it('counts the distinct values of texts and of identifiers', async () => {
    const cells = Array.from({ length: 40 }, (_, i) => `some words here ${(i * 7) % 30} and ${i % 5} more`)
    expect((await profile(cells)).distinct).toBe(new Set(cells).size)
  })

  it('copes with a column of nothing', async () => {
    expect(await profile(['', 'NA', '?'])).toMatchObject({
      missing: 3,
      distinct: 0,
      histogram: { labels: [], counts: [], other: 0 },
    })
  })

  it('counts the distinct values of numbers far apart', async () => {
    expect((await profile(['1', '900000000', '1', '900000000', '5', '1'])).distinct).toBe(3)
  })
})

describe('histogramLike', () => {
  it('counts another column over the same bins, with what lies beyond in the outermost', () => {
    const reference = { kind: 'numeric', edges: [0, 1, 2], counts: [9, 9] } as const
    expect(histogramLike(reference, numbers([-5, 0.5, 1, 2, 7]))).toEqual({ ...reference, counts: [2, 3] })
  })

  it('counts categories by their label', () => {
    const reference = { kind: 'categories', labels: ['a', 'b'], counts: [5, 4], other: 0 } as const
    const column: Column = {
      kind: 'category',
      categories: ['b', 'c', 'a'],
      codes: Uint32Array.from([0, 0, 1, 2, 0]),
      missing: Uint8Array.from([0, 0, 0, 0, 1]),
    }
    expect(histogramLike(reference, column)).toEqual({ ...reference, counts: [1, 2], other: 1 })
  })
})
