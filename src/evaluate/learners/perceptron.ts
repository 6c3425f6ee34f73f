// Perceptron: a small neural network of one hidden layer.
import type { Random } from '../../math/random.ts'
import type { Work } from '../../work/work.ts'
import { type Design, fitDesign } from './design.ts'
import type { Features } from './features.ts'
import type { Answers, Learnt } from './learner.ts'
import { probabilitiesOf } from './logistic.ts'
import { shuffle } from './shuffle.ts'

/** Hidden units, as in SDMetrics' MLPs of one layer for tables. */
const hidden = 50
/** Adam's rates (Kingma and Ba 2015). */
const rate = 1e-3
const momentum = 0.9
const decay = 0.999
const guard = 1e-8
/** Weight of ½ |weights|² an example, as in scikit-learn. */
const strength = 1e-4
const mostEpochs = 100
/** A long table needs fewer epochs. */
const mostUpdates = 4000
/** Rows kept aside to tell when to stop, and epochs without a better loss on them until then. */
const keptAside = 0.1
const patience = 6

/** Parameters that Adam moves, in blocks: only those of a block that a batch has touched, which is what saves time on one-hot words. */
class Parameters {
  readonly values: Float64Array
  readonly gradients: Float64Array
  readonly #first: Float64Array
  readonly #second: Float64Array

  constructor(size: number) {
    this.values = new Float64Array(size)
    this.gradients = new Float64Array(size)
    this.#first = new Float64Array(size)
    this.#second = new Float64Array(size)
  }

  /** Uniform within ±√(6 / (in + out)) (Glorot and Bengio 2010). */
  draw(inputs: number, outputs: number, random: Random) {
    const bound = Math.sqrt(6 / (inputs + outputs))
    for (let i = 0; i < this.values.length; i++) this.values[i] = bound * (2 * random.uniform() - 1)
  }

  /** Moves values[start … end) and forgets their gradients. */
  step(start: number, end: number, time: number, penalty: number) {
    const { values, gradients } = this
    const first = this.#first
    const second = this.#second
    const size = (rate * Math.sqrt(1 - decay ** time)) / (1 - momentum ** time)
    for (let i = start; i < end; i++) {
      const gradient = gradients[i] + penalty * values[i]
      first[i] = momentum * first[i] + (1 - momentum) * gradient
      second[i] = decay * second[i] + (1 - decay) * gradient * gradient
      values[i] -= (size * first[i]) / (Math.sqrt(second[i]) + guard)
      gradients[i] = 0
    }
  }
}

/** One hidden layer of rectifiers; a score for two classes or a number, else one a class. */
class Network {
  /** [(width + 1) × hidden], the biases last. */
  readonly #lower: Parameters
  /** [(hidden + 1) × outputs], the biases last. */
  readonly #upper: Parameters
  readonly #width: number
  readonly #outputs: number
  readonly #activations = new Float64Array(hidden)
  readonly #errors = new Float64Array(hidden)
  readonly #touched: Uint8Array
  #time = 0

  constructor(width: number, dense: number, words: number, outputs: number, random: Random) {
    this.#width = width
    this.#outputs = outputs
    this.#lower = new Parameters((width + 1) * hidden)
    this.#upper = new Parameters((hidden + 1) * outputs)
    // Of the columns of a word's field one alone is not zero.
    this.#lower.draw(dense + words, hidden, random)
    this.#upper.draw(hidden, outputs, random)
    this.#lower.values.fill(0, width * hidden)
    this.#upper.values.fill(0, hidden * outputs)
    this.#touched = new Uint8Array(width)
  }

  /** Columns of words that nothing was learnt of say nothing. */
  silence(column: number) {
    this.#lower.values.fill(0, column * hidden, (column + 1) * hidden)
  }

  /** The scores of row `r`, into out[at …]. */
  forward({ dense, numbers, words, slots }: Design, r: number, out: Float64Array, at: number) {
    const activations = this.#activations
    const lower = this.#lower.values
    const upper = this.#upper.values
    const outputs = this.#outputs
    const biases = this.#width * hidden
    for (let h = 0; h < hidden; h++) activations[h] = lower[biases + h]
    for (let c = 0; c < dense; c++) {
      const value = numbers[r * dense + c]
      if (value !== 0) for (let h = 0, i = c * hidden; h < hidden; h++, i++) activations[h] += value * lower[i]
    }
    for (let c = 0; c < words; c++) {
      for (let h = 0, i = slots[r * words + c] * hidden; h < hidden; h++, i++) activations[h] += lower[i]
    }
    for (let k = 0; k < outputs; k++) {
      let sum = upper[hidden * outputs + k]
      for (let h = 0; h < hidden; h++) if (activations[h] > 0) sum += activations[h] * upper[h * outputs + k]
      out[at + k] = sum
    }
  }

