// Fairness: the groups of one chosen field, how large they are, and how often each has the outcome that another field tells.
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { type Compared, comparedFields } from './compared.ts'
import { discreteWords } from './discrete.ts'
import { quantile, sortedPresent } from './quantiles.ts'

/** A group by its word, or by the bounds of its numbers: above `from`, up to and with `to`; `null` is open. */
export type Group =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'numbers'; readonly from: number | null; readonly to: number | null }

export interface GroupShare {
  readonly group: Group
  /** Rows of the group. */
  readonly rows: { readonly real: number; readonly synthetic: number }
  /** Of the rows that belong to any group. */
  readonly share: { readonly real: number; readonly synthetic: number }
  /** The share of the group's rows with the outcome, of those where it is known; `null` without a target, or of no row. */
  readonly rate: { readonly real: number | null; readonly synthetic: number | null }
}

/** The outcome that is looked at: a word of the target, or its numbers above the real median. */
export type Outcome =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'above'; readonly value: number }

/** The largest less the smallest rate of the groups; `null` where fewer than two groups can be compared. */
export interface Parity {
  readonly real: number | null
  readonly synthetic: number | null
  /** Synthetic minus real: above 0 the synthetic table treats the groups less alike. */
  readonly change: number | null
}

export interface Fairness {
  readonly protectedField: string
  readonly target: string | null
  readonly outcome: Outcome | null
  /** The largest first. */
  readonly groups: readonly GroupShare[]
  /** Half the sum of the shares' differences: the share of rows that would have to change their group. */
  readonly shareError: number
  /** Demographic parity difference, over groups of at least `leastRows` rows in both tables; `null` without a target. */
  readonly parity: (Parity & { readonly leastRows: number }) | null
}

/** Rates of fewer rows say more about chance than about the group. */
const leastRows = 30

/** Numbers are grouped into so many parts of equal size. */
const parts = 4

export interface FairnessOptions {
  readonly real: Table
  readonly synthetic: Table
  readonly schema: Schema
  /** The name of a judged field. */
  readonly protectedField: string
  readonly target: string | null
}

/**
 * Shares of the protected field's groups, and with a target the demographic parity difference, max − min over groups of
 * P[outcome | group] (Dwork et al. 2012; as fairlearn's demographic_parity_difference of the target). The outcome is the
 * rarer one of two words (of more: the rarest that at least 1 % of the real rows have), or a number above the real median.
 * `null` where the protected field is not judged (a constant, identifier, text or left out) or is the target itself.
 */
export function fairness({ real, synthetic, schema, protectedField, target }: FairnessOptions): Fairness | null {
  const fields = comparedFields(real, synthetic, schema)
  const field = fields.find(({ name }) => name === protectedField)
  if (field === undefined || protectedField === target) return null
  const { labels, codes } = groupsOf(field)
  const targetField = target === null ? undefined : fields.find(({ name }) => name === target)
  const chosen = targetField && outcomeOf(targetField)

  const realCounts = count(codes.real, labels.length, chosen?.real)
  const syntheticCounts = count(codes.synthetic, labels.length, chosen?.synthetic)
  const groups = labels
    .map((group, i): GroupShare => {
      const a = realCounts[i]
      const b = syntheticCounts[i]
      return {
        group,
        rows: { real: a.rows, synthetic: b.rows },
        share: { real: a.share, synthetic: b.share },
        rate: { real: a.rate, synthetic: b.rate },
      }
    })
    .filter(({ rows }) => rows.real + rows.synthetic > 0)
    .sort((a, b) => b.rows.real - a.rows.real || b.rows.synthetic - a.rows.synthetic)
  return {
    protectedField,
    target: chosen ? target : null,
    outcome: chosen?.outcome ?? null,
    groups,
    shareError: groups.reduce((sum, { share }) => sum + Math.abs(share.real - share.synthetic), 0) / 2,
    parity: chosen ? { ...parityOf(groups), leastRows } : null,
  }
}

