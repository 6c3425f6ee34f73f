// MixturePair: what a mechanism shows with and without some rows, as two mixtures of Gaussians on a line.
import { normalCdf, normalQuantile } from '../math/special.ts'
import { negligible } from './group.ts'
import { connectDots, exchanged, type GridMasses, type PrivacyLoss, usualInterval } from './loss.ts'

interface Component {
  readonly weight: number
  readonly mean: number
}

/** P and Q. No mean of P is below 0 and none of Q above, so that the loss log(P/Q) rises with the outcome. */
export interface MixturePair {
  readonly sigma: number
  readonly upper: readonly Component[]
  readonly lower: readonly Component[]
}

/** Points of a grid at most; little noise spreads the losses so far that they are put on a coarser one. */
const mostPoints = 2 ** 19

/** Normal masses that one grid may take to work out, about a second's worth. */
const mostMasses = 2 ** 23

/** The grid's spacing that suits a pair: fine enough to tell its losses apart, coarse enough to be worked out. */
export function intervalFor(pair: MixturePair): number {
  const [from, to] = range(pair)
  const width = lossAt(pair, to).loss - lossAt(pair, from).loss
  const points = Math.min(mostPoints, mostMasses / (pair.upper.length + pair.lower.length))
  const deviation = Math.sqrt(Math.max(chiSquare(pair.upper, pair.sigma), chiSquare(pair.lower, pair.sigma)))
  let interval = usualInterval
  while (interval > deviation / 4) interval /= 2
  while (width / interval > points) interval *= 2
  return interval
}

/** The loss of one use, both ways round. */
export function mixtureLoss(pair: MixturePair, interval: number): PrivacyLoss {
  const grid = gridMasses(pair, interval)
  return { remove: connectDots(grid), add: connectDots(exchanged(grid)) }
}

/** Of a mixture against N(0,σ²). */
function chiSquare(mixture: readonly Component[], sigma: number): number {
  let sum = 0
  for (const a of mixture)
    for (const b of mixture) sum += a.weight * b.weight * Math.expm1((a.mean * b.mean) / (sigma * sigma))
  return sum
}

/** Outcomes beyond which neither P nor Q has more than a negligible mass. */
function range({ sigma, upper, lower }: MixturePair): [number, number] {
  let from = 0
  let to = 0
  for (const { weight, mean } of [...upper, ...lower]) {
    if (weight <= 2 * negligible) continue
    const reach = -sigma * normalQuantile(negligible / weight)
    from = Math.min(from, mean - reach)
    to = Math.max(to, mean + reach)
  }
  return [from, to]
}

/** The log of a mixture's density over that of N(0,σ²) at x, and σ² times its slope: the mean of the component drawn. */
function logRatio(mixture: readonly Component[], x: number, variance: number): { log: number; mean: number } {
  let top = 0
  for (const { weight, mean } of mixture) {
    if (weight > 0) top = Math.max(top, (mean * (x - mean / 2)) / variance)
  }
  const shift = top > 30 ? top : 0
  let sum = 0
  let excess = 0
  let means = 0
  for (const { weight, mean } of mixture) {
    const exponent = (mean * (x - mean / 2)) / variance - shift
    const part = weight * Math.exp(exponent)
    sum += part
    means += part * mean
    if (shift === 0) excess += weight * Math.expm1(exponent)
  }
  const direct = shift > 0 || excess < -0.5
  return { log: direct ? shift + Math.log(sum) : Math.log1p(excess), mean: means / sum }
}

function lossAt({ sigma, upper, lower }: MixturePair, x: number): { loss: number; slope: number } {
  const variance = sigma * sigma
  const p = logRatio(upper, x, variance)
  const q = logRatio(lower, x, variance)
  return { loss: p.log - q.log, slope: (p.mean - q.mean) / variance }
}

function gridMasses(pair: MixturePair, interval: number): GridMasses {
  const { sigma, upper: p, lower: q } = pair
  const [from, to] = range(pair)
  const first = Math.floor(lossAt(pair, from).loss / interval)
  const pieces = Math.ceil(lossAt(pair, to).loss / interval) - first
  const outcomeAt = descendingOutcome(pair, from, to)
  const massP = descendingMass(p, sigma)
  const massQ = descendingMass(q, sigma)
  const upper = new Float64Array(pieces)
  const lower = new Float64Array(pieces)
  const last = outcomeAt((first + pieces) * interval)
  const above: [number, number] = [massP(last), massQ(last)]
  for (let i = pieces - 1; i >= 0; i--) {
    const x = outcomeAt((first + i) * interval)
    upper[i] = massP(x)
    lower[i] = massQ(x)
  }
  const lowest = Number.NEGATIVE_INFINITY
  return { interval, first, upper, lower, below: [massP(lowest), massQ(lowest)], above }
}

/**
 * A function that gives the outcome of a loss, to be asked for ever smaller losses: Newton's method from the outcome before,
 * kept within a bracket. Below all losses of the pair's range it is −∞.
 */
function descendingOutcome(pair: MixturePair, from: number, to: number): (loss: number) => number {
  let x = to
  let at = lossAt(pair, x)
  const lowest = lossAt(pair, from).loss
  return (target) => {
    if (target <= lowest) return Number.NEGATIVE_INFINITY
    let low = from
    let high = x
    while (at.loss < target) {
      low = x
      x += pair.sigma
      high = x
      at = lossAt(pair, x)
    }
    for (;;) {
      const step = (at.loss - target) / at.slope
      const next = x - step
      const tried = next > low && next < high ? next : (low + high) / 2
      const settled = Math.abs(tried - x) <= 1e-9 * pair.sigma
      x = tried
      at = lossAt(pair, x)
      if (at.loss > target) high = x
      else low = x
      // Newton's error squares: the step taken was the last one that matters.
      if (settled || high - low <= 1e-15 * pair.sigma) return x
    }
  }
}

/**
 * A function that gives a mixture's mass between its argument and that of the call before, from +∞ downwards: differences
 * of the nearer tail, so that small masses keep their relative precision.
 */
function descendingMass(mixture: readonly Component[], sigma: number): (x: number) => number {
  const tails = new Float64Array(mixture.length)
  const positive = new Uint8Array(mixture.length).fill(1)
  return (x) => {
    let mass = 0
    for (let i = 0; i < mixture.length; i++) {
      const y = (x - mixture[i].mean) / sigma
      const tail = normalCdf(-Math.abs(y))
      const lastTail = tails[i]
      const part = y > 0 ? tail - lastTail : positive[i] ? 1 - tail - lastTail : lastTail - tail
      tails[i] = tail
      positive[i] = y > 0 ? 1 : 0
      mass += mixture[i].weight * part
    }
    return mass
  }
}
