// NoiseSource: the noise of private updates, made ahead of them where there is a thread for it.

export interface NoiseRequest {
  /** Numbers that each array of one release holds. */
  readonly lengths: readonly number[]
  /** Of every number, in the unit of the sum that it is added to. */
  readonly standardDeviation: number
  /** Step of the grid that hardened noise lies on (discrete Gaussian, in multiples of it); `null`: continuous. */
  readonly grid: number | null
}

/** Noise of one shape. What was taken is never given again. */
export interface NoiseSource {
  /** Resolves once `releases` releases can be taken without waiting. */
  ready(releases: number): Promise<void>
  /** Independent noise, one array a length; made on the spot where none is ready. Multiples of the grid where there is one. */
  take(): Float64Array[] | Float32Array[]
  close(): void
}
