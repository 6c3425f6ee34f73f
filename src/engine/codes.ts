// Codes: rows of an encoded table, from their compact form to numbers.
import { RowRangeError } from './errors.ts'
import type { Codes } from './kernels.ts'

/**
 * Writes the rows `indices` to `out` [indices.length, width], row-major: scalars as they are, choices one-hot, zeros for a
 * negative index. Throws RowRangeError for an index beyond the table.
 */
export function expandCodes(codes: Codes, indices: Int32Array, out: Float32Array): Float32Array {
  const { rows, width, segments, columns } = codes
  for (const index of indices) if (index >= rows) throw new RowRangeError(index, rows)
  out.fill(0)
  segments.forEach(({ kind, offset }, s) => {
    const column = columns[s]
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i]
      if (row < 0) continue
      if (kind === 'scalar') out[i * width + offset] = column[row]
      else out[i * width + offset + column[row]] = 1
    }
  })
  return out
}

/** What the compact form takes, in bytes. */
export const codesBytes = ({ columns }: Codes): number => columns.reduce((sum, { byteLength }) => sum + byteLength, 0)
