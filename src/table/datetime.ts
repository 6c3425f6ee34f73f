// Instants as files write them: a pattern of yyyy M d H m s S and literal text, for reading and writing back.

import { civilFromDays, daysFromCivil, daysInMonth } from './calendar.ts'
import { readBytes } from './cells.ts'
import type { DateTimeFormat } from './schema.ts'
import { offsetText, SeenOffsets, zoneNamed } from './zone.ts'

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

/** Bytes from a fraction, month's name, half of the day or zone to the end. */
const longestPart = 64

/** What a step of a pattern reads. The first six are numbers. */
const [year, month, dayOfMonth, hour, minute, second, literal, fraction, monthName, half, zone] = Array(11).keys()
const kinds = new Map([
  ['y', year],
  ['M', month],
  ['d', dayOfMonth],
  ['H', hour],
  ['h', hour],
  ['m', minute],
  ['s', second],
  ['a', half],
  ['X', zone],
  ['x', zone],
])

interface Step {
  readonly kind: number
  readonly text: string
  /** Digits. */
  readonly least: number
  readonly most: number
}

/**
 * Letters of a pattern: yyyy or yy, MM or M, MMM and MMMM (English names), dd or d, HH or H, hh or h (of twelve), mm or m, ss or s,
 * .S… (fraction), a (AM, PM). Two letters: padded with a zero. The offset from UTC (Unicode Technical Standard 35): xxx `+02:00`, xx `+0200`,
 * x `+02`; with a capital X, Z for UTC. All of them are read alike. All else stands for itself.
 */
function compile(pattern: string): Step[] {
  const parts = pattern.match(/y+|M+|d+|H+|h+|m+|s+|[.,]S+|a|X+|x+|[^yMdHhmsaXx]/g) ?? []
  return parts.map((text, i) => {
    if (/^[.,]S/.test(text)) return { kind: fraction, text, least: 0, most: 9 }
    if (text.startsWith('MMM')) return { kind: monthName, text, least: 0, most: 0 }
    const kind = kinds.get(text[0]) ?? literal
    if (kind === year) return { kind, text, least: text.length, most: text.length }
    // Between digits that touch, as in yyyyMMdd, only the width tells where one part ends.
    const touches =
      text.length === 2 && (/^[yMdHhms]/.test(parts[i + 1] ?? '') || /[yMdHhms]$/.test(parts[i - 1] ?? ''))
    return { kind, text, least: touches ? 2 : 1, most: 2 }
  })
}

export class DateTimeNotation {
  readonly format: DateTimeFormat
  readonly #steps: readonly Step[]
  readonly #kinds: Uint8Array
  /** One byte a step. */
  readonly #literals: Uint8Array
  readonly #least: Uint8Array
  readonly #most: Uint8Array
  readonly #shortYear: boolean
  /** Of the text in work: year to second, then milliseconds, hours added for PM (−1: no half is given), minutes ahead of UTC. */
  readonly #parts = new Int32Array(6)
  #milliseconds = 0
  #half = -1
  #offset = 0
  /** Bit k: a part of kind k was written with one digit. */
  #single = 0
  /** Digits of the longest fraction. */
  #digits = 0
  /** How offsets were written so far: as Z, with a colon, with minutes. */
  #zulu = false
  #colon = false
  #minutes = false
  /** `null`: the pattern has no offset. */
  readonly #seen: SeenOffsets | null
  /** The coarsest step that all instants so far are multiples of. */
  #resolution: number

  constructor(format: DateTimeFormat) {
    this.format = format
    const steps = compile(format.pattern)
    this.#steps = steps
    this.#seen = hasOffset(format) ? new SeenOffsets() : null
    const encoder = new TextEncoder()
    const read = steps.flatMap((step) =>
      Array.from(step.kind === literal ? encoder.encode(step.text) : [0], (byte) => ({ ...step, byte })),
    )
    this.#kinds = Uint8Array.from(read, ({ kind }) => kind)
    this.#literals = Uint8Array.from(read, ({ byte }) => byte)
    this.#least = Uint8Array.from(read, ({ least }) => least)
    this.#most = Uint8Array.from(read, ({ most }) => most)
    this.#shortYear = steps.some(({ kind, most }) => kind === year && most === 2)
    this.#resolution = /d/.test(format.pattern) || !/M/.test(format.pattern) ? day : format.resolution
  }

