// Field: describes a raw column as a field of a given type: its format, domain, padding and missing token.

import { refined } from './codeparts.ts'
import { tolerance, wordTolerance } from './columnbuilder.ts'
import { guessDateTimeNotations, withoutOffset } from './dateguess.ts'
import { dateTimeFormat } from './datetime.ts'
import { FieldTypeError, MixedOffsetsError, TooManyValuesError } from './errors.ts'
import { codePattern } from './identifier.ts'
import { isInfinite, isMissing } from './missing.ts'
import { type NumberScan, scanNumbers } from './parse.ts'
import { type RawColumn, type Reading, textReader } from './reading.ts'
import type {
  DateTimeFormat,
  Field,
  FieldDomain,
  FieldFormat,
  FieldType,
  IdentifierFormat,
  NumberFormat,
  Reason,
} from './schema.ts'
import { distinctValues, surveyColumn } from './survey.ts'
import { truthPair } from './truth.ts'
import { guessMeasures } from './unit.ts'

/** Most distinct values of a category: codes of 16 bits. */
export const mostCategories = 65_535

const sampledTexts = 4096

/** Distinct texts of a column's first rows, or all where they are few. */
function sampleTexts(raw: RawColumn, rows: number): string[] {
  if (raw.kind === 'words') return surveyColumn(raw).values.map(({ text }) => text)
  const text = textReader(raw)
  const found = new Set<string>()
  for (let row = 0; row < rows && found.size < sampledTexts; row++) {
    const cell = text(row).trim()
    if (!isMissing(cell)) found.add(cell)
  }
  return [...found]
}

/** How the column writes numbers or instants: as it is kept, else as its texts allow; null where they do not. */
export function guessFormat(
  raw: RawColumn,
  rows: number,
  kind: 'number' | 'datetime',
): NumberFormat | DateTimeFormat | null {
  if (raw.kind === 'parsed' && raw.format.kind === kind) return raw.format
  const texts = sampleTexts(raw, rows).filter((text) => !isInfinite(text))
  const [notation] =
    kind === 'number' ? guessMeasures(texts, wordTolerance) : guessDateTimeNotations(texts, wordTolerance)
  return notation?.format ?? null
}

const plainNumber: NumberFormat = {
  kind: 'number',
  decimals: null,
  precision: 0,
  decimalMark: '.',
  thousands: '',
  percent: false,
}

/** Reads the column as numbers or instants; throws where more than a few values are none. */
function scanAs(reading: Reading, index: number, type: 'integer' | 'real' | 'datetime'): NumberScan {
  const raw = reading.columns[index]
  const kind = type === 'datetime' ? 'datetime' : 'number'
  const guessed = guessFormat(raw, reading.rows, kind)
  // Without a guess any usual format shows which values stand in the way.
  const format = guessed ?? (kind === 'number' ? plainNumber : dateTimeFormat('yyyy-MM-dd'))
  const scan = scanNumbers(raw, reading.rows, format, type === 'integer')
  const { misfits, count } = scan
  if (misfits.count > tolerance * (count + misfits.count)) {
    if (kind === 'datetime') refuseMixedOffsets(reading, index)
    throw new FieldTypeError(reading.names[index], type, misfits.row, misfits.text, misfits.count)
  }
  return scan
}

/** Throws a MixedOffsetsError where only some of the column's instants have an offset from UTC. */
function refuseMixedOffsets({ names, columns, rows }: Reading, index: number): void {
  const raw = columns[index]
  const bare = new Set(withoutOffset(sampleTexts(raw, rows), wordTolerance))
  if (bare.size === 0) return
  const text = textReader(raw)
  const found = Array.from({ length: rows }, (_, row) => row).filter((row) => bare.has(text(row).trim()))
  throw new MixedOffsetsError(names[index], found[0] + 1, text(found[0]).trim(), found.length)
}

/** Code units, not a language's order, so that a list of categories is the same on every machine. */
function sorted(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function categoriesAs(reading: Reading, index: number, type: FieldType, most: number): string[] {
  const values = distinctValues(reading.columns[index], reading.rows, mostCategories)
  const name = reading.names[index]
  if (values === null || values.length > most)
    throw new TooManyValuesError(name, type, values?.length ?? mostCategories + 1, most)
  const texts = values.map(({ text }) => text)
  return [...(truthPair(texts) ?? sorted(texts))]
}

/** How new identifiers are made: by the pattern or the parts of those there are, else running numbers as long as the longest. */
function identifierFormat(raw: RawColumn, rows: number): IdentifierFormat {
  const texts = sampleTexts(raw, rows)
  const digits = Math.min(15, Math.max(1, ...texts.map((text) => text.length)))
  const pattern = codePattern(texts)
  const running = { kind: 'identifier', prefix: '', digits, suffix: '', padded: true } as const
  return refined(pattern ?? running, pattern !== null, texts)
}

/** What the inference has found out about a column on its way to a type. */
export interface Findings {
  readonly scan?: NumberScan
  readonly pattern?: IdentifierFormat
}

const plainText: FieldFormat = { kind: 'text' }
const open: FieldDomain = { kind: 'open' }

function formatAndDomain(
  reading: Reading,
  index: number,
  type: FieldType,
  found: Findings,
): { format: FieldFormat; domain: FieldDomain } {
  const raw = reading.columns[index]
  switch (type) {
    case 'integer':
    case 'real':
    case 'datetime': {
      const { format, minimum, maximum } = found.scan ?? scanAs(reading, index, type)
      // A column without any value has no bounds; zero is as good as any.
      const [low, high] = Number.isNaN(minimum) ? [0, 0] : [minimum, maximum]
      return { format, domain: { kind: 'range', minimum: low, maximum: high, declared: false } }
    }
    case 'boolean':
    case 'constant':
    case 'category': {
      const most = type === 'boolean' ? 2 : type === 'constant' ? 1 : mostCategories
      return {
        format: plainText,
        domain: { kind: 'categories', categories: categoriesAs(reading, index, type, most), declared: false },
      }
    }
    case 'identifier':
      return { format: identifierFormat(raw, reading.rows), domain: open }
    case 'text':
      return { format: plainText, domain: open }
  }
}

/**
 * Column `index` as a field of `verdict.type`. Throws a FieldTypeError where more than a few values are not of the type, a TooManyValuesError
 * where there are too many for it.
 */
export function describeField(
  reading: Reading,
  index: number,
  verdict: { readonly type: FieldType; readonly confidence: number; readonly reason: Reason } & Findings,
): Field {
  const raw = reading.columns[index]
  const { type, confidence, reason } = verdict
  const { missingToken, padding } = raw.kind === 'texts' ? { missingToken: null, padding: '' } : surveyColumn(raw)
  return {
    name: reading.names[index],
    type,
    role: type === 'text' ? 'omit' : 'model',
    ...formatAndDomain(reading, index, type, verdict),
    missingToken: missingToken ?? reading.dialect.missingToken,
    padding,
    confidence: Math.max(0, Math.min(1, confidence)),
    reason,
  }
}
