// Replaced: a field whose values are not learnt at all, because made-up ones of a kind take their place.
import type { Kind, Locale } from './personal/kind.ts'
import { kinds } from './personal/kinds.ts'
import type { Field, Personal } from './schema.ts'

/** Numbers that stay useful as they are, such as degrees, are learnt unless the user says otherwise. */
export function isReplaced({ kind }: Personal): boolean {
  return !(kinds[kind] as Kind).numeric
}

/** The field of a column in which personal data were found, as one that gets made-up values of the same kind. */
export function replaced(field: Field, { kind, evidence, shape }: Personal, locale: Locale): Field {
  return {
    ...field,
    type: 'identifier',
    role: 'model',
    format: { kind: 'text' },
    domain: { kind: 'open' },
    confidence: Math.min(1, evidence.share),
    reason: {
      key: 'personal',
      values: { personal: kind, percent: Math.round(100 * evidence.share), by: evidence.named ? 'name' : 'value' },
    },
    treatment: { method: 'replace', kind, locale, shape },
  }
}
