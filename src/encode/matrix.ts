// Matrix: an encoded table in its compact form, a few bytes a row and field; devices expand it, a batch at a time.

/** A run of columns that belong together; the same shape as the engine's Segment. */
export interface Segment {
  /** `scalar`: one number in [−1, 1]. `choice`: one-hot over `width` columns. */
  readonly kind: 'scalar' | 'choice'
  readonly offset: number
  readonly width: number
}

export interface Matrix {
  readonly rows: number
  /** Columns after expansion. */
  readonly width: number
  readonly segments: readonly Segment[]
  /** One array of [rows] a segment: the number of a scalar, the index of a choice. */
  readonly columns: readonly (Float32Array | Uint16Array)[]
}
