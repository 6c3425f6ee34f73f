import { describe, expect, it } from 'vitest'
import type { Unary } from '../kernels.ts'
import { executorOf, matrix, runLaunches } from './testing.ts'

/** A function of many numbers on wasm. */
async function evaluate(name: Unary, values: Float32Array): Promise<Float32Array> {
  const { executor } = await executorOf(1)
  const [, results] = await runLaunches(executor, [values, new Float32Array(values.length)], ([from, to]) => [
    {
      parts: [
        {
          kind: 'map',
          rows: 1,
          columns: values.length,
          steps: [{ function: { name }, operands: [{ kind: 'load', access: matrix(from, values.length) }] }],
          stores: [{ access: matrix(to, values.length), value: { kind: 'step', index: 0 } }],
        },
      ],
    },
  ])
  return results
}

/** Units in the last place of single precision at a number, not below those of the smallest normal one. */
const unit = (value: number) => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(value)))) - 23)

const between = (from: number, to: number) =>
  Float32Array.from({ length: 20_001 }, (_, i) => from + ((to - from) * i) / 20_000)

/** From the smallest numbers to the largest, equally many of each power of two. */
const everySize = Float32Array.from({ length: 20_001 }, (_, i) => 2 ** (-140 + (267 * i) / 20_000))

const [infinity, nan] = [Number.POSITIVE_INFINITY, Number.NaN]

describe('a function on wasm', () => {
  it.each([
    ['exp', between(-87, 88.7), Math.exp, 2],
    ['exp', between(-104, -86), Math.exp, 2],
    ['log', everySize, Math.log, 2],
    ['log', between(0.5, 2), Math.log, 2],
    ['tanh', between(-12, 12), Math.tanh, 3],
    ['tanh', everySize, Math.tanh, 3],
    ['sigmoid', between(-80, 80), (x: number) => 1 / (1 + Math.exp(-x)), 4],
    ['softplus', between(-80, 80), (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 4],
    ['sqrt', everySize, Math.sqrt, 0.51],
    ['reciprocal', between(0.001, 100), (x: number) => 1 / x, 0.51],
  ] as const)('%s is right to a few units in the last place', async (name, values, right, units) => {
    const found = await evaluate(name, values)
    const errors = found.map((value, i) => Math.abs(value - right(values[i])) / unit(right(values[i])))
    expect(errors.reduce((most, error) => (error <= most ? most : error), 0)).toBeLessThanOrEqual(units)
  })

  it.each([
    [
      'exp',
      [0, -0, 88.73, 200, infinity, -104, -1e30, -infinity, nan],
      [1, 1, infinity, infinity, infinity, 0, 0, 0, nan],
    ],
    ['log', [0, -0, 1, -1, -1e-40, infinity, -infinity, nan], [-infinity, -infinity, 0, nan, nan, infinity, nan, nan]],
    ['tanh', [0, -0, 20, -20, infinity, -infinity, nan], [0, -0, 1, -1, 1, -1, nan]],
    ['sigmoid', [0, 100, -200, infinity, -infinity, nan], [0.5, 1, 0, 1, 0, nan]],
    ['softplus', [1e30, -200, infinity, -infinity, nan], [1e30, 0, infinity, 0, nan]],
    ['relu', [-1, -0, 0, 2, infinity, -infinity, nan], [0, 0, 0, 2, infinity, 0, nan]],
    ['step', [-1, 0, 1e-30, infinity, nan], [0, 0, 1, 1, 0]],
    ['finite', [1, -2, infinity, -infinity, nan], [1, -2, 0, 0, 0]],
    ['abs', [-1, 2, -infinity, nan], [1, 2, infinity, nan]],
    ['square', [-3, infinity, nan], [9, infinity, nan]],
    ['sqrt', [0, 4, -1, infinity, nan], [0, 2, nan, infinity, nan]],
    ['reciprocal', [0, 4, infinity, nan], [infinity, 0.25, 0, nan]],
  ] as const)('%s keeps its edges', async (name, values, expected) => {
    const found = await evaluate(name, Float32Array.from(values))
    // Whether a zero is negative matters to nobody.
    expect([...found].map((value) => value + 0)).toEqual([...Float32Array.from(expected)].map((value) => value + 0))
  })
})
