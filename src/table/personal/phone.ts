// Phone: telephone numbers, and the ranges that no subscriber has.
import type { Random } from '../../math/random.ts'
import { digits, type Kind, type Locale, padded } from './kind.ts'

/** Area codes of large cities of North America. */
const areaCodes =
  '201 202 206 212 213 214 215 216 303 305 310 312 313 314 404 408 412 415 416 480 502 503 504 512 514 602 604 612 614 615 617 619 702 703 704 713 718 808 816 818 901 904 913 916 919'.split(
    ' ',
  )

/**
 * Numbers that are kept free for films and examples, or belong to no one: 555-0100 to 555-0199 (North American Numbering Plan),
 * 030 23125 (Bundesnetzagentur, numbers for media), 01 99 00 and 06 39 98 (Arcep), 070-174 06 05 to 99 (PTS). Where no such
 * range is known to us, the subscriber's part begins with a digit that none begins with there; of China's mobile numbers, 154 is given to no operator.
 */
const free: Readonly<Record<Locale, (random: Random) => string>> = {
  en: (random) => `+1 ${areaCodes[random.integer(areaCodes.length)]} 555 01${digits(random, 2)}`,
  zh_CN: (random) => `154${digits(random, 8)}`,
  de: (random) => `+49 30 23125 ${digits(random, 3)}`,
  fr: (random) =>
    (random.uniform() < 0.5 ? '+33 1 99 00' : '+33 6 39 98').concat(` ${digits(random, 2)} ${digits(random, 2)}`),
  sv: (random) => `+46 70 174 06 ${padded(5 + random.integer(95), 2)}`,
  es: (random) => `+34 0${digits(random, 2)} ${digits(random, 3)} ${digits(random, 3)}`,
  it: (random) => `+39 1${digits(random, 2)} ${digits(random, 7)}`,
  nl: (random) => `+31 0${digits(random, 8)}`,
  pl: (random) => `+48 0${digits(random, 2)} ${digits(random, 3)} ${digits(random, 3)}`,
}

/** What a number within the country begins with, in place of its country's code. */
const trunk: Readonly<Record<Locale, string>> = {
  en: '',
  zh_CN: '',
  de: '0',
  fr: '0',
  sv: '0',
  es: '',
  it: '',
  nl: '0',
  pl: '',
}

const chineseMobile = /^(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}$/

/** Written for abroad, with the area code in brackets or between dashes, or as a mobile number of China. */
function plainlyPhone(text: string): boolean {
  const parted = /^\+\d/.test(text) || /^\(\d{2,5}\) ?\d/.test(text) || /^\d{3}-\d{3}-\d{4}$/.test(text)
  return (parted && phone.test(text)) || chineseMobile.test(text)
}

export const phone: Kind = {
  names:
    /\bphones?\b|\bphone ?(?:no|number|nr)\b|\btelephone\b|\btel\b|\bmobile(?: ?(?:no|number|phone))?\b|\bcell ?(?:phone)?\b|\bfax\b|\bhandy\b|\bhandynummer\b|\btelefon(?:nummer)?\b|\btelefoon(?:nummer)?\b|\btel[ée]fono\b|\bm[óo]vil\b|\bcellulare\b|\bt[ée]l[ée]phone\b|\bportable\b|\bmobil(?:nummer)?\b|手机|电话|联系方式|传真/,
  test(text) {
    const count = text.replace(/\D/g, '').length
    return count >= 7 && count <= 15 && /^\+?[\d\s().\-/]+(?: ?(?:x|ext\.?) ?\d{1,5})?$/.test(text)
  },
  share: 0.7,
  alone: { share: 0.98, values: 10, test: plainlyPhone },
  make({ locale }, random, shape) {
    const number = free[locale](random)
    const international = /^\+|^00/.test(shape.trim())
    const local = international ? number : `${trunk[locale]}${number.replace(/^\+\d+ /, '')}`
    if (/^\d+$/.test(shape.trim())) return local.replace(/\D/g, '')
    if (locale !== 'en') return local
    const [area, exchange, line] = local.replace(/^\+1 /, '').split(' ')
    if (/\(/.test(shape)) return `${international ? '+1 ' : ''}(${area}) ${exchange}-${line}`
    return `${international ? '+1-' : ''}${area}-${exchange}-${line}`
  },
}
