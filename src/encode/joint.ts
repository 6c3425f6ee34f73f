// Joint: several columns as one word a row, which says what all of them hold.
import type { Random } from '../math/random.ts'
import { cellsOf, combinationKey, combinationOf } from '../table/constraint/combinations.ts'
import type { Combination } from '../table/constraint/constraint.ts'
import type { FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column } from '../table/table.ts'
import type { Construction, StepOf } from './construction.ts'

/** The combination that each row holds, as one word; missing where all of it is. */
export function joined(columns: Column[], { columns: joint, list }: StepOf<'joint'>): CategoryColumn {
  const cells = joint.map((column) => cellsOf(columns[column]))
  const rows = columns[joint[0]].missing.length
  const codes = new Uint32Array(rows)
  const missing = new Uint8Array(rows)
  const categories: string[] = [...(list ?? [])]
  const known = new Map(categories.map((key, code) => [key, code]))
  const nearest = list === null ? null : nearestIn(list, joint.length)
  for (let row = 0; row < rows; row++) {
    const combination = cells.map((cell) => cell(row))
    if (combination.every((cell) => cell === null)) {
      missing[row] = 1
      continue
    }
    const key = combinationKey(combination)
    let code = known.get(key)
    if (code === undefined) {
      code = nearest === null ? categories.push(key) - 1 : nearest(combination)
      known.set(key, code)
    }
    codes[row] = code
  }
  return { kind: 'category', codes, categories, missing }
}

/** The listed combination that has most cells in common with one that is not listed; the first of equals. */
function nearestIn(list: readonly string[], columns: number): (combination: Combination) => number {
  const all = list.map((key) => combinationOf(key, columns) ?? [])
  return (combination) => {
    let best = 0
    let most = -1
    all.forEach((each, code) => {
      const same = each.reduce((count: number, cell, i) => count + (cell === combination[i] ? 1 : 0), 0)
      if (same > most) [best, most] = [code, same]
    })
    return best
  }
}

/** A row whose word is no combination, as its own was too rare to be told, gets that of another row. */
export function split(
  word: CategoryColumn,
  { columns: joint }: StepOf<'joint'>,
  columns: readonly Column[],
  random: Random,
): [number, Column][] {
  const rows = word.codes.length
  const told = word.categories.map((key) => combinationOf(key, joint.length))
  const good: number[] = []
  for (let row = 0; row < rows; row++) if (word.missing[row] === 0 && told[word.codes[row]] !== null) good.push(row)
  const all = told.flatMap((combination) => (combination === null ? [] : [combination]))
  const chosen = Array.from({ length: rows }, (_, row): Combination | null => {
    if (word.missing[row] === 1) return null
    const own = told[word.codes[row]]
    if (own !== null || all.length === 0) return own
    if (good.length > 0) return told[word.codes[good[random.integer(good.length)]]]
    return all[random.integer(all.length)]
  })
  return joint.map((column, at) => [column, columnOf(columns[column], all, chosen, at)])
}

/** Cell `at` of each row's combination, as a column like `model`. */
function columnOf(
  model: Column,
  all: readonly Combination[],
  chosen: readonly (Combination | null)[],
  at: number,
): Column {
  const missing = Uint8Array.from(chosen, (combination) => ((combination?.[at] ?? null) === null ? 1 : 0))
  if (model.kind === 'number') {
    const values = Float64Array.from(chosen, (combination) => Number(combination?.[at] ?? 0))
    return { kind: 'number', values, missing }
  }
  // The list of words rests on what may occur, not on what did, so that pieces of one table have the same.
  const categories = [
    ...new Set(all.flatMap((combination) => (combination[at] === null ? [] : [String(combination[at])]))),
  ]
  const codeOf = new Map(categories.map((word, code) => [word, code]))
  const codes = Uint32Array.from(chosen, (combination) => codeOf.get(String(combination?.[at])) ?? 0)
  return { kind: 'category', codes, categories, missing }
}

export function jointDomain(
  word: FieldDomain | undefined,
  at: number,
  { columns }: StepOf<'joint'>,
  type: Construction['columns'][number]['type'],
): FieldDomain {
  if (word?.kind !== 'categories') return { kind: 'open' }
  const cells = word.categories.flatMap((key) => {
    const cell = combinationOf(key, columns.length)?.[at] ?? null
    return cell === null ? [] : [cell]
  })
  if (type !== 'integer' && type !== 'real')
    return { kind: 'categories', categories: [...new Set(cells.map(String))], declared: word.declared }
  const numbers = cells.map(Number)
  if (numbers.length === 0) return { kind: 'range', minimum: 0, maximum: 0, declared: word.declared }
  const minimum = numbers.reduce((least, each) => Math.min(least, each))
  const maximum = numbers.reduce((most, each) => Math.max(most, each))
  return { kind: 'range', minimum, maximum, declared: word.declared }
}

/** A combination with a missing cell counts as missing altogether. */
export function wholeWords(word: CategoryColumn, columns: number): CategoryColumn {
  const gaps = word.categories.map((key) => combinationOf(key, columns)?.includes(null) ?? false)
  return { ...word, missing: word.missing.map((mark, row) => (gaps[word.codes[row]] ? 1 : mark)) }
}
