// Dialect: how a CSV file is written (encoding, delimiter, line ends, header, quotes), found out from its first bytes.

import { guessDateTimeNotations } from './dateguess.ts'
import { byteOrderMark, type Encoding, guessEncoding } from './encoding.ts'
import { isMissing } from './missing.ts'
import { guessNumberNotations } from './number.ts'
import { parseRows } from './rows.ts'

export interface Dialect {
  readonly encoding: Encoding
  readonly byteOrderMark: boolean
  /** One character. */
  readonly delimiter: string
  readonly newline: '\n' | '\r\n' | '\r'
  readonly header: boolean
  /** Whether every text is quoted. */
  readonly quoteAll: boolean
  /** How the file mostly writes a missing value, e.g. `?` or the empty string. */
  readonly missingToken: string
}

/** What the user knows better than the detection, and how to read. */
export interface ReadOptions {
  readonly encoding?: Encoding
  readonly delimiter?: string
  readonly header?: boolean
  /** Name of the file. */
  readonly name?: string
  /** Bytes read at a time; 65,536 if absent. */
  readonly blockBytes?: number
}

const delimiters = ['\t', ';', '|', ','] as const
/** Rows looked at for the delimiter, the header and the quotes. */
const sampledRows = 200

export function detectEncoding(head: Uint8Array, options: ReadOptions): Pick<Dialect, 'encoding' | 'byteOrderMark'> {
  const mark = byteOrderMark(head)
  const encoding = options.encoding ?? mark?.encoding ?? guessEncoding(head)
  return { encoding, byteOrderMark: mark !== null && mark.encoding === encoding }
}

/** The commonest line end outside of quotes. */
function detectNewline(text: string): Dialect['newline'] {
  const counts = { '\n': 0, '\r\n': 0, '\r': 0 }
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) quoted = !quoted
    else if (quoted) continue
    else if (c === 13 && text.charCodeAt(i + 1) === 10) {
      counts['\r\n']++
      i++
    } else if (c === 13 && i + 1 < text.length) counts['\r']++
    else if (c === 10) counts['\n']++
  }
  if (counts['\r'] > 0 && counts['\n'] + counts['\r\n'] === 0) return '\r'
  return counts['\r\n'] > counts['\n'] ? '\r\n' : '\n'
}

const declaredDelimiter = /^sep=(.)\r?\n/i

/** Rows of the sample; without the last one where the text was cut off. Without blank ones and Excel's `sep=` line. */
export function sampleRows(text: string, delimiter: string, newline: Dialect['newline'], whole: boolean): string[][] {
  const { rows } = parseRows(text.replace(declaredDelimiter, ''), delimiter, newline, !whole, sampledRows)
  return rows.filter((row) => row.length > 1 || row[0].trim() !== '')
}

/** The commonest of some numbers, 0 if there are none. */
export function modeOf(counts: readonly number[]): number {
  const tally = new Map<number, number>()
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1)
  return [...tally].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

type CellKind = 'empty' | 'number' | 'instant' | 'word'

function kindOf(cell: string): CellKind {
  if (isMissing(cell)) return 'empty'
  if (!/[\d０-９]/.test(cell)) return 'word'
  if (/^\s*\d+\s*$/.test(cell) || guessNumberNotations([cell], 0).length > 0) return 'number'
  return guessDateTimeNotations([cell.trim()], 0).length > 0 ? 'instant' : 'word'
}

/** The delimiter by which most rows have the same number of cells, more than one; among equals that which makes more cells values. */
function detectDelimiter(text: string, newline: Dialect['newline'], whole: boolean): string {
  const declared = declaredDelimiter.exec(text)
  if (declared !== null) return declared[1]
  const scores = delimiters.map((delimiter) => {
    const rows = sampleRows(text, delimiter, newline, whole)
    const columns = modeOf(rows.map((row) => row.length))
    if (columns < 2) return 0
    const regular = rows.filter((row) => row.length === columns)
    const cells = regular.slice(0, 20).flat()
    const values = cells.filter((cell) => kindOf(cell) !== 'word').length / cells.length
    const header = rows[0].length === columns ? 1 : 0
    return regular.length / rows.length + header + values / 2
  })
  const best = Math.max(...scores)
  return best === 0 ? ',' : delimiters[scores.indexOf(best)]
}

/**
 * Whether the first row names the columns: it does where columns of values begin with a word; it does not where it begins with values too, or
 * where its words come back further down.
 */
export function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows
  let votes = 0
  first.forEach((cell, column) => {
    const kind = kindOf(cell)
    const below = rest.map((row) => row[column] ?? '').filter((text) => !isMissing(text))
    const kinds = below.slice(0, 50).map(kindOf)
    const values = kinds.filter((other) => other !== 'word').length
    if (kind === 'number' || kind === 'instant') votes--
    else if (kind === 'word' && kinds.length > 0 && values > 0.9 * kinds.length) votes++
    if (kind === 'word' && below.includes(cell)) votes--
  })
  if (votes !== 0) return votes > 0
  return new Set(first.map((cell) => cell.trim())).size === first.length || rest.length > 0
}

/** Whether every text and date of the sample stands in quotes; false where there is none. R leaves NA unquoted. */
function detectQuotes(text: string, rows: readonly (readonly string[])[], delimiter: string, newline: string): boolean {
  let at = declaredDelimiter.exec(text)?.[0].length ?? 0
  let quoted = 0
  for (const row of rows) {
    while (text.startsWith(newline, at)) at += newline.length
    for (let i = 0; i < row.length; i++) {
      const cell = row[i]
      const opens = text[at] === '"'
      if (opens) quoted++
      else if (kindOf(cell) === 'word' || kindOf(cell) === 'instant') return false
      at += opens ? cell.length + 2 + cell.split('"').length - 1 : cell.length
      const separator = i < row.length - 1 ? delimiter : newline
      if (at < text.length && !text.startsWith(separator, at)) return false
      at += separator.length
    }
  }
  return quoted > 0
}

/** All that the first text of a file tells. `whole`: the text is the whole file. `missingToken` is known only after reading. */
export function detectDialect(
  text: string,
  whole: boolean,
  options: ReadOptions,
): Pick<Dialect, 'delimiter' | 'newline' | 'header' | 'quoteAll'> & {
  readonly sample: readonly (readonly string[])[]
} {
  const newline = detectNewline(text)
  const delimiter = options.delimiter ?? detectDelimiter(text, newline, whole)
  const sample = sampleRows(text, delimiter, newline, whole)
  const header = options.header ?? (sample.length > 0 && detectHeader(sample))
  return { delimiter, newline, header, quoteAll: detectQuotes(text, sample, delimiter, newline), sample }
}
