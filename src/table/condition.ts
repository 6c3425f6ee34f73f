// Condition: what a row must hold in one field, as people write it and a file can keep it; resolved, which cells may be.

import { daysFromCivil, daysInMonth } from './calendar.ts'
import { hasOffset } from './datetime.ts'
import { hasTimeOfDay } from './dateunit.ts'
import {
  ConditionFieldError,
  ConditionOperatorError,
  ConditionValueError,
  ConditionWordError,
  ConflictingConditionsError,
} from './errors.ts'
import { notationOf } from './notation.ts'
import type { Field, Schema } from './schema.ts'
import type { Column, Table } from './table.ts'
import { zoneNamed } from './zone.ts'

export const operators = ['=', '!=', '<', '<=', '>', '>=', 'in', 'between', 'missing', 'present'] as const
export type Operator = (typeof operators)[number]

/** Several conditions hold together. A cell without a value meets `missing` alone. */
export interface Condition {
  /** The field's name. */
  readonly field: string
  readonly operator: Operator
  /**
   * Words of the field, numbers, or instants: one; none for `missing` and `present`; two for `between`, both included; any number for `in`.
   * An instant is ISO 8601 or as the file writes it, and stands for all of its day, month or year if it says no more.
   */
  readonly values: readonly string[]
}

/** Numbers from `from` to `to`, both included. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** The cells that all conditions on one field allow. */
export interface Restriction {
  /** Index of the field in its schema. */
  readonly field: number
  readonly conditions: readonly Condition[]
  /** Of a field of words: those that may be; `null`: the field holds numbers. */
  readonly words: ReadonlySet<string> | null
  /** Of a field of numbers or instants: where they may lie, rising and apart. */
  readonly intervals: readonly Interval[]
  readonly missing: boolean
}

type Allowed = Pick<Restriction, 'words' | 'intervals' | 'missing'>

/** A condition in one line, as the command line takes it. */
export function sayCondition({ field, operator, values }: Condition): string {
  if (operator === 'missing') return `${field} is missing`
  if (operator === 'present') return `${field} is not missing`
  if (operator === 'in') return `${field} in ${values.map(quoted).join(', ')}`
  if (operator === 'between') return `${field} between ${values.join(' and ')}`
  return `${field}${operator}${values[0] ?? ''}`
}

