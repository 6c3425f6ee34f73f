// Trees: what they ask, where gaps and new words go.
import { describe, expect, it } from 'vitest'
import type { Bins } from './bins.ts'
import { Grower } from './tree.ts'

const growth = { mostLeaves: 31, leastRows: 2, smoothing: 0, leastOfWord: 1, penalty: 0 }

const binsOf = (columns: number[][], words: boolean[], sizes: number[]): Bins => ({
  rows: columns[0].length,
  columns: columns.map((column) => Uint8Array.from(column)),
  words,
  sizes,
})

/** Answers of a tree that was grown on `bins` to say `answers`. */
function answersOf(bins: Bins, answers: number[], asked: Bins, change = {}): number[] {
  const grower = new Grower(bins, { ...growth, ...change })
  const order = Uint32Array.from(answers, (_, r) => r)
  const tree = grower.grow(
    Float64Array.from(answers, (a) => -a),
    new Float64Array(answers.length).fill(1),
    order,
  )
  const out = new Float64Array(asked.rows)
  tree.addTo(out, asked, 1, 1, 0)
  return Array.from(out)
}

describe('a number', () => {
  const bins = binsOf([[1, 1, 2, 2, 3, 3, 3, 3]], [false], [5])
  const answers = [5, 5, 5, 5, 9, 9, 9, 9]

  it('is split where the answers change', () => {
    expect(answersOf(bins, answers, binsOf([[1, 2, 3, 4]], [false], [5]))).toEqual([5, 5, 9, 9])
  })

  it('has gaps that go with the larger side where none were seen, and where they belong where some were', () => {
    const uneven = binsOf([[1, 1, 3, 3, 3, 3]], [false], [5])
    expect(answersOf(uneven, [5, 5, 9, 9, 9, 9], binsOf([[0]], [false], [5]))).toEqual([9])
    const seen = binsOf([[0, 0, 1, 1, 3, 3, 3, 3]], [false], [5])
    expect(answersOf(seen, [5, 5, 5, 5, 9, 9, 9, 9], binsOf([[0]], [false], [5]))).toEqual([5])
    expect(answersOf(seen, [2, 2, 5, 5, 5, 5, 5, 5], binsOf([[0, 1, 3]], [false], [5]))).toEqual([2, 5, 5])
  })
})

describe('words', () => {
  const bins = binsOf([[1, 1, 2, 2, 3, 3, 4, 4, 4]], [true], [6])
  const answers = [5, 5, 9, 9, 5, 5, 9, 9, 9]

  it('are split in two sets at once, and new ones go with the larger', () => {
    const asked = binsOf([[1, 2, 3, 4, 0, 5]], [true], [6])
    expect(answersOf(bins, answers, asked, { mostLeaves: 2 })).toEqual([5, 9, 5, 9, 9, 9])
  })

  it('that are too rare are not asked for', () => {
    const rare = binsOf([[1, 2, 2, 2, 2, 3, 3, 3, 3]], [true], [6])
    const answers = [90, 5, 5, 5, 5, 9, 9, 9, 9]
    const asked = binsOf([[1, 2, 3]], [true], [6])
    expect(answersOf(rare, answers, asked, { leastRows: 1 })).toEqual([90, 5, 9])
    const [alone, ...others] = answersOf(rare, answers, asked, { leastRows: 1, leastOfWord: 2 })
    expect(others).toContain(alone)
  })
})

it('keeps to its number of leaves and of rows in a leaf', () => {
  const column = Array.from({ length: 100 }, (_, r) => 1 + r)
  const bins = binsOf([column], [false], [102])
  const count = (change: object) => new Set(answersOf(bins, column, bins, change)).size
  expect(count({ mostLeaves: 4 })).toBe(4)
  expect(count({ leastRows: 20 })).toBeLessThanOrEqual(5)
  expect(count({ mostLeaves: Number.POSITIVE_INFINITY, leastRows: 1 })).toBe(100)
})

it('tells what splits by each feature have gained', () => {
  const bins = binsOf(
    [
      [1, 2, 1, 2, 1, 2, 1, 2],
      [1, 1, 1, 1, 2, 2, 2, 2],
    ],
    [false, false],
    [3, 3],
  )
  const grower = new Grower(bins, growth)
  const answers = [1, 1, 1, 1, 3, 3, 3, 3]
  const order = Uint32Array.from(answers, (_, r) => r)
  grower.grow(
    Float64Array.from(answers, (a) => -a),
    new Float64Array(8).fill(1),
    order,
  )
  // 4² / 4 + 12² / 4 − 16² / 8.
  expect(Array.from(grower.gains)).toEqual([0, 8])
})
