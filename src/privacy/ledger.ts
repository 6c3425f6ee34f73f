// Ledger: every look at real data that privacy pays for, and what may be said of the whole.
import type { PrivacyEvent } from './events.ts'
import { epsilonOfPrivacyLoss } from './loss.ts'
import { subsampledLoss } from './pld.ts'
import { epsilonFromRdp, rdpOrders, rdpVector } from './rdp.ts'

/** A finding that can be said in any language: a stable key and its figures. */
export interface Reason {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

export const ledgerKinds = [
  'form',
  'bounds',
  'categories',
  'quantiles',
  'labels',
  'training',
  'release',
  'other',
] as const
/**
 * `form`: names, types and formats of the columns, the number of rows. `bounds`: smallest and largest value.
 * `categories`: which values occur. `quantiles`, `labels`: how often which number, which category occurs. `training`: the
 * network that sees real rows. `release`: what the user chose to publish.
 */
export type LedgerKind = (typeof ledgerKinds)[number]

/** A look at real data, or a fact about it that took no look because the user declared it. */
export interface Look {
  readonly kind: LedgerKind
  /** What was learnt: a field's name, or the network that was trained. */
  readonly what: string
  /** `declared`: stated by the user as public knowledge, costs nothing. `data`: read off the real rows. */
  readonly source: 'declared' | 'data'
  /** How it was paid for; `null`: declared, or read off the data without paying. */
  readonly mechanism: PrivacyEvent | null
}

/** A look and its price. */
export interface LedgerEntry extends Look {
  /**
   * By how much ε of the whole rose when this look joined those before it, so that the parts add up to the whole;
   * 0 where declared; `null`: read off the data without paying.
   */
  readonly epsilon: number | null
  /** Part of δ that the mechanism itself uses up. */
  readonly delta: number
}

/** `training only`: the ε covers the training, but not all that was read off the data. */
export type Verdict = 'none' | 'training only' | 'end-to-end'

export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  readonly verdict: Verdict
  /** Why the verdict is not `end-to-end`: one reason a kind of unpaid look. */
  readonly reasons: readonly Reason[]
}

/** Keys of the reasons that a ledger gives, to be put into words by whoever shows it. */
export const ledgerReasons = [
  'privacy.noTraining',
  'privacy.unpaidTraining',
  'privacy.unpaidBounds',
  'privacy.unpaidCategories',
  'privacy.unpaidLabels',
  'privacy.unpaidRelease',
  'privacy.unpaidOther',
] as const

const unpaidReason: Readonly<Record<LedgerKind, (typeof ledgerReasons)[number]>> = {
  training: 'privacy.unpaidTraining',
  bounds: 'privacy.unpaidBounds',
  categories: 'privacy.unpaidCategories',
  labels: 'privacy.unpaidLabels',
  release: 'privacy.unpaidRelease',
  other: 'privacy.unpaidOther',
}

/**
 * What may be said of a run, by rule: without paid training nothing; with an unpaid look at the data "training only";
 * "end-to-end" when every look was declared or paid for. A reason's `count` tells the looks, `what` names the first.
 */
export function verdict(entries: readonly LedgerEntry[]): Pick<Ledger, 'verdict' | 'reasons'> {
  const unpaid = entries.filter((entry) => entry.source === 'data' && entry.epsilon === null)
  const reasons = ledgerKinds.flatMap((kind): Reason[] => {
    const looks = unpaid.filter((entry) => entry.kind === kind)
    if (looks.length === 0) return []
    return [{ key: unpaidReason[kind], values: { count: looks.length, what: looks[0].what } }]
  })
  const trained = entries.some((entry) => entry.kind === 'training' && entry.epsilon !== null)
  if (!trained) return { verdict: 'none', reasons: reasons.length > 0 ? reasons : [{ key: 'privacy.noTraining' }] }
  const untrained = unpaid.some((entry) => entry.kind === 'training')
  return { verdict: untrained ? 'none' : unpaid.length > 0 ? 'training only' : 'end-to-end', reasons }
}

export function createLedger(entries: readonly LedgerEntry[]): Ledger {
  return { entries, ...verdict(entries) }
}

/**
 * Works the whole cost out again from the mechanisms: trainings compose with each other, by the tighter accountant, at
 * the sum of their δ; what was paid for otherwise is added. Unpaid looks are not in it: `verdict` names them.
 */
export function recomputeEpsilon(ledger: Ledger): { epsilon: number; delta: number } {
  const paid = ledger.entries.filter((entry) => entry.epsilon !== null)
  const trainings = paid.flatMap(({ mechanism, delta }) => (mechanism === null ? [] : [{ ...mechanism, delta }]))
  const others = paid.filter((entry) => entry.mechanism === null)
  const delta = sum(trainings.map((training) => training.delta))
  const trained = trainings.length === 0 ? 0 : trainingEpsilon(trainings, delta)
  return {
    epsilon: trained + sum(others.map((entry) => entry.epsilon ?? 0)),
    delta: delta + sum(others.map((entry) => entry.delta)),
  }
}

function trainingEpsilon(trainings: readonly SubsampledGaussian[], delta: number): number {
  const rdp = new Float64Array(rdpOrders.length)
  for (const { sampleRate, noiseMultiplier, steps } of trainings) {
    if (steps === 0) continue
    const step = rdpVector(sampleRate, noiseMultiplier)
    for (let i = 0; i < rdp.length; i++) rdp[i] += steps * step[i]
  }
  const pld = epsilonOfPrivacyLoss(subsampledLoss(trainings), delta)
  return Math.min(epsilonFromRdp(rdp, delta).epsilon, pld)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
