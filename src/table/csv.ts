// CSV: reads a file as a stream of blocks into columns; memory holds one block of cells at a time.
import { Cells } from './cells.ts'
import { ColumnBuilder } from './columnbuilder.ts'
import { type Dialect, detectDialect, detectEncoding, type ReadOptions } from './dialect.ts'
import { type Encoding, guessEncoding, refuseOtherFiles } from './encoding.ts'
import { EmptyFileError, HeaderOnlyError, RowTooLongError, TooManyColumnsError, UnclosedQuoteError } from './errors.ts'
import { isMissing } from './missing.ts'
import { columnNames, type RawColumn, type Reading } from './reading.ts'
import { parseRows } from './rows.ts'
import type { Reason } from './schema.ts'
import { tally } from './survey.ts'

const headBytes = 1 << 18
/** Small blocks keep cells in the processor's caches and the heap's young generation: 4 MB blocks take three times as long. */
export const blockBytes = 1 << 16
/** Opening a file costs some time; much more than a block is read at once. */
const readBytes = 1 << 22
const mostColumns = 4096
/** Characters of the longest row; beyond, a quote is not closed or the file is no CSV. */
const longestRow = 1 << 26

export interface ReadProgress {
  readonly bytes: number
  readonly of: number
  readonly rows: number
}

/** The file turned out to be in another encoding than its first bytes showed. */
class OtherEncoding {
  readonly encoding: Encoding
  constructor(encoding: Encoding) {
    this.encoding = encoding
  }
}

/**
 * The text of a file, block by block. Reads ahead, and waits for the file every few blocks, so that others get their turn. A block whose
 * characters cannot be decoded by a guessed encoding throws the likelier one.
 */
export async function* textBlocks(
  source: Blob,
  encoding: Encoding,
  size: number,
  guessed: boolean,
): AsyncGenerator<{ text: string; bytes: number; last: boolean }> {
  const decoder = new TextDecoder(encoding)
  const ahead = size * Math.max(1, Math.floor(readBytes / size))
  const read = async (from: number) => new Uint8Array(await source.slice(from, from + ahead).arrayBuffer())
  let next = read(0)
  for (let from = 0; from < source.size; from += ahead) {
    const bytes = await next
    if (from + ahead < source.size) next = read(from + ahead)
    for (let at = 0; at < bytes.length; at += size) {
      const block = bytes.subarray(at, at + size)
      const done = from + at + block.length
      const last = done >= source.size
      const text = decoder.decode(block, { stream: !last })
      if (guessed && encoding === 'utf-8' && text.includes('\ufffd')) {
        const likelier = guessEncoding(block)
        if (likelier !== 'utf-8') throw new OtherEncoding(likelier)
      }
      yield { text, bytes: done, last }
    }
  }
}

/** A count with the first row that it is about. */
class Finding {
  count = 0
  row = 0
  add(row: number, count = 1): void {
    if (this.count === 0) this.row = row
    this.count += count
  }
}

class TableBuilder {
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
  readonly #cells = new Cells()
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
    const cells = header ? first : Array.from({ length: Math.max(1, this.#width) }, () => '')
    // R writes one name less than there are columns: the first column holds the rows' names.
    const named = header && this.#width === first.length + 1 ? ['', ...cells] : cells
    if (named.length > mostColumns) throw new TooManyColumnsError(named.length, mostColumns)
    this.#names = columnNames(named)
    this.#builders = named.map(() => new ColumnBuilder())
    if (header) {
      const empty = named.filter((cell) => cell.trim() === '').length
      const doubles =
        named.length - empty - new Set(named.map((cell) => cell.trim()).filter((cell) => cell !== '')).size
      if (empty > 0) this.#warnings.push({ key: 'emptyNames', values: { count: empty } })
      if (doubles > 0) this.#warnings.push({ key: 'duplicateNames', values: { count: doubles } })
    }
    this.#started = true
    return rows.slice(header ? from + 1 : from)
  }

  add(all: string[][], strayQuotes: number, firstStray: number): void {
    const { shortRows, longRows } = this.#findings
    if (strayQuotes > 0)
      this.#findings.strayQuotes.add(
        this.rows + firstStray + (this.#started || !this.#dialect.header ? 1 : 0),
        strayQuotes,
      )
    const body = this.#started ? all : this.#start(all)
    const width = this.columns
    // In a file of one column a blank line is a row without a value.
    const rows = width > 1 && body.some(isBlank) ? body.filter((row) => !isBlank(row)) : body
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i].length
      if (cells < width) shortRows.add(this.rows + i + 1)
      else if (cells > width) longRows.add(this.rows + i + 1)
    }
    for (let column = 0; column < width; column++) {
      this.#cells.take(rows, column)
      this.#builders[column].append(this.#cells)
    }
    this.rows += rows.length
  }

