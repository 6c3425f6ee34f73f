// Readers: the kinds of file that a table may come in. Which one a file is its first bytes say, then its name; CSV is what is left.
import { type ReadProgress, readCsv } from './csv.ts'
import type { ReadOptions } from './dialect.ts'
import type { FileFormat, Reading } from './reading.ts'

type ReadTable = (
  source: Blob,
  options: ReadOptions,
  onProgress: (progress: ReadProgress) => void,
  signal?: AbortSignal,
) => Promise<Reading>

interface Format {
  readonly format: FileFormat
  /** The characters that every such file begins with, if there are any. */
  readonly magic?: string
  readonly extension: string
  /** Gets the code that reads it. */
  load(): Promise<ReadTable>
}

const csv: Format = { format: 'csv', extension: '.csv', load: async () => readCsv }

const formats: readonly Format[] = [
  {
    format: 'parquet',
    magic: 'PAR1',
    extension: '.parquet',
    load: async () => (await import('./parquet.ts')).readParquet,
  },
]

/** Gets the code of every reader, for a worker that is about to be sealed. */
export async function loadReaders(): Promise<void> {
  await Promise.all(formats.map(({ load }) => load()))
}

async function formatOf(source: Blob, name: string): Promise<Format> {
  const head = new Uint8Array(await source.slice(0, 16).arrayBuffer())
  const begins = (magic: string) => [...magic].every((letter, i) => head[i] === letter.charCodeAt(0))
  return (
    formats.find(({ magic }) => magic !== undefined && begins(magic)) ??
    formats.find(({ extension }) => name.toLowerCase().endsWith(extension)) ??
    csv
  )
}

/**
 * Reads a file of any kind that is known here. `options` corrects what would be detected, and names the file. Throws a TableError where the file is
 * no table, and the signal's reason when it is aborted.
 */
export async function readTable(
  source: Blob,
  options: ReadOptions = {},
  onProgress: (progress: ReadProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Reading> {
  const { load } = await formatOf(source, options.name ?? '')
  const read = await load()
  return read(source, options, onProgress, signal)
}
