// Infer: what each column of a reading is, with a confidence and a reason that can be said in any language.
import { checkOf } from './codeparts.ts'
import { tolerance, wordTolerance } from './columnbuilder.ts'
import { guessDateTimeNotations, orderIsOpen, withoutOffset } from './dateguess.ts'
import { dateTimeFormat, hasOffset } from './datetime.ts'
import { describeField, type Findings } from './field.ts'
import {
  allDistinct,
  areCodes,
  codeNumbers,
  codePattern,
  countDistinct,
  looksLikeKey,
  namesIdentifier,
} from './identifier.ts'
import { isInfinite, isMissing } from './missing.ts'
import { hasLeadingZero } from './number.ts'
import { type NumberScan, readNumbers, scanNumbers } from './parse.ts'
import { findPersonal, localeOf } from './personal/detect.ts'
import { withPlaces } from './place.ts'
import { type ParsedColumn, type Reading, type TextsColumn, textReader, type WordsColumn } from './reading.ts'
import { isReplaced, replaced } from './replaced.ts'
import type { Field, FieldType, NumberFormat, Reason, Schema } from './schema.ts'
import { missingTexts, type Survey, surveyColumn, type Value } from './survey.ts'
import { truthPair } from './truth.ts'
import { guessMeasures } from './unit.ts'

/** Every reason that an inferred field may give. */
export const reasonKeys = [
  'allMissing',
  'oneValue',
  'truthPair',
  'wholeNumbers',
  'fractions',
  'percentages',
  'dates',
  'ambiguousDates',
  'compactDates',
  'someOffsets',
  'uniqueIntegers',
  'uniqueCodes',
  'uniqueKeys',
  'leadingZeros',
  'fewDistinct',
  'manyDistinct',
  'freeText',
  'personal',
  'chosen',
] as const
export type ReasonKey = (typeof reasonKeys)[number]

/** Columns of more distinct texts than this are no categories unless the user says so. */
const mostCategories = 4096

/** What a column is taken for, with what the decision has found out on its way. */
export interface Verdict extends Findings {
  readonly type: FieldType
  readonly confidence: number
  readonly reason: Reason
}

function verdict(
  type: FieldType,
  confidence: number,
  key: ReasonKey,
  values?: Reason['values'],
  found: Findings = {},
): Verdict {
  return { type, confidence, reason: values === undefined ? { key } : { key, values }, ...found }
}

/** Whole numbers of eight digits that are all days of 1900 to 2099. */
const compactDay = dateTimeFormat('yyyyMMdd')

function inferNumber(
  name: string,
  column: WordsColumn | ParsedColumn,
  rows: number,
  format: NumberFormat,
  survey: Survey,
): Verdict {
  const scan = scanNumbers(column, rows, format, false)
  const { minimum, maximum, count, misfits, infinite, format: seen } = scan
  if (seen.kind !== 'number') throw new TypeError('A number format reads numbers')
  const clean = 1 - (2 * (misfits.count + infinite.count)) / (count + misfits.count + infinite.count)
  const figures = { count, misfits: misfits.count }
  if (seen.percent) return verdict('real', clean, 'percentages', figures, { scan })
  if (seen.precision > 0) return verdict('real', clean, 'fractions', { ...figures, decimals: seen.precision }, { scan })
  if (
    minimum >= 19000101 &&
    maximum <= 20991231 &&
    count > 1 &&
    minimum < maximum &&
    seen.decimals === 0 &&
    seen.thousands === ''
  ) {
    const days = scanNumbers(column, rows, compactDay, false)
    if (days.misfits.count === misfits.count) return verdict('datetime', 0.8, 'compactDates', { count }, { scan: days })
  }
  const span = maximum - minimum + 1
  const byName = namesIdentifier(name)
  // Running numbers leave few gaps; a name such as "id" is evidence enough for others.
  const dense = span === count ? count >= 10 : count >= 100 && span < 10 * count
  if (survey.missing + misfits.count === 0 && count > 1 && span >= count && (dense || byName)) {
    const { values, missing } = readNumbers(column, rows, seen, true)
    const rising = isRising(values)
    const sure = byName || (span === count && rising)
    if ((sure || count >= 1000) && (rising || allDistinct(values, missing))) {
      return verdict('identifier', sure ? 0.95 : 0.7, 'uniqueIntegers', { count, minimum, maximum })
    }
  }
  if (minimum >= shortestChecked && misfits.count === 0 && hasCheckDigits(column, rows, seen)) {
    return verdict('identifier', 0.9, 'uniqueIntegers', { count, minimum, maximum })
  }
  return verdict('integer', clean, 'wholeNumbers', figures, { scan })
}

