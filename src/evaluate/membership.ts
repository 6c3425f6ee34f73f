// Membership inference: what the synthetic rows tell about who was learnt.
import type { Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { principalComponents } from './components.ts'
import { domias } from './domias.ts'
import { ganLeaks } from './ganleaks.ts'
import { areaUnderCurve, truePositiveRate } from './roc.ts'
import { createSpace, type Points } from './space.ts'

/** One attack, judged on rows that were learnt against rows that were kept aside. */
export interface AttackScore {
  /** Area under the curve: 0.5 is chance. */
  readonly auc: number
  /** Share of members found at false-positive rates of 10 %, 1 % and 0.1 %; `null` where too few rows were kept aside to tell. */
  readonly truePositiveRate: { readonly at10: number; readonly at1: number | null; readonly at01: number | null }
}

export interface MembershipReport {
  /** Rows that were attacked: learnt, and not learnt. */
  readonly members: number
  readonly nonMembers: number
  /** Rows that the attacker had: others that were not learnt, and the synthetic ones. */
  readonly reference: number
  readonly synthetic: number
  /** 95 of 100 attacks that know nothing have an area under the curve within 0.5 ± `chance`. */
  readonly chance: number
  /** GAN-Leaks with reference calibration (Chen et al. 2020). */
  readonly ganLeaks: AttackScore
  /** DOMIAS with kernel density estimates (van Breugel et al. 2023). */
  readonly domias: AttackScore
}

export interface MembershipOptions {
  /** The rows that were learnt. */
  readonly members: Table
  /** Rows of the same kind that were not. */
  readonly nonMembers: Table
  readonly synthetic: Table
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** Draws the rows that are attacked. */
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** Rows that are looked at, so that an attack takes seconds, whatever the tables. */
const mostTested = 5000
const mostReference = 10_000
const mostSynthetic = 20_000

/** Of each kind; fewer tell nothing. */
const leastRows = 10

/** Rows taken for members by mistake that a rate must stand for, or it is told from too few. */
const leastMistakes = 5

/**
 * Directions that densities are told in. With fewer the kernels are too wide to see a single row; with more every density
 * is so small that the 1e−10 of DOMIAS's score drowns it.
 */
const mostComponents = 16

/** Seconds a row that is attacked and a row that it is held against, in both attacks (bench "evaluate"). */
const secondsOfPair = 3.7e-8

/** Seconds that `membershipInference` will take. */
export function membershipEffort({
  members,
  nonMembers,
  synthetic,
}: Pick<MembershipOptions, 'members' | 'nonMembers' | 'synthetic'>): number {
  const tested = Math.min(mostTested, members.rows, Math.floor(nonMembers.rows / 2))
  const against = Math.min(mostReference, nonMembers.rows - tested) + Math.min(mostSynthetic, synthetic.rows)
  return 2 * tested * against * secondsOfPair
}

/** `null` where there are too few rows, or no field, to tell anything. */
export function* membershipInference(options: MembershipOptions): Work<MembershipReport | null> {
  const { members, nonMembers, synthetic, schema, random, onProgress } = options
  const tested = Math.min(mostTested, members.rows, Math.floor(nonMembers.rows / 2))
  if (tested < leastRows || synthetic.rows < leastRows) return null

  // The kept-aside rows are parted: some are attacked, the others are what the attacker knows of such rows.
  const aside = shuffled(nonMembers.rows, random)
  const reference = aside.slice(tested, tested + mostReference)
  const space = createSpace(nonMembers, reference, schema)
  if (space.empty) return null
  const known = space.place(nonMembers, reference)
  const generated = space.place(synthetic, shuffled(synthetic.rows, random).slice(0, mostSynthetic))
  const inside = space.place(members, shuffled(members.rows, random).slice(0, tested))
  const outside = space.place(nonMembers, aside.slice(0, tested))

  // Two attacks look at each of the rows twice.
  const looks = 2 * 2 * 2 * tested
  let done = 0
  const onRow = () => {
    done++
    if (done % 100 === 0) onProgress?.(done / looks)
  }
  function* judge(score: (points: Points) => Work<Float64Array>): Work<AttackScore> {
    return scoreOf(yield* score(inside), yield* score(outside))
  }
  const distances = yield* judge((points) => ganLeaks(points, generated, known, onRow))
  const components = yield* principalComponents(known, mostComponents, random)
  const density = domias(generated, known, components)
  const densities = yield* judge((points) => density(points, onRow))
  onProgress?.(1)
  return {
    members: tested,
    nonMembers: tested,
    reference: known.rows,
    synthetic: generated.rows,
    // The variance of the rank sum where there is no difference (Mann and Whitney 1947).
    chance: (1.96 * Math.sqrt((2 * tested + 1) / 12)) / tested,
    ganLeaks: distances,
    domias: densities,
  }
}

function scoreOf(members: Float64Array, others: Float64Array): AttackScore {
  const at = (rate: number) => (rate * others.length >= leastMistakes ? truePositiveRate(members, others, rate) : null)
  return {
    auc: areaUnderCurve(members, others),
    truePositiveRate: { at10: truePositiveRate(members, others, 0.1), at1: at(0.01), at01: at(0.001) },
  }
}

/** All row numbers in random order (Fisher and Yates). */
function shuffled(rows: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, r) => r)
  for (let r = rows - 1; r > 0; r--) {
    const other = random.integer(r + 1)
    const row = order[r]
    order[r] = order[other]
    order[other] = row
  }
  return order
}
