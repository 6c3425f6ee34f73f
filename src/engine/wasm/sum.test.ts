import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Access, Launch, Operand, Slot, SumPart } from '../program/launch.ts'
import { executorOf, expectPlain, matrix, numbers, runLaunches, size } from './testing.ts'

const load = (access: Access): Operand => ({ kind: 'load', access })

const plainSum = (over: 'rows' | 'columns', rows: number, columns: number) => (slots: readonly Slot[]) => [
  {
    parts: [
      {
        kind: 'sum',
        over,
        rows,
        columns,
        before: [],
        summand: load(matrix(slots[0], columns)),
        steps: [],
        stores: [{ access: matrix(slots[1], over === 'rows' ? columns : 1), value: { kind: 'result' } }],
      } satisfies SumPart,
    ],
  },
]

describe('a sum', () => {
  it('has any shape, takes steps before and after, and works within matrices', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.constantFrom('rows', 'columns'), async (rows, columns, over) => {
        const overRows = over === 'rows'
        const build = ([x, row, column, target]: readonly Slot[]): Launch[] => [
          {
            parts: [
              {
                kind: 'sum',
                over,
                rows,
                columns,
                // Not zero where x is: what lies beside the last column must not be counted.
                before: [
                  {
                    function: { name: 'affine', scale: 2, shift: 1 },
                    operands: [load({ slot: x, offset: 1, rowStride: columns + 2, columnStride: 1 })],
                  },
                  {
                    function: { name: 'multiply' },
                    operands: [
                      { kind: 'step', index: 0 },
                      load({ slot: column, offset: 0, rowStride: 1, columnStride: 0 }),
                    ],
                  },
                ],
                summand: { kind: 'step', index: 1 },
                steps: [
                  {
                    function: { name: 'add' },
                    operands: [
                      { kind: 'result' },
                      load(
                        overRows
                          ? { slot: row, offset: 0, rowStride: 0, columnStride: 1 }
                          : { slot: column, offset: 0, rowStride: 1, columnStride: 1 },
                      ),
                    ],
                  },
                ],
                stores: [
                  {
                    access: { slot: target, offset: 1, rowStride: 2, columnStride: 1 },
                    value: { kind: 'step', index: 0 },
                  },
                ],
              },
            ],
          },
        ]
        const variables = [
          numbers(rows * (columns + 2) + 1, 1),
          numbers(columns, 2),
          numbers(rows, 3),
          new Float32Array(2 + 2 * Math.max(rows, columns)).fill(7),
        ]
        await expectPlain(variables, build, 1e-4)
      }),
      { numRuns: 80 },
    )
  })

  it.each([
    ['rows', 100_003, 1],
    ['columns', 1, 100_003],
    ['rows', 20_000, 5],
    ['rows', 3000, 70],
    ['columns', 70, 3000],
  ] as const)('over %s of %d × %d stays within a few units of single precision', async (over, rows, columns) => {
    const values = Float32Array.from({ length: rows * columns }, (_, i) => 1 + (i % 7) / 10)
    const build = plainSum(over, rows, columns)
    const out = new Float32Array(over === 'rows' ? columns : rows)
    await expectPlain([values, out], build, 2e-6)
  })

  it('turns a single NaN into one sum that is NaN', async () => {
    const { executor } = await executorOf(1)
    const values = numbers(7 * 5, 1)
    values[8] = Number.NaN
    const [, sums] = await runLaunches(executor, [values, new Float32Array(5)], plainSum('rows', 7, 5))
    expect([...sums].map(Number.isNaN)).toEqual([false, false, false, true, false])
  })
})
