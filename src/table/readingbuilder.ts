// ReadingBuilder: takes the rows of a file as they are parsed, notes what is wrong with them, and hands their cells to the columns.
import { CellFinder } from './cells.ts'
import { ColumnBuilder } from './columnbuilder.ts'
import type { Dialect } from './dialect.ts'
import { EmptyFileError, HeaderOnlyError, TooManyColumnsError, UnclosedQuoteError } from './errors.ts'
import { isMissing } from './missing.ts'
import { columnNames, type RawColumn, type Reading } from './reading.ts'
import type { ParsedRows } from './rows.ts'
import type { Reason } from './schema.ts'
import { tally } from './survey.ts'

/** A table of more columns cannot be learnt in a browser; and a file of so many is often one with another delimiter. */
export const mostColumns = 4096

/** A count with the first row that it is about. */
class Finding {
  count = 0
  row = 0
  add(row: number, count = 1): void {
    if (this.count === 0) this.row = row
    this.count += count
  }
}

export class ReadingBuilder {
  readonly #dialect: Omit<Dialect, 'missingToken'>
  readonly #width: number
  readonly #findings = {
    shortRows: new Finding(),
    longRows: new Finding(),
    strayQuotes: new Finding(),
    unreadableCharacters: new Finding(),
  }
  readonly #warnings: Reason[] = []
  #names: string[] = []
  #builders: ColumnBuilder[] = []
  readonly #finder = new CellFinder()
  readonly #extent = { share: 0 }
  #header: readonly string[] | null = null
  #started = false
  rows = 0

  /** `width`: cells of most rows of the sample. */
  constructor(dialect: Omit<Dialect, 'missingToken'>, width: number) {
    this.#dialect = dialect
    this.#width = width
  }

  get columns(): number {
    return this.#names.length
  }

  #start(rows: string[][]): string[][] {
    const { header, delimiter } = this.#dialect
    const from = rows.findIndex((row, i) => {
      const blank = row.every((cell) => cell.trim() === '')
      return !blank && !(i === 0 && /^sep=.?$/i.test(row.join(delimiter)))
    })
    if (from < 0) return []
    const first = rows[from]
    if (header) this.#header = first
    const cells = header ? first : Array.from({ length: Math.max(1, this.#width) }, () => '')
    // R writes one name less than there are columns: the first column holds the rows' names.
    const named = header && this.#width === first.length + 1 ? ['', ...cells] : cells
    if (named.length > mostColumns) throw new TooManyColumnsError(named.length, mostColumns)
    this.#names = columnNames(named)
    this.#builders = named.map(() => new ColumnBuilder(this.#extent))
    if (header) this.#warnings.push(...nameWarnings(named))
    this.#started = true
    return rows.slice(header ? from + 1 : from)
  }

  /** A row of the block as its number in the file; the header is 0, and a row that is none of `rows` counts as `otherwise` of them. */
  #numberOf(row: readonly string[], rows: readonly (readonly string[])[], otherwise: number): number {
    const index = rows.indexOf(row)
    if (row === this.#header) return 0
    return this.rows + (index < 0 ? otherwise : index + 1)
  }

  /** Takes rows that were split from `text`; `share` of the file has been read with them. */
  add(parsed: ParsedRows, text: string, share: number): void {
    this.#extent.share = share
    const { shortRows, longRows, strayQuotes, unreadableCharacters } = this.#findings
    const body = this.#started ? parsed.rows : this.#start(parsed.rows)
    const width = this.columns
    // In a file of one column a blank line is a row without a value.
    const rows = width > 1 && body.some(isBlank) ? body.filter((row) => !isBlank(row)) : body
    if (parsed.unclosed) {
      const last = parsed.rows[parsed.rows.length - 1]
      throw new UnclosedQuoteError(this.#numberOf(last, rows, rows.length + 1), last.length)
    }
    if (text.includes('\ufffd')) {
      for (const row of parsed.rows) {
        const count = row.join('').split('\ufffd').length - 1
        if (count > 0) unreadableCharacters.add(this.#numberOf(row, rows, 0), count)
      }
    }
    if (parsed.strayQuotes > 0)
      strayQuotes.add(this.#numberOf(parsed.rows[parsed.firstStray], rows, 0), parsed.strayQuotes)
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i].length
      if (cells < width) shortRows.add(this.rows + i + 1)
      else if (cells > width) longRows.add(this.rows + i + 1)
    }
    const columns = this.#finder.columns(rows, width, parsed.plain && rows === parsed.rows ? text : null)
    for (let column = 0; column < width; column++) this.#builders[column].append(columns[column])
    this.rows += rows.length
  }

  finish(bytes: number): Reading {
    if (!this.#started) throw new EmptyFileError(bytes)
    if (this.rows === 0) throw new HeaderOnlyError(this.columns)
    const found = Object.entries(this.#findings).filter(([, { count }]) => count > 0)
    const warnings = [...this.#warnings, ...found.map(([key, { count, row }]) => ({ key, values: { count, row } }))]
    const columns = this.#builders.map((builder) => builder.finish())
    this.#builders = []
    return {
      format: 'csv',
      rows: this.rows,
      dialect: { ...this.#dialect, missingToken: commonestMissing(columns) },
      names: this.#names,
      columns,
      bytes,
      warnings,
    }
  }
}

/** What is wrong with the names of a header row. */
export function nameWarnings(cells: readonly string[]): Reason[] {
  const names = cells.map((cell) => cell.trim()).filter((name) => name !== '')
  const empty = cells.length - names.length
  const doubles = names.length - new Set(names).size
  const warnings: Reason[] = []
  if (empty > 0) warnings.push({ key: 'emptyNames', values: { count: empty } })
  if (doubles > 0) warnings.push({ key: 'duplicateNames', values: { count: doubles } })
  return warnings
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0].trim() === ''
}

/** The token that stands for most of the missing values; empty where there are none. */
export function commonestMissing(columns: readonly RawColumn[]): string {
  const counts = new Map<string, number>()
  for (const column of columns) {
    if (column.kind === 'texts') continue
    const words = column.kind === 'words' ? column.words : ['', ...column.exceptions]
    const missing = words.map((word, code) => (column.kind === 'words' || code > 0) && isMissing(word))
    if (!missing.includes(true)) continue
    const { rows } = tally(column.codes, words.length)
    words.forEach((word, code) => {
      if (missing[code]) counts.set(word.trim(), (counts.get(word.trim()) ?? 0) + rows[code])
    })
  }
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0] as [string, number])[0]
}
