// Lanes: loads and stores of one to four neighbouring numbers that touch nothing beside them.
import type { FunctionBuilder, Local } from './assembler.ts'

/** How many of a vector's four numbers there are. */
export type LaneCount = 1 | 2 | 3 | 4

/** Pushes `lanes` numbers from the address that `pushAddress` pushes, plus `offset` bytes; zeros in the other lanes. */
export function loadLanes(f: FunctionBuilder, pushAddress: () => void, offset: number, lanes: LaneCount): void {
  pushAddress()
  if (lanes === 4) f.memory('v128.load', offset)
  else if (lanes === 2) f.memory('v128.load64_zero', offset)
  else if (lanes === 1) f.memory('v128.load32_zero', offset)
  else {
    pushAddress()
    f.memory('v128.load64_zero', offset).laneMemory('v128.load32_lane', 2, offset + 8)
  }
}

/** Stores the first `lanes` numbers of `value`. */
export function storeLanes(
  f: FunctionBuilder,
  pushAddress: () => void,
  offset: number,
  lanes: LaneCount,
  value: Local,
): void {
  pushAddress()
  f.get(value)
  if (lanes === 4) f.memory('v128.store', offset)
  else if (lanes === 1) f.laneMemory('v128.store32_lane', 0, offset)
  else f.laneMemory('v128.store64_lane', 0, offset)
  if (lanes === 3) {
    pushAddress()
    f.get(value).laneMemory('v128.store32_lane', 2, offset + 8)
  }
}

/** The columns that are left when as many vectors of four as fit are taken. */
export const lanesLeft = (columns: number): 0 | 1 | 2 | 3 => (columns & 3) as 0 | 1 | 2 | 3

/** Turns the 4 × 4 matrix whose rows lie in `rows` into its transpose, in place. */
export function transpose4(f: FunctionBuilder, rows: readonly Local[], scratch: readonly Local[]): void {
  const [a, b, c, d] = rows
  const [ab, cd] = scratch
  const pair = (x: Local, y: Local, ...lanes: [number, number, number, number]) =>
    f
      .get(x)
      .get(y)
      .shuffle32(...lanes)
  // a0 b0 a1 b1 and c0 d0 c1 d1, then their upper halves into a and c.
  pair(a, b, 0, 4, 1, 5).set(ab)
  pair(c, d, 0, 4, 1, 5).set(cd)
  pair(a, b, 2, 6, 3, 7).set(a)
  pair(c, d, 2, 6, 3, 7).set(c)
  pair(a, c, 2, 3, 6, 7).set(d)
  pair(a, c, 0, 1, 4, 5).set(c)
  pair(ab, cd, 2, 3, 6, 7).set(b)
  pair(ab, cd, 0, 1, 4, 5).set(a)
}
