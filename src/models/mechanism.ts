// Mechanism: how a private update treats real rows: clipped one by one or by microbatches, summed, noised (Abadi et al. 2016).
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { clipFactors } from '../nn/clip.ts'
import { groupClipFactors } from '../nn/groups.ts'
import type { GradientPart } from '../nn/layer.ts'
import type { Network } from '../nn/network.ts'
import { NotPrivateError } from './errors.ts'
import type { Mechanism } from './model.ts'

/** Where noise comes from: `NoiseSource` is one. Each call gives fresh noise, one array a released tensor. */
export interface Noise {
  take(): readonly (Float64Array | Float32Array)[]
}

export interface MechanismOptions {
  /** C: largest norm of one row's gradient, or of one microbatch's mean gradient. */
  readonly clipNorm: number
  /** Expected real rows an update, a public number. */
  readonly expectedRows: number
  /** Groups of rows whose mean gradient is clipped (`num_microbatches` in TensorFlow Privacy); `null`: each row by itself. */
  readonly microbatches: number | null
  /** Sums on a grid with discrete noise, added on the host. */
  readonly hardened: boolean
  /** As `noiseRequest` of the same options asks for. */
  readonly noise: Noise
}

/**
 * In hardened mode the sum is rounded to a grid so fine that the rounding of two neighbouring sums moves them apart by at
 * most 2⁻¹⁰ C, and what single precision adds up wrongly stays below another 2⁻¹⁰ C: noise is scaled to C (1 + 2⁻⁹).
 */
const hardenedMargin = 2 ** -9

/** The noise of one release of so many numbers a tensor: standard deviation noiseMultiplier · C, hardened a little more. */
export function noiseRequest(
  { clipNorm, noiseMultiplier, hardened }: { clipNorm: number; noiseMultiplier: number; hardened: boolean },
  lengths: readonly number[],
): { lengths: readonly number[]; standardDeviation: number; grid: number | null } {
  const sensitivity = hardened ? clipNorm * (1 + hardenedMargin) : clipNorm
  const numbers = lengths.reduce((sum, length) => sum + length, 0)
  return {
    lengths,
    standardDeviation: noiseMultiplier * sensitivity,
    grid: hardened ? gridStep(clipNorm, numbers) : null,
  }
}

/** The largest power of two γ with γ √numbers ≤ 2⁻¹⁰ C. */
function gridStep(clipNorm: number, numbers: number): number {
  return 2 ** Math.floor(Math.log2((clipNorm * 2 ** -10) / Math.sqrt(numbers)))
}

/** The Gaussian mechanism of DP-SGD. One call of `noise.take` for each run of a release, and none otherwise. */
export function gaussianMechanism(options: MechanismOptions): Mechanism {
  const { clipNorm, expectedRows, microbatches, hardened, noise } = options
  return {
    // A sum of microbatches' mean gradients is a sum of `microbatches` terms.
    divisor: microbatches ?? expectedRows,
    microbatches,
    clippedSum(network, parts, mask, groups) {
      if (network.couplesExamples) {
        throw new NotPrivateError(
          'A layer that normalises over the batch',
          "one row changes every other row's gradient, so that no row can be clipped alone.",
          'Take it out of the discriminator, or use layer norm.',
        )
      }
      const weights =
        microbatches !== null && groups
          ? microbatchWeights(network, parts, mask, groups, { clipNorm, expectedRows, microbatches })
          : clipFactors(network.kernels, network.squaredNorms(parts), clipNorm, mask)
      return network.gradients(parts, weights)
    },
    release: (kernels, sum) => addNoise(kernels, sum, noise),
    releaseOnHost: hardened ? (sum) => addGridNoise(sum, noise.take(), clipNorm) : null,
  }
}

/**
 * The mean is over the expected size of a microbatch, a public number. The gradient of a microbatch is bounded by C with a
 * row and without it, so that the row moves the sum by 2 C at most, whatever the microbatch holds besides.
 */
function microbatchWeights(
  network: Network,
  parts: readonly GradientPart[],
  mask: Tensor,
  groups: Tensor,
  { clipNorm, expectedRows, microbatches }: { clipNorm: number; expectedRows: number; microbatches: number },
): Tensor {
  const { kernels } = network
  const members = kernels.multiply(kernels.affine(groups, microbatches / expectedRows, 0), mask)
  return groupClipFactors(network, parts, members, clipNorm)
}

/** Each array of noise goes into one sum of one run: none that was added once can be added again. */
function addNoise(kernels: Kernels, sum: readonly Tensor[], noise: Noise): Tensor[] {
  let unused: (Float64Array | Float32Array | null)[] = []
  return sum.map((tensor, i) => {
    const fresh = kernels.feed(tensor.rows, tensor.columns, (into) => {
      if (!unused[i]) unused = [...noise.take()]
      const values = unused[i]
      if (values?.length !== into.length) throw new RangeError(`sum ${i} has ${into.length} numbers, its noise has not`)
      into.set(values)
      unused[i] = null
    })
    return kernels.add(tensor, fresh)
  })
}

/** Whole multiples of the grid below 2⁵³ add up exactly in double precision; rounding to single afterwards reveals nothing. */
function addGridNoise(
  sum: readonly Float32Array[],
  noise: readonly (Float64Array | Float32Array)[],
  clipNorm: number,
): Float32Array[] {
  const grid = gridStep(
    clipNorm,
    sum.reduce((numbers, { length }) => numbers + length, 0),
  )
  return sum.map((values, i) =>
    Float32Array.from(values, (value, at) => Math.round(value / grid) * grid + noise[i][at]),
  )
}
