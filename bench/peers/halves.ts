// Halves: the lines of a CSV dealt out to train on, and to keep aside.
import { createRandom } from '../../src/math/random.ts'

/** Of `n` rows ⌈n / 2⌉ to train on, drawn by a seed of the name, in the order of the file. No cell may hold a line break. */
export function halves(csv: string, name: string): { readonly train: string; readonly holdout: string } {
  const [header, ...rows] = csv.trimEnd().split('\n')
  const random = createRandom(1, name)
  const [train, holdout]: string[][] = [[header], [header]]
  let wanted = Math.ceil(rows.length / 2)
  for (const [index, row] of rows.entries()) {
    // Selection sampling: Knuth, TAOCP 2, 3.4.2, algorithm S.
    const taken = (rows.length - index) * random.uniform() < wanted
    if (taken) wanted--
    ;(taken ? train : holdout).push(row)
  }
  return { train: `${train.join('\n')}\n`, holdout: `${holdout.join('\n')}\n` }
}
