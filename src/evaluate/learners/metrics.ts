// Metrics: how well predictions fit what is true.
import { meanOf } from '../mean.ts'
import { areaUnderCurve } from '../roc.ts'

/** Area under the ROC curve of scores for rows that are positive (1) or not (0), ties by half; `null` unless both occur. */
export function auroc(scores: Float64Array, positive: Uint8Array): number | null {
  const high = scores.filter((_, r) => positive[r] === 1)
  const low = scores.filter((_, r) => positive[r] !== 1)
  return high.length === 0 || low.length === 0 ? null : areaUnderCurve(high, low)
}

/** Average precision: precisions at all thresholds, each by the recall that it adds; `null` without a positive row. */
export function averagePrecision(scores: Float64Array, positive: Uint8Array): number | null {
  const order = Uint32Array.from(scores, (_, r) => r).sort((a, b) => scores[b] - scores[a])
  const all = positive.reduce((sum, is) => sum + is, 0)
  if (all === 0) return null
  let found = 0
  let before = 0
  let sum = 0
  for (let i = 0; i < order.length; i++) {
    found += positive[order[i]]
    // Rows of one score come under a threshold together.
    if (i + 1 < order.length && scores[order[i + 1]] === scores[order[i]]) continue
    sum += ((found - before) / all) * (found / (i + 1))
    before = found
  }
  return sum
}

/** The likeliest class a row, of probabilities [rows × classes]; the first of equals. */
export function likeliest(probabilities: Float64Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, r) => {
    let best = 0
    for (let k = 1; k < classes; k++) if (probabilities[r * classes + k] > probabilities[r * classes + best]) best = k
    return best
  })
}

export function accuracy(predicted: Uint8Array, labels: Uint8Array): number {
  return predicted.reduce((sum, label, r) => sum + (label === labels[r] ? 1 : 0), 0) / labels.length
}

/** The harmonic mean of precision and recall of one class: 0 where it is never found; `null` where it neither occurs nor is predicted. */
export function f1(predicted: Uint8Array, labels: Uint8Array, own: number): number | null {
  let hits = 0
  let named = 0
  for (let r = 0; r < labels.length; r++) {
    if (predicted[r] === own) named++
    if (labels[r] === own) named++
    if (predicted[r] === own && labels[r] === own) hits++
  }
  return named === 0 ? null : (2 * hits) / named
}

/** The mean of the F1 of all classes that occur or are predicted. */
export function macroF1(predicted: Uint8Array, labels: Uint8Array, classes: number): number | null {
  return meanOf(Array.from({ length: classes }, (_, k) => f1(predicted, labels, k)))
}

/** The mean area under the curve of each class against all others, of classes that occur and are not alone. */
export function macroAuroc(probabilities: Float64Array, labels: Uint8Array, classes: number): number | null {
  return meanOf(
    Array.from({ length: classes }, (_, own) =>
      auroc(
        Float64Array.from(labels, (_, r) => probabilities[r * classes + own]),
        labels.map((label) => (label === own ? 1 : 0)),
      ),
    ),
  )
}

/** Square root of the mean squared error, in the values' own unit. */
export function rootMeanSquare(predicted: Float64Array, values: Float64Array): number {
  return Math.sqrt(predicted.reduce((sum, p, r) => sum + (p - values[r]) ** 2 / values.length, 0))
}

/** R²: the share of the variance that is told; below 0 where the mean would have told more; `null` where all values are alike. */
export function determination(predicted: Float64Array, values: Float64Array): number | null {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return total === 0 ? null : 1 - predicted.reduce((sum, p, r) => sum + (p - values[r]) ** 2, 0) / total
}
