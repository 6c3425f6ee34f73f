// Forest: random forests.
import type { Random } from '../../math/random.ts'
import type { Work } from '../../work/work.ts'
import { fitBins } from './bins.ts'
import type { Features } from './features.ts'
import type { Answers, Learnt } from './learner.ts'
import { Grower, type Tree } from './tree.ts'

const trees = 100
/** Trees of one model at most: fewer a class where there are many classes, but no less than ten. */
const mostTrees = 300
const leastRows = 5

/**
 * The mean of 100 deep trees, each on rows drawn with repetition, each node with a draw of √features to choose from (Breiman
 * 2001). A tree of a class answers with the share of the class in a leaf of 5 rows or more; beyond two classes each class has
 * its own trees, and their shares are brought to 1.
 */
export function* learnForest(features: Features, answers: Answers, random: Random): Work<Learnt> {
  const binner = fitBins(features)
  const bins = binner(features)
  const { rows } = bins
  const classes = answers.kind === 'classes' ? answers.classes : 1
  const outputs = classes > 2 ? classes : 1
  const each = outputs === 1 ? trees : Math.max(10, Math.min(trees, Math.floor(mostTrees / outputs)))
  const count = Math.max(1, Math.floor(Math.sqrt(bins.columns.length)))
  const grower = new Grower(bins, {
    mostLeaves: Number.POSITIVE_INFINITY,
    leastRows,
    features: { count, random },
    smoothing: 0,
    leastOfWord: 1,
    penalty: 0,
  })
  const gradients = new Float64Array(rows)
  const hessians = new Float64Array(rows).fill(1)
  const order = new Uint32Array(rows)
  const grown: Tree[] = []
  for (let k = 0; k < outputs; k++) {
    // A leaf says minus the mean gradient: the mean answer.
    for (let r = 0; r < rows; r++) {
      if (answers.kind === 'numbers') gradients[r] = -answers.values[r]
      else gradients[r] = answers.labels[r] === (outputs === 1 ? 1 : k) ? -1 : 0
    }
    for (let t = 0; t < each; t++) {
      // Rising, because neighbours in memory are quicker to read.
      for (let r = 0; r < rows; r++) order[r] = random.integer(rows)
      order.sort()
      grown.push(grower.grow(gradients, hessians, order))
      yield
    }
  }
  return {
    gains: grower.gains,
    predict(others) {
      const placed = binner(others)
      const means = new Float64Array(others.rows * outputs)
      for (const [t, tree] of grown.entries()) tree.addTo(means, placed, 1 / each, outputs, Math.floor(t / each))
      if (answers.kind === 'numbers') return means
      if (outputs === 1) {
        return Float64Array.from({ length: 2 * others.rows }, (_, i) => {
          const share = means[i >> 1]
          return i % 2 === 1 ? share : 1 - share
        })
      }
      for (let i = 0; i < means.length; i += classes) {
        let sum = 0
        for (let k = 0; k < classes; k++) sum += means[i + k]
        for (let k = 0; k < classes; k++) means[i + k] = sum > 0 ? means[i + k] / sum : 1 / classes
      }
      return means
    },
  }
}
