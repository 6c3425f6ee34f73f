// OpenTable: a file as it was read, with what its schema makes of it, and what the page is shown of it.
import type { Source } from '../project/project.ts'
import { buildColumn } from '../table/build.ts'
import { type FieldProfile, profileColumn } from '../table/profile.ts'
import type { Reading } from '../table/reading.ts'
import type { Schema } from '../table/schema.ts'
import type { Column, Table } from '../table/table.ts'
import { schemaWarnings } from '../table/warnings.ts'
import { previewRows } from '../table/write.ts'
import type { Work } from '../work/work.ts'
import { constraintStates } from './constraints.ts'
import type { Inspection } from './protocol.ts'

/** Rows of a file or of a synthetic table that the page shows. */
export const previewed = 50

export interface OpenTable {
  readonly file: File
  /** Which data set this is. Begun when the file is open, so that nobody waits for it; rejects with FileChangedError. */
  readonly fingerprint: Promise<string>
  readonly reading: Reading
  readonly schema: Schema
  readonly table: Table
  readonly profiles: readonly FieldProfile[]
}

/** The table that a schema makes of a reading, column by column. What `before` holds of fields that have not changed is taken over. */
export function* openTable(
  { file, fingerprint, reading }: Pick<OpenTable, 'file' | 'fingerprint' | 'reading'>,
  schema: Schema,
  before?: OpenTable,
): Work<OpenTable> {
  const columns: Column[] = []
  const profiles: FieldProfile[] = []
  for (const [i, field] of schema.fields.entries()) {
    const kept = before?.reading === reading && before.schema.fields[i] === field
    columns.push(kept ? before.table.columns[i] : buildColumn(reading.columns[i], reading.rows, field))
    profiles.push(kept ? before.profiles[i] : profileColumn(columns[i], field))
    yield
  }
  return { file, fingerprint, reading, schema, table: { rows: reading.rows, columns }, profiles }
}

export function inspection({ file, reading, schema, table, profiles }: OpenTable): Inspection {
  return {
    name: file.name,
    bytes: file.size,
    rows: table.rows,
    format: reading.format,
    dialect: reading.dialect,
    schema,
    profiles,
    preview: previewRows(table, schema, previewed),
    warnings: schemaWarnings(reading, schema),
    constraints: constraintStates(table, schema),
  }
}

/** The file that a project was learnt from, of which `rows` rows were learnt. */
export function sourceOf({ file, reading, schema }: OpenTable, rows: number): Source {
  return { name: file.name, rows, dialect: reading.dialect, schema }
}
