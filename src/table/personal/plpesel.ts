// PlPesel: PESEL numbers of Poland: birthday with the century in the month, serial, sex, check digit.
import { weighted } from './checkdigits.ts'
import { isDay, type Kind, padded, spread } from './kind.ts'

const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]

/** By the month's tens: 80 is the 19th century, 0 the 20th, 20 the 21st … (Act on population records, 2010). */
const centuries: Readonly<Record<number, number>> = { 80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200 }

const checkDigit = (body: string) => (10 - (weighted(body, weights) % 10)) % 10

export const plPesel: Kind = {
  names: /\bpesel\b/,
  test(text) {
    if (!/^\d{11}$/.test(text)) return false
    const coded = Number(text.slice(2, 4))
    const century = Math.floor(coded / 20) * 20
    const born = isDay(centuries[century] + Number(text.slice(0, 2)), coded - century, Number(text.slice(4, 6)))
    return born && checkDigit(text.slice(0, 10)) === Number(text[10])
  },
  share: 0.7,
  alone: { share: 0.95, values: 10 },
  locale: 'pl',
  // The century is the 19th, of which nobody alive has a number.
  make({ born: { year, month, day }, row }) {
    const body = `${padded(year % 100, 2)}${month + 80}${padded(day, 2)}${padded(spread(row, 10_000), 4)}`
    return body + checkDigit(body)
  },
}
