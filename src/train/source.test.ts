// Tests of the real rows of an update: none twice, none lost but by the cap, each in its own microbatch; or as its condition has it.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { trainingConditions } from '../models/conditions.ts'
import type { Draw } from '../models/model.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { chunkSize, conditionalSource, privateSource } from './source.ts'

const rows = 200
const random = createSecureRandom()

const rowsOf = ({ chunks }: Draw) => chunks.flatMap(({ indices }) => [...indices].filter((row) => row >= 0))

it('gives every drawn row once, in chunks of one shape, and padding', () => {
  const size = chunkSize(rows, 0.1)
  const draw = privateSource({ rows }, { sampleRate: 0.1, cap: null }, random)
  for (let i = 0; i < 200; i++) {
    const drawn = draw()
    const indices = rowsOf(drawn)
    expect(new Set(indices).size).toBe(indices.length)
    expect(drawn.chunks.length).toBe(Math.max(1, Math.ceil(indices.length / size)))
    for (const { indices } of drawn.chunks) {
      expect(indices.length).toBe(size)
      expect([...indices].every((row) => row >= -1 && row < rows)).toBe(true)
    }
  }
})

it('never gives more rows than the cap, and so no more chunks than that takes', () => {
  const cap = 16
  const draw = privateSource({ rows }, { sampleRate: 0.5, cap }, random)
  for (let i = 0; i < 50; i++) {
    const drawn = draw()
    expect(drawn.chunks.length).toBe(1)
    expect(rowsOf(drawn)).toHaveLength(cap)
  }
})

it('keeps each row in one microbatch whatever else is drawn, and a draw in one chunk', () => {
  const cap = 48
  const draw = privateSource({ rows }, { sampleRate: 0.15, cap }, random, 5)
  const groupOf = new Map<number, number>()
  for (let i = 0; i < 300; i++) {
    const { chunks } = draw()
    expect(chunks).toHaveLength(1)
    const [{ indices, groups }] = chunks
    expect(indices.length).toBe(cap)
    for (const [at, row] of indices.entries()) {
      if (row < 0) continue
      const group = groups?.[at] ?? -1
      expect(groupOf.get(row) ?? group).toBe(group)
      groupOf.set(row, group)
    }
  }
  // All rows were seen, in all microbatches and no other.
  expect(groupOf.size).toBe(rows)
  expect(new Set(groupOf.values())).toEqual(new Set([0, 1, 2, 3, 4]))
})

it('draws rows that have what they are drawn for, a rare option nearly as often as a frequent one', () => {
  const matrix = {
    rows,
    width: 6,
    segments: [
      { kind: 'scalar', offset: 0, width: 1 },
      { kind: 'choice', offset: 1, width: 3 },
      { kind: 'choice', offset: 4, width: 2 },
    ],
    columns: [
      new Float32Array(rows),
      // One row alone has the last option.
      Uint16Array.from({ length: rows }, (_, row) => (row === 33 ? 2 : row % 2)),
      Uint16Array.from({ length: rows }, (_, row) => (row < 50 ? 1 : 0)),
    ],
  } as const
  const draw = conditionalSource(matrix, 100, createRandom(1, 'batches'))
  const { chances } = trainingConditions(matrix)
  const counts = new Float64Array(6)
  const seen = new Set<number>()
  const draws = 200
  for (let i = 0; i < draws; i++) {
    const [{ indices, conditions = new Int32Array(0) }] = draw().chunks
    expect(indices.length).toBe(100)
    conditions.forEach((column, at) => {
      const row = indices[at]
      counts[column]++
      seen.add(row)
      expect(column < 4 ? matrix.columns[1][row] + 1 : matrix.columns[2][row] + 4).toBe(column)
    })
  }
  expect(seen.size).toBe(rows)
  expect(counts[3] / (100 * draws)).toBeGreaterThan(0.03)
  chances.forEach((chance, column) => {
    expect(Math.abs(counts[column] / (100 * draws) - chance)).toBeLessThan(0.015)
  })
})
