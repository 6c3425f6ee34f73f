// Verdict: what the figures of an evaluation come to, as grades and reasons that can be said in any language.
import { normalQuantile } from '../math/special.ts'
import type { Reason } from '../table/schema.ts'
import type { AttackRisk } from './attackrisk.ts'
import type { DetectionReport } from './detection.ts'
import type { MembershipReport } from './membership.ts'
import type { Overlap } from './overlap.ts'
import type { Quality } from './quality.ts'
import type { RiskReport } from './risk.ts'
import type { Unmeasured } from './unmeasured.ts'
import type { UsefulnessReport } from './usefulness.ts'
import type { SuccessRate } from './wilson.ts'

export type Grade = 'excellent' | 'good' | 'fair' | 'poor'

/** What each grade needs at least, as a share of what is possible. */
export const gradeThresholds = { excellent: 0.97, good: 0.9, fair: 0.8 } as const

/** Every reason that a verdict may give. */
export const verdictKeys = [
  'nothingJudged',
  'ofPossible',
  'holdoutOfPossible',
  'weakestField',
  'impossibleValues',
  'toldApart',
  'taught',
  'classesLacking',
  'nothingToTeach',
  'unmeasured',
  'noHoldout',
  'holdoutOverlaps',
  'membershipFound',
  'membershipNotFound',
  'copiesFound',
  'copiesNotFound',
  'closerFound',
  'closerNotFound',
  'attackFound',
  'attacksNotFound',
] as const
export type VerdictKey = (typeof verdictKeys)[number]

export interface VerdictReason extends Reason {
  readonly key: VerdictKey
}

export interface Verdict {
  /** `null`: nothing could be judged. The reasons: what it rests on, then what to look at. */
  readonly quality: { readonly grade: Grade | null; readonly reasons: readonly VerdictReason[] }
  /** `unknown`: no rows were kept aside, without which no attack can be judged. */
  readonly privacy: {
    readonly grade: 'nothingFound' | 'warning' | 'unknown'
    readonly reasons: readonly VerdictReason[]
  }
  /** `null`: it could not be measured; the reason says why. */
  readonly usefulness: { readonly grade: Grade | null; readonly reasons: readonly VerdictReason[] }
}

/** Fields below this score are named. */
const weakField = 0.9

/** Less validity than this is named. */
const leastValidity = 0.995

/**
 * Standard errors by which a figure must differ from chance to count as found: several figures are looked at, and an alarm
 * that rings for one harmless table in ten is soon ignored.
 */
const leastErrors = 3

/** Chance at most that an attack on one field of many is found where there is none: that of three errors with 15 fields. */
const falseAlarm = 0.02

/** Standard errors that half a 95 % interval has. */
const errorsOfInterval = 1.96

/** An attack counts where its gain is above this with 95 % confidence, too: what is less matters little. */
const leastGain = 0.05

interface Judged extends Quality {
  readonly holdout: Quality | null
  readonly overlap: Overlap | null
  readonly membership: MembershipReport | null
  readonly risk: RiskReport | null
  readonly usefulness: UsefulnessReport | Unmeasured
  readonly detection: DetectionReport | Unmeasured
}

/**
 * Quality is the accuracy of one, two and three fields as a share of the ceiling that sampling noise sets; a grade is given
 * by `gradeThresholds`. Usefulness is what synthetic rows teach, as a share of what real ones do, graded alike. Privacy is a warning where any attack that can be judged finds something: nothing found is no proof.
 */
export function verdictOf(judged: Judged): Verdict {
  return { quality: qualityOf(judged), privacy: privacyOf(judged), usefulness: usefulnessOf(judged) }
}

export function gradeOf(share: number): Grade {
  if (share >= gradeThresholds.excellent) return 'excellent'
  if (share >= gradeThresholds.good) return 'good'
  return share >= gradeThresholds.fair ? 'fair' : 'poor'
}

function ofPossible({ accuracy: { overall } }: Quality): { accuracy: number; ceiling: number; share: number } | null {
  const { accuracy, ceiling } = overall
  if (accuracy === null || ceiling === null || ceiling <= 0) return null
  return { accuracy, ceiling, share: accuracy / ceiling }
}

function qualityOf(judged: Judged): Verdict['quality'] {
  const reached = ofPossible(judged)
  if (reached === null) return { grade: null, reasons: [{ key: 'nothingJudged' }] }
  const reasons: VerdictReason[] = [{ key: 'ofPossible', values: reached }]
  const holdout = judged.holdout && ofPossible(judged.holdout)
  if (holdout) reasons.push({ key: 'holdoutOfPossible', values: holdout })
  const weakest = judged.columnShapes.columns.reduce<{ name: string; score: number } | null>(
    (least, { name, score }) => (score !== null && (least === null || score < least.score) ? { name, score } : least),
    null,
  )
  if (weakest !== null && weakest.score < weakField) reasons.push({ key: 'weakestField', values: weakest })
  const validity = judged.diagnostic.validity.score
  if (validity !== null && validity < leastValidity) {
    reasons.push({ key: 'impossibleValues', values: { share: 1 - validity } })
  }
  if (!('unmeasured' in judged.detection)) {
    const { boosting, ceiling, fields } = judged.detection
    const values = { auc: boosting.auc, holdout: ceiling?.boosting.auc ?? 0.5, field: fields[0]?.name ?? '' }
    reasons.push({ key: 'toldApart', values })
  }
  return { grade: gradeOf(reached.share), reasons }
}

