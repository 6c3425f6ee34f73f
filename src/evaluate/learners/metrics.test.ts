// Metrics against scikit-learn's, ties among them, and what they say where nothing is defined.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
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
} from './metrics.ts'

const { metrics: golden } = JSON.parse(readFileSync(new URL('../fixtures/learners.json', import.meta.url), 'utf8')) as {
  metrics: Record<'labels' | 'scores' | 'named' | 'labels3' | 'probabilities3' | 'values' | 'predicted', number[]> &
    Record<'auroc' | 'averagePrecision' | 'accuracy' | 'f1' | 'macroAuroc' | 'macroF1' | 'r2' | 'rmse', number>
}
const labels = Uint8Array.from(golden.labels)
const named = Uint8Array.from(golden.named)

it("gives scikit-learn's scores of two classes, with ties", () => {
  const scores = Float64Array.from(golden.scores)
  expect(new Set(scores).size).toBeLessThan(scores.length)
  expect(auroc(scores, labels)).toBeCloseTo(golden.auroc, 12)
  expect(averagePrecision(scores, labels)).toBeCloseTo(golden.averagePrecision, 12)
  expect(accuracy(named, labels)).toBeCloseTo(golden.accuracy, 12)
  expect(f1(named, labels, 1)).toBeCloseTo(golden.f1, 12)
})

it("gives scikit-learn's scores of three classes", () => {
  const three = Uint8Array.from(golden.labels3)
  const probabilities = Float64Array.from(golden.probabilities3)
  expect(macroAuroc(probabilities, three, 3)).toBeCloseTo(golden.macroAuroc, 12)
  expect(macroF1(likeliest(probabilities, 3), three, 3)).toBeCloseTo(golden.macroF1, 12)
})

it("gives scikit-learn's scores of numbers", () => {
  const values = Float64Array.from(golden.values)
  const predicted = Float64Array.from(golden.predicted)
  expect(determination(predicted, values)).toBeCloseTo(golden.r2, 12)
  expect(rootMeanSquare(predicted, values)).toBeCloseTo(golden.rmse, 12)
})

it('says nothing of what does not occur', () => {
  const none = new Uint8Array(3)
  expect(auroc(Float64Array.of(1, 2, 3), none)).toBeNull()
  expect(averagePrecision(Float64Array.of(1, 2, 3), none)).toBeNull()
  expect(f1(none, none, 1)).toBeNull()
  expect(f1(none, Uint8Array.of(0, 1, 1), 1)).toBe(0)
  expect(macroF1(none, none, 2)).toBe(1)
  expect(determination(Float64Array.of(1, 2), Float64Array.of(5, 5))).toBeNull()
})
