// Risk: what a synthetic table gives away about the people whose rows were learnt.
import type { Random } from '../math/random.ts'
import { selectRows } from '../table/assemble.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { disclosure, type SecretDisclosure } from './disclosure.ts'
import { type DistancesReport, type IdenticalMatch, identicalMatch, recordDistances } from './distances.ts'
import { drawRows } from './drawrows.ts'
import { gowerPoints } from './gower.ts'
import { inferSecret, type SecretRisk } from './inference.ts'
import { type Linkability, linkability } from './linkability.ts'
import { affordable, searchAmong } from './neighbours.ts'
import { type RiskField, riskFields } from './riskfield.ts'
import { type SinglingOut, singlingOut } from './singlingout.ts'

/** Whatever compares with rows that were not learnt is `null` where none were kept aside. */
export interface RiskReport {
  readonly rows: {
    /** In the tables. `holdout` is `null`: no rows were kept aside, or too few. */
    readonly real: number
    readonly holdout: number | null
    readonly synthetic: number
    /** What the distances are of and to. */
    readonly distances: DistancesReport['rows']
    /** What singling out and disclosure are judged on; for the first repetitions come off. */
    readonly singlingOut: { readonly real: number; readonly holdout: number | null; readonly synthetic: number }
    /** Rows that linkability and inference attack, and the synthetic rows that they have. */
    readonly attacked: { readonly real: number; readonly holdout: number | null; readonly synthetic: number }
  }
  /** Names of the fields that rows are compared in. */
  readonly fields: readonly string[]
  readonly identicalMatch: IdenticalMatch
  readonly dcr: DistancesReport['dcr']
  readonly nndr: DistancesReport['nndr']
  readonly overfittingProtection: DistancesReport['overfittingProtection']
  readonly baselineProtection: DistancesReport['baselineProtection']
  readonly singlingOut: SinglingOut
  /** `null`: fewer than two fields. */
  readonly linkability: Linkability | null
  readonly inference: {
    /** Each field in turn as the secret; none where there are fewer than two. */
    readonly secrets: readonly SecretRisk[]
    /** The one with the largest risk; `null` without control. */
    readonly worst: SecretRisk | null
  }
  /** Each field in turn, looked up in the synthetic rows by all others; of the rows that singling out is judged on. */
  readonly disclosure: readonly SecretDisclosure[]
}

export interface RiskOptions {
  /** The rows that were learnt. */
  readonly real: Table
  /** Rows of the same kind that were not; `null`: none were kept aside. */
  readonly holdout: Table | null
  readonly synthetic: Table
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** Draws rows, queries and guesses. */
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** Fewer of a kind tell nothing. */
const leastRows = 10

/** Synthetic rows, and real ones for singling out, that an attacker works with. */
const mostRows = 25_000

/** Queries that single out: as many as Giomi et al. (2023). */
const askedQueries = 500

/** Rows that linkability and inference attack: intervals of a rate are ± 3 % then. */
const askedTargets = 1000

/** Fewer if their nearest synthetic rows take more than so many cells to find, as in wide tables whose rows are all far apart. */
const mostCells = 1.5e9
const leastTargets = 100

function affordableTargets(fields: readonly RiskField[], real: Table, synthetic: Table): number {
  const [targets, among] = gowerPoints(fields, [real, synthetic], [real, synthetic])
  // Three searches to link, one for each secret, of learnt rows and of kept-aside ones.
  const count = affordable(searchAmong(among), targets, 2 * (3 + fields.length), mostCells)
  return Math.max(leastTargets, Math.min(count, askedTargets))
}

/** Seconds a row and field whose nearest is sought, where rows are as near each other as in a census (bench "evaluate"). */
const secondsOfCell = 2.7e-6

/** Seconds that `privacyRisk` will take. */
export function riskEffort({ real, holdout, synthetic, schema }: Omit<RiskOptions, 'random'>): number {
  const placed = 4 * Math.min(mostRows, synthetic.rows) + Math.min(mostRows, holdout?.rows ?? 0)
  const attacked = (3 + schema.fields.length) * 2 * Math.min(askedTargets, real.rows)
  return (placed + attacked) * schema.fields.length * secondsOfCell
}

/** Shares of the whole that are done after the distances, singling out and linkability. */
const doneAfter = { distances: 0.5, singlingOut: 0.6, linkability: 0.65 }

/**
 * Figures of privacy risk, none of them a guarantee: what copies would give away (identical rows, distances to the closest
 * record), and what three attacks gain that European data protection names (Giomi et al. 2023). `null` where there are too few
 * rows, or no field, to tell anything.
 */
export function* privacyRisk(options: RiskOptions): Work<RiskReport | null> {
  const { real, synthetic, schema, random, onProgress } = options
  const holdout = options.holdout !== null && options.holdout.rows >= leastRows ? options.holdout : null
  const fields = riskFields(schema, holdout === null ? [real, synthetic] : [real, holdout, synthetic])
  if (real.rows < leastRows || synthetic.rows < leastRows || fields.length === 0) return null
  const draw = (table: Table, count: number) =>
    table.rows <= count ? table : selectRows(table, drawRows(table.rows, count, random))

  const identical = identicalMatch(fields, real, holdout, synthetic)
  const { rows, ...distances } = yield* recordDistances({
    train: real,
    holdout,
    synthetic,
    fields,
    random,
    onProgress: (done) => onProgress?.(done * doneAfter.distances),
  })

  const generated = draw(synthetic, mostRows)
  const inside = draw(real, mostRows)
  const outside = holdout === null ? null : draw(holdout, mostRows)
  const shared = { synthetic: generated, fields, random }
  const singled = yield* singlingOut({ ...shared, asked: askedQueries, learnt: inside, aside: outside })
  onProgress?.(doneAfter.singlingOut)
  const disclosed = yield* disclosure(fields, inside, outside, generated)

  const attacked = Math.min(affordableTargets(fields, real, generated), real.rows, holdout?.rows ?? real.rows)
  const targets = {
    ...shared,
    asked: askedTargets,
    learnt: draw(real, attacked),
    aside: holdout === null ? null : draw(holdout, attacked),
  }
  const linked = fields.length < 2 ? null : yield* linkability(targets)
  onProgress?.(doneAfter.linkability)
  const secrets: SecretRisk[] = []
  for (const secret of fields.length < 2 ? [] : fields) {
    secrets.push(yield* inferSecret({ ...targets, secret }))
    onProgress?.(doneAfter.linkability + ((1 - doneAfter.linkability) * secrets.length) / fields.length)
  }
  onProgress?.(1)

  const judged = secrets.flatMap((secret) => (secret.risk === null ? [] : [{ secret, value: secret.risk.value }]))
  const worst = judged.reduce<(typeof judged)[number] | null>(
    (most, each) => (most === null || each.value > most.value ? each : most),
    null,
  )
  const sizes = (learnt: Table, aside: Table | null) => ({
    real: learnt.rows,
    holdout: aside?.rows ?? null,
    synthetic: generated.rows,
  })
  return {
    rows: {
      real: real.rows,
      holdout: holdout?.rows ?? null,
      synthetic: synthetic.rows,
      distances: rows,
      singlingOut: sizes(inside, outside),
      attacked: sizes(targets.learnt, targets.aside),
    },
    fields: fields.map(({ name }) => name),
    identicalMatch: identical,
    ...distances,
    singlingOut: singled,
    linkability: linked,
    inference: { secrets, worst: worst?.secret ?? null },
    disclosure: disclosed,
  }
}
