// Survey: what stands in a raw column, counted: its distinct values, its missing cells, the blanks before its values.
import { isMissing } from './missing.ts'
import { type ParsedColumn, type RawColumn, type TextsColumn, textReader, type WordsColumn } from './reading.ts'

/** One distinct text of a column, trimmed, with the number of its rows and the first of them (counted from 0). */
export interface Value {
  readonly text: string
  readonly rows: number
  readonly first: number
}

/** 1 for each word that stands for a missing value. 无 ("none") is a value where 有 ("some") is its counterpart. */
export function missingMask(words: readonly string[]): Uint8Array {
  const counterpart = words.some((word) => word.trim() === '有')
  return Uint8Array.from(words, (word) => (isMissing(word) && !(counterpart && word.trim() === '无') ? 1 : 0))
}

/** Rows and first row of every code up to `count`. */
export function tally(codes: Uint32Array | Uint8Array, count: number): { rows: Float64Array; first: Float64Array } {
  const rows = new Float64Array(count)
  const first = new Float64Array(count)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    if (rows[code]++ === 0) first[code] = row
  }
  return { rows, first }
}

export interface Survey {
  /** Distinct values; for a parsed column only those that are no numbers or instants. */
  readonly values: readonly Value[]
  /** Rows without a value. */
  readonly missing: number
  /** How the column mostly writes a missing value; null where none is missing. */
  readonly missingToken: string | null
  /** Blanks that stand before every value. */
  readonly padding: string
}

const surveys = new WeakMap<RawColumn, Survey>()

/** Counts a column once; columns never change. */
export function surveyColumn(column: WordsColumn | ParsedColumn): Survey {
  const known = surveys.get(column)
  if (known !== undefined) return known
  const survey = countColumn(column)
  surveys.set(column, survey)
  return survey
}

function countColumn(column: WordsColumn | ParsedColumn): Survey {
  const words = column.kind === 'words' ? column.words : ['', ...column.exceptions]
  const mask = missingMask(words)
  if (column.kind === 'parsed') mask[0] = 0
  const { rows, first } = tally(column.codes, words.length)
  const values = new Map<string, Value>()
  let missing = 0
  let missingToken: string | null = null
  let commonest = 0
  let padding: string | null = column.kind === 'parsed' ? column.padding : null
  words.forEach((word, code) => {
    if (rows[code] === 0 || (column.kind === 'parsed' && code === 0)) return
    const text = word.trim()
    if (mask[code] === 1) {
      missing += rows[code]
      if (rows[code] > commonest) [commonest, missingToken] = [rows[code], text]
      return
    }
    const blanks = /^ */.exec(word)?.[0] ?? ''
    padding = padding === null || padding === blanks ? blanks : ''
    const known = values.get(text)
    values.set(text, {
      text,
      rows: rows[code] + (known?.rows ?? 0),
      first: Math.min(first[code], known?.first ?? first[code]),
    })
  })
  return { values: [...values.values()], missing, missingToken, padding: padding ?? '' }
}

/** Longest missing token in bytes, and the bytes with which one may begin. */
const longestToken = 12
const tokenStarts = new Set(
  'nN#<(\\?-.mM—–空无缺暂 \t'.split('').map((character) => new TextEncoder().encode(character)[0]),
)

/** [rows]; 1 where a text is empty or a missing token. */
export function missingTexts(column: TextsColumn): Uint8Array {
  const { bytes, offsets } = column
  const text = textReader(column)
  const mask = new Uint8Array(offsets.length - 1)
  for (let row = 0; row < mask.length; row++) {
    const length = offsets[row + 1] - offsets[row]
    if (length === 0 || (length <= longestToken && tokenStarts.has(bytes[offsets[row]]) && isMissing(text(row))))
      mask[row] = 1
  }
  return mask
}

/** Distinct values of any column, each with its rows; null beyond `limit`. */
export function distinctValues(column: RawColumn, rows: number, limit: number): readonly Value[] | null {
  if (column.kind === 'words') {
    const { values } = surveyColumn(column)
    return values.length > limit ? null : values
  }
  const text = textReader(column)
  const found = new Map<string, { text: string; rows: number; first: number }>()
  for (let row = 0; row < rows; row++) {
    const cell = text(row).trim()
    if (isMissing(cell)) continue
    const known = found.get(cell)
    if (known !== undefined) known.rows++
    else if (found.size === limit) return null
    else found.set(cell, { text: cell, rows: 1, first: row })
  }
  return [...found.values()]
}
