// Unit: numbers with a currency before or a unit behind them, such as `12.5 kg`, `¥3,000` and `45 €`.
import { textOf } from './cells.ts'
import { guessNumberNotations, type NumberNotation } from './number.ts'
import type { NumberFormat, Unit } from './schema.ts'

const before = '(?:US|HK|NT|A|C|R)?\\$|[¥￥€£₹₩₽₺₫฿]|RMB|CNY|USD|EUR|GBP|CHF|JPY|SEK|PLN|kr|zł|Fr\\.?'

/** Units of measures, of money behind the number, and of counting. A letter alone that may as well be a code is not among them. */
const after = [
  'kg|mg|µg|ug|g|t|lbs?|oz|km²|km2|km/h|kmh|km|m²|m2|㎡|m³|m3|cm|mm|m|ft|mi|mph|ml|mL|dl|dL|l|L|°C|°F|℃|℉|K',
  'hours?|hrs?|h|mins?|minutes?|secs?|seconds?|ms|s|days?|weeks?|months?|years?|yrs?',
  'kWh|MWh|kW|MW|W|V|mA|kHz|MHz|GHz|Hz|KB|kB|MB|GB|TB|bar|hPa|kPa|Pa|mmHg|bpm|mmol/L|mmol/l|mg/dL|mg/dl|g/dL|g/L|kcal|kJ|px|pts?|pcs',
  '[€£$¥元円₽]|EUR|USD|GBP|CNY|RMB|CHF|SEK|PLN|kr|zł|万元|亿元|美元|岁|周岁|年|个月|月|天|小时|分钟|秒|公斤|千克|毫克|克|斤|吨|公里|千米|厘米|毫米|米|平方米|毫升|升|人|次|件|个|分',
].join('|')

const measured = new RegExp(`^([-+−]?)((?:${before})\\s?)?([-+−]?\\d[\\d.,'\\u00a0\\u202f ]*?)(\\s?(?:${after}))?$`)

/** Numbers with a unit: the unit falls away at reading and comes back at writing. */
export class UnitNotation {
  readonly #unit: Unit
  readonly #numbers: NumberNotation

  constructor(numbers: NumberNotation, unit: Unit) {
    this.#numbers = numbers
    this.#unit = unit
  }

  get format(): NumberFormat {
    return { ...this.#numbers.format, unit: this.#unit }
  }

  parse(text: string): number {
    const match = measured.exec(text.trim())
    if (match === null) return Number.NaN
    const [, sign, front = '', number, behind = ''] = match
    // A blank more or less is the same unit.
    if (front.trim() !== this.#unit.before.trim() || behind.trim() !== this.#unit.after.trim()) return Number.NaN
    return this.#numbers.parse(sign.replace('+', '') + number)
  }

  parseBytes(bytes: Uint8Array, from: number, to: number): number {
    return this.parse(textOf(bytes, from, to))
  }

  write(value: number): string {
    const { before: front, after: behind } = this.#unit
    const text = this.#numbers.write(value)
    return text.startsWith('-') ? `-${front}${text.slice(1)}${behind}` : `${front}${text}${behind}`
  }

  observed(): NumberFormat {
    return { ...this.#numbers.observed(), unit: this.#unit }
  }
}

function commonest(keys: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), ['', 0] as const)[0]
}

/** The notations of numbers in one unit, as guessNumberNotations gives those of bare numbers. */
function guessUnitNotations(texts: readonly string[], tolerance: number): UnitNotation[] {
  const matches = texts.map((text) => measured.exec(text.trim()))
  const affixes = matches.flatMap((match) =>
    match && (match[2] || match[4]) ? [[match[2] ?? '', match[4] ?? '']] : [],
  )
  if (affixes.length === 0 || affixes.length < texts.length * (1 - tolerance)) return []
  const [front, behind] = commonest(affixes.map((pair) => pair.join('\n'))).split('\n')
  const unit = { before: front, after: behind }
  const numbers = matches.map((match, i) =>
    match && (match[2] ?? '').trim() === front.trim() && (match[4] ?? '').trim() === behind.trim()
      ? match[1].replace('+', '') + match[3]
      : texts[i],
  )
  return guessNumberNotations(numbers, tolerance).map((notation) => new UnitNotation(notation, unit))
}

/** The notations in which the texts are numbers, bare ones or in one unit, the likeliest first. */
export function guessMeasures(texts: readonly string[], tolerance: number): (NumberNotation | UnitNotation)[] {
  const bare = guessNumberNotations(texts, tolerance)
  return bare.length > 0 ? bare : guessUnitNotations(texts, tolerance)
}
