// Numbers as files write them: decimal marks, thousands, percent, full-width digits; read, written back, and guessed.
import { countMisfits, encodeCells, readBytes, textOf } from './cells.ts'
import type { NumberFormat } from './schema.ts'

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const leadingZero = /^\s*[+-]?0\d/
/** Most digits behind the mark that are counted; a column that shows so many is not rounded. */
const mostDecimals = 20
/** Bytes. */
const longestNumber = 256

/** True for `007` and `02139`: a code, whose zeros a number would lose. */
export function hasLeadingZero(text: string): boolean {
  return leadingZero.test(text)
}

const groupShapes = new Map<string, RegExp>()

/** Numbers whose digits are in groups of three, or of two in the Indian way: 12,34,567. */
function groups(thousands: string, decimalMark: string): RegExp {
  const key = thousands + decimalMark
  const known = groupShapes.get(key)
  if (known !== undefined) return known
  const between = thousands === '.' ? '\\.' : thousands
  const shape = new RegExp(`^[+-]?[1-9]\\d{0,2}(?:${between}\\d{2,3})*${between}\\d{3}(?:\\${decimalMark}\\d*)?$`)
  groupShapes.set(key, shape)
  return shape
}

export class NumberNotation {
  readonly format: NumberFormat
  readonly #mark: number
  /** Bit k: some number had k digits behind its mark. */
  #decimals = 0
  #precision = 0
  #exponents = false

  constructor(format: NumberFormat) {
    this.format = format
    this.#mark = format.decimalMark.charCodeAt(0)
  }

  /**
   * The number that `text` writes, NaN if it writes none. Percents keep the digits of the file: `12.5%` is 12.5.
   * Codes with leading zeros and whole numbers beyond 2^53 are not numbers: they could not be written back.
   */
  parse(text: string): number {
    return readBytes(text, (bytes, from, to) => this.parseBytes(bytes, from, to))
  }

  /** The same for the UTF-8 of a text. */
  parseBytes(bytes: Uint8Array, from: number, to: number): number {
    let i = from
    while (i < to && bytes[i] === 32) i++
    const negative = i < to && bytes[i] === 45
    if (negative) i++
    const start = i
    let mantissa = 0
    for (; i < to; i++) {
      const digit = bytes[i] - 48
      // Without a sign, one comparison finds what is below 0 or above 9.
      if (digit >>> 0 > 9) break
      mantissa = mantissa * 10 + digit
    }
    const whole = i - start
    if (whole === 0 || (whole > 1 && bytes[start] === 48)) return this.#parseSlowly(bytes, from, to)
    let behind = i
    if (i < to && bytes[i] === this.#mark) {
      behind = ++i
      for (; i < to; i++) {
        const digit = bytes[i] - 48
        if (digit >>> 0 > 9) break
        mantissa = mantissa * 10 + digit
      }
    }
    const decimals = i - behind
    const percent = i < to && bytes[i] === 37
    // Up to 15 digits both parts are exact doubles, so that one division rounds correctly (Clinger 1990).
    if (percent !== this.format.percent || (percent ? i + 1 : i) !== to || whole + decimals > 15)
      return this.#parseSlowly(bytes, from, to)
    this.#decimals |= 1 << decimals
    if (decimals > this.#precision) {
      let significant = decimals
      while (significant > 0 && bytes[behind + significant - 1] === 48) significant--
      if (significant > this.#precision) this.#precision = significant
    }
    const value = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals]
    return negative && value !== 0 ? -value : value
  }

  #parseSlowly(bytes: Uint8Array, from: number, to: number): number {
    // Letters, as in NA, begin no number.
    if (from === to || to - from > longestNumber || (bytes[from] >= 58 && bytes[from] < 0x80)) return Number.NaN
    const { percent, thousands, decimalMark } = this.format
    let digits = textOf(bytes, from, to).trim()
    // Decimal mark, thousands and digits may be full-width; a no-break space must survive until the groups are checked.
    if (/[\uff05-\uff1a\u2212]/.test(digits)) {
      digits = digits
        .replace(/[\uff05-\uff1a]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
        .replace('\u2212', '-')
    }
    if (digits.endsWith('%') !== percent) return Number.NaN
    if (percent) digits = digits.slice(0, -1).trimEnd()
    if (thousands !== '' && digits.includes(thousands)) {
      if (!groups(thousands, decimalMark).test(digits)) return Number.NaN
      digits = digits.replaceAll(thousands, '')
    }
    if (decimalMark === ',') {
      if (digits.includes('.')) return Number.NaN
      digits = digits.replace(',', '.')
    }
    if (!plain.test(digits) || hasLeadingZero(digits)) return Number.NaN
    const value = Number(digits)
    const [, fraction = '', exponent] = /^[^.eE]*(?:\.(\d*))?(?:[eE](.*))?$/.exec(digits) ?? []
    if (!Number.isFinite(value)) return Number.NaN
    if (fraction === '' && exponent === undefined && !Number.isSafeInteger(value)) return Number.NaN
    if (exponent === undefined) this.#decimals |= 1 << Math.min(fraction.length, 31)
    else this.#exponents = true
    const significant = fraction.replace(/0+$/, '').length - Number(exponent ?? 0)
    this.#precision = Math.min(mostDecimals, Math.max(this.#precision, significant))
    return value === 0 ? 0 : value
  }

