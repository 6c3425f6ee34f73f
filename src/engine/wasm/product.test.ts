import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Launch, ProductPart, Slot } from '../program/launch.ts'
import { executorOf, expectPlain, matrix, numbers, runLaunches, size } from './testing.ts'

interface Shape {
  readonly rows: number
  readonly columns: number
  readonly inner: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

const shape = fc.record({ rows: size, columns: size, inner: size, transposeA: fc.boolean(), transposeB: fc.boolean() })

const factors = ({ rows, columns, inner, transposeA, transposeB }: Shape, [a, b]: readonly Slot[]) => ({
  kind: 'product' as const,
  rows,
  columns,
  inner,
  a: matrix(a, transposeA ? rows : inner),
  b: matrix(b, transposeB ? inner : columns),
  transposeA,
  transposeB,
})

const values = ({ rows, columns, inner }: Shape) => [numbers(rows * inner, 1), numbers(inner * columns, 2)]

describe('a product', () => {
  it('has any shape, and either factor transposed', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (shape) => {
        const { rows, columns, inner } = shape
        const build = (slots: readonly Slot[]): Launch[] => {
          const stores = [{ access: matrix(slots[2], columns), value: { kind: 'result' as const } }]
          return [{ parts: [{ ...factors(shape, slots), steps: [], stores }] }]
        }
        await expectPlain([...values(shape), new Float32Array(rows * columns)], build, 1e-5 * Math.sqrt(inner))
      }),
      { numRuns: 60 },
    )
  })

  it('adds a bias, scales rows, activates and stores into the middle of a matrix, and touches nothing beside it', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (shape) => {
        const { rows, columns, inner } = shape
        const build = (slots: readonly Slot[]): Launch[] => {
          const [, , bias, scale, target, plain] = slots
          const part: ProductPart = {
            ...factors(shape, slots),
            steps: [
              {
                function: { name: 'add' },
                operands: [
                  { kind: 'result' },
                  { kind: 'load', access: { slot: bias, offset: 0, rowStride: 0, columnStride: 1 } },
                ],
              },
              { function: { name: 'leakyRelu', slope: 0.2 }, operands: [{ kind: 'step', index: 0 }] },
              {
                function: { name: 'multiply' },
                operands: [
                  { kind: 'load', access: { slot: scale, offset: 0, rowStride: 1, columnStride: 0 } },
                  { kind: 'step', index: 1 },
                ],
              },
              { function: { name: 'tanh' }, operands: [{ kind: 'step', index: 2 }] },
            ],
            stores: [
              {
                access: { slot: target, offset: columns + 5 + 1, rowStride: columns + 5, columnStride: 1 },
                value: { kind: 'step', index: 3 },
              },
              { access: matrix(plain, columns), value: { kind: 'step', index: 0 } },
            ],
          }
          return [{ parts: [part] }]
        }
        const rest = [
          numbers(columns, 3),
          numbers(rows, 4),
          new Float32Array((rows + 2) * (columns + 5)).fill(7),
          new Float32Array(rows * columns),
        ]
        await expectPlain([...values(shape), ...rest], build, 1e-5 * Math.sqrt(inner))
      }),
      { numRuns: 40 },
    )
  })

  it('stands beside others in a launch', async () => {
    const shapes: Shape[] = [
      { rows: 70, columns: 33, inner: 40, transposeA: false, transposeB: true },
      { rows: 9, columns: 130, inner: 64, transposeA: true, transposeB: false },
    ]
    const build = (slots: readonly Slot[]): Launch[] => [
      {
        parts: shapes.map((shape, i) => ({
          ...factors(shape, slots.slice(3 * i)),
          steps: [],
          stores: [{ access: matrix(slots[3 * i + 2], shape.columns), value: { kind: 'result' } }],
        })),
      },
    ]
    const variables = shapes.flatMap((shape) => [...values(shape), new Float32Array(shape.rows * shape.columns)])
    await expectPlain(variables, build, 1e-4)
  })

  it('gives NaN and infinity where they belong, and nowhere else', async () => {
    const { executor } = await executorOf(1)
    const shape: Shape = { rows: 6, columns: 9, inner: 5, transposeA: false, transposeB: false }
    const [a, b] = values(shape)
    a[7] = Number.NaN
    a[0] = Number.POSITIVE_INFINITY
    const [, , product] = await runLaunches(executor, [a, b, new Float32Array(54)], (slots) => [
      {
        parts: [
          { ...factors(shape, slots), steps: [], stores: [{ access: matrix(slots[2], 9), value: { kind: 'result' } }] },
        ],
      },
    ])
    expect(product.subarray(0, 9).every((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(true)
    expect(product.subarray(9, 18).every(Number.isNaN)).toBe(true)
    expect(product.subarray(18).every(Number.isFinite)).toBe(true)
  })
})