/** A part of a list; in quotes where a comma or a quote in it would be taken for one of the list. */
function quoted(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** Whether a field's cells are words from a list; `null`: they are nothing that a condition could ask for. */
export function conditionKind({
  role,
  type,
  domain,
  format,
  treatment,
}: Field): 'words' | 'numbers' | 'instants' | null {
  if (role === 'omit' || type === 'identifier' || type === 'text' || treatment?.method === 'replace') return null
  if (domain.kind === 'categories') return 'words'
  return format.kind === 'datetime' ? 'instants' : format.kind === 'number' ? 'numbers' : null
}

/** The field of a condition and its index. Throws a ConditionFieldError where there is none that could be asked for. */
export function conditionField(name: string, { fields }: Schema): { readonly field: Field; readonly index: number } {
  const index = fields.findIndex((field) => field.name === name.trim())
  const askable = fields.filter((field) => conditionKind(field) !== null).map((field) => field.name)
  if (index < 0 || conditionKind(fields[index]) === null)
    throw new ConditionFieldError(name.trim(), index >= 0, askable)
  return { field: fields[index], index }
}

/**
 * The restrictions that conditions put on the fields of a schema, one a field. Throws a ConditionFieldError, ConditionOperatorError or
 * ConditionValueError for a condition that does not suit its field, and a ConflictingConditionsError where no cell meets all.
 */
export function resolveConditions(conditions: readonly Condition[], schema: Schema): Restriction[] {
  const restrictions = new Map<number, Restriction>()
  for (const condition of conditions) {
    const { field, index } = conditionField(condition.field, schema)
    const allowed = allowedBy(condition, field)
    const before = restrictions.get(index)
    const both = before ? intersection(before, allowed) : allowed
    const all = [...(before?.conditions ?? []), condition]
    if (!both.missing && both.intervals.length === 0 && !both.words?.size)
      throw new ConflictingConditionsError(field.name, all.map(sayCondition))
    restrictions.set(index, { field: index, conditions: all, ...both })
  }
  return [...restrictions.values()]
}

const everywhere: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function allowedBy(condition: Condition, field: Field): Allowed {
  const { operator } = condition
  const words = field.domain.kind === 'categories' ? field.domain.categories : null
  if (operator === 'missing') return { words: words && new Set<string>(), intervals: [], missing: true }
  if (operator === 'present')
    return { words: words && new Set(words), intervals: words ? [] : [everywhere], missing: false }
  const values = valuesOf(condition)
  if (words === null) return { words, intervals: intervalsBy(operator, values, field), missing: false }
  if (operator !== '=' && operator !== '!=' && operator !== 'in')
    throw new ConditionOperatorError(field.name, operator, field.type)
  const asked = values.map((value) => wordOf(value, field, words))
  const allowed = operator === '!=' ? words.filter((word) => !asked.includes(word)) : asked
  return { words: new Set(allowed), intervals: [], missing: false }
}

/** As many values as the operator takes. */
function valuesOf({ field, operator, values }: Condition): readonly string[] {
  const wanted = operator === 'between' ? 2 : 1
  if (operator === 'in' ? values.length === 0 : values.length !== wanted)
    throw new ConditionValueError(field, values.join(', '), operator === 'between' ? 'two values' : 'one value')
  return values
}

/** The word of the field that a value stands for; blanks around it do not count. */
function wordOf(value: string, { name }: Field, words: readonly string[]): string {
  const word = value.trim()
  if (!words.includes(word)) throw new ConditionWordError(name, word, words)
  return word
}

function intervalsBy(operator: Operator, values: readonly string[], field: Field): Interval[] {
  const spans = values.map((value) => spanOf(value, field))
  const [{ from, to }] = spans
  const { from: lowest, to: highest } = everywhere
  switch (operator) {
    case '!=':
      return [
        { from: lowest, to: below(from) },
        { from: above(to), to: highest },
      ]
    case '<':
      return [{ from: lowest, to: below(from) }]
    case '<=':
      return [{ from: lowest, to }]
    case '>':
      return [{ from: above(to), to: highest }]
    case '>=':
      return [{ from, to: highest }]
    case 'between':
      if (spans[1].to < from)
        throw new ConditionValueError(field.name, values.join(' and '), 'two values, the smaller first')
      return [{ from, to: spans[1].to }]
    default:
      return union(spans)
  }
}

/** The number that a value is, or the instants that it stands for. */
function spanOf(value: string, field: Field): Interval {
  const text = value.trim()
  const { format } = field
  if (format.kind === 'datetime') {
    const span = isoSpan(text, field) ?? spanIn(text, field)
    if (span !== null) return span
    const without = hasOffset(format) ? '' : ' without an offset from UTC'
    throw new ConditionValueError(field.name, text, `a date such as 2024-05-31${without}`)
  }
  const plain = text === '' ? Number.NaN : Number(text)
  const number = Number.isNaN(plain) && format.kind === 'number' ? notationOf(format).parse(text) : plain
  if (!Number.isFinite(number)) throw new ConditionValueError(field.name, text, 'a number')
  return { from: number, to: number }
}

/** The instants that a text in the file's own notation stands for: a day where the file writes days. */
function spanIn(text: string, field: Field): Interval | null {
  if (field.format.kind !== 'datetime') return null
  const from = notationOf(field.format).parse(text)
  if (Number.isNaN(from)) return null
  return hasTimeOfDay(field) ? { from, to: from } : { from, to: below(from + field.format.resolution) }
}

const iso =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/

/**
 * The instants that an ISO 8601 text stands for: all of its year, month, day, hour, minute or second. Without an offset from UTC, those of
 * the file's wall clock; null where the file has no offsets to compare with. Throws a ConditionValueError where it goes by several clocks.
 */
function isoSpan(text: string, field: Field): Interval | null {
  const match = iso.exec(text)
  if (match === null) return null
  const given = match
    .slice(1, 7)
    .filter((part) => part !== undefined)
    .map(Number)
  const [y, m = 1, d = 1, hour = 0, minute = 0, second = 0] = given
  if (y < 1 || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m) || hour > 23 || minute > 59 || second > 59) return null
  const wall = daysFromCivil(y, m, d) * day + hour * 3_600_000 + minute * 60_000 + second * 1000
  const instant = clockOf(text, match[8], field)
  if (instant === null) return null
  const start = instant(wall)
  if (match[7] !== undefined) {
    const from = start + Number(`0.${match[7]}`) * 1000
    return { from, to: from }
  }
  const next =
    given.length === 1
      ? daysFromCivil(y + 1, 1, 1) * day
      : given.length === 2
        ? daysFromCivil(m === 12 ? y + 1 : y, m === 12 ? 1 : m + 1, 1) * day
        : wall + [day, 3_600_000, 60_000, 1000][given.length - 3]
  return { from: start, to: below(instant(next)) }
}

