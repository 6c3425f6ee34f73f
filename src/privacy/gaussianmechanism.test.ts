// Gaussian mechanism: what one answer costs, against digits of high precision and against the accountants.
import { expect, it } from 'vitest'
import { composedEpsilon } from './composition.ts'
import { gaussianDelta, gaussianNoise } from './gaussianmechanism.ts'

it('gives the delta of the analytic formula', () => {
  // mpmath, 40 digits, of Balle and Wang 2018 (arXiv 1805.06530), theorem 8.
  for (const [mu, epsilon, delta] of [
    [0.037, 0.15, 2.239172969843635e-7],
    [1, 1, 0.126936737506644],
    [0.1, 0.02, 0.03098196334721574],
    [3, 20, 4.22475461676941e-8],
  ]) {
    expect(gaussianDelta(mu, epsilon) / delta).toBeCloseTo(1, 10)
  }
})

it('asks for noise that costs the target and hardly less, by the accountants too', () => {
  for (const [epsilon, delta] of [
    [0.15, 1.7e-7],
    [1, 1e-5],
    [1.5, 1e-9],
  ]) {
    const noiseMultiplier = gaussianNoise(epsilon, delta)
    expect(gaussianDelta(1 / noiseMultiplier, epsilon)).toBeLessThanOrEqual(delta)
    expect(gaussianDelta(1 / (noiseMultiplier * 0.999), epsilon)).toBeGreaterThan(delta)
    const event = {
      kind: 'subsampled-gaussian' as const,
      sampleRate: 1,
      noiseMultiplier: noiseMultiplier * Math.sqrt(5),
      steps: 5,
      clipNorm: 1,
      batch: 100,
      rows: 100,
      cap: null,
      sensitivity: 1,
    }
    expect(composedEpsilon([event], delta).epsilon).toBeCloseTo(epsilon, 4)
  }
})
