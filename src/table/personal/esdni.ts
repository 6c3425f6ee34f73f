// EsDni: identity numbers of Spain, DNI and NIE: eight digits (X, Y, Z for 0, 1, 2 of foreigners) and a letter by the remainder of 23.
import { type Kind, padded, spread, writtenLike } from './kind.ts'

/** Real Decreto 1553/2005 and the Ministry of the Interior's rule. */
const letters = 'TRWAGMYFPDXBNJZSQVHLCKE'

const letterOf = (number: number) => letters[number % 23]

export const esDni: Kind = {
  names: /\bdni\b|\bnie\b|\bnif\b|\bdocumento (?:nacional )?de identidad\b|\bid ?(?:no|number)\b|\bnational id\b/,
  test(text) {
    const plain = text.replace(/[ .-]/g, '').toUpperCase()
    if (!/^[XYZ\d]\d{7}[A-Z]$/.test(plain)) return false
    return letterOf(Number(plain.slice(0, 8).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))))) === plain[8]
  },
  share: 0.7,
  alone: { share: 0.9, values: 5 },
  locale: 'es',
  // No range is set aside; numbers from 99 000 000 on are far above those given out (the mint's test certificates use 99999…).
  make({ row }, _random, shape) {
    const number = 99_000_000 + spread(row, 1_000_000)
    return writtenLike(padded(number, 8) + letterOf(number), shape)
  },
}
