// ItCodice: fiscal codes of Italy: letters of the name, birthday, sex, place, check letter (Decreto Ministeriale 23 December 1976).
import { isDay, type Kind, padded } from './kind.ts'

const months = 'ABCDEHLMPRST'

/** Values of 0–9 and A–Z at odd places; at even ones it is their position. */
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** Letters that stand for digits where two people would have the same code. */
const standIns = 'LMNPQRSTUV'

function checkLetter(body: string): string {
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const code = body.charCodeAt(i)
    const value = code < 58 ? code - 48 : code - 65
    sum += i % 2 === 0 ? odd[value] : value
  }
  return String.fromCharCode(65 + (sum % 26))
}

/** Three letters of a name: its consonants, then its vowels, then X. */
function threeLetters(name: string, given: boolean): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toUpperCase()
  const consonants = plain.replace(/[AEIOU]/g, '')
  if (given && consonants.length > 3) return consonants[0] + consonants[2] + consonants[3]
  return `${consonants}${plain.replace(/[^AEIOU]/g, '')}XXX`.slice(0, 3)
}

export const itCodice: Kind = {
  names: /\bcodice ?fiscale\b|\bcod ?fisc(?:ale)?\b|\bcf\b|\bfiscal code\b|\btax (?:code|id)\b/,
  test(text) {
    const code = text.toUpperCase()
    if (!/^[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPR-T][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]$/.test(code)) return false
    const digit = (letter: string) => (standIns.includes(letter) ? String(standIns.indexOf(letter)) : letter)
    const [year, day] = [6, 9].map((at) => Number(digit(code[at]) + digit(code[at + 1])))
    const date = day > 40 ? day - 40 : day
    const month = 1 + months.indexOf(code[8])
    return (isDay(1900 + year, month, date) || isDay(2000 + year, month, date)) && checkLetter(code) === code[15]
  },
  share: 0.7,
  alone: { share: 0.9, values: 3 },
  locale: 'it',
  // Z000 is the code of no country and no town.
  make({ first, last, born: { year, month, day } }, random) {
    const date = padded(day + (random.uniform() < 0.5 ? 40 : 0), 2)
    const body = `${threeLetters(last, false)}${threeLetters(first, true)}${padded(year % 100, 2)}${months[month - 1]}${date}Z000`
    return body + checkLetter(body)
  },
}
