// Synthesise: a table of so many rows from a trained model, all of them or only those that meet a condition.
import type { Encoder } from '../encode/encoder.ts'
import type { Random } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { concatTables, selectRows } from '../table/assemble.ts'
import type { ConstraintFilter } from '../table/constraint/check.ts'
import type { Table } from '../table/table.ts'

/** Too few of the rows that the model makes meet the condition. */
export class ConditionTooRareError extends Error {
  override readonly name = 'ConditionTooRareError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(found: number, drawn: number, wanted: number) {
    super(
      `Only ${found} of ${drawn} generated rows meet the condition, and ${wanted} are wanted. Ask for fewer rows or loosen the condition.`,
    )
    this.values = { found, drawn, wanted }
  }
}

/** Too few of the rows that the model makes meet all constraints of the table, also among each other. */
export class ConstraintsTooRareError extends Error {
  override readonly name = 'ConstraintsTooRareError'
  readonly values: Readonly<Record<string, string | number>>

  /** `shares`: of the rows that were looked at, how many met each constraint. */
  constructor(found: number, wanted: number, shares: ConstraintFilter['shares']) {
    const rarest = [...shares].sort((a, b) => a.share - b.share)
    const constraints = rarest.map(({ name, share }) => `${name} (${percent(share)})`).join('; ')
    super(
      `Only ${found} of ${wanted} rows could be made that meet all constraints. Of the generated rows, so many met each: ${constraints}. Ask for fewer rows, or loosen or remove ${rarest[0]?.name ?? 'a constraint'}.`,
    )
    this.values = { found, wanted, constraints, rarest: rarest[0]?.name ?? '' }
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`
}

export interface Synthesis {
  readonly sampler: Sampler
  readonly encoder: Encoder
  readonly rows: number
  /** Seeded stream for latent rows and for what decoding leaves to chance. */
  readonly random: Random
  /** The rows of a piece that are wanted; absent: all. */
  readonly keep?: (piece: Table) => ArrayLike<number>
  /** Takes of those the rows that meet the table's constraints; absent: all. */
  readonly constraints?: ConstraintFilter
  readonly onProgress?: (done: number, of: number) => void
}

/** Generated rows looked at before a condition is judged, and the least share that must meet it. */
const trialRows = 100_000
const leastShare = 1 / 5000

/** Of the rows that were looked at last, the share below which no more can be hoped for, e.g. where unique values run out. */
const leastRecentShare = leastShare / 4

/** Throws ConditionTooRareError, ConstraintsTooRareError, DeviceLostError. */
export async function synthesise(synthesis: Synthesis): Promise<Table> {
  const { sampler, encoder, rows, random, keep, constraints, onProgress } = synthesis
  const pieces: Table[] = []
  let found = 0
  let drawn = 0
  let candidates = 0
  let before = { found, drawn }
  await encoder.ready()
  do {
    const values = await sampler.draw(random)
    const made = values.length / encoder.width
    const piece = encoder.decode(values, made, random, drawn)
    drawn += made
    const wanted = keep ? keep(piece) : Uint32Array.from({ length: made }, (_, row) => row)
    const taken = constraints?.take(piece, wanted, rows - found) ?? Array.from(wanted).slice(0, rows - found)
    pieces.push(selectRows(piece, taken))
    found += taken.length
    candidates += wanted.length
    const since = drawn - before.drawn
    if (found < rows && since >= trialRows) {
      const few = found < drawn * leastShare || found - before.found < since * leastRecentShare
      if (few && constraints && candidates >= drawn * leastShare)
        throw new ConstraintsTooRareError(found, rows, constraints.shares)
      if (few) throw new ConditionTooRareError(found, drawn, rows)
      before = { found, drawn }
    }
    onProgress?.(found, rows)
  } while (found < rows)
  return concatTables(pieces)
}
