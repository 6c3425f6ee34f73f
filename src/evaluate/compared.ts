// Compared: a field's real and synthetic columns side by side, for the fields that are judged.
import type { FieldType, Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { gapsAsWord } from './gaps.ts'
import { measured } from './measured.ts'

interface About {
  readonly name: string
  /** Of the schema's fields. */
  readonly index: number
  readonly type: FieldType
}

export interface ComparedNumbers extends About {
  readonly kind: 'number'
  readonly real: NumberColumn
  readonly synthetic: NumberColumn
}

export interface ComparedWords extends About {
  readonly kind: 'word'
  readonly real: CategoryColumn
  readonly synthetic: CategoryColumn
}

export type Compared = ComparedNumbers | ComparedWords

/**
 * The fields of the role `model` that are numbers, instants, booleans or categories; constants, identifiers and text are not judged.
 * Where the file writes a word for what is missing, such as Adult's `?`, it counts as any other word does: whoever reads the file
 * without knowing better counts it so, and so do the published figures. What is left empty stays missing.
 */
export function comparedFields(real: Table, synthetic: Table, schema: Schema): Compared[] {
  return schema.fields.flatMap(({ name, type, role, missingToken }, index): Compared[] => {
    const a = real.columns[index]
    const b = synthetic.columns[index]
    if (role === 'omit') return []
    if (measured[type] === 'number' && a.kind === 'number' && b.kind === 'number') {
      return [{ kind: 'number', name, index, type, real: a, synthetic: b }]
    }
    if (measured[type] === 'word' && a.kind === 'category' && b.kind === 'category') {
      return [
        { kind: 'word', name, index, type, real: gapsAsWord(a, missingToken), synthetic: gapsAsWord(b, missingToken) },
      ]
    }
    return []
  })
}
