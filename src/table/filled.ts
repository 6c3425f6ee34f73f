// Filled: a file written anew with missing cells filled in, all others as they stand there.
import { freshName } from './freshname.ts'
import { isMissing } from './missing.ts'
import { type Reading, textReader } from './reading.ts'
import type { Field, Schema } from './schema.ts'
import type { Table, TextColumn } from './table.ts'
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

/**
 * `filled`: one mask a field of `table`, 1 where its cell is to stand in a missing cell of the file; `null`: nowhere. `marked`: with a
 * column more, at the end, for each column that has filled cells: 1 where the cell is filled, else 0.
 */
export function filledTexts(
  reading: Reading,
  schema: Schema,
  table: Table,
  filled: readonly (Uint8Array | null)[],
  marked = false,
): Filled {
  let cells = 0
  let left = 0
  const marks: { readonly name: string; readonly mask: Uint8Array }[] = []
  const columns = reading.names.map((name, index) => {
    const original = textReader(reading.columns[index])
    const i = schema.fields.findIndex((field) => field.name === name)
    const mask = i < 0 ? null : filled[i]
    const written = mask && cellWriter(table.columns[i], schema.fields[i])
    const mark = new Uint8Array(reading.rows)
    const text = (row: number) => {
      const cell = original(row)
      // A value that does not fit its field is missing in the table, and stays in the file.
      if (!isMissing(cell)) return cell
      if (!written || mask[row] === 0) {
        left++
        return cell
      }
      cells++
      mark[row] = 1
      return written(row)
    }
    const texts = textColumn(reading.rows, text)
    if (marked && mark.includes(1)) marks.push({ name: `${name} filled`, mask: mark })
    return texts
  })
  const taken = new Set(reading.names)
  const names = [...reading.names, ...marks.map(({ name }) => freshName(name, taken))]
  const added = marks.map(({ mask }) => textColumn(reading.rows, (row) => String(mask[row])))
  return {
    table: { rows: reading.rows, columns: [...columns, ...added] },
    schema: { fields: names.map(textField) },
    cells,
    left,
  }
}

function textColumn(rows: number, text: (row: number) => string): TextColumn {
  return { kind: 'text', ...collectTexts(rows, text, { share: 1 }).finish(), missing: new Uint8Array(rows) }
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
