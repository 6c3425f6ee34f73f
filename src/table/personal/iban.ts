// Iban: international bank account numbers (ISO 13616), with the check digits of ISO/IEC 7064 MOD 97-10.
import { mod97 } from './checkdigits.ts'
import { digits, type Kind, type Locale, padded, spread, writtenLike } from './kind.ts'

/** Length by country (SWIFT, IBAN registry). */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** The national part: a bank's letters where the country has them, zeros for the bank's digits (no bank has them), an account. */
const banks: Readonly<Record<string, string>> = { GB: 'XXXX000000', IE: 'XXXX000000', NL: 'XXXX', IT: 'X0000000000' }

const home: Readonly<Record<Locale, string>> = {
  en: 'GB',
  zh_CN: 'DE',
  de: 'DE',
  fr: 'FR',
  es: 'ES',
  it: 'IT',
  nl: 'NL',
  pl: 'PL',
  sv: 'SE',
}

export const iban: Kind = {
  names:
    /\biban\b|\bbank account\b|\bkontonummer\b|\bcuenta bancaria\b|\bcompte bancaire\b|\brekeningnummer\b|银行账号|银行账户/,
  test(text) {
    const plain = text.replace(/[ -]/g, '').toUpperCase()
    return (
      /^[A-Z]{2}\d\d[A-Z\d]+$/.test(plain) &&
      lengths[plain.slice(0, 2)] === plain.length &&
      mod97(plain.slice(4) + plain.slice(0, 4)) === 1
    )
  },
  share: 0.7,
  alone: { share: 0.9, values: 3 },
  make({ locale, row }, random, shape) {
    const country = home[locale]
    const length = lengths[country] - 4
    const account = padded(spread(row, 1e8), 8)
    const bank = (banks[country] ?? '').padEnd(Math.max(0, length - 8), '0').slice(0, Math.max(0, length - 8))
    const national = (bank + account).slice(-length).padStart(length, digits(random, 1))
    const check = padded(98 - mod97(`${national}${country}00`), 2)
    const plain = `${country}${check}${national}`
    return shape.includes(' ') ? (plain.match(/.{1,4}/g) ?? []).join(' ') : writtenLike(plain, shape)
  },
}
