// Writing: a table as a CSV file in memory.
import type { Dialect } from '../table/dialect.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { type WriteOptions, writeCsv } from '../table/write.ts'
import { Breather } from '../work/breather.ts'
import type { Control } from '../work/control.ts'

/** Throws StoppedError. */
export async function csvFile(
  table: Table,
  schema: Schema,
  dialect: Dialect,
  options: WriteOptions,
  control: Control,
): Promise<Blob> {
  const breather = new Breather(control)
  const parts: string[] = []
  for (const part of writeCsv(table, schema, dialect, options)) {
    parts.push(part)
    await breather.breathe()
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}
