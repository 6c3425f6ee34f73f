// Examples: what the values of a treated field will look like.

import { defaultOptions } from '../encode/codec.ts'
import { codecOf, fitCodec } from '../encode/codecs.ts'
import { createRandom } from '../math/random.ts'
import { cellWriter } from '../table/write.ts'
import type { OpenTable } from './opentable.ts'

const shown = 3

/** The first values of the treated column, or made-up ones where they take their place. */
export function examplesOf({ schema, table }: OpenTable, index: number): string[] {
  const field = schema.fields[index]
  if (field.treatment === undefined || codecOf(field) === null) return []
  const column = table.columns[index]
  const drawn =
    field.treatment.method === 'replace'
      ? fitCodec({ ...column, missing: new Uint8Array(column.missing.length) }, field, defaultOptions)?.uniform(
          shown,
          createRandom(0, 'examples'),
        )
      : column
  if (!drawn) return []
  const write = cellWriter(drawn, field)
  const texts = new Set<string>()
  for (let row = 0; row < drawn.missing.length && texts.size < shown; row++) {
    if (drawn.missing[row] === 0) texts.add(write(row))
  }
  return [...texts]
}
