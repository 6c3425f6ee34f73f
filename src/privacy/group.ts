// Group: how many of one person's rows a Poisson draw takes, and what a cap on the draw's size can change for them.
import { binomialMass, binomialTail } from '../math/binomial.ts'
import type { SubsampledGaussian } from './events.ts'

/** What is less likely than this is counted as infinite loss instead of being worked out: exp(−50)/2. */
export const negligible = 0.5 * Math.exp(-50)

/** An update, whatever its noise. */
type Update = Omit<SubsampledGaussian, 'noiseMultiplier'>

export interface DrawnRows {
  /** `weights[i]`: probability that `first + i` rows of the group are drawn. */
  readonly first: number
  readonly weights: readonly number[]
  /** Probability of more rows than listed. */
  readonly beyond: number
}

/**
 * How many rows of a group of `groupSize` a draw takes: Bin(groupSize, sampleRate). Numbers too small to matter are counted
 * as the smallest listed one, which can only cost more: more rows shift the sum farther.
 */
export function drawnRows(groupSize: number, sampleRate: number): DrawnRows {
  const masses = Array.from({ length: groupSize + 1 }, (_, rows) => binomialMass(groupSize, sampleRate, rows))
  let first = 0
  let below = 0
  while (below + masses[first] <= negligible) below += masses[first++]
  let end = groupSize + 1
  let beyond = 0
  while (beyond + masses[end - 1] <= negligible) beyond += masses[--end]
  const weights = masses.slice(first, end)
  weights[0] += below
  return { first, weights, beyond }
}

/**
 * Probability that the cap may change which rows are kept besides the group's own: that of the other rows so many are
 * drawn that the whole group no longer fits. It does not depend on the group's draws.
 */
export function crowding({ rows, sampleRate, cap }: Update, groupSize: number): number {
  if (cap === null || cap >= rows) return 0
  return binomialTail(Math.max(0, rows - groupSize), sampleRate, cap - groupSize + 1)
}

/** Probability that one row is kept, given that the draw without it is as large as the cap or larger. */
export function rateWhileCrowded(event: Update): number {
  const { rows, sampleRate, cap } = event
  if (cap === null) return sampleRate
  return (binomialTail(rows, sampleRate, cap + 1) * cap) / (crowding(event, 1) * rows)
}

/**
 * Probability that an update draws a row of the group while there is crowding. Counting all of it as infinite loss leaves
 * an update that is at most what it would be without a cap: where nothing of the group is drawn nothing differs, and which
 * of the group's rows are drawn does not depend on the others.
 */
export function crowdedOut(event: Update, groupSize: number): number {
  return crowding(event, groupSize) * -Math.expm1(groupSize * Math.log1p(-event.sampleRate))
}
