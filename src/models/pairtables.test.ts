// Pair tables: the counts, what one row can change of them, and the noise.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Codes } from '../engine/kernels.ts'
import { countPairs, pairSensitivity } from './pairtables.ts'

const segments = [
  { kind: 'choice', offset: 0, width: 2 },
  { kind: 'scalar', offset: 2, width: 1 },
  { kind: 'choice', offset: 3, width: 3 },
  { kind: 'choice', offset: 6, width: 2 },
] as const
const width = 8

type Row = readonly [number, number, number]

function codesOf(rows: readonly Row[]): Codes {
  const choice = (i: number) => Uint16Array.from(rows, (row) => row[i])
  return {
    rows: rows.length,
    width,
    segments,
    columns: [choice(0), new Float32Array(rows.length), choice(1), choice(2)],
  }
}

/** The counts themselves, as they are handed to the noise. */
function countsOf(rows: readonly Row[]): Float64Array {
  let seen = new Float64Array()
  countPairs(codesOf(rows), {
    deviation: 1,
    addNoise: (counts) => {
      seen = counts.slice()
      return counts
    },
  })
  return seen
}

const rowsOf = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 })),
  { minLength: 1, maxLength: 30 },
)

it('holds the share of rows with any two options, either way round, and none within a choice or at a scalar', () => {
  const { together, alone, deviation } = countPairs(
    codesOf([
      [0, 2, 1],
      [0, 2, 0],
      [1, 0, 1],
      [0, 1, 1],
    ]),
  )
  const at = (i: number, j: number) => together[i * width + j]
  expect(at(0, 5)).toBe(0.5)
  expect(at(5, 0)).toBe(0.5)
  expect(at(1, 3)).toBe(0.25)
  expect(at(5, 7)).toBe(0.25)
  expect(at(0, 1)).toBe(0)
  expect(at(0, 0)).toBe(0)
  expect(at(0, 2)).toBe(0)
  expect([...alone]).toEqual([0.75, 0.25, 0, 0.25, 0.25, 0.5, 0.25, 0.75])
  expect(deviation).toBe(0)
})

it('changes by exactly its sensitivity when any row comes or goes', () => {
  fc.assert(
    fc.property(rowsOf, rowsOf, (rows, [row]) => {
      const before = countsOf(rows)
      const after = countsOf([...rows, row])
      const moved = Math.hypot(...after.map((count, i) => count - before[i]))
      expect(moved).toBeCloseTo(pairSensitivity(3), 12)
    }),
  )
})

it('lets nothing out but what the noise has been added to, each table once', () => {
  const { together, alone, deviation } = countPairs(codesOf([[0, 0, 0]]), {
    deviation: 5,
    addNoise: (counts) => counts.map((_, i) => i),
  })
  expect(deviation).toBe(5)
  const upper = [...together].filter((_, at) => Math.floor(at / width) < at % width && together[at] !== 0)
  const seen = [...upper, ...alone].filter((value) => value !== 0).sort((a, b) => a - b)
  // 2 + 3 + 2 options alone, and tables of 2 × 3, 2 × 2 and 3 × 2; the first is the 0 that was left out.
  expect(seen).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
})
