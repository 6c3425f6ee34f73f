// Judge: our evaluation of any table, in short. The same for all, ours included.
import { evaluation } from '../../src/evaluate/evaluation.ts'
import { quality } from '../../src/evaluate/quality.ts'
import { evaluate, type Report } from '../../src/evaluate/report.ts'
import { createRandom } from '../../src/math/random.ts'
import type { Schema } from '../../src/table/schema.ts'
import type { Table } from '../../src/table/table.ts'
import { finished } from '../../src/work/work.ts'

/** Errors and shares are from 0 to 1; `null` where a figure could not be had. */
export interface Judgement {
  /** 1 − score of the columns' shapes. */
  readonly shapeError: number | null
  /** 1 − score of the pairs' trends: each table by its own bins, and both by the real table's. */
  readonly trendError: number | null
  readonly trendErrorRealBins: number | null
  /** The mean of one, two and three fields. */
  readonly accuracy: number | null
  /** Learnt from these rows, judged on those kept aside: the area under the curve (R² of a number) as a share of what real rows give. */
  readonly linear: number | null
  readonly boosting: number | null
  /** What real rows give. */
  readonly linearOnReal: number | null
  readonly boostingOnReal: number | null
  /** Of boosted trees that tell these rows from real ones, the area under the curve: 0.5 at best. */
  readonly detection: number | null
  /** Rows nearer to a learnt row than to one kept aside: 0.5 where nothing was copied. */
  readonly closer: number | null
  /** Rows that are a learnt row. */
  readonly identical: number | null
  /** The better of two attacks on membership, the area under the curve: 0.5 is guessing. */
  readonly membership: number | null
}

/** Judges so many tables by the same real ones. */
export class Judge {
  readonly #real: Table
  readonly #holdout: Table | null
  readonly #schema: Schema
  readonly #target: string | null

  constructor(real: Table, holdout: Table | null, schema: Schema, target: string | null) {
    this.#real = real
    this.#holdout = holdout
    this.#schema = schema
    this.#target = target
  }

  judge(synthetic: Table): Judgement {
    const judging = evaluation({
      real: this.#real,
      holdout: this.#holdout,
      synthetic,
      schema: this.#schema,
      target: this.#target,
      protectedField: null,
      random: createRandom(0, 'peers'),
    })
    const judged = finished(judging)
    const { usefulness, detection, risk, membership } = judged
    const useful = 'learners' in usefulness ? usefulness : null
    const of = (learner: 'linear' | 'boosting') => useful?.learners.find((one) => one.learner === learner)
    const main = useful?.metrics[0] ?? 'auroc'
    return {
      ...faithfulness(judged),
      accuracy: judged.accuracy.overall.accuracy,
      linear: of('linear')?.ratio[main] ?? null,
      boosting: of('boosting')?.ratio[main] ?? null,
      linearOnReal: of('linear')?.real[main] ?? null,
      boostingOnReal: of('boosting')?.real[main] ?? null,
      detection: 'boosting' in detection ? detection.boosting.auc : null,
      closer: risk?.dcr.closer?.share.value ?? null,
      identical: risk?.identicalMatch.synthetic ?? null,
      membership: membership && Math.max(membership.ganLeaks.auc, membership.domias.auc),
    }
  }

  /** Rows kept aside, as if they were synthetic: they cannot be attacked or learnt from and judged by at once. */
  ceiling(holdout: Table): Judgement {
    const ignore = () => {}
    const judging = quality({
      ...{ real: this.#real, synthetic: holdout, schema: this.#schema, seed: 0 },
      ...{ onFidelity: ignore, onAccuracy: ignore, onCopies: ignore },
    })
    const judged = finished(judging)
    return { ...nothing, ...faithfulness(judged), accuracy: judged.accuracy.overall.accuracy }
  }

  /** 0 to 1: the mean of shapes and trends, by the real table's bins. */
  quality(synthetic: Table): number {
    const { shapeError, trendErrorRealBins } = faithfulness(finished(evaluate(this.#real, synthetic, this.#schema)))
    return qualityOf(shapeError ?? Number.NaN, trendErrorRealBins ?? Number.NaN)
  }
}

/** Of two errors from 0 to 1. */
export const qualityOf = (shapeError: number, trendError: number): number => 1 - (shapeError + trendError) / 2

const nothing: Judgement = {
  shapeError: null,
  trendError: null,
  trendErrorRealBins: null,
  accuracy: null,
  linear: null,
  boosting: null,
  linearOnReal: null,
  boostingOnReal: null,
  detection: null,
  closer: null,
  identical: null,
  membership: null,
}

function faithfulness({ columnShapes, columnPairTrends, columnPairTrendsRealEdges }: Report) {
  const error = (score: number | null) => (score === null ? null : 1 - score)
  return {
    shapeError: error(columnShapes.score),
    trendError: error(columnPairTrends.score),
    trendErrorRealBins: error(columnPairTrendsRealEdges.score),
  }
}