/** Numbers of fewer digits than eight are not asked for check digits. */
const shortestChecked = 1e7

/** True where all numbers differ, and the last digit of those looked at follows from the others. */
function hasCheckDigits(column: WordsColumn | ParsedColumn, rows: number, format: NumberFormat): boolean {
  const text = textReader(column)
  const found = new Set<string>()
  for (let row = 0; row < Math.min(rows, 20_000) && found.size < 200; row++) {
    const cell = text(row).trim()
    if (!isMissing(cell)) found.add(cell)
  }
  if (checkOf([...found]) === null) return false
  const { values, missing } = readNumbers(column, rows, format, true)
  return allDistinct(values, missing)
}

function isRising(values: Float64Array): boolean {
  for (let row = 1; row < values.length; row++) if (values[row] <= values[row - 1]) return false
  return true
}

function inferTexts(values: readonly Value[], count: number, zeros: boolean): Verdict {
  const distinct = values.length
  const texts = values.map(({ text }) => text)
  const figures = { distinct, count }
  if (distinct === count && count >= 10) {
    const pattern = codePattern(texts)
    if (pattern !== null)
      return verdict('identifier', 0.95, 'uniqueCodes', { ...figures, example: texts[0] }, { pattern })
    if (texts.every((text) => looksLikeKey(text, texts[0].length)) || areCodes(texts))
      return verdict('identifier', 0.9, 'uniqueKeys', { ...figures, example: texts[0] })
  }
  // In a handful of rows one repetition is all that can be asked for.
  const repeated = distinct <= count / 2 || (count < 50 && distinct < count)
  const long = texts.reduce((sum, text) => sum + text.length, 0) / distinct > 60
  if (repeated && !long && distinct <= mostCategories) {
    return verdict('category', Math.max(0.5, 1 - distinct / count), zeros ? 'leadingZeros' : 'fewDistinct', figures)
  }
  return proseOrMany(texts.slice(0, 1000), figures)
}

function proseOrMany(texts: readonly string[], figures: Reason['values']): Verdict {
  const [example] = withoutOffset(texts, wordTolerance)
  if (example !== undefined) return verdict('text', 0.9, 'someOffsets', { example })
  const spaced = texts.filter((text) => /\S[\s,.;，。；]+\S/.test(text)).length
  return spaced > texts.length / 2
    ? verdict('text', 0.9, 'freeText', figures)
    : verdict('text', 0.7, 'manyDistinct', figures)
}

function inferWords(name: string, column: WordsColumn, rows: number): Verdict {
  const survey = surveyColumn(column)
  const { values, missing } = survey
  const count = rows - missing
  if (count === 0) return verdict('constant', 1, 'allMissing')
  if (values.length === 1) return verdict('constant', 1, 'oneValue', { count })
  const texts = values.map(({ text }) => text)
  const pair = truthPair(texts)
  if (pair !== null) return verdict('boolean', 0.95, 'truthPair', { no: pair[0], yes: pair[1] })
  const zeros = texts.some((text) => hasLeadingZero(text) && /^\d+$/.test(text))
  const finite = texts.filter((text) => !isInfinite(text))
  if (!zeros && finite.length > 0) {
    const [notation] = guessMeasures(finite, wordTolerance)
    if (notation !== undefined) {
      const found = inferNumber(name, column, rows, notation.format, survey)
      if (Number(found.reason.values?.misfits ?? 0) <= tolerance * count) return found
    }
    const found = inferDates(texts, column, rows)
    if (found !== null) return found
  }
  return inferTexts(values, count, zeros)
}

function inferDates(texts: readonly string[], column: WordsColumn, rows: number): Verdict | null {
  const notations = guessDateTimeNotations(texts, wordTolerance)
  if (notations.length === 0) return null
  const scan = scanNumbers(column, rows, notations[0].format, false)
  if (scan.misfits.count > tolerance * (scan.count + scan.misfits.count)) return null
  return dateVerdict(scan, orderIsOpen(notations.map(({ format }) => format)))
}

function dateVerdict(scan: NumberScan, ambiguous: boolean): Verdict {
  const { count, misfits, format } = scan
  const values = { count, misfits: misfits.count, pattern: format.kind === 'datetime' ? format.pattern : '' }
  const [confidence, key] = ambiguous ? ([0.5, 'ambiguousDates'] as const) : ([0.95, 'dates'] as const)
  return verdict('datetime', confidence, key, values, { scan })
}

