// Attribution: how much each part of a row still gives generated rows away, by what a model can tell of itself.
import type { Kernels, Segment, Tensor } from '../engine/kernels.ts'
import { createRandom, drawKey } from '../math/random.ts'
import { CounterStream } from '../math/threefry.ts'
import type { Pass } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'

/**
 * `contrast`: expected gradients of the discriminator between generated and real rows, which add up to what it tells them
 * apart by. `sensitivity`: how far each part moves the discriminator's word among generated rows alone, as under privacy. `tables`:
 * how far the tables of pairs are from those that were counted or released. `reconstruction`: what an autoencoder cannot tell
 * of a real row from its latent row. `cycle`: the same of generated rows alone, as under privacy.
 */
export const attributionKinds = ['contrast', 'sensitivity', 'tables', 'reconstruction', 'cycle'] as const
export type AttributionKind = (typeof attributionKinds)[number]

export interface Attribution {
  readonly kind: AttributionKind
  /** One a segment of the layout, in the model's own unit; those of `contrast` have a sign, those of `tables` may by chance. */
  readonly segments: Float64Array
}

/** Rows that are looked at each time, about. */
const rowsLookedAt = 1024

/**
 * What is drawn for attributions: the same every time, so that two of them differ by the model alone, and apart from all that
 * training draws.
 */
export class AttributionSample {
  /** A multiple of the packing. */
  readonly rows: number
  /** Real rows, with replacement. A private model does not use them. */
  readonly indices: Int32Array
  readonly #stream = new CounterStream(0, 0)
  readonly #key: readonly [number, number]

  /** `of`: rows of the table. */
  constructor(seed: number, of: number, packing = 1) {
    this.rows = packing * Math.max(1, Math.floor(rowsLookedAt / packing))
    const random = createRandom(seed, 'attribution')
    this.#key = drawKey(random)
    this.indices = Int32Array.from({ length: this.rows }, () => random.integer(of))
  }

  /** Before every run of a program that draws from it. */
  restart(): void {
    this.#stream.restart(...this.#key)
  }

  /** In a body: standard normal latent rows. */
  latent(kernels: Kernels, columns: number): Tensor {
    return kernels.random('normal', this.rows, columns, this.#stream)
  }

  pass(kernels: Kernels, mode: Pass['mode']): Pass {
    return { kernels, mode, uniform: (rows, columns) => kernels.random('uniform', rows, columns, this.#stream) }
  }
}

/**
 * In a body: expected gradients (Erion et al. 2021) of a network's one output from the rows `from` to the rows `to`, pair by
 * pair: the mean of (to − from) · gradient, at places spread evenly over the lines between them, [1, columns]. They add up
 * to the mean output on `to` less that on `from`, up to what so many places cannot tell.
 */
export function expectedGradients(pass: Pass, network: Network, from: Tensor, to: Tensor): Tensor {
  const { kernels } = pass
  const { rows } = from
  const places = Float32Array.from({ length: rows }, (_, row) => (row + 0.5) / rows)
  const way = kernels.subtract(to, from)
  const between = kernels.add(from, kernels.multiply(way, kernels.upload(places, rows, 1)))
  return mean(kernels, kernels.multiply(way, gradientAt(pass, network, between)))
}

/**
 * In a body: the mean over rows of |Σ over a segment of gradient · deviation from the mean row|, [1, segments]: by how much the
 * segment moves a network's output among these rows. It needs no rows to compare with.
 */
export function sensitivity(pass: Pass, network: Network, rows: Tensor, segments: readonly Segment[]): Tensor {
  const { kernels } = pass
  const deviation = kernels.subtract(rows, mean(kernels, rows))
  const moves = kernels.multiply(deviation, gradientAt(pass, network, rows))
  const members = new Float32Array(rows.columns * segments.length)
  segments.forEach(({ offset, width }, s) => {
    for (let column = offset; column < offset + width; column++) members[column * segments.length + s] = 1
  })
  const sums = kernels.matmul(moves, kernels.upload(members, rows.columns, segments.length))
  return mean(kernels, kernels.unary('abs', sums))
}

/** [rows, columns]: of the sum of outputs, so that each row has the gradient of its own. */
function gradientAt(pass: Pass, network: Network, rows: Tensor): Tensor {
  const { output, caches } = network.forward(pass, rows)
  return network.backward(pass, caches, pass.kernels.fill(output.rows, output.columns, 1)).input()
}

function mean(kernels: Kernels, rows: Tensor): Tensor {
  return kernels.affine(kernels.sumRows(rows), 1 / rows.rows, 0)
}

/** Sums of `columns` [width] over each segment. */
export function segmentSums(columns: ArrayLike<number>, segments: readonly Segment[]): Float64Array {
  return Float64Array.from(segments, ({ offset, width }) => {
    let sum = 0
    for (let column = offset; column < offset + width; column++) sum += columns[column]
    return sum
  })
}
