// Design: features as a matrix for linear models and perceptrons: numbers standardised, words one-hot.
import type { Features } from './features.ts'

/** A matrix [rows × width], of which the words' part is kept as the places of its ones. */
export interface Design {
  readonly rows: number
  readonly width: number
  /** Columns that are numbers: the first ones. */
  readonly dense: number
  /** [rows × dense], row by row. */
  readonly numbers: Float64Array
  /** Words a row. */
  readonly words: number
  /** [rows × words], row by row: the columns, dense … width − 1, that are 1. */
  readonly slots: Uint32Array
}

export type Designer = (features: Features) => Design

/**
 * The matrix of features by those that are learnt from: numbers less their mean in standard deviations, missing ones at the
 * mean with a column of their own that says so; each word, and its being missing, a column.
 */
export function fitDesign(training: Features): Designer {
  const scales = training.columns.map((column) => {
    if (column.kind === 'word') return null
    const present = column.values.filter((value) => !Number.isNaN(value))
    // Added up as shares, because a sum of instants times rows loses digits.
    let mean = 0
    for (let i = 0; i < present.length; i++) mean += (present[i] - mean) / (i + 1)
    let variance = 0
    for (const value of present) variance += (value - mean) ** 2 / present.length
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0
    return { mean, scale, gaps: present.length < training.rows }
  })
  const dense = scales.reduce((sum, scale) => sum + (scale === null ? 0 : scale.gaps ? 2 : 1), 0)
  const words = scales.filter((scale) => scale === null).length
  const width = training.columns.reduce((sum, column) => sum + (column.kind === 'word' ? column.size : 0), dense)

  return ({ rows, columns }) => {
    const numbers = new Float64Array(rows * dense)
    const slots = new Uint32Array(rows * words)
    let at = 0
    let word = 0
    let offset = dense
    for (const [c, column] of columns.entries()) {
      if (column.kind === 'word') {
        for (let r = 0; r < rows; r++) slots[r * words + word] = offset + column.codes[r]
        word++
        offset += column.size
        continue
      }
      const { mean, scale, gaps } = scales[c] as NonNullable<(typeof scales)[number]>
      for (let r = 0; r < rows; r++) {
        const value = column.values[r]
        const missing = Number.isNaN(value)
        numbers[r * dense + at] = missing ? 0 : (value - mean) * scale
        if (gaps && missing) numbers[r * dense + at + 1] = 1
      }
      at += gaps ? 2 : 1
    }
    return { rows, width, dense, numbers, words, slots }
  }
}
