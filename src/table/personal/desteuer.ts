// DeSteuer: tax identification numbers of Germany: eleven digits, one of the first ten repeated, ISO/IEC 7064 MOD 11,10.
import { mod11to10 } from './checkdigits.ts'
import { type Kind, spread, writtenLike } from './kind.ts'

/** Of the first ten digits one comes twice or three times, but never three times in a row, and the others at most once. */
function repeatsOnce(body: string): boolean {
  const counts = new Map<string, number>()
  for (const digit of body) counts.set(digit, (counts.get(digit) ?? 0) + 1)
  const repeated = [...counts.values()].filter((count) => count > 1)
  return repeated.length === 1 && repeated[0] <= 3 && !/(\d)\1\1/.test(body)
}

/** The n-th order of some digits, n from 0 (Lehmer's code). */
function ordered(from: readonly string[], n: number): string {
  const left = [...from]
  let rest = n
  let text = ''
  while (left.length > 0) {
    text += left.splice(rest % left.length, 1)[0]
    rest = Math.floor(rest / (left.length + 1))
  }
  return text
}

export const deSteuer: Kind = {
  names: /\bsteuer ?(?:id|idnr|identifikationsnummer|nummer|nr)\b|\bidnr\b|\btax ?id\b|\btin\b/,
  test(text) {
    const plain = text.replace(/[ /-]/g, '')
    return (
      /^\d{11}$/.test(plain) && repeatsOnce(plain.slice(0, 10)) && mod11to10(plain.slice(0, 10)) === Number(plain[10])
    )
  },
  share: 0.7,
  alone: { share: 0.95, values: 10 },
  locale: 'de',
  // Numbers that begin with 0 are for tests (Bundeszentralamt für Steuern). The 0 comes once; one of the others comes twice.
  make({ row }, _random, shape) {
    const n = spread(row, 9 * 8 * 40_320)
    const twice = 1 + (n % 9)
    const others = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => digit !== twice)
    const absent = Math.floor(n / 9) % 8
    const rest = others.filter((_, i) => i !== absent).map(String)
    const order = ordered([...rest, String(twice)], Math.floor(n / 72))
    const body = `0${twice}${order}`
    return writtenLike(body + mod11to10(body), shape)
  },
}
