// Usefulness: what can be learnt from the synthetic rows about real ones, beside what can be learnt from real rows.
import type { Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { drawRows } from './drawrows.ts'
import { learnBoosting } from './learners/boosting.ts'
import { type Features, fitFeatures, type Part } from './learners/features.ts'
import { learnForest } from './learners/forest.ts'
import { type Answers, type Learner, type LearnerName, learnerNames } from './learners/learner.ts'
import { learnRidge } from './learners/linear.ts'
import { learnLogistic } from './learners/logistic.ts'
import {
  accuracy,
  auroc,
  averagePrecision,
  determination,
  f1,
  likeliest,
  macroAuroc,
  macroF1,
  rootMeanSquare,
} from './learners/metrics.ts'
import { learnPerceptron } from './learners/perceptron.ts'
import { meanOf } from './mean.ts'
import { measured } from './measured.ts'
import { wordCounts } from './target.ts'
import { type Unmeasured, unmeasured } from './unmeasured.ts'

/**
 * `auroc`: area under the curve, beyond two classes the mean of each class against the rest. `averagePrecision`,
 * `f1Minority`: of the class that is rarest in the training rows. `f1Macro`: mean of all classes' F1. `rmse`: in the target's
 * own unit (instants: milliseconds); less is better, of all others more.
 */
export type Metric = 'auroc' | 'averagePrecision' | 'accuracy' | 'f1Minority' | 'f1Macro' | 'r2' | 'rmse'

/** `null`: undefined. The metrics of a report's task are there, no others. */
export type Scores = Readonly<Partial<Record<Metric, number | null>>>

/** On the same rows kept aside: learnt from real rows, learnt from synthetic ones, and the second as a share of the first. */
export interface ScorePair {
  readonly real: Scores
  readonly synthetic: Scores
  /** `null` where it would divide by nothing, or by less than nothing. */
  readonly ratio: Scores
}

export interface LearnerScores extends ScorePair {
  readonly learner: LearnerName
}

export interface ClassCount {
  readonly name: string
  /** Rows of the class among those used. */
  readonly train: number
  readonly synthetic: number
  readonly holdout: number
}

interface RowCount {
  /** In the table. */
  readonly given: number
  /** With a known answer, and drawn. */
  readonly used: number
}

export interface UsefulnessReport {
  readonly target: string
  readonly task: 'binary' | 'multiclass' | 'regression'
  /** The task's metrics in the order in which to show them; the first is the one to go by. */
  readonly metrics: readonly Metric[]
  /** Training uses as many real rows as synthetic ones, so that the ratio is not one of numbers of rows. */
  readonly rows: { readonly train: RowCount; readonly synthetic: RowCount; readonly holdout: RowCount }
  /** Fields that the target is predicted from. */
  readonly fields: number
  /** The target's classes, the most frequent first; the last is the minority. None in a regression. */
  readonly classes: readonly ClassCount[]
  /** Classes that no synthetic row used has: who learns from these can never name them. */
  readonly lacking: readonly string[]
  readonly learners: readonly LearnerScores[]
  readonly mean: ScorePair
  /** What one scores who has learnt nothing from the real rows but the shares of the classes, or the mean. */
  readonly baseline: Scores
  /**
   * Of what real rows teach beyond the baseline, the share that synthetic rows teach, by the means of the first metric. `null` where
   * real rows teach nothing.
   */
  readonly kept: number | null
}

export interface UsefulnessOptions {
  /** The rows that were learnt. */
  readonly train: Table
  /** Rows of the same kind that were not. */
  readonly holdout: Table | null
  readonly synthetic: Table
  /** Column i of each table belongs to field i. */
  readonly schema: Schema
  /** Name of the field to predict (`defaultTarget` chooses one); `null`: there is none. */
  readonly target: string | null
  /** Draws rows, trees and weights. */
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** Rows of each table that are used at most. */
const mostRows = 25_000
/** Of many classes, or of many fields, fewer, so that they take no longer than a few; but not fewer than these. */
const mostAnswers = 60_000
const mostCells = 500_000
const fewestRows = 4000

function mostRowsOf(classes: number, fields: number): number {
  const byClasses = classes > 2 ? mostAnswers / classes : mostRows
  return Math.min(mostRows, Math.max(fewestRows, Math.floor(Math.min(byClasses, mostCells / fields))))
}

/** Seconds a row and field, of eight models of two classes (bench "evaluate"); of more classes up to so many times as many. */
const secondsOfCell = 3.2e-5
const mostTimes = 3

/** Seconds that `usefulness` will take. */
export function usefulnessEffort({
  train,
  holdout,
  synthetic,
  schema,
  target,
}: Omit<UsefulnessOptions, 'random'>): number {
  const column = train.columns[schema.fields.findIndex(({ name }) => name === target)]
  if (holdout === null || column === undefined || column.kind === 'text') return 0
  const classes = column.kind === 'category' ? wordCounts(column).length : 0
  const fields = schema.fields.length
  const rows = Math.min(mostRowsOf(classes, fields), train.rows, synthetic.rows)
  return rows * fields * secondsOfCell * Math.min(mostTimes, classes > 2 ? classes : 1)
}

/** Rows that are needed, to learn from and to judge by; fewer tell nothing. */
const leastRows = 50
const leastHoldout = 20
/** Of each of two classes, rows kept aside; fewer tell nothing of it. */
const leastOfClass = 5
/** More are no classes but names. */
const mostClasses = 50

const metricsOf = {
  binary: ['auroc', 'averagePrecision', 'accuracy', 'f1Minority'],
  multiclass: ['auroc', 'accuracy', 'f1Macro', 'f1Minority'],
  regression: ['r2', 'rmse'],
} as const

const learners: Readonly<Record<LearnerName, Learner>> = {
  linear: (features, answers) =>
    answers.kind === 'classes'
      ? learnLogistic(features, answers.labels, answers.classes)
      : learnRidge(features, answers.values),
  boosting: learnBoosting,
  forest: learnForest,
  perceptron: learnPerceptron,
}

/** Rows of one table with their true answers. */
interface Examples {
  readonly part: Part
  readonly given: number
  readonly truth: Truth
}

/** A label may lack rows here, unlike in `Answers`. */
type Truth =
  | { readonly kind: 'classes'; readonly labels: Uint8Array; readonly classes: number }
  | { readonly kind: 'numbers'; readonly values: Float64Array }

/**
 * Train on synthetic rows, test on real ones (Esteban et al. 2017), with every learner, beside training on real rows. Rows without
 * an answer, or with one that the real training rows do not have, are left out. Says why where it cannot be done.
 */
export function* usefulness(options: UsefulnessOptions): Work<UsefulnessReport | Unmeasured> {
  const { train, holdout, synthetic, schema, target, random, onProgress } = options
  if (holdout === null) return unmeasured('noHoldout')
  if (target === null) return unmeasured('noTarget')
  const index = schema.fields.findIndex(({ name }) => name === target)
  if (index < 0) return unmeasured('targetUnknown', { target })
  const { type } = schema.fields[index]
  const column = train.columns[index]
  if (measured[type] === null || column.kind === 'text') return unmeasured('targetUnfit', { target, type })
  const names = column.kind === 'category' ? wordCounts(column).map(([word]) => word) : []
  if (column.kind === 'category' && names.length < 2) return unmeasured('oneClass', { target })
  if (names.length > mostClasses)
    return unmeasured('tooManyClasses', { target, classes: names.length, most: mostClasses })

  const usable = [train, synthetic, holdout].map((table) => usableRows(table, index, names))
  const most = mostRowsOf(names.length, schema.fields.length)
  const learnt = Math.min(most, usable[0].length, usable[1].length)
  if (learnt < leastRows || usable[2].length < leastHoldout) {
    const figures = { train: usable[0].length, synthetic: usable[1].length, holdout: usable[2].length }
    return unmeasured('tooFewRows', { target, ...figures, least: leastRows, leastHoldout })
  }
  const draw = (table: Table, rows: Uint32Array, count: number): Examples => {
    const drawn = drawRows(rows.length, count, random).map((r) => rows[r])
    return { part: { table, rows: drawn }, given: table.rows, truth: truthOf(table, index, drawn, names) }
  }
  const real = draw(train, usable[0], learnt)
  const made = draw(synthetic, usable[1], learnt)
  const test = draw(holdout, usable[2], most)
  const classes = names.map((name, k) => ({
    name,
    train: countOf(real.truth, k),
    synthetic: countOf(made.truth, k),
    holdout: countOf(test.truth, k),
  }))
  const alike = constantTruth(real.truth) || constantTruth(test.truth)
  if (alike) return unmeasured(column.kind === 'category' ? 'oneClass' : 'constantTarget', { target })
  const rare = classes.find((one) => one.holdout < leastOfClass)
  if (classes.length === 2 && rare !== undefined) {
    return unmeasured('tooFewOfClass', { target, class: rare.name, rows: rare.holdout, least: leastOfClass })
  }

  const examples = [real, made].map(({ part, truth }) => {
    const map = fitFeatures([part], schema, index)
    return { features: map([part]), truth, test: map([test.part]) }
  })
  const fields = examples[0].features.columns.length
  if (fields === 0) return unmeasured('noFeatures', { target })

  const task = column.kind === 'number' ? 'regression' : names.length === 2 ? 'binary' : 'multiclass'
  const metrics = metricsOf[task]
  const fits = 2 * learnerNames.length
  let done = 0
  const judged: LearnerScores[] = []
  for (const learner of learnerNames) {
    const scores: Scores[] = []
    for (const own of examples) {
      const predicted = yield* predict(learners[learner], own.features, own.truth, own.test, random)
      scores.push(score(predicted, test.truth))
      onProgress?.(++done / fits)
    }
    judged.push({ learner, ...paired(scores[0], scores[1], metrics) })
  }
  const mean = (side: 'real' | 'synthetic') =>
    scoresBy(metrics, (metric) => meanOf(judged.map((one) => one[side][metric] ?? null)))
  const means = paired(mean('real'), mean('synthetic'), metrics)
  const baseline = score(simplest(real.truth, test.part.rows.length), test.truth)
  return {
    target,
    task,
    metrics,
    rows: {
      train: { given: real.given, used: learnt },
      synthetic: { given: made.given, used: learnt },
      holdout: { given: test.given, used: test.part.rows.length },
    },
    fields,
    classes,
    lacking: classes.filter((one) => one.synthetic === 0).map(({ name }) => name),
    learners: judged,
    mean: means,
    baseline,
    kept: keptOf(means, baseline, metrics[0]),
  }
}

/** The rows whose answer is known, and a class that the real training rows have. */
function usableRows(table: Table, index: number, names: readonly string[]): Uint32Array {
  const column = table.columns[index]
  const { missing } = column
  const wanted = column.kind === 'category' ? column.categories.map((word) => names.includes(word)) : null
  const all = Uint32Array.from({ length: table.rows }, (_, r) => r)
  return all.filter((r) => missing[r] === 0 && (column.kind !== 'category' || wanted?.[column.codes[r]] === true))
}

function truthOf(table: Table, index: number, rows: Uint32Array, names: readonly string[]): Truth {
  const column = table.columns[index]
  if (column.kind === 'number') return { kind: 'numbers', values: Float64Array.from(rows, (r) => column.values[r]) }
  if (column.kind !== 'category') throw new TypeError('a target of numbers or words')
  const labelOf = column.categories.map((word) => names.indexOf(word))
  return { kind: 'classes', labels: Uint8Array.from(rows, (r) => labelOf[column.codes[r]]), classes: names.length }
}

function countOf(truth: Truth, own: number): number {
  return truth.kind === 'classes' ? truth.labels.filter((label) => label === own).length : 0
}

function constantTruth(truth: Truth): boolean {
  const values = truth.kind === 'classes' ? truth.labels : truth.values
  return values.every((value: number) => value === values[0])
}

/** What one predicts who has seen the answers alone: the classes' shares, [rows × classes], or the mean, [rows]. */
function simplest(truth: Truth, rows: number): Float64Array {
  if (truth.kind === 'numbers') {
    return new Float64Array(rows).fill(truth.values.reduce((sum, value) => sum + value / truth.values.length, 0))
  }
  const shares = Float64Array.from({ length: truth.classes }, (_, k) => countOf(truth, k) / truth.labels.length)
  return Float64Array.from({ length: rows * truth.classes }, (_, i) => shares[i % truth.classes])
}

/** Learns and predicts. Learners get only classes that occur, and numbers in standard deviations from their mean. */
function* predict(
  learner: Learner,
  features: Features,
  truth: Truth,
  test: Features,
  random: Random,
): Work<Float64Array> {
  if (constantTruth(truth)) return simplest(truth, test.rows)
  if (truth.kind === 'numbers') {
    const { values } = truth
    const mean = values.reduce((sum, value) => sum + value / values.length, 0)
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0))
    const standard: Answers = { kind: 'numbers', values: values.map((value) => (value - mean) / spread) }
    const learnt = yield* learner(features, standard, random)
    return learnt.predict(test).map((value) => mean + spread * value)
  }
  const present = Array.from({ length: truth.classes }, (_, k) => k).filter((k) => truth.labels.includes(k))
  const labels = truth.labels.map((label) => present.indexOf(label))
  const learnt = yield* learner(features, { kind: 'classes', labels, classes: present.length }, random)
  const found = learnt.predict(test)
  const out = new Float64Array(test.rows * truth.classes)
  for (let r = 0; r < test.rows; r++) {
    for (const [p, k] of present.entries()) out[r * truth.classes + k] = found[r * present.length + p]
  }
  return out
}

