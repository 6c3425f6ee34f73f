// Shuffle: rows in random order.
import type { Random } from '../../math/random.ts'

/** Puts the rows into random order, where they are (Fisher and Yates). */
export function shuffle(rows: Uint32Array, random: Random): Uint32Array {
  for (let r = rows.length - 1; r > 0; r--) {
    const other = random.integer(r + 1)
    const row = rows[r]
    rows[r] = rows[other]
    rows[other] = row
  }
  return rows
}
