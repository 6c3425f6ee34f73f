// Map: element-wise bodies over a matrix.
import type { Access, MapPart } from '../program/launch.ts'
import { loadsOf, storedValues } from './element.ts'
import { type Generation, type PartFunctions, type Place, placeOf } from './generation.ts'
import { Grid } from './grid.ts'
import { lanesLeft } from './lanes.ts'
import { generateShared, lineFloats } from './split.ts'

/** One flat loop where every matrix is contiguous or a single number; else columns within rows. */
export function generateMap(generation: Generation, part: MapPart): PartFunctions {
  const { rows, columns, steps, stores } = part
  const accesses = [...loadsOf(steps, storedValues(stores)), ...stores].map(({ access }) => access)
  const places = accesses.map((access) => placeOf(generation, access, rows, columns))
  const turned = columns === 1 && places.every(({ rowStride }) => rowStride <= 1)
  const flat = places.every(
    ({ rowStride, columnStride }) =>
      (columnStride === 0 && rowStride === 0) || (columnStride === 1 && (rows === 1 || rowStride === columns)),
  )
  if (flat || turned) {
    return generateRow(generation, part, rows * columns, (access) => {
      const { address, rowStride, columnStride } = placeOf(generation, access, rows, columns)
      return { address, rowStride: 0, columnStride: rowStride === 0 && columnStride === 0 ? 0 : 1 }
    })
  }
  return generateRows(generation, part)
}

function generateRow(
  generation: Generation,
  { steps, stores }: MapPart,
  count: number,
  place: (access: Access) => Place,
): PartFunctions {
  const main = generateShared(generation, count, lineFloats, (f, { begin, end }) => {
    const grid = new Grid(f, generation.functions, place, steps, stores, [], true)
    const { cursor } = grid
    const last = f.local('i32')
    const left = lanesLeft(count)
    cursor.hoist(grid.loads, 'number')
    f.get(end).i32(-4).op('i32.and').set(last)
    f.countUp(begin, last, 4, () => {
      cursor.branch(() => {
        f.get(begin).i32(2).op('i32.shl')
        cursor.toColumn()
        grid.write(steps, stores, 0, 0, 4)
      })
    })
    if (left === 0) return
    f.get(end).i32(count).op('i32.eq')
    f.if(() => {
      cursor.branch(() => {
        f.i32(4 * (count - left))
        cursor.toColumn()
        grid.write(steps, stores, 0, 0, left)
      })
    })
  })
  return [main]
}

function generateRows(generation: Generation, { rows, columns, steps, stores }: MapPart): PartFunctions {
  const main = generateShared(generation, rows, 1, (f, { begin, end }) => {
    const grid = new Grid(
      f,
      generation.functions,
      (access) => placeOf(generation, access, rows, columns),
      steps,
      stores,
      [],
      true,
    )
    const { cursor } = grid
    const column = f.local('i32')
    const left = lanesLeft(columns)
    cursor.hoist(grid.loads, 'number')
    f.countUp(begin, end, 1, () => {
      cursor.branch(() => {
        cursor.toRow(begin)
        cursor.hoist(grid.loads, 'row')
        f.i32(0).set(column)
        f.countUp(column, 4 * (columns - left), 16, () => {
          cursor.branch(() => {
            f.get(column)
            cursor.toColumn()
            grid.write(steps, stores, 0, 0, 4)
          })
        })
        if (left === 0) return
        f.i32(4 * (columns - left))
        cursor.toColumn()
        grid.write(steps, stores, 0, 0, left)
      })
    })
  })
  return [main]
}
