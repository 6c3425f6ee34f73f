// Rarity: how well rare categories and the tails of numbers are kept.
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { type ComparedNumbers, type ComparedWords, comparedFields } from './compared.ts'
import { discreteWords } from './discrete.ts'
import { meanOf } from './mean.ts'
import { quantile, sortedPresent } from './quantiles.ts'

/** A category is rare below this share of the real cells that hold a value. */
const rareBelow = 0.01

/** Shares of the values that lie below the quantiles that are compared. */
const tails = [0.001, 0.01, 0.05, 0.95, 0.99, 0.999] as const

export interface RareCategories {
  readonly name: string
  /** Rare categories of the real column. */
  readonly rare: number
  /** Those of them that the synthetic column has. */
  readonly kept: number
  /** The rare categories' share of all values. */
  readonly realShare: number
  readonly syntheticShare: number
  /** Σ |p_real − p_synthetic| over the rare categories, as a share of Σ p_real: 0 is perfect, 1 what leaving all of them out gives. */
  readonly shareError: number
}

export interface Tail {
  readonly name: string
  /** One a tail: the share below, both quantiles, and their distance in units of `scale`. */
  readonly quantiles: readonly {
    readonly share: number
    readonly real: number
    readonly synthetic: number
    readonly error: number
  }[]
  /** What the errors are measured in: the real column's interquartile range; where that is 0, its whole range. */
  readonly scale: { readonly kind: 'interquartile' | 'range'; readonly value: number }
  /** The mean of the errors' sizes. */
  readonly error: number
}

export interface Rarity {
  readonly rareBelow: number
  readonly categories: {
    /** Of all rare categories of all columns, the share that the synthetic table has; `null` where none is rare. */
    readonly coverage: number | null
    /** The mean over columns with rare categories. */
    readonly shareError: number | null
    /** Columns with rare categories. */
    readonly columns: readonly RareCategories[]
  }
  /** Numbers that vary; the error is the mean over columns. */
  readonly tails: { readonly error: number | null; readonly columns: readonly Tail[] }
}

/** Of the fields that the report judges. Missing cells are left out. */
export function rarity(real: Table, synthetic: Table, schema: Schema): Rarity {
  const fields = comparedFields(real, synthetic, schema)
  const columns = fields.flatMap((field) => (field.kind === 'word' ? rareCategories(field) : []))
  const ends = fields.flatMap((field) => (field.kind === 'number' ? tailOf(field) : []))
  const rare = columns.reduce((sum, column) => sum + column.rare, 0)
  return {
    rareBelow,
    categories: {
      coverage: rare === 0 ? null : columns.reduce((sum, column) => sum + column.kept, 0) / rare,
      shareError: meanOf(columns.map(({ shareError }) => shareError)),
      columns,
    },
    tails: { error: meanOf(ends.map(({ error }) => error)), columns: ends },
  }
}

function rareCategories({ name, real, synthetic }: ComparedWords): RareCategories[] {
  const words = discreteWords(real, synthetic)
  const realShares = sharesOf(words.real, words.size)
  const syntheticShares = sharesOf(words.synthetic, words.size)
  let rare = 0
  let kept = 0
  let realShare = 0
  let syntheticShare = 0
  let error = 0
  for (let code = 1; code < words.size; code++) {
    if (realShares[code] === 0 || realShares[code] >= rareBelow) continue
    rare++
    if (syntheticShares[code] > 0) kept++
    realShare += realShares[code]
    syntheticShare += syntheticShares[code]
    error += Math.abs(realShares[code] - syntheticShares[code])
  }
  return rare === 0 ? [] : [{ name, rare, kept, realShare, syntheticShare, shareError: error / realShare }]
}

/** Each code's share of the cells that hold a value; code 0 is missing. */
function sharesOf(codes: Uint32Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (const code of codes) counts[code]++
  const present = Math.max(1, codes.length - counts[0])
  counts[0] = 0
  return counts.map((count) => count / present)
}

function tailOf({ name, real, synthetic }: ComparedNumbers): Tail[] {
  const a = sortedPresent(real)
  const b = sortedPresent(synthetic)
  if (a.length === 0 || b.length === 0 || a[0] === a[a.length - 1]) return []
  const interquartile = quantile(a, 0.75) - quantile(a, 0.25)
  const scale: Tail['scale'] =
    interquartile > 0
      ? { kind: 'interquartile', value: interquartile }
      : { kind: 'range', value: a[a.length - 1] - a[0] }
  const quantiles = tails.map((share) => {
    const realQuantile = quantile(a, share)
    const syntheticQuantile = quantile(b, share)
    const error = syntheticQuantile / scale.value - realQuantile / scale.value
    return { share, real: realQuantile, synthetic: syntheticQuantile, error }
  })
  const error = quantiles.reduce((sum, each) => sum + Math.abs(each.error) / quantiles.length, 0)
  return [{ name, quantiles, scale, error }]
}
