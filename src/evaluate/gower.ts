// Gower: rows as points, so that two rows have Gower's distance.
import type { Table } from '../table/table.ts'
import { numbersOf, type RiskField, sharedCodes } from './riskfield.ts'

/**
 * Rows as points. The distance of two is Σ min(|a − b|, 1) over their coordinates: a number is in units of its field's
 * extent, two words are whole numbers apart, and a gap is far from everything but a gap.
 */
export interface GowerPoints {
  readonly rows: number
  /** Coordinates a row: one a field. */
  readonly width: number
  /** [rows × width], row by row. */
  readonly coordinates: Float64Array
}

/** Farther than 1 from all other coordinates. */
const gap = -3

/**
 * Coordinates are whole multiples of 2^−40, so that sums of them are exact in any order, and ties are ties. A number is told
 * from another if they differ by a millionth of a millionth of the extent.
 */
const grain = 2 ** 40

/** Least and greatest value of a field; an empty one where there is none. */
function extentOf(field: RiskField, tables: readonly Table[]): { least: number; greatest: number } {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const table of tables) {
    const { values, missing } = numbersOf(table, field)
    for (let r = 0; r < values.length; r++) {
      if (missing[r] === 1) continue
      if (values[r] < least) least = values[r]
      if (values[r] > greatest) greatest = values[r]
    }
  }
  return { least, greatest }
}

/**
 * The rows of each table as points of one space, for Gower's distance times the number of fields (Gower 1971, as SDMetrics'
 * `calculate_dcr` has it): numbers by the share of the extent between them, at most 1; words 0 where alike, else 1; two gaps 0,
 * one gap 1. The extents are those of the tables `extents`. A number outside of them is exactly placed for distances to
 * what is inside, not for distances to others outside.
 */
export function gowerPoints(
  fields: readonly RiskField[],
  tables: readonly Table[],
  extents: readonly Table[],
): GowerPoints[] {
  const width = fields.length
  const points = tables.map(({ rows }) => ({ rows, width, coordinates: new Float64Array(rows * width) }))
  for (const [c, field] of fields.entries()) {
    if (field.kind === 'word') {
      for (const [t, codes] of sharedCodes(field, tables).entries()) {
        // Missing is one more word.
        for (let r = 0; r < codes.length; r++) points[t].coordinates[r * width + c] = codes[r]
      }
      continue
    }
    const { least, greatest } = extentOf(field, extents)
    const extent = greatest - least
    for (const [t, table] of tables.entries()) {
      const { values, missing } = numbersOf(table, field)
      for (let r = 0; r < values.length; r++) {
        // In a field of one value every other one is as far as can be.
        const share = extent > 0 ? (values[r] - least) / extent : 2 * Math.sign(values[r] - least)
        const placed = Math.round(Math.max(-1, Math.min(2, share)) * grain) / grain
        points[t].coordinates[r * width + c] = missing[r] === 1 ? gap : placed
      }
    }
  }
  return points
}

/** Those rows of the points. */
export function pickPoints({ width, coordinates }: GowerPoints, rows: Uint32Array): GowerPoints {
  const picked = new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    picked.set(coordinates.subarray(rows[i] * width, (rows[i] + 1) * width), i * width)
  }
  return { rows: rows.length, width, coordinates: picked }
}
