// Linkability: whether two halves of a row's fields lead to the same synthetic row.
import type { Random } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type AttackRisk, attackRisk } from './attackrisk.ts'
import { gowerPoints } from './gower.ts'
import { searchAmong } from './neighbours.ts'
import { type RiskField, rowIdentities } from './riskfield.ts'

export interface Linkability extends AttackRisk {
  /** Names of the fields that the one and the other source of the attacker's knowledge has. */
  readonly halves: readonly [readonly string[], readonly string[]]
}

/** Every other field to each half, so that both hold fields of all kinds. */
const halvesOf = (fields: readonly RiskField[]) =>
  [fields.filter((_, i) => i % 2 === 0), fields.filter((_, i) => i % 2 === 1)] as const

/**
 * How many rows of each target table have a synthetic row that is nearest to both halves of their fields: in all the fields
 * the nearest is then as far as the nearest of the halves are together, and farther otherwise.
 */
export function* countLinks(
  halves: readonly (readonly RiskField[])[],
  synthetic: Table,
  targets: readonly Table[],
): Work<number[]> {
  const tables = [synthetic, ...targets]
  const distances: Float64Array[][] = []
  for (const fields of [...halves, halves.flat()]) {
    const [among, ...points] = gowerPoints(fields, tables, tables)
    const search = searchAmong(among)
    const found: Float64Array[] = []
    for (const each of points) found.push((yield* search(each)).nearest)
    distances.push(found)
  }
  const [first, second, whole] = distances
  return targets.map((_, t) => whole[t].filter((distance, r) => distance === first[t][r] + second[t][r]).length)
}

/** How many of `attempts` pairs of synthetic rows, drawn by chance, agree with one row in a half of the fields each. */
function countGuesses(
  halves: readonly (readonly RiskField[])[],
  synthetic: Table,
  attempts: number,
  random: Random,
): number {
  const [[first], [second]] = halves.map((fields) => rowIdentities(fields, [synthetic]))
  const pair = (a: number, b: number) => first[a] * synthetic.rows + second[b]
  const existing = new Set(Array.from(first, (_, r) => pair(r, r)))
  let guessed = 0
  for (let a = 0; a < attempts; a++) {
    if (existing.has(pair(random.integer(synthetic.rows), random.integer(synthetic.rows)))) guessed++
  }
  return guessed
}

/**
 * The linkability attack of Giomi et al. (2023, section 4.2) with one neighbour: who knows some fields of a person from one
 * source and the others from another tells that they belong together when the same synthetic row is nearest to both. Where
 * several rows are equally near, one of them has to be, for an attacker would look at all. The targets are rows of the
 * tables, all attacked; at least two fields.
 */
export function* linkability(options: {
  readonly asked: number
  readonly learnt: Table
  readonly aside: Table | null
  readonly synthetic: Table
  readonly fields: readonly RiskField[]
  readonly random: Random
}): Work<Linkability> {
  const { asked, learnt, aside, synthetic, fields, random } = options
  const halves = halvesOf(fields)
  const [main, control] = yield* countLinks(halves, synthetic, aside === null ? [learnt] : [learnt, aside])
  return {
    ...attackRisk({
      asked,
      main: [main, learnt.rows],
      baseline: [countGuesses(halves, synthetic, learnt.rows, random), learnt.rows],
      control: aside === null ? null : [control, aside.rows],
    }),
    halves: [halves[0].map(({ name }) => name), halves[1].map(({ name }) => name)],
  }
}
