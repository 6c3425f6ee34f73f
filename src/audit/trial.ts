// Trial: one mechanism, sound or broken on purpose, whose releases about canaries an attacker reads.
import type { Kernels } from '../engine/kernels.ts'
import type { Recipe } from '../models/recipe.ts'
import type { SubsampledGaussian } from '../privacy/events.ts'
import type { NoiseRequest, NoiseSource } from '../privacy/noise.ts'
import type { SecureRandom } from '../privacy/secure.ts'
import type { Words } from '../privacy/words.ts'

/** What the mechanism pretends to be. */
export interface Claim {
  readonly training: SubsampledGaussian
  readonly delta: number
}

export interface Trial {
  readonly name: string
  readonly claim: Claim
  /**
   * Has the mechanism release what it releases of the canaries that are members, and guesses from that which they are: a score
   * each, above 0 for one that the attacker takes for a member. `tell` hears how many releases are done.
   */
  attack(isMember: readonly boolean[], tell: (done: number) => Promise<void>): Promise<Float64Array>
}

/**
 * What of a private run is attacked. `looks`: what is asked of the rows before training. `tables`: the tables of pairs.
 * `updates`: the noisy sums of gradients.
 */
export type SubjectName = 'looks' | 'tables' | 'updates'

/** The same thing done soundly, and in ways that are broken on purpose. */
export interface Subject {
  readonly name: SubjectName
  readonly canaries: number
  /** How often each mechanism releases something: updates, tables, histograms. */
  readonly releases: number
  readonly real: Trial
  readonly broken: readonly Trial[]
}

/** What a subject is made of. */
export interface Conditions {
  readonly kernels: Kernels
  readonly recipe: Recipe
  readonly privacy: NonNullable<Recipe['privacy']>
  /** ε that the mechanism is set to, about. */
  readonly epsilon: number
  /** At least. */
  readonly canaries: number
  /** Updates that are watched. */
  readonly steps: number
  readonly randomness: Randomness
}

/** Where randomness comes from. */
export interface Randomness {
  readonly random: SecureRandom
  noise(request: NoiseRequest): NoiseSource
  /** A supply of its own for the noise of tables and histograms. */
  words(): Words
}

/** Below it, canaries by the thousand show no more than chance does, mistake or not: what is broken on purpose is not set below. */
export const tellingEpsilon = 4

/** Where the noise is given, it may cost whatever it does. */
export const mostEpsilon = 1e9
