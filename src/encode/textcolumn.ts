// TextColumn: a column of texts that are made one by one.
import type { TextColumn } from '../table/table.ts'

/** Asks `make` for the text of each row that is not missing, in order. */
export function textColumn(missing: Uint8Array, make: (row: number) => string): TextColumn {
  const parts: Uint8Array[] = []
  const offsets = new Uint32Array(missing.length + 1)
  const encoder = new TextEncoder()
  for (let row = 0; row < missing.length; row++) {
    if (missing[row] === 0) parts.push(encoder.encode(make(row)))
    offsets[row + 1] = offsets[row] + (missing[row] === 0 ? parts[parts.length - 1].length : 0)
  }
  const bytes = new Uint8Array(offsets[missing.length])
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { kind: 'text', bytes, offsets, missing }
}
