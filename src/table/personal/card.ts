// Card: numbers of payment cards, by ISO/IEC 7812-1: issuer, account, Luhn's check digit.
import { luhnDigit, passesLuhn } from './checkdigits.ts'
import { type Kind, padded, spread, writtenLike } from './kind.ts'

const issuers =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[0-8]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0|6|8|9)\d{12,14}|35\d{14}|6\d{15,18})$/

export const card: Kind = {
  names:
    /\b(?:credit|debit|bank|payment) ?card(?: ?(?:no|nr|num|number))?\b|\bcard ?(?:no|nr|num|number)\b|\bcc ?(?:no|num|number)\b|^pan$|\bkreditkarten?(?:nummer)?\b|\bcarte bancaire\b|\btarjeta\b|\bcarta di credito\b|信用卡|银行卡|卡号/,
  test(text) {
    const number = text.replace(/[ -]/g, '')
    return issuers.test(number) && passesLuhn(number)
  },
  share: 0.7,
  alone: { share: 0.95, values: 10 },
  // No range is set aside for examples; 4000 00 is the one that payment processors publish their test cards in.
  make(_person, _random, shape) {
    const body = `400000${padded(spread(_person.row, 1e9), 9)}`
    return writtenLike(`${body}${luhnDigit(body)}`, shape)
  },
}
