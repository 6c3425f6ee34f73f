// MixturePair: what a mechanism shows with and without some rows, as two mixtures of Gaussians on a line.
import { normalCdf, normalQuantile } from '../math/special.ts'
import { negligible } from './group.ts'
import { connectDots, exchanged, type GridMasses, type PrivacyLoss, usualInterval } from './loss.ts'

/** A Gaussian around `mean` and its weights in P and in Q. */
export interface Component {
  readonly mean: number
  readonly p: number
  readonly q: number
}

/** P and Q. Means below 0 have no weight in P and means above none in Q, so that the loss log(P/Q) rises with the outcome. */
export interface MixturePair {
  readonly sigma: number
  readonly components: readonly Component[]
}

/** Points of a grid at most; little noise spreads the losses so far that they are put on a coarser one. */
const mostPoints = 2 ** 19

/** Normal masses that one grid may take to work out, about half a second's worth. */
const mostMasses = 2 ** 22

/** The spacing that suits a pair which occurs with probability `weight`: fine enough to tell its losses apart, coarse enough to work them out. */
export function intervalFor(pair: MixturePair, weight: number): number {
  const [from, to] = range(pair, weight)
  const losses = lossFunction(pair)
  const width = losses(to).loss - losses(from).loss
  const points = Math.min(mostPoints, mostMasses / pair.components.length)
  const deviation = Math.sqrt(chiSquare(pair))
  let interval = usualInterval
  while (interval > deviation / 4) interval /= 2
  while (width / interval > points) interval *= 2
  return interval
}

/** The loss of one use, both ways round, of a pair which occurs with probability `weight`. */
export function mixtureLoss(pair: MixturePair, interval: number, weight: number): PrivacyLoss {
  const grid = gridMasses(pair, interval, range(pair, weight))
  return { remove: connectDots(grid), add: connectDots(exchanged(grid)) }
}

/** Of P or Q against N(0,σ²), whichever is larger. */
function chiSquare({ sigma, components }: MixturePair): number {
  let p = 0
  let q = 0
  for (const a of components) {
    for (const b of components) {
      const growth = Math.expm1((a.mean * b.mean) / (sigma * sigma))
      if (a.p * b.p > 0) p += a.p * b.p * growth
      if (a.q * b.q > 0) q += a.q * b.q * growth
    }
  }
  return Math.max(p, q)
}

/** Outcomes beyond which neither P nor Q has more than a negligible mass. */
function range({ sigma, components }: MixturePair, weight: number): [number, number] {
  let from = 0
  let to = 0
  for (const { mean, p, q } of components) {
    const share = negligible / (weight * Math.max(p, q))
    if (share >= 0.5) continue
    const reach = -sigma * normalQuantile(share)
    from = Math.min(from, mean - reach)
    to = Math.max(to, mean + reach)
  }
  return [from, to]
}

interface Loss {
  loss: number
  slope: number
}

/** A function that tells the loss at an outcome x, and its slope there; the object that it returns is used again. */
function lossFunction({ sigma, components }: MixturePair): (x: number) => Loss {
  const p = new Side(components.map(({ mean, p }) => ({ mean, weight: p })))
  const q = new Side(components.map(({ mean, q }) => ({ mean, weight: q })))
  const variance = sigma * sigma
  const at = { loss: 0, slope: 0 }
  return (x) => {
    p.look(x, variance)
    q.look(x, variance)
    at.loss = p.log - q.log
    at.slope = (p.mean - q.mean) / variance
    return at
  }
}

/** P or Q at one outcome. */
class Side {
  readonly #means: readonly number[]
  readonly #weights: readonly number[]
  /** log of the density in units of N(0,σ²)'s. */
  log = 0
  /** What was drawn, as the mean of guesses at this outcome; over σ² the slope of `log`. */
  mean = 0

  constructor(components: readonly { readonly mean: number; readonly weight: number }[]) {
    const likely = components.filter(({ weight }) => weight > 0)
    this.#means = likely.map(({ mean }) => mean)
    this.#weights = likely.map(({ weight }) => weight)
  }

