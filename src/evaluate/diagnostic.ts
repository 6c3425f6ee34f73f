// Diagnostic: whether the synthetic table is valid at all: values that can be, keys without repetition, rows that are new.
import { Dictionary } from '../table/dictionary.ts'
import type { Field, Schema } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table, TextColumn } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { copies } from './copies.ts'
import { discreteWords } from './discrete.ts'
import { defined, meanOf } from './mean.ts'

export interface ValidityScore {
  readonly name: string
  readonly metric: 'BoundaryAdherence' | 'CategoryAdherence' | 'KeyUniqueness'
  /** `null`: undefined (no value in the column), and not in the mean. */
  readonly score: number | null
}

export interface CoverageScore {
  readonly name: string
  readonly metric: 'RangeCoverage' | 'CategoryCoverage'
  readonly score: number | null
}

/** All scores are from 0 to 1, 1 for nothing wrong. A mean of nothing is `null`. */
export interface Diagnostic {
  /** Data Validity: the share of cells that could stand in the real table. */
  readonly validity: { readonly score: number | null; readonly columns: readonly ValidityScore[] }
  /** Data Structure: the share of columns that are of the same kind in both. `unlike` names the others. */
  readonly structure: { readonly score: number | null; readonly unlike: readonly string[] }
  /** How much of the real range and of the real categories comes up. */
  readonly coverage: { readonly score: number | null; readonly columns: readonly CoverageScore[] }
  /** NewRowSynthesis: the share of synthetic rows that repeat no real one; `copies` counts the others. `null`: no field to compare. */
  readonly newRows: { readonly score: number; readonly copies: number } | null
}

/**
 * The definitions of SDMetrics' DiagnosticReport and of RangeCoverage, CategoryCoverage and NewRowSynthesis. Fields that are
 * left out, and free text, are not looked at. `onProgress` hears how much is done, 0 to 1.
 */
export function* diagnostic(
  real: Table,
  synthetic: Table,
  schema: Schema,
  onProgress?: (done: number) => void,
): Work<Diagnostic> {
  const kept = schema.fields.flatMap((field, i) =>
    field.role === 'omit' || field.type === 'text'
      ? []
      : [{ field, real: real.columns[i], synthetic: synthetic.columns[i] }],
  )
  // Made-up people may share a name, as real ones do: such a column is no key.
  const keys = kept.filter(({ field }) => field.treatment?.method !== 'replace')
  const validity = keys.flatMap((each) => validityOf(each.field.name, each.real, each.synthetic))
  const coverage = kept.flatMap((each) => coverageOf(each.field.name, each.real, each.synthetic))
  const unlike = kept.filter((each) => kindOf(each.field, each.real) !== kindOf(each.field, each.synthetic))
  const copied = yield* copies(real, synthetic, schema, onProgress)
  const count = copied?.reduce((sum, copy) => sum + copy, 0) ?? 0
  return {
    validity: { score: meanOf(validity.map(({ score }) => score)), columns: validity },
    structure: {
      // A column of another kind is counted twice where both tables' columns are put together, as a set of names and kinds does.
      score: kept.length === 0 ? null : (kept.length - unlike.length) / (kept.length + unlike.length),
      unlike: unlike.map(({ field }) => field.name),
    },
    coverage: { score: meanOf(coverage.map(({ score }) => score)), columns: coverage },
    newRows: copied === null || copied.length === 0 ? null : { score: 1 - count / copied.length, copies: count },
  }
}

function validityOf(name: string, real: Column, synthetic: Column): ValidityScore[] {
  if (real.kind === 'number' && synthetic.kind === 'number') {
    return [{ name, metric: 'BoundaryAdherence', score: defined(boundaryAdherence(real, synthetic)) }]
  }
  if (real.kind === 'category' && synthetic.kind === 'category') {
    return [{ name, metric: 'CategoryAdherence', score: defined(categoryAdherence(real, synthetic)) }]
  }
  if (synthetic.kind === 'text') return [{ name, metric: 'KeyUniqueness', score: defined(keyUniqueness(synthetic)) }]
  return []
}

