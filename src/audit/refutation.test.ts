// Tests of refutation against the closed form of Gaussian differential privacy.
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../math/special.ts'
import { gaussianDelta } from '../privacy/gaussianmechanism.ts'
import { clopperPearsonUpper, Refutation } from './refutation.ts'

describe('what an attack refutes', () => {
  const claim = {
    kind: 'subsampled-gaussian' as const,
    ...{ sampleRate: 1, noiseMultiplier: 1, steps: 1, clipNorm: 1, batch: 1000, rows: 1000, cap: null, sensitivity: 1 },
  }
  const refutation = new Refutation(claim, 1e-5)

  /** ε of Gaussian noise of standard deviation 1/mu, by its closed form. */
  function closedForm(mu: number): number {
    let [low, high] = [0, 100]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (gaussianDelta(mu, middle) > 1e-5) low = middle
      else high = middle
    }
    return high
  }

  it.each([
    [120, 120],
    [60, 20],
    [30, 5],
  ])(
    'is by one full draw what Gaussian differential privacy says, with %d missed and %d mistaken',
    (missed, falseAlarms) => {
      // Both rates of error at their limits: mu = −Φ⁻¹(missed) − Φ⁻¹(false alarms) (Dong et al. 2022).
      const limits = [missed, falseAlarms].map((errors) => clopperPearsonUpper(errors, 500, 0.0125))
      const mu = -normalQuantile(limits[0]) - normalQuantile(limits[1])
      const bound = refutation.bound({ members: 500, missed, others: 500, falseAlarms }, 0.025)
      expect(bound).toBeLessThanOrEqual(closedForm(mu) + 1e-3)
      expect(bound).toBeGreaterThan(closedForm(mu * 2 ** (-1 / 12)) - 1e-3)
    },
  )

  it('is nothing where guesses are no better than chance, or worse', () => {
    expect(refutation.bound({ members: 500, missed: 250, others: 500, falseAlarms: 250 }, 0.05)).toBe(0)
    expect(refutation.bound({ members: 500, missed: 400, others: 500, falseAlarms: 400 }, 0.05)).toBe(0)
  })
})