function usefulnessOf({ usefulness }: Judged): Verdict['usefulness'] {
  if ('unmeasured' in usefulness) {
    const { key: why, values } = usefulness.unmeasured
    return { grade: null, reasons: [{ key: 'unmeasured', values: { ...values, why } }] }
  }
  const { target, kept, metrics, mean, lacking } = usefulness
  const [metric] = metrics
  const real = mean.real[metric] ?? null
  const synthetic = mean.synthetic[metric] ?? null
  if (kept === null || real === null || synthetic === null) {
    return { grade: null, reasons: [{ key: 'nothingToTeach', values: { target } }] }
  }
  const reasons: VerdictReason[] = [{ key: 'taught', values: { target, metric, kept, real, synthetic } }]
  if (lacking.length > 0) {
    reasons.push({ key: 'classesLacking', values: { target, classes: lacking.length, first: lacking[0] } })
  }
  return { grade: gradeOf(kept), reasons }
}

function privacyOf({ membership, risk, holdout, overlap }: Judged): Verdict['privacy'] {
  const caveats: VerdictReason[] = []
  if (overlap?.contaminated) {
    caveats.push({ key: 'holdoutOverlaps', values: { holdout: overlap.holdout, learnt: overlap.learnt } })
  }
  const found: VerdictReason[] = []
  const notFound: VerdictReason[] = []
  const judge = (isFound: boolean, key: VerdictKey, otherwise: VerdictKey, values: Reason['values'] = {}) =>
    isFound ? found.push({ key, values }) : notFound.push({ key: otherwise, values })

  if (membership) {
    const auc = Math.max(membership.ganLeaks.auc, membership.domias.auc)
    const chance = (membership.chance / errorsOfInterval) * leastErrors
    judge(auc > 0.5 + chance, 'membershipFound', 'membershipNotFound', { auc, chance })
  }
  if (risk && risk.identicalMatch.holdout !== null && risk.rows.holdout !== null) {
    const { synthetic, holdout: aside } = risk.identicalMatch
    const shared =
      (synthetic * risk.rows.synthetic + aside * risk.rows.holdout) / (risk.rows.synthetic + risk.rows.holdout)
    const error = Math.sqrt(shared * (1 - shared) * (1 / risk.rows.synthetic + 1 / risk.rows.holdout))
    judge(synthetic - aside > leastErrors * error, 'copiesFound', 'copiesNotFound', { synthetic, holdout: aside })
  }
  if (risk?.dcr.closer) {
    const { value, low } = risk.dcr.closer.share
    const error = (value - low) / errorsOfInterval
    judge(value - leastErrors * error > 0.5, 'closerFound', 'closerNotFound', { share: value, low })
  }
  const attacks = attacksOf(risk)
  for (const { attack, sure } of attacks) {
    const [worst] = sure.toSorted((one, other) => other.gain.value - one.gain.value)
    if (!worst) continue
    const { field, gain } = worst
    found.push({ key: 'attackFound', values: { attack, field, risk: gain.value, low: gain.low } })
  }
  if (attacks.length > 0 && attacks.every(({ sure }) => sure.length === 0)) {
    notFound.push({ key: 'attacksNotFound', values: { attacks: attacks.length } })
  }

  if (found.length > 0) return { grade: 'warning', reasons: [...found, ...caveats, ...notFound] }
  if (holdout === null || notFound.length === 0)
    return { grade: 'unknown', reasons: [{ key: 'noHoldout' }, ...notFound] }
  return { grade: 'nothingFound', reasons: [...caveats, ...notFound] }
}

/** The attacks that could be judged, and on which fields each surely gains something by what was learnt. */
function attacksOf(risk: RiskReport | null) {
  if (risk === null) return []
  const { singlingOut, linkability, inference } = risk
  const on = (result: AttackRisk | null, field = '') =>
    result?.risk && result.control
      ? [{ field, gain: result.risk, errors: errorsBetween(result.main, result.control) }]
      : []
  const attacks = [
    { attack: 'singlingOutUnivariate', tries: on(singlingOut.univariate) },
    { attack: 'singlingOutMultivariate', tries: on(singlingOut.multivariate) },
    { attack: 'linkability', tries: on(linkability) },
    { attack: 'inference', tries: inference.secrets.flatMap((result) => on(result, result.secret)) },
  ]
  return attacks
    .filter(({ tries }) => tries.length > 0)
    .map(({ attack, tries }) => ({
      attack,
      sure: tries.filter(({ gain, errors }) => errors > errorsAmong(tries.length) && gain.low > leastGain),
    }))
}

/** Of a difference of rates. Their intervals hold for rates near 1, too, where that of what they say of the risk does not. */
function errorsBetween(main: SuccessRate, control: SuccessRate): number {
  const error = Math.hypot(main.high - main.low, control.high - control.low) / 2 / errorsOfInterval
  return (main.value - control.value) / error
}

/** Standard errors that by chance not even the largest of so many figures has. */
function errorsAmong(figures: number): number {
  return Math.max(leastErrors, normalQuantile(1 - falseAlarm / figures))
}
