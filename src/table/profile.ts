// Profile: what a column looks like (counts, bounds, a small histogram), for showing it and for laying another beside it.
import { countDistinct } from './identifier.ts'
import type { Field, Schema } from './schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from './table.ts'

export type Histogram =
  /** counts[k] values lie in [edges[k], edges[k + 1]), in the last bin up to its upper edge. */
  | { readonly kind: 'numeric'; readonly edges: readonly number[]; readonly counts: readonly number[] }
  /** `other`: values that are in none of the labels. */
  | {
      readonly kind: 'categories'
      readonly labels: readonly string[]
      readonly counts: readonly number[]
      readonly other: number
    }

export interface FieldProfile {
  readonly missing: number
  readonly distinct: number
  readonly histogram: Histogram
  /** Numbers and instants only, where there is a value. */
  readonly minimum?: number
  readonly maximum?: number
  readonly mean?: number
}

const bins = 20
const shownCategories = 12
/** A bitmap beats sorting up to this span. */
const bitmapSpan = 1 << 22

function distinctNumbers({ values, missing }: NumberColumn, minimum: number, maximum: number): number {
  let distinct = 0
  if (maximum - minimum < bitmapSpan && values.every(Number.isInteger)) {
    const seen = new Uint8Array(maximum - minimum + 1)
    for (let row = 0; row < values.length; row++) {
      if (missing[row] === 0 && seen[values[row] - minimum] === 0) {
        seen[values[row] - minimum] = 1
        distinct++
      }
    }
    return distinct
  }
  const sorted = values.filter((_, row) => missing[row] === 0).sort()
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++
  return distinct
}

/** Equal bins over the range; for whole numbers each holds equally many of them, lest some bins stand out. */
function edgesOf(minimum: number, maximum: number, whole: boolean): number[] {
  const span = maximum - minimum
  if (whole || span === 0) {
    const width = Math.ceil((span + 1) / bins)
    return Array.from({ length: Math.ceil((span + 1) / width) + 1 }, (_, k) => minimum - 0.5 + k * width)
  }
  return Array.from({ length: bins + 1 }, (_, k) => (k === bins ? maximum : minimum + (span * k) / bins))
}

function numericCounts(edges: readonly number[], { values, missing }: NumberColumn): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0)
  const last = counts.length - 1
  const scale = counts.length / (edges[counts.length] - edges[0])
  for (let row = 0; row < values.length; row++) {
    if (missing[row] !== 0) continue
    counts[Math.max(0, Math.min(last, Math.floor((values[row] - edges[0]) * scale)))]++
  }
  return counts
}

function profileNumbers(column: NumberColumn, whole: boolean): FieldProfile {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  let sum = 0
  let count = 0
  for (let row = 0; row < column.values.length; row++) {
    if (column.missing[row] !== 0) continue
    const value = column.values[row]
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
    sum += value
    count++
  }
  const missing = column.values.length - count
  if (count === 0) return { missing, distinct: 0, histogram: { kind: 'numeric', edges: [0, 1], counts: [0] } }
  const edges = edgesOf(minimum, maximum, whole)
  const histogram: Histogram = { kind: 'numeric', edges, counts: numericCounts(edges, column) }
  return {
    missing,
    distinct: distinctNumbers(column, minimum, maximum),
    histogram,
    minimum,
    maximum,
    mean: sum / count,
  }
}

function categoryCounts({ codes, categories, missing }: CategoryColumn): Float64Array {
  const counts = new Float64Array(categories.length)
  for (let row = 0; row < codes.length; row++) if (missing[row] === 0) counts[codes[row]]++
  return counts
}

function profileCategories(column: CategoryColumn): FieldProfile {
  const counts = categoryCounts(column)
  const order = [...counts.keys()].filter((code) => counts[code] > 0).sort((a, b) => counts[b] - counts[a] || a - b)
  const shown = order.slice(0, shownCategories)
  const present = counts.reduce((sum, count) => sum + count, 0)
  const labelled = shown.map((code) => counts[code])
  const other = present - labelled.reduce((sum, count) => sum + count, 0)
  const histogram: Histogram = {
    kind: 'categories',
    labels: shown.map((code) => column.categories[code]),
    counts: labelled,
    other,
  }
  return { missing: column.codes.length - present, distinct: order.length, histogram }
}

export function profileColumn(column: Column, field: Field): FieldProfile {
  if (column.kind === 'number') return profileNumbers(column, field.type === 'integer')
  if (column.kind === 'category') return profileCategories(column)
  const missing = column.missing.reduce((sum, flag) => sum + flag, 0)
  const histogram: Histogram = { kind: 'categories', labels: [], counts: [], other: column.missing.length - missing }
  return { missing, distinct: countDistinct(column, column.missing), histogram }
}

/** One profile a field: at most 20 bins for numbers and instants, the 12 commonest categories; texts are only counted. */
export function profileTable(table: Table, schema: Schema): FieldProfile[] {
  return schema.fields.map((field, i) => profileColumn(table.columns[i], field))
}

/** Another column over the bins of `reference`. Numbers beyond its edges count in the outermost bins, unknown categories as `other`. */
export function histogramLike(reference: Histogram, column: Column): Histogram {
  if (reference.kind === 'numeric') {
    if (column.kind !== 'number') return { ...reference, counts: reference.counts.map(() => 0) }
    return { ...reference, counts: numericCounts(reference.edges, column) }
  }
  if (column.kind === 'category') {
    const all = categoryCounts(column)
    const byLabel = new Map(column.categories.map((category, code) => [category, all[code]]))
    const counts = reference.labels.map((label) => byLabel.get(label) ?? 0)
    const other = all.reduce((sum, count) => sum + count, 0) - counts.reduce((sum, count) => sum + count, 0)
    return { ...reference, counts, other }
  }
  return {
    ...reference,
    counts: reference.labels.map(() => 0),
    other: column.missing.reduce((sum, flag) => sum - flag, column.missing.length),
  }
}