/** Codes of both tables; 0 is no group, code k + 1 is label k. */
function groupsOf(field: Compared): {
  labels: Group[]
  codes: { readonly real: Uint32Array; readonly synthetic: Uint32Array }
} {
  if (field.kind === 'word') {
    const words = [...new Set([...field.real.categories, ...field.synthetic.categories])]
    return { labels: words.map((word) => ({ kind: 'word', word })), codes: discreteWords(field.real, field.synthetic) }
  }
  const sorted = sortedPresent(field.real)
  const cuts = [
    ...new Set(Array.from({ length: parts - 1 }, (_, k) => quantile(sorted, (k + 1) / parts)).filter(Number.isFinite)),
  ].filter((cut) => cut < sorted[sorted.length - 1])
  const labels = [...cuts, null].map((to, k): Group => ({ kind: 'numbers', from: k === 0 ? null : cuts[k - 1], to }))
  const place = ({ values, missing }: NumberColumn) =>
    Uint32Array.from(values, (value, row) => {
      if (missing[row] === 1) return 0
      let part = 0
      while (part < cuts.length && value > cuts[part]) part++
      return part + 1
    })
  return { labels, codes: { real: place(field.real), synthetic: place(field.synthetic) } }
}

/** [rows]: 1 with the outcome, 0 without, 2 where it is not known. */
interface Chosen {
  readonly outcome: Outcome
  readonly real: Uint8Array
  readonly synthetic: Uint8Array
}

function outcomeOf(field: Compared): Chosen | null {
  if (field.kind === 'number') {
    const value = quantile(sortedPresent(field.real), 0.5)
    if (Number.isNaN(value)) return null
    const above = ({ values, missing }: NumberColumn) =>
      Uint8Array.from(values, (each, row) => (missing[row] === 1 ? 2 : each > value ? 1 : 0))
    return { outcome: { kind: 'above', value }, real: above(field.real), synthetic: above(field.synthetic) }
  }
  const counts = new Map<string, number>()
  for (let row = 0; row < field.real.codes.length; row++) {
    if (field.real.missing[row] === 1) continue
    const word = field.real.categories[field.real.codes[row]]
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const enough = [...counts].filter(([, count]) => counts.size === 2 || count >= field.real.codes.length / 100)
  if (counts.size < 2 || enough.length === 0) return null
  const [word] = enough.reduce((least, each) => (each[1] < least[1] ? each : least))
  const is = ({ codes, categories, missing }: CategoryColumn) => {
    const wanted = categories.indexOf(word)
    return Uint8Array.from(codes, (code, row) => (missing[row] === 1 ? 2 : code === wanted ? 1 : 0))
  }
  return { outcome: { kind: 'word', word }, real: is(field.real), synthetic: is(field.synthetic) }
}

function count(
  codes: Uint32Array,
  groups: number,
  outcome: Uint8Array | undefined,
): { rows: number; share: number; rate: number | null }[] {
  const rows = new Uint32Array(groups + 1)
  const known = new Uint32Array(groups + 1)
  const having = new Uint32Array(groups + 1)
  for (let row = 0; row < codes.length; row++) {
    rows[codes[row]]++
    if (outcome === undefined || outcome[row] === 2) continue
    known[codes[row]]++
    having[codes[row]] += outcome[row]
  }
  const grouped = Math.max(1, codes.length - rows[0])
  return Array.from({ length: groups }, (_, i) => ({
    rows: rows[i + 1],
    share: rows[i + 1] / grouped,
    rate: known[i + 1] === 0 ? null : having[i + 1] / known[i + 1],
  }))
}

function parityOf(groups: readonly GroupShare[]): Parity {
  const large = groups.filter(({ rows }) => rows.real >= leastRows && rows.synthetic >= leastRows)
  const spread = (side: 'real' | 'synthetic') => {
    const rates = large.map(({ rate }) => rate[side]).filter((rate) => rate !== null)
    return rates.length < 2 ? null : Math.max(...rates) - Math.min(...rates)
  }
  const real = spread('real')
  const synthetic = spread('synthetic')
  return { real, synthetic, change: real === null || synthetic === null ? null : synthetic - real }
}
