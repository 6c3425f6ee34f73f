// Product: matrix products in tiles that stay in registers, with what follows done before they are stored.
import type { ProductPart } from '../program/launch.ts'
import type { FunctionBuilder, FunctionReference, Local } from './assembler.ts'
import { type Generation, type PartFunctions, placeOf } from './generation.ts'
import { Grid } from './grid.ts'
import type { LaneCount } from './lanes.ts'
import { generatePack, type Packing, panelBytes, panelsOf } from './pack.ts'
import { generateShared } from './split.ts'

/**
 * A tile is 4 rows by 8 columns: eight sums, two vectors of b and one number of a at a time fit the sixteen registers of
 * x86. It keeps the multiply-add units busy only if both factors are packed and the loop over `inner` is not unrolled.
 */
const tileRows = 4

type TileColumns = 4 | 8

const tileColumns = ({ columns }: ProductPart): TileColumns => (columns <= 4 ? 4 : 8)

const upToLine = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Bytes of scratch memory for the packed factors. */
export function productScratch(part: ProductPart): number {
  const { a, b } = packings(part, 0, 0, 0)
  return upToLine(panelsOf(a) * panelBytes(a)) + upToLine(panelsOf(b) * panelBytes(b))
}

function packings(part: ProductPart, fromA: number, fromB: number, to: number): { a: Packing; b: Packing } {
  const { rows, columns, inner, transposeA, transposeB } = part
  const a: Packing = {
    from: fromA,
    rowStride: transposeA ? rows : inner,
    alongInner: !transposeA,
    across: rows,
    inner,
    width: tileRows,
    to,
  }
  const b: Packing = {
    from: fromB,
    rowStride: transposeB ? inner : columns,
    alongInner: transposeB,
    across: columns,
    inner,
    width: tileColumns(part),
    to: to + upToLine(panelsOf(a) * panelBytes(a)),
  }
  return { a, b }
}

/** First both factors are packed, then the tiles are made. */
export function generateProduct(generation: Generation, part: ProductPart): PartFunctions {
  const { module, addressOf, scratch } = generation
  const byteOf = ({ slot, offset }: ProductPart['a']) => addressOf(slot) + 4 * offset
  const { a, b } = packings(part, byteOf(part.a), byteOf(part.b), scratch)
  const packA = generatePack(generation, a)
  const packB = generatePack(generation, b)
  const pack = module.function(['i32', 'i32'], [], (f) => {
    const [thread, threads] = f.parameters
    f.get(thread).get(threads).call(packA)
    f.get(thread).get(threads).call(packB)
  })
  return [pack, generateTiles(generation, part, a, b)]
}

function generateTiles(generation: Generation, part: ProductPart, a: Packing, b: Packing): FunctionReference {
  const { rows, columns } = part
  const width = tileColumns(part)
  // One function for whole tiles, and one each for those that rows or columns do not fill.
  const tiles = new Map<string, FunctionReference>()
  const tileOf = (presentRows: number, presentColumns: number): FunctionReference => {
    const key = `${presentRows} ${presentColumns}`
    const tile = tiles.get(key) ?? generateTile(generation, part, presentRows, presentColumns)
    tiles.set(key, tile)
    return tile
  }
  const shapes = (count: number, size: number) => [
    ...(count >= size ? [size] : []),
    ...(count % size ? [count % size] : []),
  ]
  for (const r of shapes(rows, tileRows)) for (const c of shapes(columns, width)) tileOf(r, c)

  const panelsA = panelsOf(a)
  const panelsB = panelsOf(b)
  const byRows = panelsA >= panelsB
  return generateShared(generation, byRows ? panelsA : panelsB, 1, (f, share) => {
    const zero = f.local('i32')
    const block = f.local('i32')
    const panel = f.local('i32')
    const call = (presentRows: number, presentColumns: number) => {
      f.get(block).i32(panelBytes(a)).op('i32.mul').i32(a.to).op('i32.add')
      f.get(panel).i32(panelBytes(b)).op('i32.mul').i32(b.to).op('i32.add')
      f.get(block).i32(tileRows).op('i32.mul')
      f.get(panel)
        .i32(4 * width)
        .op('i32.mul')
      f.call(tileOf(presentRows, presentColumns))
    }
    // A panel of b stays in the nearest cache while all of a passes by.
    each(f, panel, columns, width, byRows ? zero : share.begin, byRows ? panelsB : share.end, (presentColumns) => {
      each(f, block, rows, tileRows, byRows ? share.begin : zero, byRows ? share.end : panelsA, (presentRows) => {
        call(presentRows, presentColumns)
      })
    })
  })
}

/** Goes through the tiles from `begin` to before `end`: whole ones, then what is left of `count`. */
function each(
  f: FunctionBuilder,
  counter: Local,
  count: number,
  size: number,
  begin: Local,
  end: Local | number,
  body: (present: number) => void,
): void {
  const full = Math.floor(count / size)
  const last = f.local('i32')
  const pushEnd = () => (typeof end === 'number' ? f.i32(end) : f.get(end))
  pushEnd().i32(full)
  pushEnd().i32(full).op('i32.lt_s').op('select').set(last)
  f.get(begin).set(counter)
  if (full > 0) f.countUp(counter, last, 1, () => body(size))
  if (count % size === 0) return
  pushEnd().i32(full).op('i32.gt_s')
  f.if(() => {
    f.i32(full).set(counter)
    body(count % size)
  })
}

/** A function (block of a, panel of b, row, column in bytes) for one tile. */
function generateTile(
  generation: Generation,
  part: ProductPart,
  presentRows: number,
  presentColumns: number,
): FunctionReference {
  const { rows, columns, inner, steps, stores } = part
  const width = tileColumns(part)
  const vectors = Math.ceil(presentColumns / 4)
  return generation.module.function(['i32', 'i32', 'i32', 'i32'], [], (f) => {
    const [block, panel, row, column] = f.parameters
    const stop = f.local('i32')
    const a = f.local('v128')
    const b = f.locals('v128', vectors)
    const sums = f.locals('v128', presentRows * vectors)
    f.get(panel)
      .i32(4 * width * inner)
      .op('i32.add')
      .set(stop)
    f.loop(() => {
      for (const [v, local] of b.entries()) {
        f.get(panel)
          .memory('v128.load', 16 * v)
          .set(local)
      }
      for (let r = 0; r < presentRows; r++) {
        f.get(block)
          .memory('v128.load32_splat', 4 * r)
          .set(a)
        for (const [v, local] of b.entries()) {
          const sum = sums[r * vectors + v]
          generation.functions.multiplyAdd(
            f,
            () => f.get(a),
            () => f.get(local),
            () => f.get(sum),
          )
          f.set(sum)
        }
      }
      f.increase(block, 4 * tileRows)
      f.get(panel)
        .i32(4 * width)
        .op('i32.add')
        .tee(panel)
        .get(stop)
        .op('i32.lt_u')
        .branchIf(0)
    })

    const grid = new Grid(
      f,
      generation.functions,
      (access) => placeOf(generation, access, rows, columns),
      steps,
      stores,
    )
    grid.cursor.toRow(row)
    f.get(column)
    grid.cursor.toColumn()
    for (let r = 0; r < presentRows; r++) {
      for (let v = 0; v < vectors; v++) {
        const lanes = Math.min(4, presentColumns - 4 * v) as LaneCount
        grid.write(steps, stores, r, 4 * v, lanes, () => f.get(sums[r * vectors + v]))
      }
    }
  })
}
