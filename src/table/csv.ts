// CSV: reads a file as a stream of blocks into columns; memory holds one block of cells at a time.
import { type Dialect, detectDialect, detectEncoding, modeOf, type ReadOptions } from './dialect.ts'
import { type Encoding, guessEncoding, refuseOtherFiles } from './encoding.ts'
import { BrokenTextError, RowTooLongError } from './errors.ts'
import type { Reading } from './reading.ts'
import { ReadingBuilder } from './readingbuilder.ts'
import { parseRows } from './rows.ts'

const headBytes = 1 << 18
/** Small blocks keep cells in the processor's caches and the heap's young generation: 4 MB blocks take three times as long. */
export const blockBytes = 1 << 16
/** Opening a file costs some time; much more than a block is read at once. */
const readBytes = 1 << 22
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

/** Decodes one block; its end may be the middle of a character. */
function decodeBlock(decoder: TextDecoder, block: Uint8Array, done: number): string {
  try {
    // Node decodes Windows-1252 as Latin-1 when it is not told to stream, which loses the euro sign.
    return decoder.decode(block, { stream: true })
  } catch {
    // Node's decoder runs out of room where a broken GB18030 sequence lies across two small blocks.
    throw new BrokenTextError(decoder.encoding, done)
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
      const text = decodeBlock(decoder, block, done) + (last ? decoder.decode() : '')
      if (guessed && encoding === 'utf-8' && done > headBytes && text.includes('\ufffd')) {
        const likelier = guessEncoding(block)
        if (likelier !== 'utf-8') throw new OtherEncoding(likelier)
      }
      yield { text, bytes: done, last }
    }
  }
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
  const headText = new TextDecoder(encoding.encoding).decode(head, { stream: true })
  const { sample, ...shape } = detectDialect(headText, whole, options)
  const widths = sample.slice(shape.header ? 1 : 0).map((row) => row.length)
  const builder = new ReadingBuilder({ ...encoding, ...shape }, modeOf(widths))
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
    pending.push(text)
    length += text.length
    // A row that is longer than a block is looked at again only when twice as much is there, which keeps the whole linear.
    if (length < wanted && !last) continue
    const joined = pending.join('')
    const parsed = parseRows(joined, shape.delimiter, shape.newline, !last)
    builder.add(parsed, joined, bytes / source.size)
    const rest = last ? '' : joined.slice(parsed.end)
    if (rest.length > longestRow) throw new RowTooLongError(builder.rows + 1, longestRow)
    pending = [rest]
    length = rest.length
    wanted = parsed.rows.length > 0 ? 0 : 2 * length
    onProgress({ bytes, of: source.size, rows: builder.rows })
  }
  return builder.finish(source.size)
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
