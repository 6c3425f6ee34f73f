// Synthesise: a table of so many rows from a trained model, any rows or those that are asked for.
import type { Encoder } from '../encode/encoder.ts'
import type { Random } from '../math/random.ts'
import type { Sampler } from '../models/sampler.ts'
import { concatTables, selectRows } from '../table/assemble.ts'
import type { ConstraintFilter } from '../table/constraint/check.ts'
import type { Table } from '../table/table.ts'
import { Breather } from '../work/breather.ts'
import type { Control } from '../work/control.ts'
import type { Demand, Rarity } from './demand.ts'

/** Too few of the rows that the model makes meet the conditions. */
export class ConditionTooRareError extends Error {
  override readonly name = 'ConditionTooRareError'
  readonly values: Readonly<Record<string, string | number>>

  /** `rarest`: the part of the demand that the fewest rows meet by itself. */
  constructor(found: number, drawn: number, wanted: number, rarest: Rarity) {
    const { condition, rows: alone } = rarest
    super(
      `Only ${found} of ${drawn} generated rows meet the conditions, and ${wanted} are wanted. The rarest alone is ${condition}, met by ${alone} of them. Ask for fewer rows, or loosen that condition.`,
    )
    this.values = { found, drawn, wanted, condition, alone }
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
  /** What the rows must be, and the schema that it speaks of; absent: anything. */
  readonly demand?: Demand
  /** Takes of those the rows that meet the table's constraints; absent: all. */
  readonly constraints?: ConstraintFilter
  readonly control?: Control
  /** Hears how many rows are found, and how many were drawn for them. */
  readonly onProgress?: (done: number, of: number, drawn: number) => void
}

/**
 * While at least so many of the rows drawn can be taken, the others are left out, which gives just the rows that the model
 * makes under the conditions. Below, choices are given to the model, which may know their shares but roughly.
 */
const rejectShare = 0.05
const pilotRows = 4096

/** Generated rows looked at before a condition is judged, and the least share that must meet it. */
const trialRows = 100_000
const leastShare = 1 / 5000

/** Of the rows that were looked at last, the share below which no more can be hoped for, e.g. where unique values run out. */
const leastRecentShare = leastShare / 4

/** Throws ConditionTooRareError, ConstraintsTooRareError, DeviceLostError, StoppedError. */
export async function synthesise(synthesis: Synthesis): Promise<Table> {
  const { sampler, encoder, rows, random, demand, constraints, control, onProgress } = synthesis
  const breather = new Breather(control)
  const pieces: Table[] = []
  let found = 0
  let drawn = 0
  let candidates = 0
  let steered = false
  let before = { found, drawn, candidates }
  await encoder.ready()
  do {
    steered ||= drawn >= pilotRows && found < drawn * rejectShare
    const given = steered && demand ? demand.steer(encoder, random) : null
    const values = await (given ? sampler.draw(random, given) : sampler.draw(random))
    const made = values.length / encoder.width
    const piece = encoder.decode(values, made, random, drawn)
    drawn += made
    const wanted = demand ? demand.wanted(piece) : Uint32Array.from({ length: made }, (_, row) => row)
    const taken = constraints?.take(piece, wanted, rows - found) ?? Array.from(wanted).slice(0, rows - found)
    demand?.take(piece, taken)
    pieces.push(selectRows(piece, taken))
    found += taken.length
    candidates += wanted.length
    const since = drawn - before.drawn
    if (found < rows && since >= trialRows) {
      const few = found < drawn * leastShare || found - before.found < since * leastRecentShare
      const fewWanted = candidates < drawn * leastShare || candidates - before.candidates < since * leastRecentShare
      if (few && constraints && !fewWanted) throw new ConstraintsTooRareError(found, rows, constraints.shares)
      if (few && demand) throw new ConditionTooRareError(found, drawn, rows, demand.rarest())
      before = { found, drawn, candidates }
    }
    onProgress?.(found, rows, drawn)
    await breather.breathe()
  } while (found < rows)
  const table = concatTables(pieces)
  // The words that are rare by themselves come last.
  return demand?.quotas ? selectRows(table, shuffled(rows, random)) : table
}

/** 0 to `rows` − 1 in any order (Fisher and Yates). */
function shuffled(rows: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  for (let last = rows - 1; last > 0; last--) {
    const other = random.integer(last + 1)
    const kept = order[last]
    order[last] = order[other]
    order[other] = kept
  }
  return order
}
