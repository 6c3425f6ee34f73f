// Synthesise: a table of so many rows from a trained model, all of them or only those that meet a condition.
import type { Encoder } from '../encode/encoder.ts'
import type { Random } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { concatTables, selectRows } from '../table/assemble.ts'
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

export interface Synthesis {
  readonly sampler: Sampler
  readonly encoder: Encoder
  readonly rows: number
  /** Seeded stream for latent rows and for what decoding leaves to chance. */
  readonly random: Random
  /** The rows of a piece that are wanted; absent: all. */
  readonly keep?: (piece: Table) => ArrayLike<number>
  readonly onProgress?: (done: number, of: number) => void
}

/** Generated rows looked at before a condition is judged, and the least share that must meet it. */
const trialRows = 100_000
const leastShare = 1 / 5000

/** Throws ConditionTooRareError, DeviceLostError. */
export async function synthesise(synthesis: Synthesis): Promise<Table> {
  const { sampler, encoder, rows, random, keep, onProgress } = synthesis
  const pieces: Table[] = []
  let found = 0
  let drawn = 0
  do {
    const values = await sampler.draw(random)
    const made = values.length / encoder.width
    const piece = encoder.decode(values, made, random, drawn)
    drawn += made
    const wanted = keep ? keep(piece) : Uint32Array.from({ length: made }, (_, row) => row)
    const taken = Math.min(wanted.length, rows - found)
    pieces.push(selectRows(piece, Array.from(wanted).slice(0, taken)))
    found += taken
    if (found < rows && drawn >= trialRows && found < drawn * leastShare) {
      throw new ConditionTooRareError(found, drawn, rows)
    }
    onProgress?.(found, rows)
  } while (found < rows)
  return concatTables(pieces)
}
