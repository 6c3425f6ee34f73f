// Dateguess: finds out in which patterns a column writes its instants.
import { countMisfits, encodeCells } from './cells.ts'
import { DateTimeNotation, dateTimeFormat } from './datetime.ts'

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
  const cells = encodeCells(texts)
  const fitting: DateTimeNotation[] = []
  for (const pattern of patterns) {
    const notation = new DateTimeNotation(dateTimeFormat(pattern))
    const bad = countMisfits(cells, (bytes, from, to) => notation.parseBytes(bytes, from, to), allowed)
    if (bad <= allowed) fitting.push(notation)
  }
  return fitting
}

/** True where the formats that fit a column, the one in use first, leave the order of day and month open. */
export function orderIsOpen(formats: readonly { readonly kind: string; readonly pattern?: string }[]): boolean {
  const dayFirst = formats.map(({ pattern = '' }) => pattern.indexOf('d') < pattern.indexOf('M'))
  return dayFirst.some((first) => first !== dayFirst[0])
}

const trailingOffset = /(:\d\d(?:[.,]\d{1,9})?) ?(?:Z|[+-]\d\d(?::?\d\d)?)$/

/**
 * Of texts that are instants but for some having an offset from UTC and others none: those without; empty where that is not what they are.
 */
export function withoutOffset(texts: readonly string[], tolerance: number): string[] {
  const bare = texts.filter((text) => !trailingOffset.test(text.trim()))
  if (bare.length === 0 || bare.length === texts.length) return []
  const cut = texts.map((text) => text.trim().replace(trailingOffset, '$1'))
  const [notation] = guessDateTimeNotations(cut, tolerance)
  return notation === undefined ? [] : bare.filter((text) => !Number.isNaN(notation.parse(text)))
}
