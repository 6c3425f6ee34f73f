import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { Access, Launch, Operand, Slot } from '../program/launch.ts'
import { expectPlain, matrix, numbers, size } from './testing.ts'

const load = (access: Access): Operand => ({ kind: 'load', access })

describe('a map', () => {
  it('takes rows, columns and single numbers as repeated, and parts of matrices', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, fc.boolean(), async (rows, columns, within) => {
        const wide = columns + (within ? 3 : 0)
        const build = ([full, row, column, one, target]: readonly Slot[]): Launch[] => {
          const operands = [
            load({ slot: full, offset: within ? 2 : 0, rowStride: wide, columnStride: 1 }),
            load({ slot: row, offset: 0, rowStride: 0, columnStride: 1 }),
            load({ slot: column, offset: 0, rowStride: 1, columnStride: 0 }),
            load({ slot: one, offset: 3, rowStride: 0, columnStride: 0 }),
          ]
          return [
            {
              parts: [
                {
                  kind: 'map',
                  rows,
                  columns,
                  steps: [
                    { function: { name: 'multiply' }, operands: [operands[0], operands[1]] },
                    { function: { name: 'subtract' }, operands: [{ kind: 'step', index: 0 }, operands[2]] },
                    { function: { name: 'minimum' }, operands: [operands[3], { kind: 'step', index: 1 }] },
                    { function: { name: 'affine', scale: 3, shift: -1 }, operands: [{ kind: 'step', index: 2 }] },
                  ],
                  stores: [
                    {
                      access: { slot: target, offset: 1, rowStride: wide, columnStride: 1 },
                      value: { kind: 'step', index: 3 },
                    },
                  ],
                },
              ],
            },
          ]
        }
        const variables = [
          numbers((rows + 1) * wide, 1),
          numbers(columns, 2),
          numbers(rows, 3),
          numbers(4, 4),
          new Float32Array((rows + 1) * wide + 1).fill(7),
        ]
        await expectPlain(variables, build)
      }),
      { numRuns: 60 },
    )
  })

  it('changes matrices in place, with several stores', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, async (rows, columns) => {
        // Large enough to be shared among threads.
        const tall = rows * 12
        const build = ([value, moment, gradient, rate]: readonly Slot[]): Launch[] => [
          {
            parts: [
              {
                kind: 'map',
                rows: tall,
                columns,
                steps: [
                  {
                    function: { name: 'affine', scale: 0.9, shift: 0 },
                    operands: [load(matrix(moment, columns))],
                  },
                  {
                    function: { name: 'add' },
                    operands: [{ kind: 'step', index: 0 }, load(matrix(gradient, columns))],
                  },
                  {
                    function: { name: 'multiply' },
                    operands: [
                      { kind: 'step', index: 1 },
                      load({ slot: rate, offset: 0, rowStride: 0, columnStride: 0 }),
                    ],
                  },
                  {
                    function: { name: 'subtract' },
                    operands: [load(matrix(value, columns)), { kind: 'step', index: 2 }],
                  },
                ],
                stores: [
                  { access: matrix(value, columns), value: { kind: 'step', index: 3 } },
                  { access: matrix(moment, columns), value: load(matrix(value, columns)) },
                ],
              },
            ],
          },
        ]
        const matrices = [1, 2, 3].map((seed) => numbers(tall * columns, seed))
        await expectPlain([...matrices, numbers(1, 4)], build)
      }),
      { numRuns: 30 },
    )
  })

  it('reads a column of a matrix, and writes one', async () => {
    const build = ([from, to]: readonly Slot[]): Launch[] => [
      {
        parts: [
          {
            kind: 'map',
            rows: 37,
            columns: 1,
            steps: [],
            stores: [
              {
                access: { slot: to, offset: 2, rowStride: 5, columnStride: 1 },
                value: load({ slot: from, offset: 1, rowStride: 3, columnStride: 1 }),
              },
            ],
          },
        ],
      },
    ]
    await expectPlain([numbers(37 * 3, 1), new Float32Array(37 * 5).fill(7)], build)
  })
})
