// Balance: how many rows are to hold each word of one field, in place of as many as the model would make.
import { conditionField, conditionKind, type Restriction } from './condition.ts'
import { BalanceError, ConditionWordError } from './errors.ts'
import type { Field, Schema } from './schema.ts'

export interface Balance {
  /** The name of a field of words. */
  readonly field: string
  /** Of words of the field, in any unit, at least one above 0; words that are not named get no row. `null`: all words alike. */
  readonly shares: Readonly<Record<string, number>> | null
}

/** A balance with its rows counted out. */
export interface Quotas {
  /** Index of the field in its schema. */
  readonly field: number
  readonly name: string
  /** Rows that each word is to have. */
  readonly rows: ReadonlyMap<string, number>
}

/**
 * Reads `income` or `income: >50K=70, <=50K=30`. Throws a ConditionFieldError where no column is named, a BalanceError where the
 * shares cannot be read.
 */
export function parseBalance(text: string, schema: Schema): Balance {
  const named = schema.fields
    .filter(({ name }) => text.trim() === name || text.trim().startsWith(`${name}:`))
    .sort((a, b) => b.name.length - a.name.length)[0]
  if (named === undefined) {
    const [name] = text.split(':')
    return { field: conditionField(name, schema).field.name, shares: null }
  }
  const rest = text
    .trim()
    .slice(named.name.length + 1)
    .trim()
  if (rest === '') return { field: named.name, shares: null }
  const shares: Record<string, number> = {}
  let part = ''
  // A comma belongs to a word unless a share stands before it.
  for (const piece of rest.split(',')) {
    part += part === '' ? piece : `,${piece}`
    const found = /^(.*)=\s*(\d+(?:\.\d+)?|\.\d+)\s*%?\s*$/s.exec(part)
    if (found === null) continue
    shares[found[1].trim()] = Number(found[2])
    part = ''
  }
  if (part.trim() !== '') throw new BalanceError(named.name, `"${part.trim()}" is no share such as word=30`)
  return { field: named.name, shares }
}

/** The words of a field that a balance may deal rows out to. */
function balancedWords(field: Field): readonly string[] {
  if (conditionKind(field) !== 'words' || field.domain.kind !== 'categories')
    throw new BalanceError(field.name, 'its values are no words from a list')
  return field.domain.categories
}

/**
 * Rows for each word, whole and adding up to `rows` (largest remainders first). Words that a restriction of the same field forbids get none.
 * Throws ConditionFieldError, ConditionWordError, BalanceError.
 */
export function quotasOf(balance: Balance, schema: Schema, restrictions: readonly Restriction[], rows: number): Quotas {
  const { field, index } = conditionField(balance.field, schema)
  const words = balancedWords(field)
  const allowed = restrictions.find((restriction) => restriction.field === index)?.words
  const weights = new Map<string, number>()
  for (const word of words) {
    const weight = balance.shares === null ? 1 : Object.hasOwn(balance.shares, word) ? balance.shares[word] : 0
    if (weight > 0 && allowed?.has(word) !== false) weights.set(word, weight)
  }
  for (const word of Object.keys(balance.shares ?? {}))
    if (!words.includes(word)) throw new ConditionWordError(field.name, word, words)
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new BalanceError(field.name, 'no word is to have a row')
  const exact = [...weights].map(([word, weight]) => ({ word, wanted: (rows * weight) / total }))
  const whole = new Map(exact.map(({ word, wanted }) => [word, Math.floor(wanted)]))
  let left = rows - [...whole.values()].reduce((sum, count) => sum + count, 0)
  for (const { word } of exact.sort((a, b) => (b.wanted % 1) - (a.wanted % 1))) {
    if (left-- <= 0) break
    whole.set(word, (whole.get(word) ?? 0) + 1)
  }
  return { field: index, name: field.name, rows: whole }
}
