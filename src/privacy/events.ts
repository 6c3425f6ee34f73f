// PrivacyEvent: one kind of look at real rows, with all that is needed to work out again what it cost.

/**
 * DP-SGD updates: Poisson draws of rows, gradients clipped to `clipNorm` each, one sum with Gaussian noise of standard
 * deviation noiseMultiplier · clipNorm (Abadi et al. 2016).
 */
export interface SubsampledGaussian {
  readonly kind: 'subsampled-gaussian'
  /** Probability that an update takes a given row. */
  readonly sampleRate: number
  /** Standard deviation of the noise in units of the clip norm. */
  readonly noiseMultiplier: number
  /** Updates. */
  readonly steps: number
  readonly clipNorm: number
  /** Expected rows an update. */
  readonly batch: number
  readonly rows: number
  /** Most rows of one draw; a larger draw keeps a uniformly random part of so many (truncated Poisson). `null`: no cap. */
  readonly cap: number | null
  /** How many clip norms one row can move the sum by: 1; 2 where rows share a microbatch. */
  readonly sensitivity: number
}

/** `count` runs of a mechanism of which nothing but (ε, δ)-differential privacy is used. */
export interface EpsilonDelta {
  readonly kind: 'epsilon-delta'
  readonly epsilon: number
  readonly delta: number
  readonly count: number
}

export type PrivacyEvent = SubsampledGaussian | EpsilonDelta
