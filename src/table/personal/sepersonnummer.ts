// SePersonnummer: personal identity numbers of Sweden: birthday, serial, Luhn's digit; the day plus 60 for coordination numbers.
import { luhnDigit, passesLuhn } from './checkdigits.ts'
import { isDay, type Kind, padded, spread } from './kind.ts'

export const sePersonnummer: Kind = {
  names: /\bpersonnummer\b|\bpersonnr\b|\bpnr\b|\bsamordningsnummer\b/,
  test(text) {
    const match = /^(18|19|20)?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})$/.exec(text)
    if (match === null) return false
    const [, century = '', year, month, day, , serial] = match
    const date = Number(day) > 60 ? Number(day) - 60 : Number(day)
    const born = (century === '' ? ['19', '20'] : [century]).some((c) => isDay(Number(c + year), Number(month), date))
    return born && passesLuhn(year + month + day + serial)
  },
  share: 0.7,
  alone: { share: 0.95, values: 10 },
  locale: 'sv',
  // Serials 980 to 999 are for tests (Skatteverket).
  make({ born: { year, month, day }, row }, _random, shape) {
    const body = `${padded(year % 100, 2)}${padded(month, 2)}${padded(day, 2)}${980 + spread(row, 20)}`
    const dash = /[-+]/.test(shape) ? '-' : ''
    const century = shape.replace(/\D/g, '').length === 12 ? Math.floor(year / 100) : ''
    return `${century}${body.slice(0, 6)}${dash}${body.slice(6)}${luhnDigit(body)}`
  },
}
