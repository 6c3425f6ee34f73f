// Health: what is called collapsed, what missing, and what is well.
import { expect, it } from 'vitest'
import { createRandom } from '../math/random.ts'
import { healthOf } from './health.ts'

const layout = {
  width: 21,
  segments: [
    { kind: 'choice', offset: 0, width: 10 },
    { kind: 'scalar', offset: 10, width: 1 },
    { kind: 'choice', offset: 11, width: 10 },
  ],
} as const
const even = Float64Array.from({ length: 10 }, () => 0.1)
const rows = 1024

function rowsOf(pick: (row: number) => readonly [number, number]): Float32Array {
  const values = new Float32Array(rows * 21)
  for (let row = 0; row < rows; row++) {
    const [a, b] = pick(row)
    values[row * 21 + a] = 1
    values[row * 21 + 11 + b] = 1
  }
  return values
}

const judge = (pick: (row: number) => readonly [number, number]) =>
  healthOf(rowsOf(pick), layout, [even, even], createRandom(1, 'health'))

it('is good where rows differ and every option comes', () => {
  const random = createRandom(2, 'rows')
  const health = judge(() => [random.integer(10), random.integer(10)])
  expect(health).toMatchObject({ key: 'health.good', values: { missing: 0, options: 20 } })
  expect(health.values.distinct).toBe(health.values.expected)
})

it('is good where fields have to do with each other, so that fewer rows are possible', () => {
  const random = createRandom(2, 'rows')
  const pair = (a: number): [number, number] => [a, random.uniform() < 0.5 ? a : ((a + 1) % 10) + 0]
  expect(judge(() => pair(random.integer(10))).key).toBe('health.good')
})

it('is collapsed where the generator makes a handful of rows over and over', () => {
  expect(judge((row) => [row % 3, row % 3])).toMatchObject({ key: 'health.collapsed', values: { distinct: 3 } })
})

it('is held against real rows where these may be looked at, however few kinds of them there are', () => {
  const column = Uint16Array.from({ length: rows }, (_, row) => row % 10)
  const real = { ...layout, rows, columns: [column, new Float32Array(rows), column] }
  const judged = (kinds: number) => {
    const made = rowsOf((row) => [row % kinds, row % kinds])
    return healthOf(made, layout, [null, null], createRandom(1, 'health'), real).key
  }
  expect(judged(10)).toBe('health.good')
  expect(judged(6)).toBe('health.good')
  expect(judged(4)).toBe('health.collapsed')
})

it('misses options that should have come', () => {
  const random = createRandom(2, 'rows')
  const health = judge(() => [random.integer(9), random.integer(10)])
  expect(health).toMatchObject({ key: 'health.missing', values: { missing: 1, options: 20 } })
})
