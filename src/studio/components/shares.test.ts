// Histograms as shares, and how much of two lies on the same bins.
import { expect, it } from 'vitest'
import { overlap, sharesOf } from './shares.ts'

it('counts what no label names as a bin of its own', () => {
  expect(sharesOf({ kind: 'categories', labels: ['a', 'b'], counts: [6, 2], other: 2 })).toEqual([0.6, 0.2, 0.2])
  expect(sharesOf({ kind: 'categories', labels: ['a'], counts: [4], other: 0 })).toEqual([1])
})

it('shows no bin for texts, which have no labels', () => {
  expect(sharesOf({ kind: 'categories', labels: [], counts: [], other: 50 })).toEqual([])
})

it('gives zeros where nothing was counted', () => {
  expect(sharesOf({ kind: 'numeric', edges: [0, 1, 2], counts: [0, 0] })).toEqual([0, 0])
})

it('is 1 for the same shares, 0 for disjoint ones', () => {
  expect(overlap([0.25, 0.75], [0.25, 0.75])).toBe(1)
  expect(overlap([1, 0], [0, 1])).toBe(0)
  expect(overlap([0.5, 0.5], [1])).toBe(0.5)
})
