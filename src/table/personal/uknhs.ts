// UkNhs: numbers of the National Health Service: ten digits, the last by weights of 11.
import { weighted } from './checkdigits.ts'
import { type Kind, padded, spread, writtenLike } from './kind.ts'

const weights = [10, 9, 8, 7, 6, 5, 4, 3, 2]

/** 10 where the number has no check digit and is not given out (NHS Data Dictionary). */
const checkDigit = (body: string) => (11 - (weighted(body, weights) % 11)) % 11

export const ukNhs: Kind = {
  names: /\bnhs(?: ?(?:no|number|num|id))?\b/,
  test(text) {
    const plain = text.replace(/[ -]/g, '')
    return /^\d{10}$/.test(plain) && checkDigit(plain.slice(0, 9)) === Number(plain[9])
  },
  share: 0.7,
  alone: { share: 0.95, values: 20 },
  locale: 'en',
  // 999 … is for tests (NHS England).
  make({ row }, _random, shape) {
    for (let n = spread(row, 1_000_000); ; n = (n + 1) % 1_000_000) {
      const body = `999${padded(n, 6)}`
      const check = checkDigit(body)
      if (check < 10) return writtenLike(body + check, shape)
    }
  },
}
