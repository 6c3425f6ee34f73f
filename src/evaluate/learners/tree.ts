// Tree: questions about bins that lead to a number; how a tree is grown from gradients.
import type { Random } from '../../math/random.ts'
import type { Bins } from './bins.ts'

/** Eight words of 32 bits: which of 256 bins go left. */
const setWords = 8

/** Nodes in flat lists. Node 0 is the root. */
export class Tree {
  /** The feature that a node asks for; −1: a leaf. */
  readonly #features: Int16Array
  /** The left child; the right one follows it. */
  readonly #children: Uint32Array
  readonly #sets: Uint32Array
  readonly #values: Float64Array

  constructor(features: readonly number[], children: readonly number[], sets: readonly number[], values: number[]) {
    this.#features = Int16Array.from(features)
    this.#children = Uint32Array.from(children)
    this.#sets = Uint32Array.from(sets)
    this.#values = Float64Array.from(values)
  }

  /** Adds `rate` times the tree's answers to every `stride`th of `out`, from `offset` on. */
  addTo(out: Float64Array, { rows, columns }: Bins, rate: number, stride: number, offset: number) {
    for (let r = 0, at = offset; r < rows; r++, at += stride) {
      let node = 0
      while (this.#features[node] >= 0) {
        const bin = columns[this.#features[node]][r]
        const left = (this.#sets[node * setWords + (bin >>> 5)] >>> (bin & 31)) & 1
        node = this.#children[node] + 1 - left
      }
      out[at] += rate * this.#values[node]
    }
  }
}

export interface Growth {
  readonly mostLeaves: number
  /** Rows that a leaf holds at least. */
  readonly leastRows: number
  /** Features that a node may choose from, drawn at random; all where absent. */
  readonly features?: { readonly count: number; readonly random: Random }
  /** Added to the second derivatives when words are put in order, so that rare words stay in the middle. */
  readonly smoothing: number
  /** Rows of a word that a node must hold to ask for it. */
  readonly leastOfWord: number
  /** Added to the second derivatives of a node, so that the answers of a few rows that are told already stay small. */
  readonly penalty: number
}

/** A leaf that may still be split. */
interface Open {
  readonly node: number
  readonly start: number
  readonly end: number
  readonly sums: Sums
  /** Sums by bin, where all features are looked at. */
  readonly histogram: Float64Array | null
  readonly split: Split | null
}

interface Sums {
  readonly gradient: number
  readonly hessian: number
}

interface Split {
  readonly gain: number
  readonly feature: number
  readonly left: Uint32Array
}

/** Sums of second derivatives that a child must have at least, and gains that are not rounding. */
const leastHessian = 1e-3
const leastGain = 1e-7

/** A histogram holds, a bin: the sum of gradients, of second derivatives, and the rows. */
const perBin = 3

/**
 * Grows trees on the same bins (histograms of gradients: Friedman 2001; Ke et al. 2017). A split is worth what it lowers the
 * loss to second order, and a leaf says −Σ gradient / (Σ second derivative + penalty). Words are ordered by that ratio and cut in two,
 * which is the best cut of all (Fisher 1958). Missing cells go to whichever side gains more; bins that a node has not seen go to the larger.
 */
export class Grower {
  readonly #bins: Bins
  readonly #growth: Growth
  /** By feature: where its bins begin in a histogram. */
  readonly #offsets: readonly number[]
  readonly #bytes: number
  readonly #spare: Float64Array[] = []
  readonly #rows: Uint32Array
  readonly #order = new Uint8Array(256)
  readonly #ratios = new Float64Array(256)
  readonly #choice: Uint32Array
  /** By feature: what splits have gained so far. */
  readonly gains: Float64Array

  constructor(bins: Bins, growth: Growth) {
    this.#bins = bins
    this.#growth = growth
    let total = 0
    this.#offsets = bins.sizes.map((size) => {
      const offset = total
      total += size * perBin
      return offset
    })
    this.#bytes = total
    this.#rows = new Uint32Array(bins.rows)
    this.#choice = Uint32Array.from(bins.columns, (_, f) => f)
    this.gains = new Float64Array(bins.columns.length)
  }

