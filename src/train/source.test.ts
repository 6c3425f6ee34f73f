// Tests of the real rows of an update: none twice, none lost but by the cap, and each in its own microbatch.
import { expect, it } from 'vitest'
import type { Matrix } from '../encode/matrix.ts'
import type { Draw } from '../models/model.ts'
import { createSecureRandom } from '../privacy/secure.ts'
import { chunkSize, privateSource } from './source.ts'

const rows = 200
/** One column that tells the row: its index in thousandths. */
const matrix: Matrix = {
  rows,
  width: 1,
  segments: [{ kind: 'scalar', offset: 0, width: 1 }],
  columns: [Float32Array.from({ length: rows }, (_, row) => (row + 1) / 1000)],
}
const random = createSecureRandom()

const rowsOf = ({ chunks }: Draw) =>
  chunks.flatMap(({ values, mask }) =>
    [...values].filter((_, i) => mask?.[i] === 1).map((v) => Math.round(v * 1000) - 1),
  )

it('gives every drawn row once, in chunks of one shape, and zeros for padding', () => {
  const size = chunkSize(rows, 0.1)
  const draw = privateSource(matrix, { sampleRate: 0.1, cap: null }, random)
  for (let i = 0; i < 200; i++) {
    const drawn = draw()
    const indices = rowsOf(drawn)
    expect(new Set(indices).size).toBe(indices.length)
    expect(drawn.chunks.length).toBe(Math.max(1, Math.ceil(indices.length / size)))
    for (const { values, mask } of drawn.chunks) {
      expect(values.length).toBe(size)
      expect([...values].every((value, at) => (mask?.[at] === 1 ? value > 0 : value === 0))).toBe(true)
    }
  }
})

it('never gives more rows than the cap, and so no more chunks than that takes', () => {
  const cap = 16
  const draw = privateSource(matrix, { sampleRate: 0.5, cap }, random)
  for (let i = 0; i < 50; i++) {
    const drawn = draw()
    expect(drawn.chunks.length).toBe(1)
    expect(rowsOf(drawn)).toHaveLength(cap)
  }
})

it('keeps each row in one microbatch whatever else is drawn, and a draw in one chunk', () => {
  const cap = 48
  const draw = privateSource(matrix, { sampleRate: 0.15, cap }, random, 5)
  const groupOf = new Map<number, number>()
  for (let i = 0; i < 300; i++) {
    const { chunks } = draw()
    expect(chunks).toHaveLength(1)
    const [{ values, mask, groups }] = chunks
    expect(values.length).toBe(cap)
    for (let at = 0; at < cap; at++) {
      if (mask?.[at] === 0) continue
      const group = groups?.[at] ?? -1
      const row = Math.round(values[at] * 1000) - 1
      expect(groupOf.get(row) ?? group).toBe(group)
      groupOf.set(row, group)
    }
  }
  // All rows were seen, in all microbatches and no other.
  expect(groupOf.size).toBe(rows)
  expect(new Set(groupOf.values())).toEqual(new Set([0, 1, 2, 3, 4]))
})
