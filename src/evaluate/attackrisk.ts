// AttackRisk: what an attack on the synthetic rows comes to: on those who were learnt, by guessing, and on those who were not.
import { type Interval, residualRisk, type SuccessRate, successRate } from './wilson.ts'

export interface AttackRisk {
  /** Attacks that were asked for; fewer may have been possible. */
  readonly asked: number
  /** On rows that were learnt. */
  readonly main: SuccessRate
  /** By guessing, on rows that were learnt. */
  readonly baseline: SuccessRate
  /** On rows that were not learnt; `null`: none were kept aside. */
  readonly control: SuccessRate | null
  /** What the attack gains from its targets having been learnt, 0 to 1; `null` without control. */
  readonly risk: Interval | null
  /** The attack does better than guessing; else a low risk says that the attack is weak, not that the table is safe. */
  readonly trusted: boolean
}

/** As `successRate` takes them. */
type Count = readonly [successes: number, attacks: number, effect?: number]

/** Successes of the three attacks, each of how many. */
export interface AttackCounts {
  readonly asked: number
  readonly main: Count
  readonly baseline: Count
  readonly control: Count | null
}

export function attackRisk(counts: AttackCounts): AttackRisk {
  const main = successRate(...counts.main)
  const baseline = successRate(...counts.baseline)
  const control = counts.control === null ? null : successRate(...counts.control)
  const risk = control === null ? null : residualRisk(main, control)
  return { asked: counts.asked, main, baseline, control, risk, trusted: main.value > baseline.value }
}