function score(predicted: Float64Array, truth: Truth): Scores {
  if (truth.kind === 'numbers') {
    return { r2: determination(predicted, truth.values), rmse: rootMeanSquare(predicted, truth.values) }
  }
  const { labels, classes } = truth
  const named = likeliest(predicted, classes)
  const shared = { accuracy: accuracy(named, labels), f1Minority: f1(named, labels, classes - 1) }
  if (classes > 2) {
    return { auroc: macroAuroc(predicted, labels, classes), ...shared, f1Macro: macroF1(named, labels, classes) }
  }
  const ofMinority = Float64Array.from(labels, (_, r) => predicted[2 * r + 1])
  return { auroc: auroc(ofMinority, labels), averagePrecision: averagePrecision(ofMinority, labels), ...shared }
}

const scoresBy = (metrics: readonly Metric[], of: (metric: Metric) => number | null): Scores =>
  Object.fromEntries(metrics.map((metric) => [metric, of(metric)]))

function paired(real: Scores, synthetic: Scores, metrics: readonly Metric[]): ScorePair {
  const ratio = scoresBy(metrics, (metric) => {
    const [whole, part] = [real[metric] ?? null, synthetic[metric] ?? null]
    return whole === null || part === null || whole <= 0 ? null : part / whole
  })
  return { real, synthetic, ratio }
}

function keptOf({ real, synthetic }: ScorePair, baseline: Scores, metric: Metric): number | null {
  const [whole, part, nothing] = [real[metric] ?? null, synthetic[metric] ?? null, baseline[metric] ?? null]
  return whole === null || part === null || nothing === null || whole <= nothing
    ? null
    : (part - nothing) / (whole - nothing)
}
