// Learners against scikit-learn's, on tables that both make.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../math/random.ts'
import type { CategoryColumn, NumberColumn, Table } from '../../table/table.ts'
import { finished } from '../../work/work.ts'
import { wordCounts } from '../target.ts'
import { learnBoosting } from './boosting.ts'
import { fitDesign } from './design.ts'
import { type Features, fitFeatures } from './features.ts'
import { learnForest } from './forest.ts'
import type { Answers, Learner, LearnerName } from './learner.ts'
import { learnRidge } from './linear.ts'
import { learnLogistic } from './logistic.ts'
import { auroc, determination, macroAuroc } from './metrics.ts'
import { learnPerceptron } from './perceptron.ts'
import { patientSchema, patients, wholeOf } from './testing.ts'

type Task = 'binary' | 'multiclass' | 'regression'

const golden = JSON.parse(readFileSync(new URL('../fixtures/learners.json', import.meta.url), 'utf8')) as {
  facts: { sick: number; kinds: Record<string, number>; cost: number; pay: number; missing: number }
  logistic: { weights: number[]; auroc: number }
  softmax: { classes: string[]; weights: number[][] }
  ridge: { weights: number[] }
} & Record<Task, Record<LearnerName, number>>

/** The fields that answers are learnt from. */
const inputs = { fields: patientSchema.fields.map((one, i) => (i < 4 ? one : { ...one, role: 'omit' as const })) }
const [sick, kind, cost] = [4, 5, 6]

const numbersOf = (table: Table, index: number) => (table.columns[index] as NumberColumn).values

/** Labels by the order of `names`. */
function labelsOf(table: Table, index: number, names: readonly string[]): Uint8Array {
  const { codes, categories } = table.columns[index] as CategoryColumn
  return Uint8Array.from(codes, (code) => names.indexOf(categories[code]))
}

const kindsOf = (table: Table) => wordCounts(table.columns[kind] as CategoryColumn).map(([word]) => word)

function standard(values: Float64Array): { mean: number; spread: number; values: Float64Array } {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0))
  return { mean, spread, values: values.map((value) => (value - mean) / spread) }
}

it('makes the table that scikit-learn was given', () => {
  const table = patients(3, 2000)
  const { facts } = golden
  expect(labelsOf(table, sick, ['no', 'yes']).reduce((sum, label) => sum + label, 0)).toBe(facts.sick)
  expect(Object.fromEntries(wordCounts(table.columns[kind] as CategoryColumn))).toEqual(facts.kinds)
  expect(numbersOf(table, cost).reduce((sum, value) => sum + value, 0)).toBeCloseTo(facts.cost, 6)
  expect(numbersOf(table, 1).reduce((sum, value) => sum + value, 0)).toBeCloseTo(facts.pay, 6)
  expect(table.columns[2].missing.reduce((sum, missing) => sum + missing, 0)).toBe(facts.missing)
})

describe('linear models on 400 rows', () => {
  const table = patients(1, 400)
  const map = fitFeatures([wholeOf(table)], inputs)
  const features = map([wholeOf(table)])
  /** One output's weights in scikit-learn's order: without those of words that no row has, which are 0. */
  const compared = (weights: Float64Array, outputs: number, own: number) => {
    const each = Array.from({ length: weights.length / outputs }, (_, i) => weights[i * outputs + own])
    // age, pay, pay missing; job: missing, five words, other; town: missing, eight words, other; intercept.
    expect([each[9], each[19]]).toEqual([0, 0])
    return each.filter((_, i) => i !== 9 && i !== 19)
  }

  it("has scikit-learn's weights for two classes to three decimals, and its area under the curve", () => {
    const { weights, predict } = finished(learnLogistic(features, labelsOf(table, sick, ['no', 'yes']), 2))
    const found = compared(weights, 1, 0)
    expect(found).toHaveLength(golden.logistic.weights.length)
    for (const [i, expected] of golden.logistic.weights.entries()) expect(found[i]).toBeCloseTo(expected, 3)
    const other = patients(2, 400)
    const scores = predict(map([wholeOf(other)])).filter((_, i) => i % 2 === 1)
    expect(auroc(scores, labelsOf(other, sick, ['no', 'yes']))).toBeCloseTo(golden.logistic.auroc, 3)
  })

  it("has scikit-learn's weights for three classes to three decimals", () => {
    const { classes, weights: expected } = golden.softmax
    expect(kindsOf(table)).toEqual(classes)
    const { weights } = finished(learnLogistic(features, labelsOf(table, kind, classes), 3))
    for (const [k, row] of expected.entries()) {
      const found = compared(weights, 3, k)
      // Adding one number to all classes' intercepts changes nothing.
      const shift = found[found.length - 1] - row[row.length - 1]
      for (const [i, weight] of row.entries()) {
        expect(found[i] - (i === row.length - 1 ? shift : 0)).toBeCloseTo(weight, 3)
      }
    }
    const intercepts = weights.slice(-3)
    const wanted = expected.map((row) => row[row.length - 1])
    for (const k of [1, 2]) expect(intercepts[k] - intercepts[0]).toBeCloseTo(wanted[k] - wanted[0], 3)
  })

  it("has scikit-learn's ridge weights to three decimals", () => {
    const { weights } = finished(learnRidge(features, standard(numbersOf(table, cost)).values))
    const found = compared(weights, 1, 0)
    for (const [i, expected] of golden.ridge.weights.entries()) expect(found[i]).toBeCloseTo(expected, 3)
  })
})

