// ConditionText: conditions as people type them: `age>=60`, `income=>50K`, `city in Rome, Oslo`, `day between 2024-01-01 and 2024-03`.
import { type Condition, conditionField, conditionKind, type Operator } from './condition.ts'
import { ConditionSyntaxError } from './errors.ts'
import type { Field, Schema } from './schema.ts'

/** Ways to write an operator; of those that one text allows the longer comes first. */
const signs: readonly (readonly [string, Operator])[] = [
  ['!=', '!='],
  ['<>', '!='],
  ['==', '='],
  ['<=', '<='],
  ['>=', '>='],
  ['=<', '<='],
  ['=>', '>='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['≠', '!='],
  ['≤', '<='],
  ['≥', '>='],
]

const phrases: readonly (readonly [RegExp, (found: RegExpExecArray) => Pick<Condition, 'operator' | 'values'>])[] = [
  [/^is\s+missing$/i, () => ({ operator: 'missing', values: [] })],
  [/^is\s+(?:not\s+missing|present)$/i, () => ({ operator: 'present', values: [] })],
  [/^in\s+(.+)$/is, ([, list]) => ({ operator: 'in', values: splitList(list) })],
  [/^between\s+(.+?)\s+and\s+(.+)$/is, ([, from, to]) => ({ operator: 'between', values: [from.trim(), to.trim()] })],
]

/** Parts between commas; a part in quotes may hold commas, and doubled quotes for one. */
function splitList(text: string): string[] {
  const parts = text.match(/\s*"(?:[^"]|"")*"\s*(?:,|$)|[^,]+(?:,|$)/g) ?? []
  return parts.map((part) => {
    const bare = part.replace(/,$/, '').trim()
    return /^".*"$/s.test(bare) ? bare.slice(1, -1).replaceAll('""', '"') : bare
  })
}

/** Of the signs that a text begins with, the shortest that leaves a word of the field, else the longest: `=>50K` is `=` where `>50K` is a word. */
function bySign(rest: string, field: Field): Condition | null {
  const fitting = signs.filter(([sign]) => rest.startsWith(sign))
  if (fitting.length === 0) return null
  const made = fitting.map(([sign, operator]) => ({
    field: field.name,
    operator,
    values: [rest.slice(sign.length).trim()],
  }))
  if (conditionKind(field) !== 'words' || field.domain.kind !== 'categories') return made[0]
  const words = field.domain.categories
  const equal = made.filter(({ operator }) => operator === '=' || operator === '!=')
  return equal.findLast(({ values }) => words.includes(values[0])) ?? equal.at(-1) ?? made[0]
}

/**
 * Reads one condition. The names of fields decide where the operator begins, the words of the field where it ends. Throws a
 * ConditionFieldError where no field is named, a ConditionSyntaxError where no operator follows.
 */
export function parseCondition(text: string, schema: Schema): Condition {
  const trimmed = text.trim()
  const named = schema.fields
    .filter(({ name }) => trimmed.startsWith(name))
    .sort((a, b) => b.name.length - a.name.length)
  for (const field of named) {
    const rest = trimmed.slice(field.name.length)
    const condition = bySign(rest.trimStart(), field) ?? (/^\s/.test(rest) ? byPhrase(rest.trim(), field) : null)
    if (condition) {
      conditionField(field.name, schema)
      return condition
    }
  }
  const [, name] = /^(.+?)\s*(?:[=!<>≠≤≥]|\s(?:is|in|between)\s)/s.exec(trimmed) ?? []
  // Throws where no field has this name.
  if (name !== undefined) conditionField(name, schema)
  throw new ConditionSyntaxError(trimmed)
}

function byPhrase(rest: string, { name }: Field): Condition | null {
  for (const [shape, make] of phrases) {
    const found = shape.exec(rest)
    if (found) return { field: name, ...make(found) }
  }
  return null
}
