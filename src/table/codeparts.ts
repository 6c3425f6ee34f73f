// CodeParts: how codes are built that are more than a running number: an alphabet a place, constant text, a check digit.
import { luhnDigit, mod11p2, weighted } from './personal/checkdigits.ts'
import type { CheckRule, IdentifierFormat, IdentifierPart } from './schema.ts'

const digit = '0123456789'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = upper.toLowerCase()

/** From the narrowest to the widest. */
const alphabets = [
  digit,
  `${digit}abcdef`,
  `${digit}ABCDEF`,
  lower,
  upper,
  digit + lower,
  digit + upper,
  digit + upper + lower,
]

/** Fewer codes than this do not tell a constant place from one that happens to be the same in all. */
const fewest = 20

/** Weights 1 and 3 from the left, so that the last of twelve weighs 3 (GS1, General Specifications, 7.9). */
const gtinWeights = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]

/** The check character of each rule behind a body of digits; the empty text where the rule is not for bodies of this length. */
export const checkRules: Readonly<Record<CheckRule, (body: string) => string>> = {
  luhn: (body) => String(luhnDigit(body)),
  gtin: (body) => (body.length === 12 ? String((10 - (weighted(body, gtinWeights) % 10)) % 10) : ''),
  'mod11-2': mod11p2,
}

/** The rule by which the last character of all codes follows from the others; null where there is none, or too few codes to tell. */
export function checkOf(codes: readonly string[]): CheckRule | null {
  if (codes.length < fewest || !codes.every((code) => /^\d{7,}[\dX]$/.test(code))) return null
  const rules = Object.keys(checkRules) as CheckRule[]
  return rules.find((rule) => codes.every((code) => checkRules[rule](code.slice(0, -1)) === code.at(-1))) ?? null
}

function alphabetOf(characters: ReadonlySet<string>): string | null {
  return alphabets.find((alphabet) => [...characters].every((character) => alphabet.includes(character))) ?? null
}

/** Parts that follow each other with the same alphabet are one. */
function joined(parts: readonly IdentifierPart[]): IdentifierPart[] {
  const whole: IdentifierPart[] = []
  for (const part of parts) {
    const last = whole.at(-1)
    if (last && 'text' in last && 'text' in part) whole[whole.length - 1] = { text: last.text + part.text }
    else if (last && 'alphabet' in last && 'alphabet' in part && last.alphabet === part.alphabet)
      whole[whole.length - 1] = { alphabet: part.alphabet, length: last.length + part.length }
    else whole.push(part)
  }
  return whole
}

const uuid4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i

/** Random UUIDs (RFC 9562, version 4). */
function uuidParts(capital: boolean): IdentifierPart[] {
  const hex = capital ? `${digit}ABCDEF` : `${digit}abcdef`
  const some = (length: number): IdentifierPart => ({ alphabet: hex, length })
  const variant: IdentifierPart = { alphabet: capital ? '89AB' : '89ab', length: 1 }
  const dash: IdentifierPart = { text: '-' }
  return [some(8), dash, some(4), { text: '-4' }, some(3), dash, variant, some(3), dash, some(12)]
}

/**
 * The parts of codes of one length: places that are the same in all codes are text, the others take letters, digits or both. Places of
 * one run between separators have one alphabet where letters and digits mix in it, as in hashes. Null where the codes differ in length,
 * or hold other characters in a place that varies.
 */
export function codeParts(codes: readonly string[]): IdentifierPart[] | null {
  if (codes.length === 0) return null
  if (codes.every((code) => uuid4.test(code))) return uuidParts(/[A-F]/.test(codes.join('')))
  const { length } = codes[0]
  if (length > 64 || codes.some((code) => code.length !== length)) return null
  const seen = Array.from({ length }, (_, at) => new Set(codes.map((code) => code[at])))
  const isText = seen.map((set) => set.size === 1 && (codes.length >= fewest || !/[\dA-Za-z]/.test([...set][0])))
  const parts: IdentifierPart[] = []
  for (let at = 0; at < length; ) {
    if (isText[at]) {
      parts.push({ text: codes[0][at++] })
      continue
    }
    const start = at
    while (at < length && !isText[at]) at++
    const run = seen.slice(start, at).map((set) => alphabetOf(set))
    if (run.includes(null)) return null
    const mixed = run.some((alphabet) => alphabet !== digit && alphabet !== upper && alphabet !== lower)
    const whole = mixed ? alphabetOf(new Set(seen.slice(start, at).flatMap((set) => [...set]))) : null
    for (const alphabet of run as string[]) parts.push({ alphabet: whole ?? alphabet, length: 1 })
  }
  return joined(parts)
}

/** How new codes of the same kind are made: the format with its parts or its check digit, where the codes show them. */
export function refined(format: IdentifierFormat, patterned: boolean, codes: readonly string[]): IdentifierFormat {
  const check = checkOf(codes)
  if (check !== null) {
    const parts = codeParts(codes.map((code) => code.slice(0, -1)))
    if (parts !== null) return { ...format, parts, check }
  }
  if (patterned) return format
  const parts = codeParts(codes)
  return parts === null ? format : { ...format, parts }
}
