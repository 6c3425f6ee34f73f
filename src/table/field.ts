// Field: describes a raw column as a field of a given type: its format, domain, padding and missing token.
import { tolerance } from './columnbuilder.ts'
import { guessDateTimeNotations } from './datetime.ts'
import { FieldTypeError, TooManyValuesError } from './errors.ts'
import { codePattern } from './identifier.ts'
import { isInfinite, isMissing } from './missing.ts'
import { guessNumberNotations } from './number.ts'
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
import { distinctValues, missingTexts, surveyColumn } from './survey.ts'
import { truthPair } from './truth.ts'

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
    kind === 'number' ? guessNumberNotations(texts, tolerance) : guessDateTimeNotations(texts, tolerance)
  return notation?.format ?? null
}

/** The first text that stands in the way of a type, with the number of such rows. */
function refuse(
  name: string,
  type: FieldType,
  raw: RawColumn,
  rows: number,
  format: NumberFormat | DateTimeFormat | null,
): FieldTypeError {
  const plain: NumberFormat = {
    kind: 'number',
    decimals: null,
    precision: 0,
    decimalMark: '.',
    thousands: '',
    percent: false,
  }
  const { misfits } = scanNumbers(
    raw,
    rows,
    format ?? (type === 'datetime' ? { kind: 'datetime', pattern: 'yyyy-MM-dd', resolution: 1 } : plain),
    type === 'integer',
  )
  return new FieldTypeError(name, type, misfits.row, misfits.text, misfits.count)
}

function scanAs(reading: Reading, index: number, type: FieldType, known: FieldFormat | undefined): NumberScan {
  const raw = reading.columns[index]
  const name = reading.names[index]
  const kind = type === 'datetime' ? 'datetime' : 'number'
  const format = known?.kind === kind ? known : guessFormat(raw, reading.rows, kind)
  if (format === null || (format.kind !== 'number' && format.kind !== 'datetime'))
    throw refuse(name, type, raw, reading.rows, null)
  const scan = scanNumbers(raw, reading.rows, format, type === 'integer')
  if (scan.misfits.count > tolerance * (scan.count + scan.misfits.count))
    throw refuse(name, type, raw, reading.rows, format)
  return scan
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

/** How new identifiers are made where no pattern shows: running numbers as long as the longest. */
function identifierFormat(raw: RawColumn, rows: number): IdentifierFormat {
  const texts = sampleTexts(raw, rows)
  const digits = Math.min(15, Math.max(1, ...texts.map((text) => text.length)))
  return codePattern(texts) ?? { kind: 'identifier', prefix: '', digits, suffix: '', padded: true }
}

const plainText: FieldFormat = { kind: 'text' }
const open: FieldDomain = { kind: 'open' }

function formatAndDomain(
  reading: Reading,
  index: number,
  type: FieldType,
  known: FieldFormat | undefined,
): { format: FieldFormat; domain: FieldDomain } {
  const raw = reading.columns[index]
  switch (type) {
    case 'integer':
    case 'real':
    case 'datetime': {
      const { format, minimum, maximum } = scanAs(reading, index, type, known)
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
      return { format: known?.kind === 'identifier' ? known : identifierFormat(raw, reading.rows), domain: open }
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
  verdict: {
    readonly type: FieldType
    readonly confidence: number
    readonly reason: Reason
    readonly format?: FieldFormat
  },
): Field {
  const raw = reading.columns[index]
  const { type, confidence, reason } = verdict
  const { missingToken, padding } = raw.kind === 'texts' ? { missingToken: null, padding: '' } : surveyColumn(raw)
  return {
    name: reading.names[index],
    type,
    role: type === 'text' ? 'omit' : 'model',
    ...formatAndDomain(reading, index, type, verdict.format),
    missingToken: missingToken ?? reading.dialect.missingToken,
    padding,
    confidence: Math.max(0, Math.min(1, confidence)),
    reason,
  }
}

/** Rows of a column that hold no value at all. */
export function countMissing(raw: RawColumn): number {
  return raw.kind === 'texts' ? missingTexts(raw).reduce((sum, flag) => sum + flag, 0) : surveyColumn(raw).missing
}
