// Components: the few directions in which rows differ most, because a density cannot be told in many.
import type { Random } from '../math/random.ts'
import type { Work } from '../work/work.ts'
import type { Points } from './space.ts'

export interface Components {
  readonly count: number
  /** [rows × count], row by row: coordinates of mean 0 and variance 1 over the reference rows. */
  project(points: Points): Float64Array
}

/** The square of the difference of two one-hot vectors of this height is 1. */
const height = Math.SQRT1_2

/** Directions that have not parted by then differ so little in variance that one is as good as the other. */
const mostRounds = 60
const settled = 1e-9
/** A component whose variance is below this share of the largest is rounding. */
const leastVariance = 1e-9

/** Where each code of the reference has its place among the coordinates; words that the reference lacks have none. */
function places({ rows, width, words, codes }: Points) {
  const starts = new Uint32Array(words + 1).fill(width)
  for (let c = 0; c < words; c++) {
    let most = 0
    for (let r = 0; r < rows; r++) most = Math.max(most, codes[r * words + c])
    starts[c + 1] = starts[c] + most + 1
  }
  return starts
}

/**
 * The first principal components of the reference rows, words as one-hot vectors, by orthogonal iteration (Golub and Van
 * Loan, Matrix Computations, 8.2.4) without ever spelling the one-hot vectors out. At most `most`; fewer where the rows
 * span fewer directions.
 */
export function* principalComponents(reference: Points, most: number, random: Random): Work<Components> {
  const { rows, width, words } = reference
  const starts = places(reference)
  const size = starts[words]

  /** A row's product with a vector over the coordinates. */
  const product = (points: Points, row: number, vector: Float64Array) => {
    let sum = 0
    for (let c = 0, a = row * width; c < width; c++) sum += points.numbers[a + c] * vector[c]
    for (let c = 0, a = row * words; c < words; c++) {
      const place = starts[c] + points.codes[a + c]
      if (place < starts[c + 1]) sum += height * vector[place]
    }
    return sum
  }
  /** Σ weight · row over the reference rows. */
  const combine = (weights: Float64Array) => {
    const sum = new Float64Array(size)
    for (let r = 0; r < rows; r++) {
      for (let c = 0, a = r * width; c < width; c++) sum[c] += weights[r] * reference.numbers[a + c]
      for (let c = 0, a = r * words; c < words; c++) sum[starts[c] + reference.codes[a + c]] += height * weights[r]
    }
    return sum
  }

  const mean = combine(new Float64Array(rows).fill(1 / rows))
  const centred = (points: Points, vector: Float64Array) => {
    const shift = dot(mean, vector)
    return Float64Array.from({ length: points.rows }, (_, r) => product(points, r, vector) - shift)
  }

  let vectors = Array.from({ length: Math.min(most, size, rows - 1) }, () =>
    Float64Array.from({ length: size }, () => random.normal()),
  )
  let lengths = orthonormalise(vectors)
  for (let round = 0; round < mostRounds; round++) {
    const turned: Float64Array<ArrayBuffer>[] = []
    for (const vector of vectors) {
      turned.push(combine(centred(reference, vector)))
      yield
    }
    vectors = turned
    const before = lengths
    lengths = orthonormalise(vectors)
    if (lengths.every((length, i) => Math.abs(length - before[i]) <= settled * lengths[0])) break
  }

  const deviations = vectors.map((vector) => Math.sqrt(square(centred(reference, vector)) / (rows - 1)))
  const kept = vectors.filter((_, i) => deviations[i] ** 2 > leastVariance * deviations[0] ** 2)
  return {
    count: kept.length,
    project(points) {
      const out = new Float64Array(points.rows * kept.length)
      for (const [i, vector] of kept.entries()) {
        const along = centred(points, vector)
        for (let r = 0; r < points.rows; r++) out[r * kept.length + i] = along[r] / deviations[i]
      }
      return out
    },
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

const square = (vector: Float64Array) => dot(vector, vector)

/** Gram and Schmidt, twice for the sake of rounding, in place; the lengths that were left, 0 where nothing was. */
function orthonormalise(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, i) => {
    const whole = Math.sqrt(square(vector))
    for (const earlier of [...vectors.slice(0, i), ...vectors.slice(0, i)]) {
      const share = dot(vector, earlier)
      for (let c = 0; c < vector.length; c++) vector[c] -= share * earlier[c]
    }
    const length = Math.sqrt(square(vector))
    if (!(length > 1e-12 * whole)) {
      vector.fill(0)
      return 0
    }
    for (let c = 0; c < vector.length; c++) vector[c] /= length
    return length
  })
}
