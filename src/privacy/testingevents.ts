// Events that tests share.
import type { EpsilonDelta, SubsampledGaussian } from './events.ts'
import { epsilonOfPrivacyLoss } from './loss.ts'
import { lossOf } from './pld.ts'

/** DP-SGD without a cap, row by row, unless told otherwise. */
export function updates(given: Partial<SubsampledGaussian>): SubsampledGaussian {
  const rows = given.rows ?? 60000
  const sampleRate = given.sampleRate ?? 256 / 60000
  return {
    kind: 'subsampled-gaussian',
    sampleRate,
    noiseMultiplier: 1.1,
    steps: 1000,
    clipNorm: 1,
    batch: sampleRate * rows,
    rows,
    cap: null,
    sensitivity: 1,
    ...given,
  }
}

export function promise(epsilon: number, delta = 0, count = 1): EpsilonDelta {
  return { kind: 'epsilon-delta', epsilon, delta, count }
}

/** ε by privacy loss distributions alone. */
export function pldEpsilon(given: Partial<SubsampledGaussian>, delta: number, groupSize = 1): number {
  return epsilonOfPrivacyLoss(lossOf([updates(given)], groupSize), delta)
}
