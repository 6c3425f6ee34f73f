// Pack: lays a factor of a product out in panels, in the order in which the product takes its numbers.
import type { FunctionBuilder, FunctionReference, Local } from './assembler.ts'
import type { Generation } from './generation.ts'
import { type LaneCount, lanesLeft, loadLanes, transpose4 } from './lanes.ts'
import { generateShared } from './split.ts'

/** One factor: `across` × `inner` numbers, cut into panels of `width` across. */
export interface Packing {
  /** First byte of the factor. */
  readonly from: number
  /** Floats from one row of the factor, as stored, to the next. */
  readonly rowStride: number
  /** Whether neighbours in memory are neighbours along `inner`; else across. */
  readonly alongInner: boolean
  readonly across: number
  readonly inner: number
  readonly width: 4 | 8
  /** First byte of the panels. */
  readonly to: number
}

export const panelsOf = ({ across, width }: Packing): number => Math.ceil(across / width)

/** Bytes of one panel: [inner][width] floats. */
export const panelBytes = ({ inner, width }: Packing): number => 4 * inner * width

/** A function (thread, threads) that packs; what a last panel lacks is filled with zeros. */
export function generatePack(generation: Generation, packing: Packing): FunctionReference {
  const { across, width, from, rowStride, alongInner, to } = packing
  const full = Math.floor(across / width)
  return generateShared(generation, panelsOf(packing), 1, (f, { begin, end }) => {
    const last = f.local('i32')
    const source = f.local('i32')
    const target = f.local('i32')
    const panel = (present: number) => {
      f.get(begin)
        .i32(4 * width * (alongInner ? rowStride : 1))
        .op('i32.mul')
        .i32(from)
        .op('i32.add')
        .set(source)
      f.get(begin).i32(panelBytes(packing)).op('i32.mul').i32(to).op('i32.add').set(target)
      if (alongInner) packAlong(f, packing, present, source, target)
      else packAcross(f, packing, present, source, target)
    }
    f.get(end).i32(full).get(end).i32(full).op('i32.lt_s').op('select').set(last)
    f.countUp(begin, last, 1, () => panel(width))
    if (across % width === 0) return
    f.get(end).i32(full).op('i32.gt_s')
    f.if(() => panel(across % width))
  })
}

/** From rows along `inner`: four of them at a time are transposed. */
function packAlong(
  f: FunctionBuilder,
  { inner, width, rowStride }: Packing,
  present: number,
  source: Local,
  target: Local,
) {
  const rows = f.locals('v128', 4)
  const scratch = f.locals('v128', 2)
  const stop = f.local('i32')
  const step = (lanes: LaneCount) => {
    for (let group = 0; group < width; group += 4) {
      for (const [i, row] of rows.entries()) {
        if (group + i < present) loadLanes(f, () => f.get(source), 4 * (group + i) * rowStride, lanes)
        else f.f32x4(0)
        f.set(row)
      }
      transpose4(f, rows, scratch)
      for (let k = 0; k < lanes; k++) {
        f.get(target)
          .get(rows[k])
          .memory('v128.store', 4 * (k * width + group))
      }
    }
  }
  const left = lanesLeft(inner)
  f.get(source)
    .i32(4 * (inner - left))
    .op('i32.add')
    .set(stop)
  f.countUp(source, stop, 16, () => {
    step(4)
    f.increase(target, 16 * width)
  })
  if (left !== 0) step(left)
}

/** From rows across: each gives the numbers of one `inner`. */
function packAcross(f: FunctionBuilder, packing: Packing, present: number, source: Local, target: Local) {
  const { width, rowStride } = packing
  const stop = f.local('i32')
  f.get(target).i32(panelBytes(packing)).op('i32.add').set(stop)
  f.countUp(target, stop, 4 * width, () => {
    for (let group = 0; group < width; group += 4) {
      const lanes = Math.min(4, present - group)
      f.get(target)
      if (lanes > 0) loadLanes(f, () => f.get(source), 4 * group, lanes as LaneCount)
      else f.f32x4(0)
      f.memory('v128.store', 4 * group)
    }
    f.increase(source, 4 * rowStride)
  })
}
