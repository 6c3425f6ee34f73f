// Putting tables together and taking rows out of them.
import type { Column, Table } from './table.ts'

/** Rows `indices` of the table, in that order. */
export function selectRows(table: Table, indices: ArrayLike<number>): Table {
  return { rows: indices.length, columns: table.columns.map((column) => selectColumn(column, indices)) }
}

function selectColumn(column: Column, indices: ArrayLike<number>): Column {
  const rows = indices.length
  const missing = new Uint8Array(rows)
  for (let i = 0; i < rows; i++) missing[i] = column.missing[indices[i]]
  if (column.kind === 'number') {
    const values = new Float64Array(rows)
    for (let i = 0; i < rows; i++) values[i] = column.values[indices[i]]
    const { offsets } = column
    return {
      kind: 'number',
      values,
      missing,
      ...(offsets && { offsets: Int16Array.from(indices, (row) => offsets[row]) }),
    }
  }
  if (column.kind === 'category') {
    const codes = new Uint32Array(rows)
    for (let i = 0; i < rows; i++) codes[i] = column.codes[indices[i]]
    return { kind: 'category', codes, categories: column.categories, missing }
  }
  const offsets = new Uint32Array(rows + 1)
  for (let i = 0; i < rows; i++) {
    offsets[i + 1] = offsets[i] + column.offsets[indices[i] + 1] - column.offsets[indices[i]]
  }
  const bytes = new Uint8Array(offsets[rows])
  for (let i = 0; i < rows; i++) {
    bytes.set(column.bytes.subarray(column.offsets[indices[i]], column.offsets[indices[i] + 1]), offsets[i])
  }
  return { kind: 'text', bytes, offsets, missing }
}

/** One table after the other. All must have the same columns, with the same categories in the same order. */
export function concatTables(tables: readonly Table[]): Table {
  if (tables.length === 1) return tables[0]
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const columns = tables[0].columns.map((_, index) =>
    concatColumns(
      tables.map((table) => table.columns[index]),
      rows,
    ),
  )
  return { rows, columns }
}

function concatColumns(parts: readonly Column[], rows: number): Column {
  const missing = new Uint8Array(rows)
  let at = 0
  for (const part of parts) {
    missing.set(part.missing, at)
    at += part.missing.length
  }
  const [first] = parts
  if (first.kind === 'number') {
    const values = new Float64Array(rows)
    const offsets = first.offsets && new Int16Array(rows)
    at = 0
    for (const part of parts) {
      if (part.kind !== 'number') throw mixedKinds(first, part)
      values.set(part.values, at)
      if (part.offsets) offsets?.set(part.offsets, at)
      at += part.values.length
    }
    return { kind: 'number', values, missing, ...(offsets && { offsets }) }
  }
  if (first.kind === 'category') {
    const codes = new Uint32Array(rows)
    at = 0
    for (const part of parts) {
      if (part.kind !== 'category') throw mixedKinds(first, part)
      codes.set(part.codes, at)
      at += part.codes.length
    }
    return { kind: 'category', codes, categories: first.categories, missing }
  }
  const length = parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.bytes.length : 0), 0)
  const bytes = new Uint8Array(length)
  const offsets = new Uint32Array(rows + 1)
  at = 0
  let byte = 0
  for (const part of parts) {
    if (part.kind !== 'text') throw mixedKinds(first, part)
    bytes.set(part.bytes, byte)
    for (let i = 1; i < part.offsets.length; i++) offsets[++at] = byte + part.offsets[i]
    byte += part.bytes.length
  }
  return { kind: 'text', bytes, offsets, missing }
}

function mixedKinds(first: Column, other: Column): TypeError {
  return new TypeError(`a column of kind ${other.kind} cannot follow one of kind ${first.kind}`)
}
