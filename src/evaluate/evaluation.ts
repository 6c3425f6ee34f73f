// Evaluation: everything that is told of a synthetic table: how faithful, how useful, and what it gives away.
import { createRandom, type Random } from '../math/random.ts'
import { type ConstraintScore, constraintReport, withCombinationsOf } from '../table/constraint/check.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type Correlations, correlations } from './correlations.ts'
import { type DetectionReport, detection, detectionEffort } from './detection.ts'
import { type Fairness, fairness } from './fairness.ts'
import { type Marginals, marginals } from './marginals.ts'
import { type MembershipReport, membershipEffort, membershipInference } from './membership.ts'
import { apart, type Overlap, overlap } from './overlap.ts'
import { type Efforts, type EvaluationPhase, wholeDone } from './phases.ts'
import { type Quality, quality, qualityEfforts } from './quality.ts'
import { privacyRisk, type RiskReport, riskEffort } from './risk.ts'
import { defaultTarget } from './target.ts'
import type { Unmeasured } from './unmeasured.ts'
import { type UsefulnessReport, usefulness, usefulnessEffort } from './usefulness.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export interface Evaluation extends Quality {
  /** What of all this matters, in short. */
  readonly verdict: Verdict
  /** The same of real rows that were not learnt: what can be reached at best. `null`: none were kept aside. */
  readonly holdout: Quality | null
  /** `null`: no rows were kept aside. Where it is contaminated, membership and risk are of rows that only one of both tables has. */
  readonly overlap: Overlap | null
  readonly correlations: Correlations
  readonly marginals: Marginals
  /** `null`: no field was chosen, or one that is not judged. */
  readonly fairness: Fairness | null
  /** `null`: too few rows were kept aside. */
  readonly membership: MembershipReport | null
  /** `null`: too few rows. */
  readonly risk: RiskReport | null
  readonly usefulness: UsefulnessReport | Unmeasured
  readonly detection: DetectionReport | Unmeasured
  /** How many of the synthetic rows meet each constraint of the schema. */
  readonly constraints: readonly ConstraintScore[]
}

export interface EvaluationOptions {
  /** The rows that were learnt. */
  readonly real: Table
  /** Rows of the same kind that were not; `null`: none were kept aside. */
  readonly holdout: Table | null
  readonly synthetic: Table
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** The name of the field that models are trained to tell; `null`: a suitable one. */
  readonly target: string | null
  /** The name of the field whose groups are to be treated alike; `null`: none is looked at. */
  readonly protectedField: string | null
  readonly random: Random
  /** Hears how much of a phase is done, and how much of all of them, 0 to 1. */
  readonly onProgress?: (phase: EvaluationPhase, done: number, whole: number) => void
}

/** Each part draws from a stream of its own, so that none changes with what another draws. */
export function* evaluation(options: EvaluationOptions): Work<Evaluation> {
  const { real, holdout, synthetic, schema, protectedField } = options
  const target = options.target ?? defaultTarget(schema, real)
  const seed = options.random.integer(2 ** 32)
  const random = (phase: EvaluationPhase) => createRandom(seed, phase)
  const tables = { real, holdout, synthetic, schema }
  const shared = holdout && overlap(real, holdout, schema)
  const attacked = holdout && shared?.contaminated ? apart(real, holdout, schema) : { real, holdout }
  // Who is tested on rows that were learnt from is flattered, and real rows more than synthetic ones.
  const taught = { train: real, holdout: attacked.holdout, synthetic, schema, target }
  const attack = attacked.holdout && { members: attacked.real, nonMembers: attacked.holdout, synthetic, schema }
  const exposed = { ...attacked, synthetic, schema }

  const own = qualityEfforts(real, synthetic, schema)
  const aside = holdout && qualityEfforts(real, holdout, schema)
  const efforts: Efforts = {
    ...own,
    holdout: aside ? aside.fidelity + aside.accuracy + aside.copies : 0,
    usefulness: usefulnessEffort(taught),
    detection: detectionEffort(tables),
    membership: attack ? membershipEffort(attack) : 0,
    risk: riskEffort(exposed),
  }
  const tell = (phase: EvaluationPhase) => (done: number) =>
    options.onProgress?.(phase, done, wholeDone(efforts, phase, done))

  const found = yield* quality({
    ...{ real, synthetic, schema, seed },
    onFidelity: tell('fidelity'),
    onAccuracy: tell('accuracy'),
    onCopies: tell('copies'),
  })
  const associations = yield* correlations(real, synthetic, schema, tell('correlations'))
  const third = (part: number) => (done: number) => tell('holdout')((part + done) / 3)
  const ceiling =
    holdout &&
    (yield* quality({
      ...{ real, synthetic: holdout, schema, seed },
      onFidelity: third(0),
      onAccuracy: third(1),
      onCopies: third(2),
    }))
  const judged = {
    ...found,
    holdout: ceiling,
    overlap: shared,
    usefulness: yield* usefulness({ ...taught, random: random('usefulness'), onProgress: tell('usefulness') }),
    detection: yield* detection({ ...tables, random: random('detection'), onProgress: tell('detection') }),
    membership:
      attack &&
      (yield* membershipInference({ ...attack, random: random('membership'), onProgress: tell('membership') })),
    risk: yield* privacyRisk({ ...exposed, random: random('risk'), onProgress: tell('risk') }),
  }
  return {
    ...judged,
    verdict: verdictOf(judged),
    correlations: associations,
    constraints: constraintReport(synthetic, withCombinationsOf(real, schema)),
    marginals: marginals(tables, found),
    fairness: protectedField === null ? null : fairness({ real, synthetic, schema, protectedField, target }),
  }
}

/**
 * The evaluation with usefulness, groups and the verdict by the target and the protected field of the options; all else stays. With
 * the `random` that it was made by, what is asked again comes out the same again.
 */
export function* rejudged(
  evaluation: Evaluation,
  options: Omit<EvaluationOptions, 'onProgress'> & { readonly onProgress?: (done: number) => void },
): Work<Evaluation> {
  const { real, holdout, synthetic, schema, protectedField, onProgress } = options
  const random = createRandom(options.random.integer(2 ** 32), 'usefulness' satisfies EvaluationPhase)
  const target = options.target ?? defaultTarget(schema, real)
  const tested = holdout && evaluation.overlap?.contaminated ? apart(real, holdout, schema).holdout : holdout
  const judged = {
    ...evaluation,
    usefulness: yield* usefulness({
      ...{ train: real, holdout: tested, synthetic, schema, target, random },
      ...(onProgress ? { onProgress } : {}),
    }),
    fairness: protectedField === null ? null : fairness({ real, synthetic, schema, protectedField, target }),
  }
  return { ...judged, verdict: verdictOf(judged) }
}
