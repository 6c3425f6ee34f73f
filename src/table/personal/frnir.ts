// FrNir: social security numbers of France (NIR): sex, year, month, place, order, and a key of two digits by 97.
import { type Kind, padded, spread, writtenLike } from './kind.ts'

/** The key of the first thirteen characters; Corsica's 2A and 2B count as 19 and 18 (INSEE). */
function keyOf(body: string): number {
  return 97 - Number(BigInt(body.replace('2A', '19').replace('2B', '18')) % 97n)
}

export const frNir: Kind = {
  names:
    /\bnir\b|\bnum[ée]ro de s[ée]curit[ée] sociale\b|\bs[ée]curit[ée] sociale\b|\bnumero secu\b|\bn(?:o|um[ée]ro)? ss\b/,
  test(text) {
    const plain = text.replace(/[ .-]/g, '').toUpperCase()
    // Months above 12 stand for unknown ones.
    return (
      /^[12378]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}\d{2}$/.test(plain) &&
      keyOf(plain.slice(0, 13)) === Number(plain.slice(13))
    )
  },
  share: 0.7,
  alone: { share: 0.95, values: 5 },
  locale: 'fr',
  // Town 000 of a department does not exist (INSEE, Code officiel géographique).
  make({ born: { year, month }, row }, random, shape) {
    const n = spread(row, 95_000)
    const department = 1 + Math.floor(n / 1000)
    const place = `${padded(department === 20 ? 21 : department, 2)}000`
    const body = `${1 + random.integer(2)}${padded(year % 100, 2)}${padded(month, 2)}${place}${padded(n % 1000, 3)}`
    return writtenLike(body + padded(keyOf(body), 2), shape)
  },
}