function inferParsed(name: string, column: ParsedColumn, rows: number): Verdict {
  const survey = surveyColumn(column)
  const { format } = column
  if (survey.values.some(({ text }) => hasLeadingZero(text) && /^\d+$/.test(text)))
    return verdict('text', 0.7, 'leadingZeros', { count: rows - survey.missing })
  if (format.kind === 'number') return inferNumber(name, column, rows, format, survey)
  return dateVerdict(scanNumbers(column, rows, format, false), column.ambiguous)
}

function inferBytes(column: TextsColumn, rows: number): Verdict {
  const missing = missingTexts(column)
  const text = textReader(column)
  const sample: string[] = []
  for (let row = 0; row < rows && sample.length < 1000; row++) if (missing[row] === 0) sample.push(text(row).trim())
  const count = missing.reduce((sum, flag) => sum - flag, rows)
  const pattern = new Set(sample).size === sample.length ? codePattern(sample) : null
  const numbers = pattern === null ? null : codeNumbers(column, missing, pattern)
  if (pattern !== null && numbers !== null && allDistinct(numbers, missing)) {
    return verdict('identifier', 0.95, 'uniqueCodes', { count, example: sample[0] }, { pattern })
  }
  if (
    (sample.every((code) => looksLikeKey(code, sample[0].length)) || areCodes(sample)) &&
    countDistinct(column, missing) === count
  ) {
    return verdict('identifier', 0.9, 'uniqueKeys', { count, example: sample[0] })
  }
  return proseOrMany(sample, { count })
}

/** The type of column `index`, why, and how sure that is. */
export function inferType(reading: Reading, index: number): Verdict {
  const column = reading.columns[index]
  const name = reading.names[index]
  if (column.kind === 'words') return inferWords(name, column, reading.rows)
  if (column.kind === 'parsed') return inferParsed(name, column, reading.rows)
  return inferBytes(column, reading.rows)
}

/** What a column is by its type alone, with the personal data found in it; nothing is done about those yet. */
export function inferField(reading: Reading, index: number): Field {
  const field = describeField(reading, index, inferType(reading, index))
  const personal = findPersonal(reading.names[index], reading.columns[index], reading.rows, field.type)
  return personal === null ? field : { ...field, personal }
}

/** An offset from UTC that a pattern has in every row alike. */
const sameOffset = /[+-]\d\d(:?\d\d)?$/

/** What the instants of a field are told by: an offset or UTC that stands in every row, or its own in each; null: a wall clock. */
function clockOf({ format }: Field): string | null {
  if (format.kind !== 'datetime') return null
  if (hasOffset(format)) return 'own'
  return sameOffset.exec(format.pattern)?.[0] ?? (/(?:Z|UTC)$/.test(format.pattern) ? '+00:00' : null)
}

/**
 * Where columns differ in their offsets from UTC, wall clocks tell nothing of the order between them: a column with the same offset in
 * every row is then read as instants too. Alone, its wall clock says all and is what people know.
 */
function withInstants(reading: Reading, fields: readonly Field[]): readonly Field[] {
  const clocks = new Set(fields.map(clockOf).filter((clock) => clock !== null))
  if (clocks.size < 2) return fields
  return fields.map((field, i) => {
    const { format, reason, confidence } = field
    const found = format.kind === 'datetime' && !field.treatment ? sameOffset.exec(format.pattern) : null
    if (format.kind !== 'datetime' || found === null) return field
    const letters = found[1] === undefined ? 'x' : found[1].startsWith(':') ? 'xxx' : 'xx'
    const own = dateTimeFormat(format.pattern.replace(sameOffset, letters))
    const scan = scanNumbers(reading.columns[i], reading.rows, own, false)
    const pattern = scan.format.kind === 'datetime' ? scan.format.pattern : ''
    const said = { ...reason, values: { ...reason.values, pattern } }
    return { ...field, ...describeField(reading, i, { type: 'datetime', confidence, reason: said, scan }) }
  })
}

/**
 * What every column of a reading is. Text is left out of the synthetic table, personal data are replaced by made-up ones, a latitude
 * and a longitude are one place, everything else is learnt.
 */
export function inferSchema(reading: Reading): Schema {
  const fields = reading.columns.map((_, index) => inferField(reading, index))
  const locale = localeOf(
    reading.names,
    fields.map(({ personal }) => personal ?? null),
  )
  return {
    fields: withPlaces(
      withInstants(reading, fields).map((field) =>
        field.personal && isReplaced(field.personal) ? replaced(field, field.personal, locale) : field,
      ),
    ),
  }
}