  /** Milliseconds since 1970 of the wall clock that `text` shows (UTC where the pattern has an offset); NaN if it shows none. */
  parse(text: string): number {
    return readBytes(text, (bytes, from, to) => this.parseBytes(bytes, from, to))
  }

  /** The same for the UTF-8 of a text. */
  parseBytes(bytes: Uint8Array, from: number, to: number): number {
    const parts = this.#parts
    const stepKinds = this.#kinds
    const leastDigits = this.#least
    const mostDigits = this.#most
    const literals = this.#literals
    parts[year] = 1970
    parts[month] = parts[dayOfMonth] = 1
    parts[hour] = parts[minute] = parts[second] = 0
    this.#milliseconds = this.#offset = 0
    this.#half = -1
    let single = 0
    let at = from
    let end = to
    while (at < end && bytes[at] === 32) at++
    while (end > at && bytes[end - 1] <= 32) end--
    for (let k = 0; k < stepKinds.length; k++) {
      const kind = stepKinds[k]
      if (kind < literal) {
        const tens = bytes[at] - 48
        const ones = bytes[at + 1] - 48
        // Two digits are by far the commonest.
        if (mostDigits[k] === 2 && at + 1 < end && tens >>> 0 <= 9 && ones >>> 0 <= 9) {
          parts[kind] = tens * 10 + ones
          at += 2
          continue
        }
        // Compared without a sign, one test finds what is below 0 or above 9.
        const stop = Math.min(end, at + mostDigits[k])
        const least = at + leastDigits[k]
        const start = at
        let value = 0
        while (at < stop) {
          const digit = bytes[at] - 48
          if (digit >>> 0 > 9) break
          value = Math.imul(value, 10) + digit
          at++
        }
        if (at < least) return Number.NaN
        if (at === start + 1) single |= 1 << kind
        parts[kind] = value
      } else if (kind === literal) {
        if (at >= end || bytes[at] !== literals[k]) return Number.NaN
        at++
      } else {
        at = this.#parseSpecial(kind, bytes, at, end)
        if (at < 0) return Number.NaN
      }
    }
    if (at !== end) return Number.NaN
    return this.#instant(single)
  }

