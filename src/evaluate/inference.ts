// Inference: whether the nearest synthetic row gives a field of a person away whose other fields are known.
import type { Random } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type AttackRisk, attackRisk } from './attackrisk.ts'
import { gowerPoints } from './gower.ts'
import { searchAmong } from './neighbours.ts'
import { numbersOf, type RiskField, sharedCodes } from './riskfield.ts'

export interface SecretRisk extends AttackRisk {
  /** The field that is guessed from all the others. */
  readonly secret: string
}

/** A guess may be off by this share of itself. */
const tolerance = 0.05

/** An instant has no zero to be a share of: a guess may be off by this share of the real instants' extent. */
const instantTolerance = 0.01

/** Whether the cell of a row of table `t` (of `targets`) is guessed when the cell of a synthetic row is taken for it; a gap is a value. */
function judge(secret: RiskField, synthetic: Table, targets: readonly Table[]) {
  if (secret.kind === 'word') {
    const [guesses, ...truths] = sharedCodes(secret, [synthetic, ...targets])
    return (t: number, target: number, row: number) => guesses[row] === truths[t][target]
  }
  const guesses = numbersOf(synthetic, secret)
  const truths = targets.map((table) => numbersOf(table, secret))
  const slack = secret.type === 'datetime' ? instantTolerance * spanOf(truths[0]) : null
  return (t: number, target: number, row: number) => {
    const { values, missing } = truths[t]
    if (missing[target] === 1 || guesses.missing[row] === 1) return missing[target] === guesses.missing[row]
    const guess = guesses.values[row]
    return Math.abs(guess - values[target]) <= (slack ?? tolerance * Math.abs(guess))
  }
}

function spanOf({ values, missing }: { readonly values: Float64Array; readonly missing: Uint8Array }): number {
  const present = values.filter((_, r) => missing[r] === 0)
  return (
    present.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) -
    present.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  )
}

/** How many rows of each target table have their secret guessed by the synthetic row nearest in the known fields. */
export function* countInferences(
  secret: RiskField,
  known: readonly RiskField[],
  synthetic: Table,
  targets: readonly Table[],
): Work<number[]> {
  const tables = [synthetic, ...targets]
  const [among, ...points] = gowerPoints(known, tables, tables)
  const search = searchAmong(among)
  const right = judge(secret, synthetic, targets)
  const counts: number[] = []
  for (const [t, each] of points.entries()) {
    const { rows } = yield* search(each)
    counts.push(rows.filter((row, target) => right(t, target, row)).length)
  }
  return counts
}

/**
 * The inference attack of Giomi et al. (2023, section 4.3) on one secret field: the guess is the secret of the synthetic row
 * nearest in all other fields, the first of several equally near. A word is guessed exactly, a number within 5 % of the guess's
 * size, an instant within 1 % of the extent. The targets are rows of the tables, all attacked; at least two fields.
 */
export function* inferSecret(options: {
  readonly asked: number
  readonly secret: RiskField
  readonly learnt: Table
  readonly aside: Table | null
  readonly synthetic: Table
  readonly fields: readonly RiskField[]
  readonly random: Random
}): Work<SecretRisk> {
  const { asked, secret, learnt, aside, synthetic, fields, random } = options
  const known = fields.filter((field) => field !== secret)
  const targets = aside === null ? [learnt] : [learnt, aside]
  const [main, control] = yield* countInferences(secret, known, synthetic, targets)
  const right = judge(secret, synthetic, targets)
  let guessed = 0
  for (let target = 0; target < learnt.rows; target++) {
    if (right(0, target, random.integer(synthetic.rows))) guessed++
  }
  return {
    ...attackRisk({
      asked,
      main: [main, learnt.rows],
      baseline: [guessed, learnt.rows],
      control: aside === null ? null : [control, aside.rows],
    }),
    secret: secret.name,
  }
}