  write(value: number): string {
    const { decimals, precision, decimalMark, thousands, percent } = this.format
    let text =
      decimals === 0 && Number.isSafeInteger(value)
        ? String(value)
        : decimals === null
          ? shortest(value, precision)
          : value.toFixed(decimals)
    if (text.charCodeAt(0) === 45 && Number(text) === 0) text = text.slice(1)
    if (thousands !== '' && !text.includes('e')) {
      const [whole, fraction] = text.split('.')
      const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, thousands)
      text = fraction === undefined ? grouped : `${grouped}${decimalMark}${fraction}`
    } else if (decimalMark === ',') text = text.replace('.', ',')
    return percent ? `${text}%` : text
  }

  /** The format with the digits that all the numbers parsed so far have shown. */
  observed(): NumberFormat {
    const { decimals, precision } = this
    return { ...this.format, decimals, precision }
  }

  /** Digits behind the mark of every number so far; null where they differ. */
  private get decimals(): number | null {
    const one = this.#decimals !== 0 && (this.#decimals & (this.#decimals - 1)) === 0
    if (this.#exponents || !one) return null
    const decimals = 31 - Math.clz32(this.#decimals)
    return decimals <= mostDecimals ? decimals : null
  }

  private get precision(): number {
    return this.#precision
  }

  /** True where some numbers are whole and the others have three digits behind the mark: the mark may be one of thousands. */
  get looksGrouped(): boolean {
    return this.#decimals === 0b1001 && !this.#exponents
  }
}

/** As many digits as the value needs, at most `precision` behind the mark, without an exponent where that is readable. */
function shortest(value: number, precision: number): string {
  if (precision >= mostDecimals || Math.abs(value) >= 1e21) return String(value)
  const text = String(value)
  const fraction = text.length - text.indexOf('.') - 1
  if (!text.includes('e') && (!text.includes('.') || fraction <= precision)) return text
  const fixed = value.toFixed(Math.min(precision, mostDecimals))
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}

const marks: readonly (readonly [NumberFormat['decimalMark'], NumberFormat['thousands']])[] = [
  ['.', ''],
  ['.', ','],
  [',', ''],
  [',', '.'],
  ['.', ' '],
  [',', ' '],
  ['.', "'"],
  [',', '\u00a0'],
  [',', '\u202f'],
  ['.', '\u00a0'],
  ['.', '\u202f'],
]

const formats: readonly (readonly NumberFormat[])[] = [false, true].map((percent) =>
  marks.map(([decimalMark, thousands]) => ({
    kind: 'number',
    decimals: null,
    precision: 0,
    decimalMark,
    thousands,
    percent,
  })),
)

/**
 * The notations in which all but `tolerance` (a share) of `texts` are numbers, the likeliest first; none where there are no texts.
 * What they observed is what they saw in `texts`.
 */
export function guessNumberNotations(texts: readonly string[], tolerance: number): NumberNotation[] {
  const percents = texts.reduce((count, text) => count + (/[%％]\s*$/.test(text) ? 1 : 0), 0)
  const percent = percents > texts.length / 2
  const fitting: NumberNotation[] = []
  const allowed = Math.floor(texts.length * tolerance)
  const cells = encodeCells(texts)
  for (const format of formats[percent ? 1 : 0]) {
    const notation = new NumberNotation(format)
    const bad = countMisfits(cells, (bytes, from, to) => notation.parseBytes(bytes, from, to), allowed)
    if (bad <= allowed && bad < texts.length) fitting.push(notation)
  }
  const dots = fitting.findIndex(({ format }) => format.decimalMark === ',' && format.thousands === '.')
  if (dots > 0 && fitting[0].format.decimalMark === '.' && fitting[0].looksGrouped)
    fitting.unshift(...fitting.splice(dots, 1))
  return fitting
}
