// Report: how faithful a synthetic table is to the real one, column by column and pair by pair.
import { createRandom, type Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type Compared, type ComparedNumbers, type ComparedWords, comparedFields } from './compared.ts'
import { contingencySimilarity, type Rows } from './contingency.ts'
import { correlationSimilarity, pearson } from './correlation.ts'
import { cramersV } from './cramer.ts'
import { type Discrete, discreteNumbers, discreteWords, type Edges } from './discrete.ts'
import { ksComplement } from './ks.ts'
import { defined, meanOf } from './mean.ts'
import { tvComplement } from './tv.ts'

export interface ColumnScore {
  readonly name: string
  readonly metric: 'KSComplement' | 'TVComplement'
  /** `null`: undefined (no value in the column), and not in the mean. */
  readonly score: number | null
}

export interface PairScore {
  readonly first: string
  readonly second: string
  readonly metric: 'CorrelationSimilarity' | 'ContingencySimilarity'
  /** `null`: undefined (such as the correlation of a constant), and not in the mean. */
  readonly score: number | null
}

/** All scores are from 0 to 1, 1 for alike. A mean of nothing is `null`. */
export interface Report {
  readonly columnShapes: { readonly score: number | null; readonly columns: readonly ColumnScore[] }
  /** All pairs; numbers beside words in ten bins, each table by its own edges. */
  readonly columnPairTrends: {
    readonly score: number | null
    readonly edges: 'own'
    readonly pairs: readonly PairScore[]
  }
  /** The same with the real table's edges for both: without the error that unlike edges add. */
  readonly columnPairTrendsRealEdges: { readonly score: number | null }
  /** Only pairs with a real trend, as SDMetrics has counted since its version 0.27 (2026). Most pairs of most tables have none. */
  readonly columnPairTrendsThresholded: {
    readonly score: number | null
    /** A pair of numbers counts where |ρ| of the real table is above it. */
    readonly correlation: number
    /** Any other pair counts where Cramér's V of the real table is above it. */
    readonly association: number
    /** Pairs that count, of all. */
    readonly pairs: number
    readonly of: number
    /** The mean of column shapes and these. */
    readonly overall: number | null
  }
  /** The mean of column shapes and column pair trends. */
  readonly overall: number | null
  readonly rows: { readonly real: number; readonly synthetic: number }
}

/** Contingency tables are counted over so many rows at most. */
export const mostPairedRows = 50_000

/** What a real pair must exceed to count as a trend. */
const leastCorrelation = 0.5
const leastAssociation = 0.3

/** A field's two columns, ready to be paired. */
type Measured =
  | (ComparedNumbers & { readonly bins: Readonly<Record<Edges, Discrete>> })
  | (ComparedWords & { readonly words: Discrete })

function measure(field: Compared): Measured {
  if (field.kind === 'word') return { ...field, words: discreteWords(field.real, field.synthetic) }
  const { real, synthetic } = field
  return {
    ...field,
    bins: { own: discreteNumbers(real, synthetic, 'own'), real: discreteNumbers(real, synthetic, 'real') },
  }
}

/** `count` of `rows` row numbers, without repetition, rising (selection sampling: Knuth, TAOCP 2, 3.4.2, algorithm S). */
function sampleRows(rows: number, count: number, random: Random): Uint32Array {
  const chosen = new Uint32Array(Math.min(rows, count))
  let taken = 0
  for (let r = 0; taken < chosen.length; r++) {
    if ((rows - r) * random.uniform() < chosen.length - taken) chosen[taken++] = r
  }
  return chosen
}

function scoreColumn(field: Measured): ColumnScore {
  const { name } = field
  return field.kind === 'number'
    ? { name, metric: 'KSComplement', score: defined(ksComplement(field.real, field.synthetic)) }
    : { name, metric: 'TVComplement', score: defined(tvComplement(field.real, field.synthetic)) }
}

function scorePair(first: Measured, second: Measured, edges: Edges, rows: Rows | undefined): PairScore {
  const names = { first: first.name, second: second.name }
  if (first.kind === 'number' && second.kind === 'number') {
    const score = correlationSimilarity([first.real, second.real], [first.synthetic, second.synthetic])
    return { ...names, metric: 'CorrelationSimilarity', score: defined(score) }
  }
  const score = contingencySimilarity(discrete(first, edges), discrete(second, edges), rows)
  return { ...names, metric: 'ContingencySimilarity', score: defined(score) }
}

const discrete = (field: Measured, edges: Edges) => (field.kind === 'number' ? field.bins[edges] : field.words)

/** True where the real table shows a trend between the two; missing is a category like any other, as where pairs are scored. */
function isTrend(first: Measured, second: Measured): boolean {
  if (first.kind === 'number' && second.kind === 'number') {
    return Math.abs(pearson([first.real, second.real])) > leastCorrelation
  }
  const a = discrete(first, 'own')
  const b = discrete(second, 'own')
  return cramersV(a.real, a.size, b.real, b.size) > leastAssociation
}

/**
 * Scores a synthetic table against the real one by the definitions of SDMetrics' QualityReport, over all pairs (as before its
 * version 0.27) and over those with a trend (as since). Measured are fields of the role `model` that are numbers, instants, booleans or
 * categories; constants, identifiers and text are not. `onProgress` hears how much is done, 0 to 1.
 */
export function* evaluate(
  real: Table,
  synthetic: Table,
  schema: Schema,
  onProgress?: (done: number) => void,
): Work<Report> {
  const fields: Measured[] = []
  for (const field of comparedFields(real, synthetic, schema)) {
    fields.push(measure(field))
    yield
  }
  const columns: ColumnScore[] = []
  for (const field of fields) {
    columns.push(scoreColumn(field))
    yield
  }

  const random = createRandom(0, 'report')
  const rows =
    Math.max(real.rows, synthetic.rows) > mostPairedRows
      ? {
          real: sampleRows(real.rows, mostPairedRows, random),
          synthetic: sampleRows(synthetic.rows, mostPairedRows, random),
        }
      : undefined
  const pairs: PairScore[] = []
  const realEdges: PairScore[] = []
  const trending: PairScore[] = []
  for (let i = 0; i < fields.length; i++) {
    for (let j = i + 1; j < fields.length; j++) {
      const pair = scorePair(fields[i], fields[j], 'own', rows)
      pairs.push(pair)
      if (pair.score !== null && isTrend(fields[i], fields[j])) trending.push(pair)
      realEdges.push(fields[i].kind === fields[j].kind ? pair : scorePair(fields[i], fields[j], 'real', rows))
      yield
    }
    onProgress?.((i + 1) / fields.length)
  }

  const shapes = meanOf(columns.map(({ score }) => score))
  const trends = meanOf(pairs.map(({ score }) => score))
  const trendsThresholded = meanOf(trending.map(({ score }) => score))
  return {
    columnShapes: { score: shapes, columns },
    columnPairTrends: { score: trends, edges: 'own', pairs },
    columnPairTrendsRealEdges: { score: meanOf(realEdges.map(({ score }) => score)) },
    columnPairTrendsThresholded: {
      score: trendsThresholded,
      correlation: leastCorrelation,
      association: leastAssociation,
      pairs: trending.length,
      of: pairs.length,
      overall: meanOf([shapes, trendsThresholded]),
    },
    overall: meanOf([shapes, trends]),
    rows: { real: real.rows, synthetic: synthetic.rows },
  }
}
