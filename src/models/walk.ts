// Walk: what a generator makes of chosen latent points, on the way from one to another or along what changes its rows most.
import type { Kernels, Program, Tensor } from '../engine/kernels.ts'
import { createRandom, drawKey, type Random } from '../math/random.ts'
import { CounterStream } from '../math/threefry.ts'
import type { Pass } from '../nn/layer.ts'
import { segmentSums } from './attribution.ts'
import { beside } from './generator.ts'
import type { Layout } from './model.ts'
import type { Recipe } from './recipe.ts'
import { type SavedGenerator, savedGenerator } from './savedgenerator.ts'
import type { Weights } from './weights.ts'

/** Points in one pass. */
const chunkPoints = 64

/** Latent points, each with its opposite, that directions are measured over. */
const measuredPoints = 1024

/** Passes of the subspace iteration: enough for singular values that are a tenth apart. */
const iterations = 60

/** A direction in the latent space. */
export interface Direction {
  /** [latent], of length 1. */
  readonly latent: Float64Array
  /** One a segment: what a step of length 1 changes, in the mean over latent points: the chance that goes over to other options; of a number the share of its range. */
  readonly effects: Float64Array
}

/** A latent point as the sampler would draw it. */
export function latentPoint(random: Random, latent: number): Float64Array {
  return Float64Array.from({ length: latent }, () => random.normal())
}

/**
 * The point `place` of the way (0 to 1) from `a` to `b` along the sphere (Shoemake 1985), its distance from the origin going
 * evenly from that of the one to that of the other: a straight line would lead through points that hardly ever occur. Between
 * points that lie opposite each other, where no way is the shortest, it is that line.
 */
export function slerp(a: Float64Array, b: Float64Array, place: number): Float64Array {
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))]
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(a, b) / (lengthA * lengthB))))
  const sine = Math.sin(angle)
  if (!(sine > 1e-6)) return a.map((value, i) => (1 - place) * value + place * b[i])
  const length = (1 - place) * lengthA + place * lengthB
  const shareA = (Math.sin((1 - place) * angle) / sine / lengthA) * length
  const shareB = (Math.sin(place * angle) / sine / lengthB) * length
  return a.map((value, i) => shareA * value + shareB * b[i])
}

/** `amount` steps of length 1 from a point. */
export function along(point: Float64Array, { latent }: Direction, amount: number): Float64Array {
  return point.map((value, i) => value + amount * latent[i])
}

/** A trained generator that can be asked for chosen latent points. */
export class Walker {
  readonly #saved: SavedGenerator
  readonly #layout: Layout
  readonly #recipe: Recipe
  readonly #stream = new CounterStream(0, 0)
  readonly #program: Program<Tensor>
  /** A conditional generator is told what tells it least, the commonest option, whatever the point. */
  readonly #told: number
  /** [chunkPoints, latent]: what the program is fed. */
  readonly #points: Float32Array

