// Ledger: every look at real data that privacy pays for, and what may be said of the whole.

import { composedEpsilon } from './composition.ts'
import type { PrivacyEvent } from './events.ts'
import { promiseToGroup } from './promise.ts'

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
  /** What all paid looks cost together, at `delta`, for a person who has `groupSize` rows at most; `null`: no privacy. */
  readonly epsilon: number | null
  readonly delta: number | null
  readonly groupSize: number
  readonly verdict: Verdict
  /** Why the verdict is not `end-to-end`: one reason a kind of unpaid look. */
  readonly reasons: readonly Reason[]
}

/** Keys of the reasons that a ledger gives, to be put into words by whoever shows it. */
export const ledgerReasons = [
  'privacy.noTraining',
  'privacy.unpaidTraining',
  'privacy.unpaidForm',
  'privacy.unpaidBounds',
  'privacy.unpaidCategories',
  'privacy.unpaidQuantiles',
  'privacy.unpaidLabels',
  'privacy.unpaidRelease',
  'privacy.unpaidOther',
] as const

const unpaidReason: Readonly<Record<LedgerKind, (typeof ledgerReasons)[number]>> = {
  training: 'privacy.unpaidTraining',
  form: 'privacy.unpaidForm',
  bounds: 'privacy.unpaidBounds',
  categories: 'privacy.unpaidCategories',
  quantiles: 'privacy.unpaidQuantiles',
  labels: 'privacy.unpaidLabels',
  release: 'privacy.unpaidRelease',
  other: 'privacy.unpaidOther',
}

/**
 * What may be said of a run, by rule: without paid training nothing; with an unpaid look at the data "training only";
 * "end-to-end" when every look was declared or paid for. A reason's `count` tells the looks, `what` names the first.
 */
export function verdict(looks: readonly Look[]): Pick<Ledger, 'verdict' | 'reasons'> {
  const unpaid = looks.filter((look) => look.source === 'data' && look.mechanism === null)
  const reasons = ledgerKinds.flatMap((kind): Reason[] => {
    const ofKind = unpaid.filter((look) => look.kind === kind)
    if (ofKind.length === 0) return []
    return [{ key: unpaidReason[kind], values: { count: ofKind.length, what: ofKind[0].what } }]
  })
  const trained = looks.some((look) => look.kind === 'training' && look.mechanism !== null)
  if (!trained) return { verdict: 'none', reasons: reasons.length > 0 ? reasons : [{ key: 'privacy.noTraining' }] }
  const untrained = unpaid.some((look) => look.kind === 'training')
  return { verdict: untrained ? 'none' : unpaid.length > 0 ? 'training only' : 'end-to-end', reasons }
}

/**
 * Prices every look in its order: the ε of the looks so far, by the tighter accountant, less that before. `delta`: of the
 * whole; `null`: there is no privacy, and nothing counts as paid for. 0.1 to 1 s where there is a training of many updates.
 */
export function createLedger(
  looks: readonly Look[],
  options: { readonly delta: number | null; readonly groupSize: number },
): Ledger {
  const { delta, groupSize } = options
  const paid = delta === null ? looks.map((look) => ({ ...look, mechanism: null })) : looks
  const events: PrivacyEvent[] = []
  let whole = 0
  const entries = paid.map((look): LedgerEntry => {
    const { mechanism } = look
    if (mechanism === null || delta === null)
      return { ...look, epsilon: look.source === 'declared' ? 0 : null, delta: 0 }
    events.push(mechanism)
    const before = whole
    whole = Math.max(before, composedEpsilon(events, delta, groupSize).epsilon)
    return { ...look, epsilon: whole === before ? 0 : whole - before, delta: ownDelta(mechanism, groupSize) }
  })
  return { entries, epsilon: delta === null ? null : whole, delta, groupSize, ...verdict(paid) }
}

/** The part of δ that a mechanism uses up by its own promise. */
function ownDelta(event: PrivacyEvent, groupSize: number): number {
  if (event.kind === 'subsampled-gaussian') return 0
  return -Math.expm1(event.count * Math.log1p(-promiseToGroup(event, groupSize).delta))
}
