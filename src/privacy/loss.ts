// LossDistribution: the distribution of a mechanism's privacy loss on a grid, always on the pessimistic side.

/**
 * The privacy loss log(P/Q) of an outcome drawn from P, rounded to a grid so that no δ(ε) becomes smaller:
 * masses[i] = P[loss = (first + i) · interval], infinite = P[loss = ∞].
 */
export interface LossDistribution {
  readonly interval: number
  readonly first: number
  readonly masses: Float64Array
  readonly infinite: number
}

/** How a mechanism's outcomes with and without one example differ: P and Q taken both ways round. */
export interface PrivacyLoss {
  /** P: with the example. Q: without. */
  readonly remove: LossDistribution
  /** P: without the example. Q: with. */
  readonly add: LossDistribution
}

/** The grid's spacing where nothing asks for another: on long runs it moves ε by some 1e-4, upwards. */
export const usualInterval = 1e-4

const certain = (infinite: number): PrivacyLoss => {
  const loss = { interval: usualInterval, first: 0, masses: Float64Array.of(1 - infinite), infinite }
  return { remove: loss, add: loss }
}

/** A mechanism that tells nothing: the neutral element of composition. */
export const noLoss: PrivacyLoss = certain(0)

/** A mechanism that tells everything. */
export const totalLoss: PrivacyLoss = certain(1)

/** What P and Q give to the pieces of the loss axis that the points (first + i) · interval, i = 0 … n, cut it into. */
export interface GridMasses {
  readonly interval: number
  readonly first: number
  /** The n pieces between neighbouring points. */
  readonly upper: Float64Array
  readonly lower: Float64Array
  /** The two unbounded pieces, as [P, Q]. */
  readonly below: readonly [number, number]
  readonly above: readonly [number, number]
}

/**
 * Connects the dots (Doroshenko et al., arXiv 2207.04380): each piece's mass moves to its two ends so that both P and Q
 * keep what they gave it. The result's δ(ε) is exact at the grid's points and above the true one between them.
 */
export function connectDots(grid: GridMasses): LossDistribution {
  const { interval, first, upper, lower } = grid
  const pieces = upper.length
  const masses = new Float64Array(pieces + 1)
  const step = -Math.expm1(-interval)
  masses[0] = grid.below[0]
  for (let i = 0; i < pieces; i++) {
    const ratio = Math.exp((first + i) * interval)
    const excess = ratio === Number.POSITIVE_INFINITY ? upper[i] : (upper[i] - ratio * lower[i]) / step
    const right = Math.min(upper[i], Math.max(0, excess))
    masses[i + 1] += right
    masses[i] += upper[i] - right
  }
  const ratio = Math.exp((first + pieces) * interval)
  const finite = ratio === Number.POSITIVE_INFINITY ? 0 : Math.min(grid.above[0], ratio * grid.above[1])
  masses[pieces] += finite
  return { interval, first, masses, infinite: grid.above[0] - finite }
}

/** The same with P and Q exchanged: every loss changes its sign. */
export function exchanged(grid: GridMasses): GridMasses {
  return {
    interval: grid.interval,
    first: -(grid.first + grid.upper.length),
    upper: grid.lower.toReversed(),
    lower: grid.upper.toReversed(),
    below: [grid.above[1], grid.above[0]],
    above: [grid.below[1], grid.below[0]],
  }
}

/** The same on a grid of twice the interval: what lay on a dropped point moves to its neighbours, again for P and Q alike. */
export function coarsened(loss: LossDistribution): LossDistribution {
  const first = Math.floor(loss.first / 2)
  const last = Math.ceil((loss.first + loss.masses.length - 1) / 2)
  const masses = new Float64Array(last - first + 1)
  const toRight = 1 / (1 + Math.exp(-loss.interval))
  for (let i = 0; i < loss.masses.length; i++) {
    const at = (loss.first + i) / 2
    const left = Math.floor(at)
    if (left === at) masses[left - first] += loss.masses[i]
    else {
      masses[left - first] += (1 - toRight) * loss.masses[i]
      masses[left + 1 - first] += toRight * loss.masses[i]
    }
  }
  return { interval: 2 * loss.interval, first, masses, infinite: loss.infinite }
}

/**
 * The loss of a mechanism drawn by chance from several, openly: the same chances under P and Q. `interval` divides those of
 * all parts; what their weights lack of 1 counts as infinite.
 */
export function mixedLoss(
  interval: number,
  parts: readonly { readonly weight: number; readonly loss: PrivacyLoss }[],
): PrivacyLoss {
  const mix = (direction: keyof PrivacyLoss) =>
    mixed(
      interval,
      parts.map(({ weight, loss }) => ({ weight, loss: loss[direction] })),
    )
  return parts.length === 1 && parts[0].weight === 1 ? parts[0].loss : { remove: mix('remove'), add: mix('add') }
}

function mixed(
  interval: number,
  parts: readonly { readonly weight: number; readonly loss: LossDistribution }[],
): LossDistribution {
  const stride = (loss: LossDistribution) => Math.round(loss.interval / interval)
  const first = Math.min(...parts.map(({ loss }) => loss.first * stride(loss)))
  const last = Math.max(...parts.map(({ loss }) => (loss.first + loss.masses.length - 1) * stride(loss)))
  const masses = new Float64Array(last - first + 1)
  let infinite = Math.max(0, 1 - parts.reduce((sum, { weight }) => sum + weight, 0))
  for (const { weight, loss } of parts) {
    const step = stride(loss)
    for (let i = 0; i < loss.masses.length; i++) masses[(loss.first + i) * step - first] += weight * loss.masses[i]
    infinite += weight * loss.infinite
  }
  return { interval, first, masses, infinite }
}

/** The smallest ε ≥ 0 with δ(ε) ≤ delta; infinite where the mass of infinite loss alone is more. */
function epsilonOfLoss(loss: LossDistribution, delta: number): number {
  if (loss.infinite > delta) return Number.POSITIVE_INFINITY
  let upper = loss.infinite
  let lower = 0
  for (let i = loss.masses.length - 1; i >= 0; i--) {
    const value = (loss.first + i) * loss.interval
    const shrink = Math.exp(-Math.max(0, value))
    // With the masses above `value` alone, δ(ε) = upper − exp(ε)·lower: its ε is taken if no mass lies between.
    if (value <= 0 || (upper > delta && (upper - delta) * shrink >= lower)) break
    upper += loss.masses[i]
    lower += loss.masses[i] * shrink
  }
  return upper > delta ? Math.max(0, Math.log((upper - delta) / lower)) : 0
}

/** The ε of both directions for δ. */
export function epsilonOfPrivacyLoss(loss: PrivacyLoss, delta: number): number {
  return Math.max(epsilonOfLoss(loss.remove, delta), epsilonOfLoss(loss.add, delta))
}

/** The smallest δ that the loss allows for ε ≥ 0: Σ (1 − exp(ε − loss)) over what lies above ε. */
function deltaOfLoss(loss: LossDistribution, epsilon: number): number {
  let delta = loss.infinite
  for (let i = loss.masses.length - 1; i >= 0; i--) {
    const excess = (loss.first + i) * loss.interval - epsilon
    if (excess <= 0) break
    delta += loss.masses[i] * -Math.expm1(-excess)
  }
  return Math.min(1, delta)
}

/** The δ of both directions for ε. */
export function deltaOfPrivacyLoss(loss: PrivacyLoss, epsilon: number): number {
  return Math.max(deltaOfLoss(loss.remove, epsilon), deltaOfLoss(loss.add, epsilon))
}