function coverageOf(name: string, real: Column, synthetic: Column): CoverageScore[] {
  if (real.kind === 'number' && synthetic.kind === 'number') {
    return [{ name, metric: 'RangeCoverage', score: defined(rangeCoverage(real, synthetic)) }]
  }
  if (real.kind === 'category' && synthetic.kind === 'category') {
    return [{ name, metric: 'CategoryCoverage', score: defined(categoryCoverage(real, synthetic)) }]
  }
  return []
}

/** Whole numbers and fractions are of different kinds, as int64 and float64 are in a data frame. */
function kindOf({ type }: Field, column: Column): string {
  if (column.kind !== 'number' || type !== 'integer') return column.kind
  return column.values.every(Number.isInteger) ? 'integer' : 'real'
}

function boundsOf({ values, missing }: NumberColumn): { low: number; high: number; gaps: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let gaps = 0
  for (let row = 0; row < values.length; row++) {
    if (missing[row] === 1) gaps++
    else {
      if (values[row] < low) low = values[row]
      if (values[row] > high) high = values[row]
    }
  }
  return { low, high, gaps }
}

/** The share of values within the real bounds; a gap counts as invalid where the real column has none, else not at all. */
export function boundaryAdherence(real: NumberColumn, synthetic: NumberColumn): number {
  const { low, high, gaps } = boundsOf(real)
  if (gaps === real.values.length) return Number.NaN
  let valid = 0
  let looked = 0
  for (let row = 0; row < synthetic.values.length; row++) {
    if (synthetic.missing[row] === 1) looked += gaps > 0 ? 0 : 1
    else {
      looked++
      if (synthetic.values[row] >= low && synthetic.values[row] <= high) valid++
    }
  }
  return valid / looked
}

/** The share of cells that occur in the real column; gaps count as valid where that has one. */
export function categoryAdherence(real: CategoryColumn, synthetic: CategoryColumn): number {
  const words = discreteWords(real, synthetic)
  const known = new Uint8Array(words.size)
  for (const code of words.real) known[code] = 1
  let valid = 0
  for (const code of words.synthetic) valid += known[code]
  return valid / words.synthetic.length
}

/** The share of rows whose key is neither missing nor that of a row before. */
export function keyUniqueness({ bytes, offsets, missing }: TextColumn): number {
  const known = new Dictionary()
  for (let row = 0; row < missing.length; row++) {
    if (missing[row] === 1 || known.find(bytes, offsets[row], offsets[row + 1]) >= 0) continue
    known.add(bytes, offsets[row], offsets[row + 1])
  }
  return known.size / missing.length
}

/** How much of the real range the synthetic values span, on [0, 1]; NaN where the real range is a point. */
export function rangeCoverage(real: NumberColumn, synthetic: NumberColumn): number {
  const { low, high, gaps } = boundsOf(real)
  const own = boundsOf(synthetic)
  if (gaps === real.values.length || own.gaps === synthetic.values.length || low === high) return Number.NaN
  // Halves, because the distance of two doubles may not be a double.
  const range = high / 2 - low / 2
  const below = Math.max((own.low / 2 - low / 2) / range, 0)
  const above = Math.max((high / 2 - own.high / 2) / range, 0)
  return Math.max(1 - below - above, 0)
}

/** The share of the real column's words that the synthetic column has. */
export function categoryCoverage(real: CategoryColumn, synthetic: CategoryColumn): number {
  const words = discreteWords(real, synthetic)
  const inReal = new Uint8Array(words.size)
  const inSynthetic = new Uint8Array(words.size)
  for (const code of words.real) inReal[code] = 1
  for (const code of words.synthetic) inSynthetic[code] = 1
  let count = 0
  let covered = 0
  for (let code = 1; code < words.size; code++) {
    count += inReal[code]
    covered += inReal[code] & inSynthetic[code]
  }
  return covered / count
}
