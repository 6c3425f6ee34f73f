// Schema: what each column is, how the file writes it, and what is to be done with it.

import type { Constraint } from './constraint/constraint.ts'
import type { Locale } from './personal/kind.ts'
import type { PersonalKind } from './personal/kinds.ts'

export const fieldTypes = [
  'integer',
  'real',
  'boolean',
  'category',
  'datetime',
  'identifier',
  'text',
  'constant',
] as const
export type FieldType = (typeof fieldTypes)[number]

/**
 * `model`: learnt and synthesised. `omit`: left out of the synthetic table.
 * Identifiers are never learnt: in the role `model` new ones are made at sampling. Free text can only be omitted.
 */
export type FieldRole = 'model' | 'omit'

/** How a file writes the numbers of a column. */
export interface NumberFormat {
  readonly kind: 'number'
  /** Digits behind the decimal mark; `null`: as many as the value needs. */
  readonly decimals: number | null
  /** Largest number of digits behind the decimal mark that carried information (0 in a column of `50.0`). */
  readonly precision: number
  readonly decimalMark: '.' | ','
  readonly thousands: '' | ',' | '.' | ' ' | "'" | '\u00a0' | '\u202f'
  readonly percent: boolean
  /** What stands around every number; absent: nothing. */
  readonly unit?: Unit
}

/** Text around a number, with the blank between: `{ before: '¥', after: '' }`, `{ before: '', after: ' kg' }`. */
export interface Unit {
  readonly before: string
  readonly after: string
}

/** How a file writes the instants of a column, as a pattern of yyyy M d H m s S x and literal text, e.g. `yyyy年M月d日`. */
export interface DateTimeFormat {
  readonly kind: 'datetime'
  readonly pattern: string
  /** The step between instants that the pattern can tell apart, in milliseconds. */
  readonly resolution: number
  /** Where each instant has its own offset from UTC: the clocks that most of them go by (table/zone.ts), the commonest first. */
  readonly zones?: readonly string[]
}

/** A part of a code: constant text, or so many characters of an alphabet. */
export type IdentifierPart = { readonly text: string } | { readonly alphabet: string; readonly length: number }

/** How the last character of a code follows from the others: Luhn's digit, that of article numbers, ISO/IEC 7064 MOD 11-2. */
export const checkNames = ['luhn', 'gtin', 'mod11-2'] as const
export type CheckRule = (typeof checkNames)[number]

/** How new identifiers are made: e.g. prefix `P-`, 6 digits; of parts where it takes more than a running number. */
export interface IdentifierFormat {
  readonly kind: 'identifier'
  readonly prefix: string
  readonly digits: number
  readonly suffix: string
  /** True where the numbers are padded with zeros to `digits`. */
  readonly padded: boolean
  /** All but the check character; absent: prefix, number and suffix. */
  readonly parts?: readonly IdentifierPart[]
  /** Absent: there is no check character. */
  readonly check?: CheckRule
}

/** A latitude and a longitude as one number, which no file writes: of what is learnt in the place of both. */
interface PlaceFormat {
  readonly kind: 'place'
}

export type FieldFormat = NumberFormat | DateTimeFormat | IdentifierFormat | PlaceFormat | { readonly kind: 'text' }

/** What values a field may take. `declared`: the user stated it as public knowledge; otherwise it was read off the data. */
export type FieldDomain =
  | { readonly kind: 'range'; readonly minimum: number; readonly maximum: number; readonly declared: boolean }
  | { readonly kind: 'categories'; readonly categories: readonly string[]; readonly declared: boolean }
  | { readonly kind: 'open' }

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly role: FieldRole
  readonly format: FieldFormat
  readonly domain: FieldDomain
  /** The token that this column writes for a missing value, e.g. `?` or the empty string. */
  readonly missingToken: string
  /** Text that stands before every value of the column, e.g. the blank of ` Private`. */
  readonly padding: string
  /** How sure the inference is, 0 to 1; 1 once the user has set the type. */
  readonly confidence: number
  /** Why this type, as a key and its figures, to be put into words by whoever shows it. */
  readonly reason: Reason
  /** Personal data that the column was found to hold; absent: none. */
  readonly personal?: Personal
  /** What is done to the values in place of learning them as they are; absent: nothing. */
  readonly treatment?: Treatment
  /** How the words of a category are spread over columns where they are many; absent: 200 columns, the commonest words their own. */
  readonly spread?: Spread
  /** The column with the longitude of the place whose latitude this one holds: both are learnt as one. Absent: none. */
  readonly longitude?: string
}

/** `top`: the commonest words have a column of their own, the others share one. `buckets`: words share columns by a hash. */
export interface Spread {
  readonly method: 'top' | 'buckets'
  readonly columns: number
}

/** A finding of personal data. */
export interface Personal {
  readonly kind: PersonalKind
  readonly evidence: {
    /** Whether the column's name says it. */
    readonly named: boolean
    /** The share of the distinct values looked at that pass the kind's test, and how many were looked at. */
    readonly share: number
    readonly values: number
  }
  /** How most of the values are written, without what they say (shapeOf). */
  readonly shape: string
}

export const generalisations = ['mailKind', 'phonePrefix', 'region', 'prefix', 'range', 'year', 'month'] as const

/** What a value becomes when it is made general. `size`: characters of a prefix, width of a range. */
export interface Generalisation {
  readonly to: (typeof generalisations)[number]
  readonly size?: number
}

/**
 * What becomes of a field's values. `replace`: nothing of them is learnt, and made-up ones are put in their place at sampling, those
 * of one row all of one person. The others change each value before anything is learnt, and the words they give are learnt as a
 * category: `mask` keeps the last characters, or those at the `#` of a pattern; `hash` is HMAC-SHA-256 by a secret that is nowhere stored.
 */
export type Treatment =
  | { readonly method: 'replace'; readonly kind: PersonalKind; readonly locale: Locale; readonly shape: string }
  | { readonly method: 'mask'; readonly keep: number; readonly pattern?: string }
  | ({ readonly method: 'generalise' } & Generalisation)
  | { readonly method: 'hash' }

/** A finding that can be said in any language: a stable key and the figures that belong to it. */
export interface Reason {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

export interface Schema {
  readonly fields: readonly Field[]
  /** What must hold in every row; absent: nothing. */
  readonly constraints?: readonly Constraint[]
}
