// Measured: which fields are judged, and as what.
import type { FieldType } from '../table/schema.ts'

/** One word scores 1 whatever the model does; identifiers and text are not learnt. */
export const measured: Readonly<Record<FieldType, 'number' | 'word' | null>> = {
  integer: 'number',
  real: 'number',
  datetime: 'number',
  boolean: 'word',
  category: 'word',
  constant: null,
  identifier: null,
  text: null,
}