  /** Adds the gradient of row `r`, which was the last to go forward; `errors` are the derivatives by its scores. */
  backward({ dense, numbers, words, slots }: Design, r: number, errors: Float64Array) {
    const activations = this.#activations
    const below = this.#errors
    const upper = this.#upper
    const lower = this.#lower.gradients
    const outputs = this.#outputs
    const touched = this.#touched
    for (let h = 0; h < hidden; h++) {
      let sum = 0
      if (activations[h] > 0) {
        for (let k = 0, i = h * outputs; k < outputs; k++, i++) {
          sum += errors[k] * upper.values[i]
          upper.gradients[i] += errors[k] * activations[h]
        }
      }
      below[h] = sum
    }
    for (let k = 0; k < outputs; k++) upper.gradients[hidden * outputs + k] += errors[k]
    for (let h = 0, i = this.#width * hidden; h < hidden; h++, i++) lower[i] += below[h]
    for (let c = 0; c < dense; c++) {
      const value = numbers[r * dense + c]
      if (value === 0) continue
      touched[c] = 1
      for (let h = 0, i = c * hidden; h < hidden; h++, i++) lower[i] += value * below[h]
    }
    for (let c = 0; c < words; c++) {
      const slot = slots[r * words + c]
      touched[slot] = 1
      for (let h = 0, i = slot * hidden; h < hidden; h++, i++) lower[i] += below[h]
    }
  }

  /** One step of Adam on what `backward` has added up; `penalty` is the strength of ½ |weights|². */
  step(penalty: number) {
    this.#time++
    const width = this.#width
    for (let c = 0; c < width; c++) {
      if (this.#touched[c] === 0) continue
      this.#lower.step(c * hidden, (c + 1) * hidden, this.#time, penalty)
      this.#touched[c] = 0
    }
    this.#lower.step(width * hidden, (width + 1) * hidden, this.#time, 0)
    this.#upper.step(0, hidden * this.#outputs, this.#time, penalty)
    this.#upper.step(hidden * this.#outputs, (hidden + 1) * this.#outputs, this.#time, 0)
  }

  /** The weights as they are, to be put back by `restore`. */
  save(): readonly [Float64Array, Float64Array] {
    return [this.#lower.values.slice(), this.#upper.values.slice()]
  }

  restore([lower, upper]: readonly [Float64Array, Float64Array]) {
    this.#lower.values.set(lower)
    this.#upper.values.set(upper)
  }
}

/**
 * A perceptron of 50 rectifiers, learnt by Adam in batches of 200 rows (fewer where there are fewer than 4,000), at most 100
 * epochs and 4,000 updates; the weights are those that had the least loss on a tenth of the rows kept aside for that.
 */
export function* learnPerceptron(features: Features, answers: Answers, random: Random): Work<Learnt> {
  const designer = fitDesign(features)
  const design = designer(features)
  const { rows, width, dense, words } = design
  const classes = answers.kind === 'classes' ? answers.classes : 1
  const outputs = classes > 2 ? classes : 1
  const network = new Network(width, dense, words, outputs, random)
  const seen = new Uint8Array(width).fill(1, 0, dense)
  for (const slot of design.slots) seen[slot] = 1
  seen.forEach((is, column) => {
    if (is === 0) network.silence(column)
  })

  const order = shuffle(
    Uint32Array.from({ length: rows }, (_, r) => r),
    random,
  )
  const aside = order.slice(0, Math.floor(keptAside * rows))
  const learnt = order.subarray(aside.length)
  const batch = Math.max(1, Math.min(200, Math.ceil(learnt.length / 20)))
  const scores = new Float64Array(outputs)
  /** The loss of a row; `scores` become its derivatives. */
  const lossOf = (row: number): number => {
    network.forward(design, row, scores, 0)
    if (answers.kind === 'numbers') {
      scores[0] -= answers.values[row]
      return scores[0] ** 2 / 2
    }
    const probabilities = probabilitiesOf(scores, classes)
    const label = answers.labels[row]
    for (let k = 0; k < outputs; k++) {
      const own = outputs === 1 ? 1 : k
      scores[k] = probabilities[own] - (label === own ? 1 : 0)
    }
    return -Math.log(Math.max(probabilities[label], Number.MIN_VALUE))
  }

  let best = Number.POSITIVE_INFINITY
  let kept = network.save()
  let updates = 0
  for (let epoch = 0, since = 0; epoch < mostEpochs && updates < mostUpdates && since <= patience; epoch++) {
    shuffle(learnt, random)
    for (let start = 0; start < learnt.length && updates < mostUpdates; start += batch, updates++) {
      const end = Math.min(learnt.length, start + batch)
      for (let i = start; i < end; i++) {
        lossOf(learnt[i])
        for (let k = 0; k < outputs; k++) scores[k] /= end - start
        network.backward(design, learnt[i], scores)
      }
      network.step(strength / (end - start))
      yield
    }
    const loss = aside.reduce((sum, row) => sum + lossOf(row), 0)
    // Too few rows to keep any aside: the last weights are taken.
    if (loss < best || aside.length === 0) {
      best = loss
      kept = network.save()
      since = 0
    } else since++
  }
  network.restore(kept)
  return {
    predict(others) {
      const placed = designer(others)
      const out = new Float64Array(placed.rows * outputs)
      for (let r = 0; r < placed.rows; r++) network.forward(placed, r, out, r * outputs)
      return answers.kind === 'numbers' ? out : probabilitiesOf(out, classes)
    },
  }
}
