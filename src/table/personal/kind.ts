// Kind: one kind of personal data: how it is known by a column's name and by its values, and how made-up ones are written.
import type { Random } from '../../math/random.ts'

/** Languages and countries that made-up people may come from. */
export const locales = ['en', 'zh_CN', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'sv'] as const
export type Locale = (typeof locales)[number]

/** A made-up person: the fields of one row that are replaced agree because they are all of one person. */
export interface Person {
  readonly locale: Locale
  readonly first: string
  readonly last: string
  readonly full: string
  readonly street: string
  readonly city: string
  readonly region: string
  readonly postcode: string
  /** A grown-up's birthday. */
  readonly born: { readonly year: number; readonly month: number; readonly day: number }
  /** Which of all rows ever made it is, from 0: what has to be unique is made of it. */
  readonly row: number
}

export interface Kind {
  /** Names of columns that hold it, in words parted by blanks and in small letters. */
  readonly names: RegExp
  /** Names that may as well be those of something else: they count where the values hardly repeat. */
  readonly vague?: RegExp
  test(text: string): boolean
  /** The least share of values that pass the test, under a name of this kind. */
  readonly share: number
  /**
   * The same under any name, of at least so many values, by a stricter test where there is one; `null`: the
   * values alone do not tell.
   */
  readonly alone: { readonly share: number; readonly values: number; test?(text: string): boolean } | null
  /** True for numbers that stay useful as they are: they are shown, and learnt unless the user says otherwise. */
  readonly numeric?: boolean
  /** Where its bearers come from. */
  readonly locale?: Locale
  /** A made-up value that the test accepts. `shape`: how most values of the column are written (shapeOf). */
  make(person: Person, random: Random, shape: string): string
}

/** So many digits. */
export function digits(random: Random, count: number): string {
  let text = ''
  while (text.length < count) text += random.integer(10)
  return text
}

/**
 * The n-th of `capacity` numbers in an order that looks random: n below the capacity never meet. The factor is a prime that divides
 * no capacity in use, and products stay below 2^53 up to a capacity of 10^9.
 */
export function spread(n: number, capacity: number): number {
  return ((n % capacity) * 7_368_787 + 12_345) % capacity
}

export function padded(number: number, length: number): string {
  return String(number).padStart(length, '0')
}

/** The characters of `plain`, parted as those of `example`, where that has as many letters and digits. */
export function writtenLike(plain: string, example: string): string {
  if (example.replace(/[^\p{L}\d]/gu, '').length !== plain.length) return plain
  let at = 0
  return example.replace(/[\p{L}\d]/gu, () => plain[at++])
}

/** True where the day exists. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0
}

/** How a text is written and nothing of what it says: A for a capital, a for a small letter, 0 for a digit, 某 for a Chinese character. */
export function shapeOf(text: string): string {
  return text
    .replace(/\p{Script=Han}/gu, '某')
    .replace(/\d/g, '0')
    .replace(/\p{Lu}/gu, 'A')
    .replace(/(?!某)[\p{L}\p{M}]/gu, (letter) => (letter === 'A' ? letter : 'a'))
}