  /** Reads a part that is no plain number; where it ends, −1 if it is none. */
  #parseSpecial(kind: number, bytes: Uint8Array, at: number, end: number): number {
    if (end - at > longestPart) return -1
    const rest = String.fromCharCode(...bytes.subarray(at, end))
    if (kind === fraction) {
      // Writers leave a fraction of zero out (Python's isoformat).
      if (!/^[.,]/.test(rest)) return at
      const digits = /^\d{1,9}/.exec(rest.slice(1))?.[0]
      if (digits === undefined) return -1
      this.#milliseconds = Number(digits) / 10 ** (digits.length - 3)
      this.#digits = Math.max(this.#digits, digits.length)
      return at + 1 + digits.length
    }
    if (kind === monthName) {
      const name = /^[A-Za-z]+/.exec(rest)?.[0] ?? ''
      const found = monthIndex.get(name.toLowerCase())
      if (found === undefined) return -1
      this.#parts[month] = found
      return at + name.length
    }
    if (kind === half) {
      if (!/^[ap]m/i.test(rest)) return -1
      this.#half = /^p/i.test(rest) ? 12 : 0
      return at + 2
    }
    const found = /^(?:Z|([+-])(\d\d):?(\d\d)?)/.exec(rest)
    if (found === null) return -1
    const [{ length }, sign, hours = '0', minutes = '0'] = found
    this.#offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
    if (Math.abs(this.#offset) > mostOffset) return -1
    if (sign === undefined) this.#zulu = true
    else {
      this.#colon ||= rest[3] === ':'
      this.#minutes ||= length > 3
    }
    return at + length
  }

  /** The parts as an instant, NaN where there is no such day or time. */
  #instant(single: number): number {
    const parts = this.#parts
    const y = this.#shortYear ? parts[year] + (parts[year] < 69 ? 2000 : 1900) : parts[year]
    const m = parts[month]
    let h = parts[hour]
    if (this.#half >= 0) {
      if (h < 1 || h > 12) return Number.NaN
      h = (h % 12) + this.#half
    }
    const d = parts[dayOfMonth]
    const min = parts[minute]
    const s = parts[second]
    const milliseconds = this.#milliseconds
    if (y < 1 || m < 1 || m > 12 || d < 1 || (d > 28 && d > daysInMonth(y, m)) || h > 23 || min > 59 || s > 59)
      return Number.NaN
    if (milliseconds !== 0) this.#resolution = 0
    else if (s !== 0) this.#resolution = Math.min(this.#resolution, 1000)
    else if (min !== 0) this.#resolution = Math.min(this.#resolution, 60_000)
    else if (h !== 0) this.#resolution = Math.min(this.#resolution, 3_600_000)
    this.#single |= single
    const time = h * 3_600_000 + (min - this.#offset) * 60_000 + s * 1000 + milliseconds
    const instant = daysFromCivil(y, m, d) * day + time
    this.#seen?.add(instant, this.#offset)
    return instant
  }

  /** Minutes ahead of UTC of the last text that was parsed; 0 where the pattern has no offset. */
  get offset(): number {
    return this.#offset
  }

  /** `offset`: minutes ahead of UTC to write the instant by, where the pattern has an offset; without it that of the format's first clock. */
  write(value: number, offset = this.#usualOffset(value)): string {
    const step = Math.min(this.format.resolution, 1000)
    const rounded = Math.round(value / step) * step + (this.#seen === null ? 0 : offset * 60_000)
    const days = Math.floor(rounded / day)
    const [y, m, d] = civilFromDays(days)
    const time = rounded - days * day
    const h = Math.floor(time / 3_600_000)
    const numbers = [y, m, d, h, Math.floor(time / 60_000) % 60, Math.floor(time / 1000) % 60]
    let text = ''
    for (const { kind, text: part } of this.#steps) {
      if (kind === literal) text += part
      else if (kind === fraction) text += part[0] + ((time % 1000) / 1000).toFixed(part.length - 1).slice(2)
      else if (kind === monthName) text += part.length === 3 ? months[m - 1].slice(0, 3) : months[m - 1]
      else if (kind === half) text += h < 12 ? 'AM' : 'PM'
      else if (kind === zone) text += this.#offsetText(part, offset)
      else {
        const number = part === 'yy' ? y % 100 : part[0] === 'h' ? ((h + 11) % 12) + 1 : numbers[kind]
        text += String(number).padStart(part.length, '0')
      }
    }
    return text
  }

  #usualOffset(value: number): number {
    const [name] = this.format.zones ?? []
    return this.#seen === null || name === undefined ? 0 : zoneNamed(name).offsetAt(value)
  }

  #offsetText(part: string, offset: number): string {
    // Formats of before there were clocks have X, and mean +00:00 by it.
    if (this.format.zones === undefined) return offsetText(offset)
    if (part[0] === 'X' && offset === 0) return 'Z'
    if (part.length === 1 && offset % 60 === 0) return offsetText(offset).slice(0, 3)
    return offsetText(offset, part.length === 2 ? '' : ':')
  }

  /** The format with the padding and the fraction that all instants parsed so far have shown, and the step between them. */
  observed(): DateTimeFormat {
    const zones = this.#seen?.zones() ?? []
    const pattern = this.#steps
      .map(({ kind, text }) => {
        if (kind === fraction) return this.#digits === 0 ? '' : text[0] + 'S'.repeat(this.#digits)
        if (kind === zone && zones.length > 0)
          return (this.#zulu ? 'X' : 'x').repeat(this.#colon ? 3 : this.#minutes ? 2 : 1)
        return kind > year && kind < literal && (this.#single & (1 << kind)) !== 0 ? text[0] : text
      })
      .join('')
    const resolution = Math.max(finestStep(pattern), this.#resolution)
    return { kind: 'datetime', pattern, resolution, ...(zones.length > 0 && { zones }) }
  }
}

/** Clocks are at most so many minutes ahead of UTC or behind (18 hours, as ISO 8601 libraries have it). */
const mostOffset = 18 * 60

/** True where each instant is written with its offset from UTC. */
export function hasOffset({ pattern }: DateTimeFormat): boolean {
  return compile(pattern).some(({ kind }) => kind === zone)
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