/** The instant at which a clock shows a time: the one that `offset` tells, else that of the field; null: the field has none. */
function clockOf(text: string, offset: string | undefined, { name, format }: Field): ((wall: number) => number) | null {
  const zones = format.kind === 'datetime' ? (format.zones ?? null) : null
  const written = offset !== undefined && !/^(?:Z|\+00:?00)$/.test(offset)
  if (format.kind === 'datetime' && !hasOffset(format) && written) return null
  if (offset === undefined && zones !== null && zones.length > 1)
    throw new ConditionValueError(
      name,
      text,
      'a date and time with its offset from UTC, such as 2024-05-31T12:00+02:00, as the column has several',
    )
  if (offset === undefined) return zones === null ? (wall) => wall : (wall) => zoneNamed(zones[0]).instantOf(wall)
  const clock = zoneNamed(offset === 'Z' ? 'UTC+00:00' : `UTC${offset}`)
  return (wall) => clock.instantOf(wall)
}

const day = 86_400_000
const bits = new BigInt64Array(1)
const double = new Float64Array(bits.buffer)

/** The smallest double that is larger (IEEE 754 nextUp). */
function above(value: number): number {
  if (value === Number.POSITIVE_INFINITY || Number.isNaN(value)) return value
  if (value === 0) return Number.MIN_VALUE
  double[0] = value
  bits[0] += value > 0 ? 1n : -1n
  return double[0]
}

function below(value: number): number {
  return -above(-value)
}

/** Rising, those that touch as one. */
function union(intervals: readonly Interval[]): Interval[] {
  const rising = [...intervals].sort((a, b) => a.from - b.from)
  const joined: Interval[] = []
  for (const { from, to } of rising) {
    const last = joined.at(-1)
    if (last && from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else joined.push({ from, to })
  }
  return joined
}

function intersection(a: Allowed, b: Allowed): Allowed {
  const words = a.words && new Set([...a.words].filter((word) => b.words?.has(word)))
  const intervals = a.intervals.flatMap((one) =>
    b.intervals.flatMap((other) => {
      const both = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }
      return both.from <= both.to ? [both] : []
    }),
  )
  return { words, intervals, missing: a.missing && b.missing }
}

/** A test of the rows of one table for one restriction. */
export function rowTest({ field, words, intervals, missing }: Restriction, table: Table): (row: number) => boolean {
  const column: Column = table.columns[field]
  if (column.kind === 'category') {
    const allowed = column.categories.map((word) => words?.has(word.trim()) ?? false)
    return (row) => (column.missing[row] === 1 ? missing : allowed[column.codes[row]])
  }
  if (column.kind === 'text') return (row) => column.missing[row] === 1 && missing
  return (row) => {
    if (column.missing[row] === 1) return missing
    const value = column.values[row]
    return intervals.some(({ from, to }) => value >= from && value <= to)
  }
}

/** Rows that meet all restrictions. */
export function rowsMeeting(restrictions: readonly Restriction[], table: Table): number[] {
  const tests = restrictions.map((restriction) => rowTest(restriction, table))
  const rows: number[] = []
  for (let row = 0; row < table.rows; row++) if (tests.every((test) => test(row))) rows.push(row)
  return rows
}
