// Parquet: reads a file of typed columns, one group of rows and one column after the other; memory holds one piece at a time.
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ReadProgress } from './csv.ts'
import type { ReadOptions } from './dialect.ts'
import {
  BrokenFileError,
  EmptyFileError,
  NoRowsError,
  TableError,
  TooManyColumnsError,
  UnknownCodecError,
} from './errors.ts'
import { type Cell, parquetBuilder } from './parquetcolumn.ts'
import { columnNames, type Reading } from './reading.ts'
import { commonestMissing, mostColumns, nameWarnings } from './readingbuilder.ts'

type Group = FileMetaData['row_groups'][number]
type Chunk = Group['columns'][number]
type Element = FileMetaData['schema'][number]

/** What the library throws is a fault of the file, save for what the file system or the reader of the file throws. */
async function reading<T>(doing: () => Promise<T>): Promise<T> {
  try {
    return await doing()
  } catch (error) {
    if (error instanceof TableError || error instanceof DOMException) throw error
    throw new BrokenFileError('Parquet', error instanceof Error ? error.message : String(error))
  }
}

/**
 * The metadata of a file that has this column and this group alone, without what its cells mean: the library then gives them as they lie there.
 * Its own conversions lose digits (decimals become products, instants whole milliseconds).
 */
function pieceOf({ name, type, type_length, repetition_type }: Element, group: Group, chunk: Chunk): FileMetaData {
  const cells = { name, type, type_length, repetition_type } as Element
  return {
    version: 2,
    schema: [{ name: 'schema', num_children: 1 }, cells],
    num_rows: group.num_rows,
    row_groups: [{ ...group, columns: [chunk] }],
    metadata_length: 0,
  }
}

function codecOf({ meta_data, crypto_metadata }: Chunk): string {
  return meta_data === undefined || crypto_metadata !== undefined ? 'encryption' : meta_data.codec
}

/** Reads a Parquet file. Throws a TableError where it is damaged or holds what is no table, and the signal's reason when it is aborted. */
export async function readParquet(
  source: Blob,
  _: ReadOptions,
  onProgress: (progress: ReadProgress) => void,
  signal?: AbortSignal,
): Promise<Reading> {
  if (source.size === 0) throw new EmptyFileError(0)
  const file: AsyncBuffer = {
    byteLength: source.size,
    slice: (start, end = source.size) => {
      // The file says where its parts are; Blob.slice takes what is beyond its bounds for something else.
      const within =
        Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start && end <= source.size
      if (!within)
        throw new BrokenFileError('Parquet', `it has ${source.size} bytes and points to bytes ${start} to ${end}`)
      return source.slice(start, end).arrayBuffer()
    },
  }
  const metadata = await reading(() => parquetMetadataAsync(file, { geoparquet: false }))
  const columns = (await reading(async () => parquetSchema(metadata))).children
  if (columns.length > mostColumns) throw new TooManyColumnsError(columns.length, mostColumns)
  const groups = metadata.row_groups
  const total = groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (total === 0) throw new NoRowsError(columns.length)
  const known = ['UNCOMPRESSED', ...Object.keys(compressors)]
  const unknown = groups.flatMap((group) => group.columns.map(codecOf)).find((codec) => !known.includes(codec))
  if (unknown !== undefined) throw new UnknownCodecError(unknown, known)

  const extent = { share: 0 }
  const builders = columns.map(({ element }) => parquetBuilder(element, extent))
  let rows = 0
  let bytes = 0
  for (const group of groups) {
    const count = Number(group.num_rows)
    extent.share = (rows + count) / total
    for (let column = 0; column < columns.length; column++) {
      signal?.throwIfAborted()
      const chunk = group.columns[column]
      const piece = pieceOf(columns[column].element, group, chunk)
      const pages: ArrayLike<Cell | null>[] = []
      await reading(() =>
        parquetRead({
          file,
          metadata: piece,
          compressors,
          utf8: false,
          parsers: { timestampFromNanoseconds: (nanos) => nanos },
          onChunk: ({ columnData }) => pages.push(columnData as ArrayLike<Cell | null>),
        }),
      )
      const held = pages.reduce((sum, page) => sum + page.length, 0)
      if (held !== count) {
        const { name } = columns[column].element
        throw new BrokenFileError('Parquet', `column ${name} has ${held} of ${count} rows after row ${rows}`)
      }
      for (const page of pages) builders[column].append(page)
      bytes += Number(chunk.meta_data?.total_compressed_size ?? 0)
      onProgress({ bytes: Math.min(bytes, source.size), of: source.size, rows })
    }
    rows += count
    onProgress({ bytes: Math.min(bytes, source.size), of: source.size, rows })
  }

  const names = columns.map(({ element }) => element.name)
  const raw = builders.map((builder) => builder.finish())
  return {
    format: 'parquet',
    rows,
    dialect: {
      encoding: 'utf-8',
      byteOrderMark: false,
      delimiter: ',',
      newline: '\n',
      header: true,
      quoteAll: false,
      missingToken: commonestMissing(raw),
    },
    names: columnNames(names),
    columns: raw,
    bytes: source.size,
    warnings: nameWarnings(names),
  }
}
