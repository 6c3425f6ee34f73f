// Report: how faithful a synthetic table is to the real one, column by column and pair by pair.
import { createRandom, type Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { CategoryColumn, NumberColumn, Table } from '../table/table.ts'
import { contingencySimilarity, type Rows } from './contingency.ts'
import { correlationSimilarity } from './correlation.ts'
import { type Discrete, discreteNumbers, discreteWords, type Edges } from './discrete.ts'
import { ksComplement } from './ks.ts'
import { measured } from './measured.ts'
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
  /** The mean of column shapes and column pair trends. */
  readonly overall: number | null
  readonly rows: { readonly real: number; readonly synthetic: number }
}

/** Contingency tables are counted over so many rows at most. */
const mostRows = 50_000

/** A field's two columns, ready to be paired. */
type Measured =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly real: NumberColumn
      readonly synthetic: NumberColumn
      readonly bins: Readonly<Record<Edges, Discrete>>
    }
  | {
      readonly kind: 'word'
      readonly name: string
      readonly real: CategoryColumn
      readonly synthetic: CategoryColumn
      readonly words: Discrete
    }

function measure(real: Table, synthetic: Table, schema: Schema): Measured[] {
  return schema.fields.flatMap(({ name, type, role }, i): Measured[] => {
    const a = real.columns[i]
    const b = synthetic.columns[i]
    if (role === 'omit') return []
    if (measured[type] === 'number' && a.kind === 'number' && b.kind === 'number') {
      const bins = { own: discreteNumbers(a, b, 'own'), real: discreteNumbers(a, b, 'real') }
      return [{ kind: 'number', name, real: a, synthetic: b, bins }]
    }
    if (measured[type] === 'word' && a.kind === 'category' && b.kind === 'category') {
      return [{ kind: 'word', name, real: a, synthetic: b, words: discreteWords(a, b) }]
    }
    return []
  })
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

/** The mean of the scores that are defined; `null` where none is. */
function meanOf(scores: readonly (number | null)[]): number | null {
  const defined = scores.filter((score) => score !== null)
  return defined.length === 0 ? null : defined.reduce((sum, score) => sum + score, 0) / defined.length
}

const defined = (score: number): number | null => (Number.isNaN(score) ? null : score)

function scorePair(first: Measured, second: Measured, edges: Edges, rows: Rows | undefined): PairScore {
  const names = { first: first.name, second: second.name }
  if (first.kind === 'number' && second.kind === 'number') {
    const score = correlationSimilarity([first.real, second.real], [first.synthetic, second.synthetic])
    return { ...names, metric: 'CorrelationSimilarity', score: defined(score) }
  }
  const discrete = (field: Measured) => (field.kind === 'number' ? field.bins[edges] : field.words)
  const score = contingencySimilarity(discrete(first), discrete(second), rows)
  return { ...names, metric: 'ContingencySimilarity', score: defined(score) }
}

/**
 * Scores a synthetic table against the real one by the definitions of SDMetrics' QualityReport, all pairs (as before its
 * version 0.27, without thresholds). Measured are fields of the role `model` that are numbers, instants, booleans or
 * categories; constants, identifiers and text are not. `onProgress` hears how much is done, 0 to 1.
 */
export function evaluate(real: Table, synthetic: Table, schema: Schema, onProgress?: (done: number) => void): Report {
  const fields = measure(real, synthetic, schema)
  const columns = fields.map((field): ColumnScore => {
    if (field.kind === 'number') {
      return { name: field.name, metric: 'KSComplement', score: defined(ksComplement(field.real, field.synthetic)) }
    }
    return { name: field.name, metric: 'TVComplement', score: defined(tvComplement(field.real, field.synthetic)) }
  })

  const random = createRandom(0, 'report')
  const rows =
    Math.max(real.rows, synthetic.rows) > mostRows
      ? { real: sampleRows(real.rows, mostRows, random), synthetic: sampleRows(synthetic.rows, mostRows, random) }
      : undefined
  const pairs: PairScore[] = []
  const realEdges: PairScore[] = []
  for (let i = 0; i < fields.length; i++) {
    for (let j = i + 1; j < fields.length; j++) {
      const pair = scorePair(fields[i], fields[j], 'own', rows)
      pairs.push(pair)
      realEdges.push(fields[i].kind === fields[j].kind ? pair : scorePair(fields[i], fields[j], 'real', rows))
    }
    onProgress?.((i + 1) / fields.length)
  }

  const shapes = meanOf(columns.map(({ score }) => score))
  const trends = meanOf(pairs.map(({ score }) => score))
  return {
    columnShapes: { score: shapes, columns },
    columnPairTrends: { score: trends, edges: 'own', pairs },
    columnPairTrendsRealEdges: { score: meanOf(realEdges.map(({ score }) => score)) },
    overall: meanOf([shapes, trends]),
    rows: { real: real.rows, synthetic: synthetic.rows },
  }
}
