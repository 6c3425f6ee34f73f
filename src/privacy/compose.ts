// Composition of privacy losses: independent losses add up, so that their distributions convolve.
import { RealFft } from '../math/fft.ts'
import { coarsened, type LossDistribution, noLoss, type PrivacyLoss } from './loss.ts'

/** Probability that a composition may drop on either side; it is counted as infinite loss. */
const droppedMass = 1e-15

/** What the rounding of a transform can hide in a tail at most (some 1e-15 was seen); it is counted as infinite loss, too. */
const roundedMass = 1e-14

/** Longest transform. Where a composition needs more room, its grid is coarsened, which costs tightness, never safety. */
const largestTransform = 2 ** 21

/** Transforms by size: calibration asks for the same few again and again. */
const transforms = new Map<number, RealFft>()

function fourier(size: number): RealFft {
  const fft = transforms.get(size) ?? new RealFft(size)
  transforms.set(size, fft)
  return fft
}

/** The loss of `times` independent runs of one mechanism. */
export function selfComposed(loss: PrivacyLoss, times: number): PrivacyLoss {
  return { remove: repeat(loss.remove, times), add: repeat(loss.add, times) }
}

/** The loss of two mechanisms run on the same data. */
export function composed(one: PrivacyLoss, other: PrivacyLoss): PrivacyLoss {
  if (one === noLoss || other === noLoss) return one === noLoss ? other : one
  return { remove: convolve(one.remove, other.remove), add: convolve(one.add, other.add) }
}

/**
 * The sum of `times` draws, by the power of the Fourier transform, kept on the window that holds all but `droppedMass`.
 * What lies outside wraps around into the window, and as much is added to the infinite loss.
 */
function repeat(loss: LossDistribution, times: number): LossDistribution {
  const { interval, first, masses } = loss
  if (times === 0) return noLoss.remove
  if (times === 1 || loss.infinite === 1) return loss
  const span = times * (masses.length - 1)
  const low = Math.max(0, Math.floor(span - tailBound(masses.toReversed(), times)))
  const high = Math.min(span, Math.ceil(tailBound(masses, times)))
  const length = high - low + 1
  const size = powerOfTwo(Math.max(length, masses.length))
  if (size > largestTransform) return repeat(coarsened(loss), times)
  const fft = fourier(size)
  const { re, im } = fft.forward(masses)
  // Most frequencies of a long composition vanish: below exp(−60) they are lost in the rounding of the others.
  const least = Math.exp(-120 / times)
  for (let k = 0; k < re.length; k++) {
    const square = re[k] * re[k] + im[k] * im[k]
    const magnitude = square < least ? 0 : Math.exp(0.5 * times * Math.log(square))
    const angle = magnitude === 0 ? 0 : times * Math.atan2(im[k], re[k])
    re[k] = magnitude === 0 ? 0 : magnitude * Math.cos(angle)
    im[k] = magnitude === 0 ? 0 : magnitude * Math.sin(angle)
  }
  const sum = fft.inverse({ re, im })
  const kept = new Float64Array(length)
  for (let i = 0, at = low % size; i < length; i++, at = at + 1 === size ? 0 : at + 1) kept[i] = Math.max(0, sum[at])
  return {
    interval,
    first: times * first + low,
    masses: kept,
    infinite: droppedMass + roundedMass - Math.expm1(times * Math.log1p(-loss.infinite)),
  }
}

/**
 * A value that the sum of `times` draws of an index exceeds with probability at most half of `droppedMass`, by Chernoff's
 * bound (times·log E[exp(t·index)] + log(2/droppedMass))/t. Every t > 0 gives a true bound; as a function of t it falls and
 * then rises, so that the walk down from the largest t whose exponentials are still doubles may stop at the first rise.
 */
function tailBound(masses: Float64Array, times: number): number {
  let bound = Number.POSITIVE_INFINITY
  for (let t = 600 / masses.length; ; t /= 2) {
    const growth = Math.exp(t)
    let moment = 0
    for (let i = masses.length - 1; i >= 0; i--) moment = moment * growth + masses[i]
    const next = (times * Math.log(moment) + Math.log(2 / droppedMass)) / t
    if (next >= bound) return bound
    bound = next
  }
}

function convolve(one: LossDistribution, other: LossDistribution): LossDistribution {
  if (one.interval < other.interval) return convolve(coarsened(one), other)
  if (one.interval > other.interval) return convolve(one, coarsened(other))
  return convolveAligned(trimmed(one), trimmed(other))
}

function convolveAligned(one: LossDistribution, other: LossDistribution): LossDistribution {
  const length = one.masses.length + other.masses.length - 1
  if (length > largestTransform) return convolve(coarsened(one), coarsened(other))
  const sparse = pointsOf(one).length < pointsOf(other).length ? one : other
  const points = pointsOf(sparse)
  const direct = points.length <= mostPoints
  const infinite = one.infinite + other.infinite - one.infinite * other.infinite
  return trimmed({
    interval: one.interval,
    first: one.first + other.first,
    masses: direct
      ? shiftedSum(sparse.masses, points, sparse === one ? other.masses : one.masses)
      : transformedProduct(one.masses, other.masses),
    infinite: direct ? infinite : roundedMass + infinite,
  })
}

/** Distributions of at most so many points are convolved term by term: exactly, and faster than by transforms. */
const mostPoints = 32

/** Where a distribution has any mass; no more than it takes to tell that there are many. */
function pointsOf({ masses }: LossDistribution): number[] {
  const points: number[] = []
  for (let i = 0; i < masses.length && points.length <= mostPoints; i++) if (masses[i] > 0) points.push(i)
  return points
}

function shiftedSum(sparse: Float64Array, points: readonly number[], other: Float64Array): Float64Array {
  const sum = new Float64Array(sparse.length + other.length - 1)
  for (const point of points) {
    for (let i = 0; i < other.length; i++) sum[point + i] += sparse[point] * other[i]
  }
  return sum
}

function transformedProduct(one: Float64Array, other: Float64Array): Float64Array {
  const length = one.length + other.length - 1
  const fft = fourier(powerOfTwo(length))
  const a = fft.forward(one)
  const b = fft.forward(other)
  for (let k = 0; k < a.re.length; k++) {
    const re = a.re[k] * b.re[k] - a.im[k] * b.im[k]
    a.im[k] = a.re[k] * b.im[k] + a.im[k] * b.re[k]
    a.re[k] = re
  }
  return fft
    .inverse(a)
    .subarray(0, length)
    .map((mass) => Math.max(0, mass))
}

/** Without the far ends: the upper one's mass becomes infinite loss, the lower one's moves up to the lowest point kept. */
function trimmed(loss: LossDistribution): LossDistribution {
  const { masses } = loss
  let above = 0
  let end = masses.length
  while (end > 1 && above + masses[end - 1] <= droppedMass) above += masses[--end]
  let below = 0
  let start = 0
  while (start < end - 1 && below + masses[start] <= droppedMass) below += masses[start++]
  const kept = masses.slice(start, end)
  kept[0] += below
  return { interval: loss.interval, first: loss.first + start, masses: kept, infinite: loss.infinite + above }
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(atLeast)))
}
