// CnResident: resident identity numbers of China (GB 11643-1999): region, birthday, sequence, ISO/IEC 7064 MOD 11-2.
import { mod11p2 } from './checkdigits.ts'
import { isDay, type Kind, padded, spread } from './kind.ts'

const shape = /^[1-9]\d{16}[\dXx]$/
const firstYear = 1850

/** Codes of provinces (GB/T 2260). */
const provinces = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(
  ' ',
)

export const cnResident: Kind = {
  names:
    /\bid ?(?:card|no|number)\b|\bidentity ?(?:card|no|number)\b|\bnational id\b|\bresident id\b|\bcitizen id\b|身份证|证件号|公民身份/,
  test(text) {
    if (!shape.test(text)) return false
    const year = Number(text.slice(6, 10))
    const born = year >= firstYear && isDay(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))
    return born && mod11p2(text.slice(0, 17)) === text[17].toUpperCase()
  },
  share: 0.7,
  alone: { share: 0.9, values: 3 },
  locale: 'zh_CN',
  // The code of a whole province with no county, which no resident's number has.
  make({ born: { year, month, day }, row }) {
    const n = spread(row, 1000 * provinces.length)
    const region = `${provinces[Math.floor(n / 1000)]}0000`
    const body = `${region}${year}${padded(month, 2)}${padded(day, 2)}${padded(n % 1000, 3)}`
    return body + mod11p2(body)
  },
}