  /**
   * A tree for the rows in `order`, which is put into another order; rows may repeat. `onLeaf` hears which rows end in a
   * leaf, order[start … end), and its answer.
   */
  grow(
    gradients: Float64Array,
    hessians: Float64Array,
    order: Uint32Array,
    onLeaf?: (start: number, end: number, value: number) => void,
  ): Tree {
    const features = [-1]
    const children = [0]
    const sets: number[] = new Array(setWords).fill(0)
    const values = [0]
    const { mostLeaves, penalty } = this.#growth
    const every = this.#growth.features === undefined

    let gradient = 0
    let hessian = 0
    for (const row of order) {
      gradient += gradients[row]
      hessian += hessians[row]
    }
    const look = (start: number, end: number, of: Float64Array) => {
      of.fill(0)
      for (let f = 0; f < this.#offsets.length; f++) this.#count(of, f, order, start, end, gradients, hessians)
      return of
    }
    const openLeaf = (node: number, start: number, end: number, sums: Sums, histogram: Float64Array | null): Open => {
      const divisible = end - start >= 2 * this.#growth.leastRows && sums.hessian >= 2 * leastHessian
      const split = !divisible
        ? null
        : histogram !== null
          ? this.#best(histogram, sums, end - start)
          : this.#bestOfSome(order, start, end, sums, gradients, hessians)
      return { node, start, end, sums, histogram, split }
    }

    const open: Open[] = []
    const whole = every ? look(0, order.length, this.#take()) : null
    open.push(openLeaf(0, 0, order.length, { gradient, hessian }, whole))
    const closed: Open[] = []
    for (let leaves = 1; open.length > 0; ) {
      const leaf = this.#next(open)
      if (leaf.split === null || leaves >= mostLeaves) {
        closed.push(leaf)
        continue
      }
      const { node, start, end, sums, histogram, split } = leaf
      leaves++
      this.gains[split.feature] += split.gain
      const middle = this.#part(order, start, end, split)
      const left = { gradient: 0, hessian: 0 }
      for (let i = start; i < middle; i++) {
        left.gradient += gradients[order[i]]
        left.hessian += hessians[order[i]]
      }
      const right = { gradient: sums.gradient - left.gradient, hessian: sums.hessian - left.hessian }
      const child = features.length
      features[node] = split.feature
      children[node] = child
      for (let w = 0; w < setWords; w++) sets[node * setWords + w] = split.left[w]
      for (let c = 0; c < 2; c++) {
        features.push(-1)
        children.push(0)
        values.push(0)
        for (let w = 0; w < setWords; w++) sets.push(0)
      }
      let leftHistogram: Float64Array | null = null
      let rightHistogram: Float64Array | null = null
      if (histogram !== null) {
        // Only the smaller child is counted; the larger is what is left of the parent.
        const smaller = middle - start <= end - middle
        const counted = smaller ? look(start, middle, this.#take()) : look(middle, end, this.#take())
        for (let i = 0; i < histogram.length; i++) histogram[i] -= counted[i]
        leftHistogram = smaller ? counted : histogram
        rightHistogram = smaller ? histogram : counted
      }
      open.push(openLeaf(child, start, middle, left, leftHistogram))
      open.push(openLeaf(child + 1, middle, end, right, rightHistogram))
    }
    for (const { node, start, end, sums, histogram } of closed) {
      values[node] = -sums.gradient / (sums.hessian + penalty)
      onLeaf?.(start, end, values[node])
      if (histogram !== null) this.#spare.push(histogram)
    }
    return new Tree(features, children, sets, values)
  }

  #take(): Float64Array {
    return this.#spare.pop() ?? new Float64Array(this.#bytes)
  }

  /** The leaf that gains most; where their number does not matter, any. */
  #next(open: Open[]): Open {
    if (this.#growth.mostLeaves === Number.POSITIVE_INFINITY) return open.pop() as Open
    let best = 0
    for (let i = 1; i < open.length; i++) {
      if ((open[i].split?.gain ?? -1) > (open[best].split?.gain ?? -1)) best = i
    }
    return open.splice(best, 1)[0]
  }

  /** Adds up one feature's bins over order[start … end). */
  #count(
    histogram: Float64Array,
    feature: number,
    order: Uint32Array,
    start: number,
    end: number,
    gradients: Float64Array,
    hessians: Float64Array,
  ) {
    const column = this.#bins.columns[feature]
    const offset = this.#offsets[feature]
    for (let i = start; i < end; i++) {
      const row = order[i]
      const at = offset + perBin * column[row]
      histogram[at] += gradients[row]
      histogram[at + 1] += hessians[row]
      histogram[at + 2]++
    }
  }

  #best(histogram: Float64Array, sums: Sums, rows: number): Split | null {
    let best: Split | null = null
    for (let f = 0; f < this.#offsets.length; f++) best = this.#bestOf(f, histogram, sums, rows, best)
    return best
  }

  /** The best split by features drawn at random: as many as asked for, and more until one can be split by. */
  #bestOfSome(
    order: Uint32Array,
    start: number,
    end: number,
    sums: Sums,
    gradients: Float64Array,
    hessians: Float64Array,
  ): Split | null {
    const { count, random } = this.#growth.features as NonNullable<Growth['features']>
    const histogram = this.#take()
    const choice = this.#choice
    let best: Split | null = null
    for (let i = 0; i < choice.length && (i < count || best === null); i++) {
      const other = i + random.integer(choice.length - i)
      const feature = choice[other]
      choice[other] = choice[i]
      choice[i] = feature
      const offset = this.#offsets[feature]
      histogram.fill(0, offset, offset + this.#bins.sizes[feature] * perBin)
      this.#count(histogram, feature, order, start, end, gradients, hessians)
      best = this.#bestOf(feature, histogram, sums, end - start, best)
    }
    this.#spare.push(histogram)
    return best
  }

  #bestOf(feature: number, histogram: Float64Array, sums: Sums, rows: number, best: Split | null): Split | null {
    return this.#bins.words[feature]
      ? this.#bestWords(feature, histogram, sums, rows, best)
      : this.#bestThreshold(feature, histogram, sums, rows, best)
  }

