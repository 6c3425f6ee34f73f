// Treatment: what is done to the values of a field before anything is learnt of them: masked, made general, hashed.
import { isMissing } from './missing.ts'
import { notationOf } from './notation.ts'
import { type RawColumn, textReader } from './reading.ts'
import type { DateTimeFormat, Generalisation, NumberFormat, Treatment } from './schema.ts'
import { hashed } from './secret.ts'
import { missingMask } from './survey.ts'
import type { CategoryColumn } from './table.ts'

/** A treatment that turns each value into another; the others make new ones at sampling. */
export type Transform = Exclude<Treatment, { readonly method: 'replace' }>

export function isTransform(treatment: Treatment | undefined): treatment is Transform {
  return treatment !== undefined && treatment.method !== 'replace'
}

/** What a value becomes; the empty text: it cannot be treated, and counts as missing. */
type Treat = (text: string) => string

/** Providers of free mail boxes, by the first part of their domain. */
const freeMail =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|t-online|freenet|posteo|mail|proton|protonmail|zoho|yandex|orange|free|laposte|wanadoo|libero|virgilio|wp|o2|onet|interia|ziggo|qq|163|126|sina|sohu|foxmail|aliyun|139|189)$/

function mailKind(text: string): string {
  const domain = /@([^@\s]+)$/.exec(text)?.[1].toLowerCase()
  if (domain === undefined) return ''
  const labels = domain.split('.')
  if (freeMail.test(labels[0])) return 'free mail'
  if (labels.some((label) => label === 'edu' || label === 'ac')) return 'education'
  if (labels.some((label) => label === 'gov' || label === 'mil' || label === 'gouv' || label === 'gob'))
    return 'government'
  if (labels.at(-1) === 'org' || labels.at(-2) === 'org') return 'organisation'
  return 'company'
}

/** Of a Chinese address its province and city; of others the last part without digits. */
function region(text: string): string {
  const chinese =
    /^(?:(?:\p{Script=Han}{2,6}?(?:省|自治区))?\p{Script=Han}{1,6}?市|\p{Script=Han}{2,6}?(?:省|自治区|区|县))/u.exec(
      text,
    )
  if (chinese) return chinese[0]
  return (text.split(',').at(-1) ?? '')
    .replace(/\p{L}*\d[\p{L}\d-]*/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The country's code and one digit more of a number written for abroad; otherwise its first three digits. */
function phonePrefix(text: string): string {
  const country = /^(?:\+|00)\d{1,3}(?=[ (.-])/.exec(text)
  return country ? country[0].replace(/^00/, '+') : text.replace(/\D/g, '').slice(0, 3)
}

/** Bounds of a range as plain numbers without the noise of floating point. */
const plain = (value: number) => String(Number(value.toPrecision(12)))

function generalise({ to, size = 0 }: Generalisation, format: NumberFormat | DateTimeFormat | null): Treat {
  switch (to) {
    case 'mailKind':
      return mailKind
    case 'phonePrefix':
      return phonePrefix
    case 'region':
      return region
    case 'prefix':
      return (text) => [...text].slice(0, size).join('')
    case 'range':
    case 'year':
    case 'month': {
      if (format === null) return () => ''
      const notation = notationOf(format)
      return (text) => {
        const value = notation.parse(text)
        if (Number.isNaN(value)) return ''
        if (to !== 'range') return new Date(value).toISOString().slice(0, to === 'year' ? 4 : 7)
        const low = Math.floor(value / size) * size
        return `${plain(low)} – ${plain(low + size)}`
      }
    }
  }
}

/** Letters and digits but the last `keep` become `*`; with a pattern, its `#` keep the character at their place and the rest is written as it stands. */
function mask(keep: number, pattern: string | undefined): Treat {
  if (pattern !== undefined && pattern !== '') {
    return (text) => {
      const characters = [...text]
      return [...pattern].map((sign, i) => (sign === '#' ? (characters[i] ?? '') : sign)).join('')
    }
  }
  return (text) => {
    const characters = [...text]
    return characters.map((c, i) => (i < characters.length - keep && /[\p{L}\d]/u.test(c) ? '*' : c)).join('')
  }
}

/** `format`: how the column writes numbers or instants, for ranges, years and months. */
export function treatBy(treatment: Transform, format: NumberFormat | DateTimeFormat | null): Treat {
  switch (treatment.method) {
    case 'mask':
      return mask(treatment.keep, treatment.pattern)
    case 'generalise':
      return generalise(treatment, format)
    case 'hash':
      return hashed
  }
}

/** A raw column as the words that its values become; each distinct value is treated once. */
export function treatColumn(raw: RawColumn, rows: number, treat: Treat): CategoryColumn {
  const codes = new Uint32Array(rows)
  const missing = new Uint8Array(rows)
  const categories: string[] = []
  const codeOf = new Map<string, number>()
  const known = new Map<string, number>()
  const take = (text: string): number => {
    const before = known.get(text)
    if (before !== undefined) return before
    const word = treat(text)
    let code = word === '' ? -1 : codeOf.get(word)
    if (code === undefined) {
      code = categories.push(word) - 1
      codeOf.set(word, code)
    }
    known.set(text, code)
    return code
  }
  const put = (row: number, code: number) => {
    if (code < 0) missing[row] = 1
    else codes[row] = code
  }
  if (raw.kind === 'words') {
    const mask = missingMask(raw.words)
    const byCode = raw.words.map((word, code) => (mask[code] === 1 ? -1 : take(word.trim())))
    for (let row = 0; row < rows; row++) put(row, byCode[raw.codes[row]])
  } else {
    const text = textReader(raw)
    for (let row = 0; row < rows; row++) {
      const cell = text(row).trim()
      put(row, isMissing(cell) ? -1 : take(cell))
    }
  }
  return { kind: 'category', codes, categories, missing }
}
