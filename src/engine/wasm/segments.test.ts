import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Segment } from '../kernels.ts'
import type { Access, Launch, Operand, Slot } from '../program/launch.ts'
import { executorOf, expectPlain, matrix, numbers, runLaunches, size } from './testing.ts'

const load = (access: Access): Operand => ({ kind: 'load', access })

/** Segments of the given widths, one after another; a width of 1 is a scalar, or a choice of one where negative. */
function segmentsOf(widths: readonly number[]): Segment[] {
  let offset = 0
  return widths.map((width) => {
    const segment: Segment = { kind: width === 1 ? 'scalar' : 'choice', offset, width: Math.abs(width) }
    offset += Math.abs(width)
    return segment
  })
}

const widths = fc.array(fc.constantFrom(1, 1, -1, 2, 3, 4, 5, 9, 30), { minLength: 1, maxLength: 12 })
const widthOf = (segments: readonly Segment[]) => segments.reduce((sum, { width }) => sum + width, 0)

const activation =
  (rows: number, segments: readonly Segment[], temperature: number) =>
  ([x, bias, target]: readonly Slot[]): Launch[] => {
    const columns = widthOf(segments)
    return [
      {
        parts: [
          {
            kind: 'activate',
            rows,
            columns,
            segments,
            temperature,
            before: [
              {
                function: { name: 'add' },
                operands: [load(matrix(x, columns)), load({ slot: bias, offset: 0, rowStride: 0, columnStride: 1 })],
              },
            ],
            x: { kind: 'step', index: 0 },
            store: { slot: target, offset: 1, rowStride: columns + 1, columnStride: 1 },
          },
        ],
      },
    ]
  }

describe('segments', () => {
  it('are activated, whatever their widths', async () => {
    await fc.assert(
      fc.asyncProperty(size, widths, fc.constantFrom(0.2, 1), async (rows, widths, temperature) => {
        const segments = segmentsOf(widths)
        const columns = widthOf(segments)
        const target = new Float32Array(rows * (columns + 1) + 2).fill(7)
        const variables = [numbers(rows * columns, 1), numbers(columns, 2), target]
        await expectPlain(variables, activation(rows, segments, temperature), 2e-6)
      }),
      { numRuns: 50 },
    )
  })

  it('have derivatives', async () => {
    await fc.assert(
      fc.asyncProperty(size, widths, fc.constantFrom(0.2, 1), async (rows, widths, temperature) => {
        const segments = segmentsOf(widths)
        const columns = widthOf(segments)
        const build = ([y, dy, scale, target]: readonly Slot[]): Launch[] => [
          {
            parts: [
              {
                kind: 'differentiate',
                rows,
                columns,
                segments,
                temperature,
                y: matrix(y, columns),
                before: [
                  {
                    function: { name: 'multiply' },
                    operands: [
                      load(matrix(dy, columns)),
                      load({ slot: scale, offset: 0, rowStride: 1, columnStride: 0 }),
                    ],
                  },
                ],
                dy: { kind: 'step', index: 0 },
                store: matrix(target, columns),
              },
            ],
          },
        ]
        const variables = [
          numbers(rows * columns, 1),
          numbers(rows * columns, 2),
          numbers(rows, 3),
          new Float32Array(rows * columns),
        ]
        await expectPlain(variables, build, 1e-5)
      }),
      { numRuns: 50 },
    )
  })

  it('stay finite for inputs of any size, and a bad row spoils no other', async () => {
    const segments = segmentsOf([1, 4])
    const values = Float32Array.of(
      1e30,
      1e30,
      -1e30,
      0,
      5,
      -1e30,
      -1e30,
      -1e30,
      -1e30,
      -1e30,
      Number.NaN,
      1,
      Number.NaN,
      2,
      3,
    )
    const { executor } = await executorOf(1)
    const build = activation(3, segments, 0.2)
    const [, , found] = await runLaunches(executor, [values, new Float32Array(5), new Float32Array(19)], build)
    expect([...found.subarray(1, 6)]).toEqual([1, 1, 0, 0, 0])
    expect([...found.subarray(7, 12)]).toEqual([-1, 0.25, 0.25, 0.25, 0.25])
    expect([...found.subarray(13, 18)].every(Number.isNaN)).toBe(true)
  })
})
