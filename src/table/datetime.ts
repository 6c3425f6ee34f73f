// Instants as files write them: a pattern of yyyy M d H m s S and literal text, read, written back, and guessed.
import type { DateTimeFormat } from './schema.ts'

const day = 86_400_000
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const monthIndex = new Map(
  months.flatMap((name, i) => [[name.toLowerCase(), i + 1] as const, [name.slice(0, 3).toLowerCase(), i + 1] as const]),
)

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"), from year 1 on. */
function daysFromCivil(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = (y / 400) | 0
  const yearOfEra = y - era * 400
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + dayOfMonth - 1
  return era * 146097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719468
}

/** The inverse of `daysFromCivil`. */
function civilFromDays(days: number): [number, number, number] {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return [year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1]
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

interface Step {
  /** A token's letter, or '' for literal text. */
  readonly token: string
  readonly text: string
  readonly least: number
  readonly most: number
}

/**
 * Letters of a pattern: yyyy or yy, MM or M, MMM and MMMM (English names), dd or d, HH or H, hh or h (of twelve), mm or m, ss or s,
 * S… (fraction), a (AM, PM), X (offset from UTC). Two letters: padded with a zero. All else stands for itself.
 */
function compile(pattern: string): Step[] {
  const parts = pattern.match(/y+|M+|d+|H+|h+|m+|s+|[.,]S+|a|X|[^yMdHhmsaX]/g) ?? []
  return parts.map((text, i) => {
    const token = /^[.,]S/.test(text) ? 'S' : /^[yMdHhmsaX]/.test(text) ? text[0] : ''
    if (token === 'y') return { token, text, least: text.length, most: text.length }
    if (token === 'M' && text.length > 2) return { token: 'N', text, least: 0, most: 0 }
    // Between digits that touch, as in yyyyMMdd, only the width tells where one part ends.
    const touches =
      text.length === 2 && (/^[yMdHhms]/.test(parts[i + 1] ?? '') || /[yMdHhms]$/.test(parts[i - 1] ?? ''))
    return { token, text, least: touches ? 2 : 1, most: 2 }
  })
}

export class DateTimeNotation {
  readonly format: DateTimeFormat
  readonly #steps: readonly Step[]
  /** Letters of parts that were written with one digit. */
  #single = ''
  #fraction = 0
  /** The coarsest step that all instants so far are multiples of. */
  #resolution: number

  constructor(format: DateTimeFormat) {
    this.format = format
    this.#steps = compile(format.pattern)
    this.#resolution = /d/.test(format.pattern) || !/M/.test(format.pattern) ? day : format.resolution
  }

  /** Milliseconds since 1970 of the wall clock that `text` shows (UTC where the pattern has an offset); NaN if it shows none. */
  parse(text: string): number {
    let at = 0
    let end = text.length
    while (at < end && text.charCodeAt(at) === 32) at++
    while (end > at && text.charCodeAt(end - 1) <= 32) end--
    let year = 1970
    let month = 1
    let dayOfMonth = 1
    let hour = 0
    let minute = 0
    let second = 0
    let fraction = 0
    let offset = 0
    let afternoon = -1
    let digitsOfFraction = 0
    const steps = this.#steps
    for (let k = 0; k < steps.length; k++) {
      const { token, text: literal, least, most } = steps[k]
      if (token === '') {
        if (at >= end || text.charCodeAt(at) !== literal.charCodeAt(0)) return Number.NaN
        at++
      } else if (token === 'S') {
        // Writers leave a fraction of zero out (Python's isoformat).
        if (at < end && (text.charCodeAt(at) === 46 || text.charCodeAt(at) === 44)) {
          const start = ++at
          let scale = 100
          for (; at < end && at - start < 9; at++, scale /= 10) {
            const digit = text.charCodeAt(at) - 48
            if (digit < 0 || digit > 9) break
            fraction += digit * scale
          }
          digitsOfFraction = at - start
          if (digitsOfFraction === 0) return Number.NaN
        }
      } else if (token === 'N') {
        const start = at
        while (at < end && /[A-Za-z]/.test(text[at])) at++
        const found = monthIndex.get(text.slice(start, at).toLowerCase())
        if (found === undefined) return Number.NaN
        month = found
      } else if (token === 'a') {
        const half = text.slice(at, at + 2).toLowerCase()
        if (half !== 'am' && half !== 'pm') return Number.NaN
        afternoon = half === 'pm' ? 12 : 0
        at += 2
      } else if (token === 'X') {
        const zone = /^(?:Z|([+-])(\d\d):?(\d\d)?)/.exec(text.slice(at, end))
        if (zone === null) return Number.NaN
        if (zone[1] !== undefined) offset = (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3] ?? 0))
        at += zone[0].length
      } else {
        const start = at
        let value = 0
        for (; at < end && at - start < most; at++) {
          const digit = text.charCodeAt(at) - 48
          if (digit < 0 || digit > 9) break
          value = value * 10 + digit
        }
        if (at - start < least) return Number.NaN
        if (token === 'y') year = most === 2 ? value + (value < 69 ? 2000 : 1900) : value
        else if (token === 'M') month = value
        else if (token === 'd') dayOfMonth = value
        else if (token === 'm') minute = value
        else if (token === 's') second = value
        else hour = value
        if (at - start === 1 && !this.#single.includes(token)) this.#single += token
      }
    }
    if (afternoon >= 0) {
      if (hour < 1 || hour > 12) return Number.NaN
      hour = (hour % 12) + afternoon
    }
    if (at !== end || year < 1 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month))
      return Number.NaN
    if (hour > 23 || minute > 59 || second > 59) return Number.NaN
    if (fraction !== 0) this.#resolution = 0
    else if (second !== 0) this.#resolution = Math.min(this.#resolution, 1000)
    else if (minute !== 0) this.#resolution = Math.min(this.#resolution, 60_000)
    else if (hour !== 0) this.#resolution = Math.min(this.#resolution, 3_600_000)
    if (digitsOfFraction > this.#fraction) this.#fraction = digitsOfFraction
    const time = hour * 3_600_000 + (minute - offset) * 60_000 + second * 1000 + fraction
    return daysFromCivil(year, month, dayOfMonth) * day + time
  }

  write(value: number): string {
    const { resolution } = this.format
    const step = Math.min(resolution, 1000)
    const rounded = Math.round(value / step) * step
    const days = Math.floor(rounded / day)
    const [year, month, dayOfMonth] = civilFromDays(days)
    let rest = rounded - days * day
    const hour = Math.floor(rest / 3_600_000)
    rest -= hour * 3_600_000
    const minute = Math.floor(rest / 60_000)
    rest -= minute * 60_000
    const second = Math.floor(rest / 1000)
    const fraction = rest - second * 1000
    const padded = (number: number, text: string) => String(number).padStart(text.length, '0')
    return this.#steps
      .map(({ token, text }) => {
        if (token === 'y') return text.length === 2 ? padded(year % 100, text) : padded(year, text)
        if (token === 'M') return padded(month, text)
        if (token === 'N') return text.length === 3 ? months[month - 1].slice(0, 3) : months[month - 1]
        if (token === 'd') return padded(dayOfMonth, text)
        if (token === 'H') return padded(hour, text)
        if (token === 'h') return padded(hour % 12 === 0 ? 12 : hour % 12, text)
        if (token === 'm') return padded(minute, text)
        if (token === 's') return padded(second, text)
        if (token === 'S') return text[0] + (fraction / 1000).toFixed(text.length - 1).slice(2)
        if (token === 'a') return hour < 12 ? 'AM' : 'PM'
        if (token === 'X') return '+00:00'
        return text
      })
      .join('')
  }

  /** The format with the padding and the fraction that all instants parsed so far have shown, and the step between them. */
  observed(): DateTimeFormat {
    const pattern = this.#steps
      .map(({ token, text }) => {
        if (token === 'S') return this.#fraction === 0 ? '' : text[0] + 'S'.repeat(this.#fraction)
        return 'MdHhms'.includes(token) && token !== '' && this.#single.includes(token) ? token : text
      })
      .join('')
    const finest = finestStep(pattern)
    return { kind: 'datetime', pattern, resolution: Math.max(finest, this.#resolution) }
  }
}

/** The step between instants that a pattern can tell apart, in milliseconds; a month counts as its mean length. */
function finestStep(pattern: string): number {
  const fraction = /S+/.exec(pattern)
  if (fraction !== null) return 10 ** (3 - fraction[0].length)
  if (pattern.includes('s')) return 1000
  if (pattern.includes('m')) return 60_000
  if (/[Hh]/.test(pattern)) return 3_600_000
  return pattern.includes('d') ? day : 30.436875 * day
}

export function dateTimeFormat(pattern: string): DateTimeFormat {
  return { kind: 'datetime', pattern, resolution: finestStep(pattern) }
}

const dateShapes: readonly (readonly [RegExp, (match: RegExpExecArray) => string[]])[] = [
  [/^\d{4}([-/.])\d{1,2}\1\d{1,2}/, ([, s]) => [`yyyy${s}MM${s}dd`]],
  [/^\d{4}年\d{1,2}月\d{1,2}日/, () => ['yyyy年MM月dd日']],
  [/^\d{4}年\d{1,2}月(?!\d)/, () => ['yyyy年MM月']],
  [/^\d{1,2}([-/.])\d{1,2}\1\d{4}/, ([, s]) => dayAndMonth(s, 'yyyy')],
  [/^\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)/, ([, s]) => dayAndMonth(s, 'yy')],
  [/^(?:19|20)\d{6}(?!\d)/, () => ['yyyyMMdd']],
  [/^(?:19|20)\d{12}(?!\d)/, () => ['yyyyMMddHHmmss']],
  [/^\d{4}([-/])\d{1,2}$/, ([, s]) => [`yyyy${s}MM`]],
  [/^\d{1,2}([- ])[A-Za-z]{3}\1\d{4}/, ([, s]) => [`dd${s}MMM${s}yyyy`]],
  [/^\d{1,2}([- ])[A-Za-z]{3}\1\d{2}(?!\d)/, ([, s]) => [`dd${s}MMM${s}yy`]],
  [/^\d{1,2} [A-Za-z]{4,9} \d{4}/, () => ['dd MMMM yyyy']],
  [/^[A-Za-z]{3} \d{1,2}, \d{4}/, () => ['MMM dd, yyyy']],
  [/^[A-Za-z]{4,9} \d{1,2}, \d{4}/, () => ['MMMM dd, yyyy']],
  [/^(?=\d{1,2}:\d{2})/, () => ['']],
]

/** Where a slash parts them, month first is the commoner way of software; with dots and dashes, day first. */
function dayAndMonth(separator: string, year: string): string[] {
  const both = [`MM${separator}dd${separator}${year}`, `dd${separator}MM${separator}${year}`]
  return separator === '/' ? both : both.reverse()
}

const timeShape =
  /^(T| {1,2}|)(?:(\d{1,2}):\d{1,2}(:\d{1,2})?([.,]\d{1,9})?( ?)([AaPp][Mm])?|\d{1,2}时\d{1,2}分(\d{1,2}秒)?)(( ?)(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?$/

function timePatterns(text: string): string[] {
  if (text === '') return ['']
  const match = timeShape.exec(text)
  if (match === null) return []
  const [, separator, clock, seconds, fraction, gap, half, chineseSeconds, zone, zoneGap] = match
  let time = separator
  if (clock === undefined) time += `HH时mm分${chineseSeconds === undefined ? '' : 'ss秒'}`
  else {
    time += `${half === undefined ? 'HH' : 'hh'}:mm${seconds === undefined ? '' : ':ss'}`
    if (fraction !== undefined) time += `${fraction[0]}S`
    if (half !== undefined) time += `${gap}a`
  }
  if (zone === undefined) return [time]
  const name = zone.trimStart()
  return name === 'UTC' ? [`${time}${zone}`] : [`${time}${zone}`, `${time}${zoneGap}X`]
}

function patternsOf(text: string): string[] {
  return dateShapes.flatMap(([shape, patterns]) => {
    const match = shape.exec(text)
    if (match === null) return []
    const times = timePatterns(text.slice(match[0].length))
    return patterns(match).flatMap((date) => times.map((time) => date + time))
  })
}

/**
 * The notations in which all but `tolerance` (a share) of `texts` are instants, the likeliest first. Two that differ in the order of day and
 * month mean that no text has settled it.
 */
export function guessDateTimeNotations(texts: readonly string[], tolerance: number): DateTimeNotation[] {
  if (texts.length === 0) return []
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a))
  const patterns = new Set([...patternsOf(longest.trim()), ...patternsOf(texts[0].trim())])
  const allowed = Math.floor(texts.length * tolerance)
  const fitting: DateTimeNotation[] = []
  for (const pattern of patterns) {
    const notation = new DateTimeNotation(dateTimeFormat(pattern))
    let bad = 0
    for (let i = 0; i < texts.length && bad <= allowed; i++) if (Number.isNaN(notation.parse(texts[i]))) bad++
    if (bad <= allowed) fitting.push(notation)
  }
  return fitting
}

/** True where the formats that fit a column, the one in use first, leave the order of day and month open. */
export function orderIsOpen(formats: readonly { readonly kind: string; readonly pattern?: string }[]): boolean {
  const dayFirst = formats.map(({ pattern = '' }) => pattern.indexOf('d') < pattern.indexOf('M'))
  return dayFirst.some((first) => first !== dayFirst[0])
}
