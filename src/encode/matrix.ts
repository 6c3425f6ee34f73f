// Matrix: an encoded table in its compact form, a few bytes a row and field, expanded to numbers a batch at a time.

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

/**
 * Writes rows `indices` of the matrix, expanded, to `out` [indices.length, width], row-major.
 * An index of −1 is padding and gives a row of zeros.
 */
export function expandRows(matrix: Matrix, indices: ArrayLike<number>, out: Float32Array): Float32Array {
  const { width, segments, columns } = matrix
  out.fill(0, 0, indices.length * width)
  for (let s = 0; s < segments.length; s++) {
    const { kind, offset } = segments[s]
    const column = columns[s]
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i]
      if (row < 0) continue
      if (kind === 'scalar') out[i * width + offset] = column[row]
      else out[i * width + offset + column[row]] = 1
    }
  }
  return out
}
