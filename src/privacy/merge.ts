// Merge: fewer events that cost the same, so that composing the looks of many runs does not take as many convolutions.
import type { EpsilonDelta, PrivacyEvent, SubsampledGaussian } from './events.ts'

/**
 * Uses of one mechanism are counted together. Gaussian mechanisms that see every row are one: their losses are normal with
 * mean μ²/2 and variance μ², μ = sensitivity/σ, so that only Σμ² counts (Dong, Roth, Su, "Gaussian differential privacy",
 * corollary 3.3).
 */
export function merged(events: readonly PrivacyEvent[]): PrivacyEvent[] {
  const promises = new Map<string, EpsilonDelta>()
  const sampled = new Map<string, SubsampledGaussian>()
  let whole: SubsampledGaussian | null = null
  let squares = 0
  for (const event of events) {
    if (event.kind === 'epsilon-delta') {
      const key = `${event.epsilon} ${event.delta}`
      promises.set(key, { ...event, count: event.count + (promises.get(key)?.count ?? 0) })
    } else if (seesAll(event)) {
      whole = event
      squares += event.steps * (event.sensitivity / event.noiseMultiplier) ** 2
    } else {
      const { sampleRate, noiseMultiplier, cap, rows, sensitivity } = event
      const key = [sampleRate, noiseMultiplier, cap, cap === null ? 0 : rows, sensitivity].join(' ')
      sampled.set(key, { ...event, steps: event.steps + (sampled.get(key)?.steps ?? 0) })
    }
  }
  const gaussian =
    whole === null || squares === 0 ? [] : [{ ...whole, ...one, noiseMultiplier: 1 / Math.sqrt(squares) }]
  return [...promises.values(), ...gaussian, ...sampled.values()]
}

const one = { steps: 1, sensitivity: 1, cap: null }

/** True for a Gaussian mechanism over all rows: nothing is sampled. */
export function seesAll({ sampleRate, cap, rows }: SubsampledGaussian): boolean {
  return sampleRate === 1 && (cap === null || cap >= rows)
}
