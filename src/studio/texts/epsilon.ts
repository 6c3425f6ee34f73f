// What a privacy loss means, for people who have never met one.

const bands = [
  { below: 0.5, band: 'veryStrong' },
  { below: 1.5, band: 'strong' },
  { below: 5, band: 'balanced' },
  { below: 10, band: 'moderate' },
  { below: Number.POSITIVE_INFINITY, band: 'weak' },
] as const

export type EpsilonBand = (typeof bands)[number]['band']

export function bandOf(epsilon: number): EpsilonBand {
  return (bands.find(({ below }) => epsilon < below) ?? bands[bands.length - 1]).band
}

/**
 * The most that an even bet on one row's membership can turn into: e^ε / (1 + e^ε), up to δ
 * (the hypothesis-testing reading of differential privacy, Wasserman & Zhou 2010).
 */
export function certainty(epsilon: number): number {
  return 1 / (1 + Math.exp(-epsilon))
}
