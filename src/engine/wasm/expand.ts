// Expand: rows of an encoded table, written out in full.
import type { ExpandPart } from '../program/launch.ts'
import { type Generation, type PartFunctions, placeOf } from './generation.ts'
import { type LaneCount, lanesLeft, storeLanes } from './lanes.ts'
import { generateShared } from './split.ts'
import { MemoryTable } from './table.ts'

/** Zeros first, then each scalar's number and a one for each choice; zeros alone where the index is negative. */
export function generateExpand(generation: Generation, part: ExpandPart): PartFunctions {
  const { rows, columns, table, indices, store } = part
  if (!(table instanceof MemoryTable)) throw new TypeError('Expands a table that another backend has made.')
  const from = generation.addressOf(indices.slot) + 4 * indices.offset
  const to = placeOf(generation, store, rows, columns)
  const main = generateShared(generation, rows, 1, (f, { begin, end }) => {
    const index = f.local('i32')
    const row = f.local('i32')
    const column = f.local('i32')
    const zeros = f.local('v128')
    const left = lanesLeft(columns)
    const pushRow = () => f.get(row)
    f.countUp(begin, end, 1, () => {
      f.get(begin).i32(2).op('i32.shl').memory('i32.load', from).set(index)
      f.get(begin)
        .i32(4 * to.rowStride)
        .op('i32.mul')
        .set(row)
      f.i32(0).set(column)
      f.countUp(column, 4 * (columns - left), 16, () => {
        f.get(row).get(column).op('i32.add').get(zeros).memory('v128.store', to.address)
      })
      if (left > 0) storeLanes(f, pushRow, to.address + 4 * (columns - left), left as LaneCount, zeros)
      f.get(index).i32(0).op('i32.ge_s')
      f.if(() => {
        for (const [s, { kind, offset }] of table.segments.entries()) {
          const target = to.address + 4 * offset
          if (kind === 'scalar') {
            f.get(row)
              .get(index)
              .i32(2)
              .op('i32.shl')
              .memory('f32.load', table.addresses[s])
              .memory('f32.store', target)
          } else {
            f.get(index).i32(1).op('i32.shl').memory('i32.load16_u', table.addresses[s])
            f.i32(2).op('i32.shl').get(row).op('i32.add').f32(1).memory('f32.store', target)
          }
        }
      })
    })
  })
  return [main]
}