  /** The set of bins `from` … `to` − 1, with missing cells in or out. */
  #bestThreshold(feature: number, histogram: Float64Array, sums: Sums, rows: number, best: Split | null): Split | null {
    const size = this.#bins.sizes[feature]
    const offset = this.#offsets[feature]
    const { leastRows, penalty } = this.#growth
    const missing = histogram[offset + 2]
    const parent = sums.gradient ** 2 / (sums.hessian + penalty)
    let most = best?.gain ?? leastGain
    let found = -1
    let missingLeft = false
    let leftRows = 0
    for (let pass = 0; pass < (missing > 0 ? 2 : 1); pass++) {
      let gradient = pass === 1 ? histogram[offset] : 0
      let hessian = pass === 1 ? histogram[offset + 1] : 0
      let count = pass === 1 ? missing : 0
      // Bin `b` is the last on the left; 0 is missing cells alone.
      for (let b = pass === 1 ? 0 : 1; b < size - 1; b++) {
        if (b > 0) {
          const at = offset + perBin * b
          if (histogram[at + 2] === 0) continue
          gradient += histogram[at]
          hessian += histogram[at + 1]
          count += histogram[at + 2]
        }
        if (count < leastRows || hessian < leastHessian) continue
        if (rows - count < leastRows || sums.hessian - hessian < leastHessian) break
        const gain =
          gradient ** 2 / (hessian + penalty) +
          (sums.gradient - gradient) ** 2 / (sums.hessian - hessian + penalty) -
          parent
        if (gain > most) {
          most = gain
          found = b
          missingLeft = pass === 1
          leftRows = count
        }
      }
    }
    if (found < 0) return best
    const left = new Uint32Array(setWords)
    for (let b = 1; b <= found; b++) left[b >>> 5] |= 1 << (b & 31)
    if (missing > 0 ? missingLeft : 2 * leftRows > rows) left[0] |= 1
    return { gain: most, feature, left }
  }

  #bestWords(feature: number, histogram: Float64Array, sums: Sums, rows: number, best: Split | null): Split | null {
    const size = this.#bins.sizes[feature]
    const offset = this.#offsets[feature]
    const { leastRows, leastOfWord, smoothing, penalty } = this.#growth
    const order = this.#order
    const ratios = this.#ratios
    let words = 0
    for (let b = 0; b < size; b++) {
      const at = offset + perBin * b
      if (histogram[at + 2] < leastOfWord) continue
      const ratio = histogram[at] / (histogram[at + 1] + smoothing)
      let place = words++
      for (; place > 0 && ratios[place - 1] > ratio; place--) {
        ratios[place] = ratios[place - 1]
        order[place] = order[place - 1]
      }
      ratios[place] = ratio
      order[place] = b
    }
    const parent = sums.gradient ** 2 / (sums.hessian + penalty)
    let most = best?.gain ?? leastGain
    let found = -1
    let leftRows = 0
    let gradient = 0
    let hessian = 0
    let count = 0
    for (let i = 0; i < words - 1; i++) {
      const at = offset + perBin * order[i]
      gradient += histogram[at]
      hessian += histogram[at + 1]
      count += histogram[at + 2]
      if (count < leastRows || hessian < leastHessian) continue
      if (rows - count < leastRows || sums.hessian - hessian < leastHessian) break
      const gain =
        gradient ** 2 / (hessian + penalty) +
        (sums.gradient - gradient) ** 2 / (sums.hessian - hessian + penalty) -
        parent
      if (gain > most) {
        most = gain
        found = i
        leftRows = count
      }
    }
    if (found < 0) return best
    // Words in the order go by it; all others stay right, or go with the larger side where that is left.
    const left = new Uint32Array(setWords)
    for (let i = 0; i <= found; i++) left[order[i] >>> 5] |= 1 << (order[i] & 31)
    if (2 * leftRows > rows && this.#unseenMayGoLeft(histogram, feature)) {
      left.fill(0xffffffff)
      for (let i = found + 1; i < words; i++) left[order[i] >>> 5] &= ~(1 << (order[i] & 31))
    }
    return { gain: most, feature, left }
  }

  /** Where a word is too rare to be asked for, but there, the count of the right side includes it. */
  #unseenMayGoLeft(histogram: Float64Array, feature: number): boolean {
    const offset = this.#offsets[feature]
    for (let b = 0; b < this.#bins.sizes[feature]; b++) {
      const rows = histogram[offset + perBin * b + 2]
      if (rows > 0 && rows < this.#growth.leastOfWord) return false
    }
    return true
  }

  /** Puts the rows that go left first; where the others begin. */
  #part(order: Uint32Array, start: number, end: number, { feature, left }: Split): number {
    const column = this.#bins.columns[feature]
    const scratch = this.#rows.length >= end - start ? this.#rows : new Uint32Array(end - start)
    let middle = start
    let others = 0
    for (let i = start; i < end; i++) {
      const row = order[i]
      const bin = column[row]
      if ((left[bin >>> 5] >>> (bin & 31)) & 1) order[middle++] = row
      else scratch[others++] = row
    }
    order.set(scratch.subarray(0, others), middle)
    return middle
  }
}
