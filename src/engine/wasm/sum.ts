// Sum: sums over the rows or the columns of element-wise values.
import type { Access, SumPart } from '../program/launch.ts'
import type { FunctionBuilder, Local } from './assembler.ts'
import { loadsOf } from './element.ts'
import { type Generation, type PartFunctions, type Place, placeOf } from './generation.ts'
import { Grid } from './grid.ts'
import type { LaneCount } from './lanes.ts'
import { generateShared } from './split.ts'

/** Sums are taken in blocks of so many numbers, and the blocks added up: the error grows with the longer of the two only. */
const blockLength = 64

/** Vectors side by side, each with a sum of its own: a cache line. */
const groupVectors = 4
const groupColumns = 4 * groupVectors

/** The lanes of the vectors that `columns` columns, at most a group, take. */
function vectorsOf(columns: number): LaneCount[] {
  return Array.from({ length: Math.ceil(columns / 4) }, (_, v) => Math.min(4, columns - 4 * v) as LaneCount)
}

type PlaceOf = (access: Access) => Place

/** Which numbers are added in which order does not depend on the number of threads. */
export function generateSum(generation: Generation, part: SumPart): PartFunctions {
  const { over, rows, columns, before, summand } = part
  const of: PlaceOf = (access) => placeOf(generation, access, rows, columns)
  const to: PlaceOf = (access) => placeOf(generation, access, over === 'rows' ? 1 : rows, over === 'rows' ? columns : 1)
  if (over === 'columns') return overColumns(generation, part, rows, columns, of, to)
  // A column that lies in memory like a row is summed like one.
  const isRow = columns === 1 && loadsOf(before, [summand]).every(({ access }) => of(access).rowStride <= 1)
  if (!isRow) return overRows(generation, part, of, to)
  const turned: PlaceOf = (access) => {
    const { address, rowStride } = of(access)
    return { address, rowStride: 0, columnStride: rowStride }
  }
  return overColumns(generation, part, 1, rows, turned, to)
}

/** Adds the vector on the stack to a local. */
const addTo = (f: FunctionBuilder, local: Local) => f.get(local).op('f32x4.add').set(local)

function overColumns(
  generation: Generation,
  { before, summand, steps, stores }: SumPart,
  rows: number,
  columns: number,
  of: PlaceOf,
  to: PlaceOf,
): PartFunctions {
  const main = generateShared(generation, rows, 1, (f, { begin, end }) => {
    const source = new Grid(f, generation.functions, of, before, [], [summand])
    const target = new Grid(f, generation.functions, to, steps, stores)
    const column = f.local('i32')
    const stop = f.local('i32')
    const sums = f.locals('v128', groupVectors)
    const totals = f.locals('v128', groupVectors)
    const sum = sums[0]
    const whole = columns - (columns % groupColumns)
    const group = (vectors: readonly LaneCount[]) => {
      f.get(column).i32(2).op('i32.shl')
      source.cursor.toColumn()
      for (const [v, lanes] of vectors.entries()) {
        source.evaluate(before, 0, 4 * v, lanes)(summand)
        // What lies beside the last number was loaded as 0, which steps may have made into something else.
        if (lanes < 4) f.i32x4(...laneMask(lanes)).op('v128.and')
        addTo(f, sums[v])
      }
    }
    source.cursor.hoist(source.loads, 'number')
    f.countUp(begin, end, 1, () => {
      source.cursor.branch(() => {
        source.cursor.toRow(begin)
        source.cursor.hoist(source.loads, 'row')
        for (const local of totals) f.f32x4(0).set(local)
        f.i32(0).set(column)
        f.countUp(column, whole, 0, () => {
          f.get(column)
            .i32(blockLength * groupColumns)
            .op('i32.add')
            .set(stop)
          f.get(stop).i32(whole).get(stop).i32(whole).op('i32.lt_s').op('select').set(stop)
          for (const local of sums) f.f32x4(0).set(local)
          f.countUp(column, stop, groupColumns, () => source.cursor.branch(() => group(vectorsOf(groupColumns))))
          for (const [v, local] of sums.entries()) {
            f.get(local)
            addTo(f, totals[v])
          }
        })
        for (const [v, local] of sums.entries()) f.get(totals[v]).set(local)
        if (columns > whole) group(vectorsOf(columns - whole))
        f.get(sums[2]).get(sums[3]).op('f32x4.add')
        f.get(sums[0]).get(sums[1]).op('f32x4.add').op('f32x4.add').set(sum)
        f.get(sum).get(sum).get(sum).shuffle32(2, 3, 0, 1).op('f32x4.add').set(sum)
        f.get(sum).get(sum).shuffle32(1, 0, 3, 2).get(sum).op('f32x4.add').set(sum)
      })
      target.cursor.branch(() => {
        target.cursor.toRow(begin)
        f.i32(0)
        target.cursor.toColumn()
        target.write(steps, stores, 0, 0, 1, () => f.get(sum))
      })
    })
  })
  return [main]
}

function overRows(
  generation: Generation,
  { rows, columns, before, summand, steps, stores }: SumPart,
  of: PlaceOf,
  to: PlaceOf,
): PartFunctions {
  const main = generateShared(generation, columns, groupColumns, (f, { begin, end }) => {
    const source = new Grid(f, generation.functions, of, before, [], [summand])
    const target = new Grid(f, generation.functions, to, steps, stores)
    const row = f.local('i32')
    const stop = f.local('i32')
    const sums = f.locals('v128', groupVectors)
    const totals = f.locals('v128', groupVectors)
    const left = columns % groupColumns
    const group = (vectors: readonly LaneCount[]) => {
      for (const local of totals) f.f32x4(0).set(local)
      f.i32(0).set(row)
      // The counter is moved by the inner loop.
      f.countUp(row, rows, 0, () => {
        f.get(row).i32(blockLength).op('i32.add').set(stop)
        f.get(stop).i32(rows).get(stop).i32(rows).op('i32.lt_s').op('select').set(stop)
        for (const [v] of vectors.entries()) f.f32x4(0).set(sums[v])
        f.countUp(row, stop, 1, () => {
          source.cursor.branch(() => {
            source.cursor.toRow(row)
            f.get(begin).i32(2).op('i32.shl')
            source.cursor.toColumn()
            for (const [v, lanes] of vectors.entries()) {
              source.evaluate(before, 0, 4 * v, lanes)(summand)
              addTo(f, sums[v])
            }
          })
        })
        for (const [v] of vectors.entries()) {
          f.get(sums[v])
          addTo(f, totals[v])
        }
      })
      target.cursor.branch(() => {
        f.get(begin).i32(2).op('i32.shl')
        target.cursor.toColumn()
        for (const [v, lanes] of vectors.entries()) {
          target.write(steps, stores, 0, 4 * v, lanes, () => f.get(totals[v]))
        }
      })
    }
    const whole = f.local('i32')
    source.cursor.hoist(source.loads, 'number')
    f.get(end)
      .i32(columns - left)
      .get(end)
      .i32(columns - left)
      .op('i32.lt_s')
      .op('select')
      .set(whole)
    f.countUp(begin, whole, groupColumns, () => group(vectorsOf(groupColumns)))
    if (left === 0) return
    f.get(end)
      .i32(columns - left)
      .op('i32.gt_s')
    f.if(() => group(vectorsOf(left)))
  })
  return [main]
}

/** All bits of the first lanes. */
const laneMask = (lanes: LaneCount): [number, number, number, number] => {
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => (lane < lanes ? -1 : 0))
  return [a, b, c, d]
}