  /** Throws SavedValuesError where the weights do not fit recipe and layout. */
  constructor(
    readonly kernels: Kernels,
    recipe: Recipe,
    layout: Layout,
    weights: Weights,
  ) {
    this.#layout = layout
    this.#recipe = recipe
    this.#saved = savedGenerator(kernels, recipe, layout, weights)
    this.#points = new Float32Array(chunkPoints * recipe.latent)
    const chances = this.#saved.conditions?.chances
    this.#told = chances ? chances.indexOf(Math.max(...chances)) : -1
    this.#program = kernels.program('walk', () =>
      this.#chances(kernels.feed(chunkPoints, recipe.latent, (into) => into.set(this.#points))),
    )
  }

  /** In a body: the chance of every option, and numbers as the head gives them; nothing is drawn. */
  #chances(latent: Tensor): Tensor {
    const { generator, vectors } = this.#saved
    const told = vectors && this.kernels.expand(vectors, latent.rows, (into) => into.fill(this.#told))
    const { output } = generator.body.forward(this.#pass, beside(this.kernels, latent, told))
    return this.kernels.segmentActivation(output, this.#layout.segments, 1)
  }

  get #pass(): Pass {
    const refuse = () => {
      throw new TypeError('a walk draws nothing')
    }
    return { kernels: this.kernels, mode: 'apply', uniform: refuse }
  }

  /** What is made of each point: [points, width], row-major. Throws DeviceLostError. */
  async rows(points: readonly Float64Array[]): Promise<Float32Array> {
    const { latent } = this.#recipe
    const { width } = this.#layout
    const rows = new Float32Array(points.length * width)
    for (let from = 0; from < points.length; from += chunkPoints) {
      const chunk = points.slice(from, from + chunkPoints)
      chunk.forEach((point, i) => {
        this.#points.set(point, i * latent)
      })
      await this.#program.run()
      const [values] = await this.kernels.read([this.#program.result])
      rows.set(values.subarray(0, chunk.length * width), from * width)
    }
    return rows
  }

  /**
   * The directions that change the rows most, the strongest first: the left singular vectors of the generator's mean Jacobian,
   * at right angles to each other. The mean over latent points of z · yᵀ is that Jacobian (Stein 1981), here with each point's
   * opposite, which takes out all that is the same on both sides. Fewer than `count` where fewer change anything. What a direction
   * does differs from point to point; its effects are means. Throws DeviceLostError.
   */
  async directions(count: number): Promise<readonly Direction[]> {
    const { kernels } = this
    const { latent, seed } = this.#recipe
    const { width, segments } = this.#layout
    const random = createRandom(seed, 'directions')
    this.#stream.restart(...drawKey(random))
    const program = kernels.program('directions', () => {
      const points = kernels.random('normal', measuredPoints, latent, this.#stream)
      const opposite = this.#chances(kernels.affine(points, -1, 0))
      const difference = kernels.subtract(this.#chances(points), opposite)
      return kernels.affine(kernels.matmulTransposeA(points, difference), 1 / (2 * measuredPoints), 0)
    })
    await program.run()
    const [jacobian] = await kernels.read([program.result])
    program.dispose()
    return principal(jacobian, latent, Math.min(count, latent, width), random).map((direction) => ({
      latent: direction,
      // Of a choice half the sum of changes, as what some options gain others lose; a number's range is 2 long.
      effects: segmentSums(product(jacobian, direction).map(Math.abs), segments).map((sum) => sum / 2),
    }))
  }

  dispose(): void {
    this.#program.dispose()
    this.#saved.vectors?.dispose()
    this.#saved.generator.body.dispose()
  }
}

/**
 * The left singular vectors of `matrix` [rows, columns] with the largest singular values, by subspace iteration; each turned
 * so that its largest component is positive. Fewer than `count` where the matrix has no more.
 */
export function principal(matrix: Float32Array, rows: number, count: number, random: Random): Float64Array[] {
  let vectors = Array.from({ length: count }, () => latentPoint(random, rows))
  for (let i = 0; i < iterations; i++) vectors = orthonormal(vectors.map((vector) => square(matrix, rows, vector)))
  return vectors.map((vector) => {
    const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return vector.map((value) => Math.sign(largest) * value)
  })
}

/** matrixᵀ · vector: [columns]. */
function product(matrix: Float32Array, vector: Float64Array): Float64Array {
  const columns = matrix.length / vector.length
  const result = new Float64Array(columns)
  vector.forEach((value, row) => {
    for (let column = 0; column < columns; column++) result[column] += value * matrix[row * columns + column]
  })
  return result
}

/** matrix · matrixᵀ · vector: [rows]. */
function square(matrix: Float32Array, rows: number, vector: Float64Array): Float64Array {
  const image = product(matrix, vector)
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let column = 0; column < image.length; column++) sum += matrix[row * image.length + column] * image[column]
    return sum
  })
}

/** Vectors of length 1 at right angles that span the same (Gram and Schmidt, twice against rounding); those that add nothing are left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  const largest = Math.sqrt(Math.max(...vectors.map((vector) => dot(vector, vector))))
  for (const vector of vectors) {
    let rest = vector
    for (const other of [...basis, ...basis]) {
      const share = dot(rest, other)
      rest = rest.map((value, i) => value - share * other[i])
    }
    const length = Math.sqrt(dot(rest, rest))
    if (length > 1e-9 * largest) basis.push(rest.map((value) => value / length))
  }
  return basis
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
