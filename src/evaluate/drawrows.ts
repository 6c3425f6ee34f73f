// Draw rows: a few of many, by chance.
import type { Random } from '../math/random.ts'

/** `count` of `rows` row numbers, without repetition, rising; all of them where there are fewer (Knuth, TAOCP 2, 3.4.2, algorithm S). */
export function drawRows(rows: number, count: number, random: Random): Uint32Array {
  const chosen = new Uint32Array(Math.min(rows, count))
  let taken = 0
  for (let r = 0; taken < chosen.length; r++) {
    if ((rows - r) * random.uniform() < chosen.length - taken) chosen[taken++] = r
  }
  return chosen
}
