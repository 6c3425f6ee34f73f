// UsSsn: social security numbers of the United States: area, group, serial; no check digit, but areas that were never given.
import { type Kind, padded, spread } from './kind.ts'

export const usSsn: Kind = {
  names: /\bssn\b|\bsocial security(?: ?(?:no|number|num))?\b|\bsoc ?sec\b|社会安全号|社安号/,
  // Never issued: areas 000, 666 and 900 to 999, group 00, serial 0000 (Social Security Administration, RM 10201.035).
  test: (text) => /^(?!000|666)[0-8]\d\d-?(?!00)\d\d-?(?!0000)\d{4}$/.test(text) || isMade(text),
  share: 0.7,
  alone: { share: 0.95, values: 10, test: (text) => /^\d{3}-\d{2}-\d{4}$/.test(text) && usSsn.test(text) },
  locale: 'en',
  // Area 9xx with group 01 to 49: neither an SSN nor a taxpayer number (IRS: groups 50–65, 70–88, 90–92, 94–99).
  make({ row }, _random, shape) {
    const n = spread(row, 100 * 49 * 9999)
    const area = 900 + (n % 100)
    const group = 1 + (Math.floor(n / 100) % 49)
    const parts = [String(area), padded(group, 2), padded(1 + Math.floor(n / 4900), 4)]
    return parts.join(/^\d+$/.test(shape) ? '' : '-')
  },
}

/** Of the range that made-up numbers are in. */
function isMade(text: string): boolean {
  return /^9\d\d-?(?:0[1-9]|[1-4]\d)-?(?!0000)\d{4}$/.test(text)
}