describe("scores of what is learnt from 2,000 rows, beside scikit-learn's", () => {
  const train = patients(3, 2000)
  const test = patients(4, 2000)
  const map = fitFeatures([wholeOf(train)], inputs)
  const [features, others] = [train, test].map((table) => map([wholeOf(table)]))
  const learners: Readonly<Record<LearnerName, Learner>> = {
    linear: (own, answers) =>
      answers.kind === 'classes'
        ? learnLogistic(own, answers.labels, answers.classes)
        : learnRidge(own, answers.values),
    boosting: learnBoosting,
    forest: learnForest,
    perceptron: learnPerceptron,
  }
  /** Each word a feature of its own, as forests in scikit-learn have it. */
  const designer = fitDesign(features)
  const oneHot = (own: Features): Features => {
    const { rows, width, dense, numbers, words, slots } = designer(own)
    const columns = Array.from({ length: width }, () => new Float64Array(rows))
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < dense; c++) columns[c][r] = numbers[r * dense + c]
      for (let c = 0; c < words; c++) columns[slots[r * words + c]][r] = 1
    }
    return { rows, columns: columns.map((values, c) => ({ kind: 'number', name: String(c), values })) }
  }
  const predictionsOf = (name: LearnerName, answers: Answers) => {
    const [own, unseen] = name === 'forest' ? [oneHot(features), oneHot(others)] : [features, others]
    return finished(learners[name](own, answers, createRandom(1, name))).predict(unseen)
  }
  /** Linear models are the same; trees differ in their bins and draws, perceptrons in their draws and in when they stop. */
  const tolerance = { linear: 0.001, boosting: 0.01, forest: 0.01, perceptron: 0.02 }
  const cases = (['linear', 'boosting', 'forest', 'perceptron'] as const).map((name) => [name] as const)

  it.each(cases)('%s: area under the curve of two classes', (name) => {
    const answers: Answers = { kind: 'classes', labels: labelsOf(train, sick, ['no', 'yes']), classes: 2 }
    const scores = predictionsOf(name, answers).filter((_, i) => i % 2 === 1)
    const area = auroc(scores, labelsOf(test, sick, ['no', 'yes'])) as number
    expect(Math.abs(area - golden.binary[name])).toBeLessThan(tolerance[name])
  })

  it.each(cases)('%s: mean area under the curve of three classes', (name) => {
    const kinds = kindsOf(train)
    const answers: Answers = { kind: 'classes', labels: labelsOf(train, kind, kinds), classes: 3 }
    const area = macroAuroc(predictionsOf(name, answers), labelsOf(test, kind, kinds), 3) as number
    expect(Math.abs(area - golden.multiclass[name])).toBeLessThan(tolerance[name])
  })

  // A node of ours looks on for a feature to split by where the drawn ones have none, so that our trees are deeper.
  it.each(cases)('%s: share of the variance told', (name) => {
    const { mean, spread, values } = standard(numbersOf(train, cost))
    const predicted = predictionsOf(name, { kind: 'numbers', values }).map((value) => mean + spread * value)
    const share = determination(predicted, numbersOf(test, cost)) as number
    expect(Math.abs(share - golden.regression[name])).toBeLessThan(name === 'forest' ? 0.06 : tolerance[name])
  })
})
