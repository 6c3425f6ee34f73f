// Boosting: gradient-boosted trees.
import type { Work } from '../../work/work.ts'
import { fitBins } from './bins.ts'
import type { Features } from './features.ts'
import type { Answers, Learnt } from './learner.ts'
import { probabilitiesOf } from './logistic.ts'
import { Grower, type Tree } from './tree.ts'

/** What scikit-learn's HistGradientBoosting has by default, and XGBoost's penalty. */
const shrinkage = 0.1
const growth = { mostLeaves: 31, leastRows: 20, smoothing: 10, leastOfWord: 10, penalty: 1 }
const rounds = 100

/** Trees of one model at most, so that many classes take no longer than a few: fewer rounds then, but no less than ten. */
const mostTrees = 300

/** Rounds of trees, one tree a class and round beyond two classes. */
export function roundsOf(classes: number): number {
  return classes <= 2 ? rounds : Math.max(10, Math.min(rounds, Math.floor(mostTrees / classes)))
}

/**
 * Trees on gradients of the log loss (softmax beyond two classes) or of squared errors, without early stopping: 100 rounds,
 * 300 trees at most.
 */
export function* learnBoosting(features: Features, answers: Answers): Work<Learnt> {
  const binner = fitBins(features)
  const bins = binner(features)
  const { rows } = bins
  const classes = answers.kind === 'classes' ? answers.classes : 1
  const outputs = classes > 2 ? classes : 1
  const start = startOf(answers, rows, outputs)
  const scores = new Float64Array(rows * outputs)
  for (let i = 0; i < scores.length; i++) scores[i] = start[i % outputs]
  const gradients = new Float64Array(rows)
  const hessians = new Float64Array(rows).fill(1)
  const order = new Uint32Array(rows)
  const grower = new Grower(bins, growth)
  const trees: Tree[] = []
  for (let round = 0; round < roundsOf(classes); round++) {
    // All classes' trees of a round start from the same scores.
    const probabilities = classes > 1 ? probabilitiesOf(scores, classes) : null
    for (let k = 0; k < outputs; k++) {
      for (let r = 0; r < rows; r++) {
        order[r] = r
        if (answers.kind === 'numbers') gradients[r] = scores[r] - answers.values[r]
        else {
          const own = outputs === 1 ? 1 : k
          const p = (probabilities as Float64Array)[r * classes + own]
          gradients[r] = p - (answers.labels[r] === own ? 1 : 0)
          hessians[r] = p * (1 - p)
        }
      }
      const onLeaf = (from: number, to: number, value: number) => {
        for (let i = from; i < to; i++) scores[order[i] * outputs + k] += shrinkage * value
      }
      trees.push(grower.grow(gradients, hessians, order, onLeaf))
      yield
    }
  }
  return {
    gains: grower.gains,
    predict(others) {
      const placed = binner(others)
      const out = new Float64Array(others.rows * outputs)
      for (let i = 0; i < out.length; i++) out[i] = start[i % outputs]
      for (const [t, tree] of trees.entries()) tree.addTo(out, placed, shrinkage, outputs, t % outputs)
      return answers.kind === 'numbers' ? out : probabilitiesOf(out, classes)
    },
  }
}

/** The scores that fit best without any feature. */
function startOf(answers: Answers, rows: number, outputs: number): Float64Array {
  if (answers.kind === 'numbers') return Float64Array.of(answers.values.reduce((sum, value) => sum + value / rows, 0))
  const shares = new Float64Array(answers.classes)
  for (const label of answers.labels) shares[label] += 1 / rows
  return outputs === 1 ? Float64Array.of(Math.log(shares[1] / shares[0])) : shares.map(Math.log)
}
