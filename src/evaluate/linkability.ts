// Linkability: whether two halves of a row's fields lead to the same synthetic row.
import type { Random } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import { type AttackRisk, attackRisk } from './attackrisk.ts'
import { gowerPoints } from './gower.ts'
import { searchAmong } from './neighbours.ts'
import type { RiskField } from './riskfield.ts'

export interface Linkability extends AttackRisk {
  /** Names of the fields that the one and the other source of the attacker's knowledge has. */
  readonly halves: readonly [readonly string[], readonly string[]]
}

/** Every other field to each half, so that both hold fields of all kinds. */
const halvesOf = (fields: readonly RiskField[]) =>
  [fields.filter((_, i) => i % 2 === 0), fields.filter((_, i) => i % 2 === 1)] as const

/** How many rows of each target table have the same synthetic row nearest in both halves of their fields. */
export function countLinks(
  halves: readonly (readonly RiskField[])[],
  synthetic: Table,
  targets: readonly Table[],
  onHalf?: () => void,
): number[] {
  const nearest = halves.map((fields) => {
    const tables = [synthetic, ...targets]
    const [among, ...points] = gowerPoints(fields, tables, tables)
    const search = searchAmong(among)
    const rows = points.map((each) => search(each).rows)
    onHalf?.()
    return rows
  })
  return targets.map((_, t) => nearest[0][t].filter((row, r) => row === nearest[1][t][r]).length)
}

/**
 * The linkability attack of Giomi et al. (2023, section 4.2) with one neighbour: who knows some fields of a person from one
 * source and the others from another tells that they belong together when the same synthetic row is nearest to both. Of rows
 * that are equally near the first one counts, for both halves. The targets are rows of the tables, all attacked; at least
 * two fields.
 */
export function linkability(options: {
  readonly asked: number
  readonly learnt: Table
  readonly aside: Table | null
  readonly synthetic: Table
  readonly fields: readonly RiskField[]
  readonly random: Random
  readonly onHalf?: () => void
}): Linkability {
  const { asked, learnt, aside, synthetic, fields, random, onHalf } = options
  const halves = halvesOf(fields)
  const targets = aside === null ? [learnt] : [learnt, aside]
  const [main, control] = countLinks(halves, synthetic, targets, onHalf)
  let guessed = 0
  for (let a = 0; a < learnt.rows; a++) {
    const [first, second] = [random.integer(synthetic.rows), random.integer(synthetic.rows)]
    if (first === second) guessed++
  }
  return {
    ...attackRisk({
      asked,
      main: [main, learnt.rows],
      baseline: [guessed, learnt.rows],
      control: aside === null ? null : [control, aside.rows],
    }),
    halves: [halves[0].map(({ name }) => name), halves[1].map(({ name }) => name)],
  }
}