  look(x: number, variance: number): void {
    const means = this.#means
    const weights = this.#weights
    let top = Number.NEGATIVE_INFINITY
    for (let i = 0; i < means.length; i++) top = Math.max(top, (means[i] * (x - means[i] / 2)) / variance)
    // Densities that a double may not hold are taken in units of the largest.
    const shift = Math.abs(top) > 30 ? top : 0
    let sum = 0
    let excess = 0
    let meanSum = 0
    for (let i = 0; i < means.length; i++) {
      const exponent = (means[i] * (x - means[i] / 2)) / variance - shift
      const over = exponent === 0 ? 0 : Math.expm1(exponent)
      const density = weights[i] * (over < -0.5 ? Math.exp(exponent) : 1 + over)
      sum += density
      excess += weights[i] * over
      meanSum += density * means[i]
    }
    this.mean = meanSum / sum
    // Near 1 a sum is known best by what it has above 1, as the weights add up to 1.
    this.log = shift !== 0 || excess < -0.5 ? shift + Math.log(sum) : excess === 0 ? 0 : Math.log1p(excess)
  }
}

function gridMasses(pair: MixturePair, interval: number, [from, to]: [number, number]): GridMasses {
  const losses = lossFunction(pair)
  const first = Math.floor(losses(from).loss / interval)
  const pieces = Math.ceil(losses(to).loss / interval) - first
  const outcomeAt = descendingOutcome(pair.sigma, losses, from, to)
  const massDownTo = descendingMass(pair)
  const upper = new Float64Array(pieces)
  const lower = new Float64Array(pieces)
  const above = massDownTo(outcomeAt((first + pieces) * interval))
  for (let i = pieces - 1; i >= 0; i--) {
    const [p, q] = massDownTo(outcomeAt((first + i) * interval))
    upper[i] = p
    lower[i] = q
  }
  return { interval, first, upper, lower, below: massDownTo(Number.NEGATIVE_INFINITY), above }
}

/**
 * A function that gives the outcome of a loss, to be asked for ever smaller losses: Newton's method from the last outcome
 * looked at, kept within a bracket. Below all losses of the range it is −∞.
 */
function descendingOutcome(
  sigma: number,
  losses: (x: number) => Loss,
  from: number,
  to: number,
): (loss: number) => number {
  const lowest = losses(from).loss
  let x = to
  let at = losses(x)
  return (target) => {
    if (target <= lowest) return Number.NEGATIVE_INFINITY
    let low = from
    let high = Number.POSITIVE_INFINITY
    for (;;) {
      if (at.loss < target) low = Math.max(low, x)
      else high = Math.min(high, x)
      const next = x - (at.loss - target) / at.slope
      // Newton's error squares: after a step this small it is far below the rounding of the masses.
      if (Math.abs(next - x) <= 1e-6 * sigma) return next
      if (high - low <= 1e-15 * (sigma + Math.abs(x))) return x
      x = next > low && next < high ? next : high === Number.POSITIVE_INFINITY ? x + sigma : (low + high) / 2
      at = losses(x)
    }
  }
}

/**
 * A function that gives the masses of P and Q between its argument and that of the call before, from +∞ downwards:
 * differences of the nearer tail, so that small masses keep their relative precision.
 */
function descendingMass({ sigma, components }: MixturePair): (x: number) => readonly [number, number] {
  const tails = new Float64Array(components.length)
  const positive = new Uint8Array(components.length).fill(1)
  return (x) => {
    let massP = 0
    let massQ = 0
    for (let i = 0; i < components.length; i++) {
      const { mean, p, q } = components[i]
      const y = (x - mean) / sigma
      const tail = normalCdf(-Math.abs(y))
      const lastTail = tails[i]
      const mass = y > 0 ? tail - lastTail : positive[i] ? 1 - tail - lastTail : lastTail - tail
      tails[i] = tail
      positive[i] = y > 0 ? 1 : 0
      massP += p * mass
      massQ += q * mass
    }
    return [massP, massQ]
  }
}
