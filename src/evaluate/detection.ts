// Detection: how well a judge can tell synthetic rows from real ones, and by which fields.
import type { Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { drawRows } from './drawrows.ts'
import { learnBoosting } from './learners/boosting.ts'
import { fitFeatures } from './learners/features.ts'
import type { Learnt } from './learners/learner.ts'
import { learnLogistic } from './learners/logistic.ts'
import { shuffle } from './learners/shuffle.ts'
import { areaUnderCurve } from './roc.ts'
import { type Unmeasured, unmeasured } from './unmeasured.ts'

/** One judge: learnt on all folds but one and judged on that, each in turn. */
export interface Discriminator {
  readonly folds: number
  /** Mean of the folds' areas under the curve: 0.5 is not to be told apart, 1 is always. */
  readonly auc: number
  /** Standard deviation of the folds' areas. */
  readonly spread: number
  /** 1 − the mean of the folds' 2 · max(0.5, auc) − 1, as SDMetrics' detection metrics: 1 is not to be told apart, 0 is always. */
  readonly score: number
}

/** Two tables, told apart by two judges. */
export interface Comparison {
  /** Rows of each of the two tables. */
  readonly rows: number
  /** 95 of 100 judges that know nothing have an area within 0.5 ± `chance`. */
  readonly chance: number
  /** Logistic regression, three folds. */
  readonly logistic: Discriminator
  /** Gradient-boosted trees, five folds. */
  readonly boosting: Discriminator
  /** What the boosted judge goes by: each field's share of what its splits gain, the largest first; they add up to 1. */
  readonly fields: readonly { readonly name: string; readonly share: number }[]
}

export interface DetectionReport extends Comparison {
  readonly given: { readonly real: number; readonly synthetic: number; readonly holdout: number | null }
  /** Real rows against real rows that were kept aside: what no table can do better than. `null` where there are too few. */
  readonly ceiling: Comparison | null
}

export interface DetectionOptions {
  /** The rows that were learnt. */
  readonly real: Table
  readonly synthetic: Table
  /** Real rows that were not learnt. */
  readonly holdout: Table | null
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** Draws rows and folds. */
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** Rows of each table that are looked at; of many fields fewer, but not fewer than these. */
const mostRows = 10_000
const mostCells = 300_000
const fewestRows = 2000
function mostRowsOf({ fields }: Schema): number {
  return Math.min(mostRows, Math.max(fewestRows, Math.floor(mostCells / fields.length)))
}

/** Fewer of a kind tell nothing. */
const leastRows = 50

const logisticFolds = 3
const boostingFolds = 5

/** Tells synthetic rows from real ones (classifier two-sample test: Lopez-Paz and Oquab 2017). Says why where it cannot be done. */
export function* detection(options: DetectionOptions): Work<DetectionReport | Unmeasured> {
  const { real, synthetic, holdout, schema, random, onProgress } = options
  if (Math.min(real.rows, synthetic.rows) < leastRows) {
    return unmeasured('tooFewRows', { train: real.rows, synthetic: synthetic.rows, least: leastRows })
  }
  const hasCeiling = holdout !== null && holdout.rows >= leastRows
  const half = hasCeiling ? 0.5 : 1
  const found = yield* compare(real, synthetic, schema, random, (done) => onProgress?.(done * half))
  if (found === null) return unmeasured('noFeatures')
  const ceiling = hasCeiling
    ? yield* compare(real, holdout, schema, random, (done) => onProgress?.(half + done * (1 - half)))
    : null
  const given = { real: real.rows, synthetic: synthetic.rows, holdout: holdout?.rows ?? null }
  return { ...found, given, ceiling }
}

/** Seconds a row of each table and field, of one comparison (bench "evaluate"). */
const secondsOfCell = 2.7e-5

/** Seconds that `detection` will take. */
export function detectionEffort({ real, synthetic, holdout, schema }: Omit<DetectionOptions, 'random'>): number {
  const most = mostRowsOf(schema)
  const rows = Math.min(most, real.rows, synthetic.rows) + Math.min(most, real.rows, holdout?.rows ?? 0)
  return rows * schema.fields.length * secondsOfCell
}

/** `null`: no field can be compared. */
function* compare(
  first: Table,
  second: Table,
  schema: Schema,
  random: Random,
  onProgress: (done: number) => void,
): Work<Comparison | null> {
  const rows = Math.min(mostRowsOf(schema), first.rows, second.rows)
  const drawn = [first, second].map((table) => ({
    table,
    rows: shuffle(drawRows(table.rows, rows, random), random),
  }))
  const names = fitFeatures(drawn, schema)(drawn).columns.map(({ name }) => name)
  if (names.length === 0) return null

  const fits = logisticFolds + boostingFolds
  let done = 0
  /** The rows are in random order already, so that every `folds`th of each table makes a fold. */
  function* judge(
    folds: number,
    learn: (...of: Parameters<typeof learnLogistic>) => Work<Learnt>,
    onLearnt?: (of: Learnt) => void,
  ): Work<Discriminator> {
    const areas: number[] = []
    for (let fold = 0; fold < folds; fold++) {
      const choose = (own: boolean) =>
        drawn.map(({ table, rows }) => ({ table, rows: rows.filter((_, i) => (i % folds === fold) === own) }))
      const [known, aside] = [choose(false), choose(true)]
      const map = fitFeatures(known, schema)
      const labels = Uint8Array.from({ length: known[0].rows.length + known[1].rows.length }, (_, r) =>
        r < known[0].rows.length ? 0 : 1,
      )
      const learnt = yield* learn(map(known), labels, 2)
      onLearnt?.(learnt)
      const [low, high] = aside.map((part) => learnt.predict(map([part])).filter((_, i) => i % 2 === 1))
      onProgress(++done / fits)
      areas.push(areaUnderCurve(high, low))
    }
    return discriminatorOf(areas)
  }
  const gains = new Float64Array(names.length)
  const logistic = yield* judge(logisticFolds, learnLogistic)
  const boosting = yield* judge(
    boostingFolds,
    (features, labels, classes) => learnBoosting(features, { kind: 'classes', labels, classes }),
    ({ gains: own }) => {
      for (let f = 0; f < gains.length; f++) gains[f] += own?.[f] ?? 0
    },
  )
  const total = gains.reduce((sum, gain) => sum + gain, 0)
  return {
    rows,
    // The variance of the rank sum where there is no difference (Mann and Whitney 1947).
    chance: (1.96 * Math.sqrt((2 * rows + 1) / 12)) / rows,
    logistic,
    boosting,
    fields: names
      .map((name, f) => ({ name, share: total === 0 ? 0 : gains[f] / total }))
      .sort((a, b) => b.share - a.share),
  }
}

function discriminatorOf(areas: readonly number[]): Discriminator {
  const folds = areas.length
  const auc = areas.reduce((sum, area) => sum + area / folds, 0)
  const told = areas.reduce((sum, area) => sum + (2 * Math.max(0.5, area) - 1) / folds, 0)
  return {
    folds,
    auc,
    spread: Math.sqrt(areas.reduce((sum, area) => sum + (area - auc) ** 2 / (folds - 1), 0)),
    score: 1 - told,
  }
}