  unreadable(count: number): void {
    this.#findings.unreadableCharacters.add(this.rows + 1, count)
  }

  finish(bytes: number): Reading {
    if (!this.#started) throw new EmptyFileError(bytes)
    if (this.rows === 0) throw new HeaderOnlyError(this.columns)
    const found = Object.entries(this.#findings).filter(([, { count }]) => count > 0)
    const warnings = [...this.#warnings, ...found.map(([key, { count, row }]) => ({ key, values: { count, row } }))]
    const columns = this.#builders.map((builder) => builder.finish())
    this.#builders = []
    return {
      rows: this.rows,
      dialect: { ...this.#dialect, missingToken: commonestMissing(columns) },
      names: this.#names,
      columns,
      bytes,
      warnings,
    }
  }
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0].trim() === ''
}

/** The token that stands for most of the missing values; empty where there are none. */
function commonestMissing(columns: readonly RawColumn[]): string {
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

async function readAs(
  source: Blob,
  encoding: Pick<Dialect, 'encoding' | 'byteOrderMark'>,
  options: ReadOptions,
  onProgress: (progress: ReadProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Reading> {
  const head = await source.slice(0, headBytes).arrayBuffer()
  const whole = source.size <= headBytes
  const headText = new TextDecoder(encoding.encoding).decode(head, { stream: !whole })
  const { sample, ...shape } = detectDialect(headText, whole, options)
  const widths = sample.slice(shape.header ? 1 : 0).map((row) => row.length)
  const builder = new TableBuilder({ ...encoding, ...shape }, commonest(widths))
  const guessed = options.encoding === undefined && !encoding.byteOrderMark
  let pending: string[] = []
  let length = 0
  let wanted = 0
  for await (const { text, bytes, last } of textBlocks(
    source,
    encoding.encoding,
    options.blockBytes ?? blockBytes,
    guessed,
  )) {
    signal?.throwIfAborted()
    if (text.includes('\ufffd')) builder.unreadable(text.split('\ufffd').length - 1)
    pending.push(text)
    length += text.length
    // A row that is longer than a block is looked at again only when twice as much is there, which keeps the whole linear.
    if (length < wanted && !last) continue
    const joined = pending.join('')
    const { rows, end, strayQuotes, firstStray, unclosed } = parseRows(joined, shape.delimiter, shape.newline, !last)
    if (unclosed)
      throw new UnclosedQuoteError(
        builder.rows + rows.length - (builder.columns === 0 && shape.header ? 1 : 0),
        rows[rows.length - 1].length,
      )
    builder.add(rows, strayQuotes, firstStray)
    const rest = last ? '' : joined.slice(end)
    if (rest.length > longestRow) throw new RowTooLongError(builder.rows + 1, longestRow)
    pending = [rest]
    length = rest.length
    wanted = rows.length > 0 ? 0 : 2 * length
    onProgress({ bytes, of: source.size, rows: builder.rows })
  }
  return builder.finish(source.size)
}

function commonest(counts: readonly number[]): number {
  const tally = new Map<number, number>()
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1)
  return [...tally].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

/**
 * Reads a CSV file. `options` corrects what would be detected. Throws a TableError where the file is no table, and the signal's reason when it
 * is aborted.
 */
export async function readCsv(
  source: Blob,
  options: ReadOptions = {},
  onProgress: (progress: ReadProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Reading> {
  const head = new Uint8Array(await source.slice(0, headBytes).arrayBuffer())
  const encoding = detectEncoding(head, options)
  refuseOtherFiles(head, encoding.encoding)
  try {
    return await readAs(source, encoding, options, onProgress, signal)
  } catch (error) {
    if (!(error instanceof OtherEncoding)) throw error
    return readAs(source, { ...encoding, encoding: error.encoding }, options, onProgress, signal)
  }
}
