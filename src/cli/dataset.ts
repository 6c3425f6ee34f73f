// Reads a table for the command line, with progress.
import { basename } from 'node:path'
import process from 'node:process'
import { buildTable } from '../table/build.ts'
import type { ReadProgress } from '../table/csv.ts'
import { inferSchema } from '../table/infer.ts'
import { readTable } from '../table/readers.ts'
import type { Reading } from '../table/reading.ts'
import type { Schema } from '../table/schema.ts'
import { takeSecret } from '../table/secret.ts'
import type { Table } from '../table/table.ts'
import { constrained } from './constraints.ts'
import { declared } from './declarations.ts'
import { openBlob } from './files.ts'
import type { Progress } from './output.ts'
import type { Arguments } from './usage.ts'

export interface Dataset {
  readonly name: string
  readonly file: Blob
  readonly reading: Reading
  readonly schema: Schema
  readonly table: Table
}

/** Throws TableError, FileAccessError, and the signal's reason. */
export async function readReading(path: string, progress: Progress, signal?: AbortSignal): Promise<Reading> {
  return readBlob(await openBlob(path), path, progress, signal)
}

async function readBlob(blob: Blob, path: string, progress: Progress, signal?: AbortSignal): Promise<Reading> {
  const name = basename(path)
  const tell = ({ bytes, of, rows }: ReadProgress) =>
    progress.show(`reading ${name}: ${Math.round((100 * bytes) / Math.max(1, of))}%, ${rows} rows`)
  return readTable(blob, { name }, tell, signal).finally(() => progress.end())
}

/** `input`: may name a file of what is public of the columns, and one of what must hold in every row. */
export async function readDataset(
  path: string,
  progress: Progress,
  input?: Arguments,
  signal?: AbortSignal,
): Promise<Dataset> {
  const file = await openBlob(path)
  const reading = await readBlob(file, path, progress, signal)
  // Not an option: the words of a command can be seen by others on the machine.
  if (process.env.UNDERSTUDY_SECRET) takeSecret(process.env.UNDERSTUDY_SECRET)
  const declaration = await declared(reading, inferSchema(reading), input?.text('declare'))
  const schema = await constrained(declaration, input?.text('constraints'))
  return { name: basename(path), file, reading, schema, table: buildTable(reading, schema) }
}
