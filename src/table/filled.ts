// Filled: a file written anew with missing cells filled in, all others as they stand there.
import { isMissing } from './missing.ts'
import { type Reading, textReader } from './reading.ts'
import type { Field, Schema } from './schema.ts'
import type { Table } from './table.ts'
import { collectTexts } from './textbytes.ts'
import { cellWriter } from './write.ts'

/** A file's columns in their order, as texts, for writeCsv. */
export interface Filled {
  readonly table: Table
  readonly schema: Schema
  /** Cells that were missing and are filled. */
  readonly cells: number
  /** Cells that are still missing, in columns that the schema leaves out too. */
  readonly left: number
}

/** `filled`: one mask a field of `table`, 1 where its cell is to stand in a missing cell of the file; `null`: nowhere. */
export function filledTexts(
  reading: Reading,
  schema: Schema,
  table: Table,
  filled: readonly (Uint8Array | null)[],
): Filled {
  let cells = 0
  let left = 0
  const columns = reading.names.map((name, index) => {
    const original = textReader(reading.columns[index])
    const i = schema.fields.findIndex((field) => field.name === name)
    const mask = i < 0 ? null : filled[i]
    const written = mask && cellWriter(table.columns[i], schema.fields[i])
    const text = (row: number) => {
      const cell = original(row)
      // A value that does not fit its field is missing in the table, and stays in the file.
      if (!isMissing(cell)) return cell
      if (!written || mask[row] === 0) {
        left++
        return cell
      }
      cells++
      return written(row)
    }
    const texts = collectTexts(reading.rows, text, { share: 1 }).finish()
    return { kind: 'text' as const, ...texts, missing: new Uint8Array(reading.rows) }
  })
  const fields = reading.names.map(textField)
  return { table: { rows: reading.rows, columns }, schema: { fields }, cells, left }
}

function textField(name: string): Field {
  return {
    name,
    type: 'text',
    role: 'model',
    format: { kind: 'text' },
    domain: { kind: 'open' },
    missingToken: '',
    padding: '',
    confidence: 1,
    reason: { key: 'chosen' },
  }
}
