// Replaced: a field whose values are not learnt at all, because made-up ones of a kind take their place.
import type { Locale } from './personal/kind.ts'
import type { Field, Personal } from './schema.ts'

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
