// NlBsn: citizen service numbers of the Netherlands: nine digits whose weighted sum 11 divides ("elfproef").
import { weighted } from './checkdigits.ts'
import { type Kind, padded, spread } from './kind.ts'

const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]

export const nlBsn: Kind = {
  names: /\bbsn\b|\bburgerservicenummer\b|\bsofi ?(?:nummer|nr)?\b|\bcitizen service number\b/,
  test(text) {
    const plain = text.replace(/[ .-]/g, '')
    return /^\d{8,9}$/.test(plain) && Number(plain) > 0 && weighted(plain.padStart(9, '0'), weights) % 11 === 0
  },
  share: 0.7,
  alone: { share: 0.95, values: 20 },
  locale: 'nl',
  // 9999… is used for tests (Rijksdienst voor Identiteitsgegevens). Where the check digit would be 10 the next number is taken.
  make({ row }) {
    for (let n = spread(row, 10_000); ; n = (n + 1) % 10_000) {
      const body = `9999${padded(n, 4)}`
      const check = weighted(body, weights) % 11
      if (check < 10) return body + check
    }
  },
}
