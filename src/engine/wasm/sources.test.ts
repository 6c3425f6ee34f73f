// Random numbers and rows of a table: what a run brings in anew.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Distribution, fillRandom } from '../../math/threefry.ts'
import { expandCodes } from '../codes.ts'
import { RowRangeError } from '../errors.ts'
import type { Codes } from '../kernels.ts'
import type { Feed } from '../program/feed.ts'
import type { Launch, Slot } from '../program/launch.ts'
import { executorOf, firstDifference, matrix, runLaunches, size } from './testing.ts'

const feedSlot = (length: number, offset: number): Slot => ({ id: 99, label: 'feed', length, region: 'feed', offset })

describe('random numbers', () => {
  const make = async (distribution: Distribution, call: Uint32Array, count: number, threads: number) => {
    const { executor } = await executorOf(threads)
    const feed: Feed = { label: 'call', words: 3, fill: ({ unsigned }) => unsigned.set(call) }
    const build = ([target]: readonly Slot[]): Launch[] => [
      {
        parts: [
          {
            kind: 'random',
            rows: 1,
            columns: count,
            distribution,
            call: matrix(feedSlot(3, 16), 3),
            store: matrix(target, count),
          },
        ],
      },
    ]
    const feeds = [{ feed, offset: 16 }]
    const [numbers] = await runLaunches(executor, [new Float32Array(count)], build, { feeds, immediate: threads === 1 })
    return numbers
  }
  const calls = fc
    .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff))
    .map((words) => Uint32Array.from(words))

  it('are the same bits as the host makes, where they are uniform', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.oneof(size, fc.constant(2011)), async (call, count) => {
        const expected = fillRandom('uniform', call, new Float32Array(count))
        expect(firstDifference(await make('uniform', call, count, 1), expected)).toBe(-1)
        expect(firstDifference(await make('uniform', call, count, 3), expected)).toBe(-1)
      }),
      { numRuns: 20 },
    )
  })

  it('are within a millionth of those that the host makes, where they are normal', async () => {
    const call = Uint32Array.of(5, 7, 11)
    const count = 200_001
    const expected = fillRandom('normal', call, new Float32Array(count))
    const found = await make('normal', call, count, 1)
    expect(found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0)).toBeLessThan(1e-6)
    expect(firstDifference(await make('normal', call, count, 3), found)).toBe(-1)
  })
})

describe('rows of a table', () => {
  const codes: Codes = {
    rows: 40,
    width: 11,
    segments: [
      { kind: 'choice', offset: 0, width: 3 },
      { kind: 'scalar', offset: 3, width: 1 },
      { kind: 'choice', offset: 4, width: 6 },
      { kind: 'scalar', offset: 10, width: 1 },
    ],
    columns: [
      Uint16Array.from({ length: 40 }, (_, i) => (7 * i) % 3),
      Float32Array.from({ length: 40 }, (_, i) => Math.cos(i)),
      Uint16Array.from({ length: 40 }, (_, i) => (5 * i) % 6),
      Float32Array.from({ length: 40 }, (_, i) => i),
    ],
  }
  const expand = async (indices: Int32Array, threads: number) => {
    const { executor } = await executorOf(threads)
    const table = executor.addTable(codes)
    const feed: Feed = { label: 'rows', words: indices.length, fill: ({ integers }) => integers.set(indices) }
    const count = indices.length
    const build = ([target]: readonly Slot[]): Launch[] => [
      {
        parts: [
          {
            kind: 'expand',
            rows: count,
            columns: codes.width,
            table,
            indices: matrix(feedSlot(count, 0), 1),
            store: matrix(target, codes.width),
          },
        ],
      },
    ]
    const start = new Float32Array(count * codes.width).fill(7)
    try {
      return (
        await runLaunches(executor, [start], build, { feeds: [{ feed, offset: 0 }], immediate: threads === 1 })
      )[0]
    } finally {
      table.dispose()
    }
  }

  it('are written out, with zeros for negative indices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -2, max: 39 }), { minLength: 1, maxLength: 3000 }), async (list) => {
        const indices = Int32Array.from(list)
        const expected = expandCodes(codes, indices, new Float32Array(list.length * codes.width))
        expect(firstDifference(await expand(indices, 1), expected)).toBe(-1)
        expect(firstDifference(await expand(indices, 3), expected)).toBe(-1)
      }),
      { numRuns: 20 },
    )
  })

  it('must be there', async () => {
    await expect(expand(Int32Array.of(0, 39, 40), 1)).rejects.toThrow(RowRangeError)
  })

  it('have codes that lie within their segments', async () => {
    const { executor } = await executorOf(1)
    const columns = [Uint16Array.from({ length: 40 }, () => 3), ...codes.columns.slice(1)]
    expect(() => executor.addTable({ ...codes, columns })).toThrow(RangeError)
  })
})
