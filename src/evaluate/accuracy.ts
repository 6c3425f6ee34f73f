// Accuracy: how alike the frequencies of one, two and three fields together are, and how alike they can be at best.
import type { Random } from '../math/random.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type Binned, binned } from './bins.ts'
import { comparedFields } from './compared.ts'
import { meanOf } from './mean.ts'

/** Both from 0 to 1; `null` where nothing could be counted. */
export interface Agreement {
  readonly accuracy: number | null
  /** What two samples of these sizes from one distribution reach on average: less is noise, not error. */
  readonly ceiling: number | null
}

export interface Accuracy {
  readonly univariate: Agreement & { readonly columns: readonly (Agreement & { readonly name: string })[] }
  readonly bivariate: Agreement & {
    readonly pairs: readonly (Agreement & { readonly first: string; readonly second: string })[]
  }
  /** `triples`: those that were counted, of all. */
  readonly trivariate: Agreement & { readonly triples: number; readonly of: number }
  /** The mean of one, two and three fields. */
  readonly overall: Agreement
  /** The mean of one and two fields, as in publications before three were counted. */
  readonly overallPairs: Agreement
  /** Fields that were counted, of all that are judged. */
  readonly fields: number
  readonly of: number
}

const mostFields = 300
/** Triples that are counted at most. */
export const mostTriples = 10_000

export interface AccuracyOptions {
  readonly real: Table
  readonly synthetic: Table
  readonly schema: Schema
  /** Draws fields and triples where there are too many. */
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Accuracy after MOSTLY AI's QA (mostlyai-qa 1.10): 1 − ½ Σ |p_real − p_synthetic| over bins that the real rows define, of
 * each field, pair and triple. The ceiling is 1 − ½ Σ √(2/π · p (1 − p) (1/n_real + 1/n_synthetic)), the mean absolute
 * difference of two normal shares. Judged are the fields of the report; constants, which score 1 whatever the model does, are not.
 */
export function* accuracy({ real, synthetic, schema, random, onProgress }: AccuracyOptions): Work<Accuracy> {
  const all = comparedFields(real, synthetic, schema)
  const fields = (all.length <= mostFields ? all : choose(all, mostFields, random)).map(binned)
  const triples = chooseTriples(fields.length, random)
  const pairCount = (fields.length * (fields.length - 1)) / 2
  const work = pairCount + triples.length
  let done = 0
  const count = (...together: Binned[]) => {
    done++
    if (done % 64 === 0) onProgress?.(done / work)
    return agreement(together)
  }

  const columns = fields.map((field) => ({ name: field.name, ...agreement([field]) }))
  const pairs: (Agreement & { readonly first: string; readonly second: string })[] = []
  for (const [i, first] of fields.entries()) {
    for (const second of fields.slice(i + 1)) {
      pairs.push({ first: first.name, second: second.name, ...count(first, second) })
      yield
    }
  }
  const three: Agreement[] = []
  for (const [a, b, c] of triples) {
    three.push(count(fields[a], fields[b], fields[c]))
    yield
  }
  onProgress?.(1)

  const univariate = meanAgreement(columns)
  const bivariate = meanAgreement(pairs)
  const trivariate = meanAgreement(three)
  return {
    univariate: { ...univariate, columns },
    bivariate: { ...bivariate, pairs },
    trivariate: { ...trivariate, triples: triples.length, of: (pairCount * (fields.length - 2)) / 3 },
    overall: meanAgreement([univariate, bivariate, trivariate]),
    overallPairs: meanAgreement([univariate, bivariate]),
    fields: fields.length,
    of: all.length,
  }
}

function meanAgreement(agreements: readonly Agreement[]): Agreement {
  return {
    accuracy: meanOf(agreements.map(({ accuracy }) => accuracy)),
    ceiling: meanOf(agreements.map(({ ceiling }) => ceiling)),
  }
}

/** The joint frequencies of one to three fields. */
function agreement(fields: readonly Binned[]): Agreement {
  const realRows = fields[0].real.length
  const syntheticRows = fields[0].synthetic.length
  if (realRows === 0 || syntheticRows === 0) return { accuracy: null, ceiling: null }
  const size = fields.reduce((product, field) => product * field.size, 1)
  const real = countsOf(
    fields.map((field) => field.real),
    fields.map((field) => field.size),
    size,
  )
  const synthetic = countsOf(
    fields.map((field) => field.synthetic),
    fields.map((field) => field.size),
    size,
  )
  const noise = (2 / Math.PI) * (1 / realRows + 1 / syntheticRows)
  let distance = 0
  let expected = 0
  for (let cell = 0; cell < size; cell++) {
    const p = real[cell] / realRows
    distance += Math.abs(p - synthetic[cell] / syntheticRows)
    expected += Math.sqrt(noise * p * (1 - p))
  }
  return { accuracy: 1 - distance / 2, ceiling: 1 - expected / 2 }
}

function countsOf(bins: readonly Uint16Array[], sizes: readonly number[], size: number): Uint32Array {
  const counts = new Uint32Array(size)
  const [a, b, c] = bins
  const rows = a.length
  if (bins.length === 1) for (let r = 0; r < rows; r++) counts[a[r]]++
  else if (bins.length === 2) for (let r = 0; r < rows; r++) counts[a[r] * sizes[1] + b[r]]++
  else for (let r = 0; r < rows; r++) counts[(a[r] * sizes[1] + b[r]) * sizes[2] + c[r]]++
  return counts
}

/** `count` of the items, in their order (selection sampling: Knuth, TAOCP 2, 3.4.2, algorithm S). */
function choose<T>(items: readonly T[], count: number, random: Random): T[] {
  let left = count
  return items.filter((_, i) => {
    const chosen = (items.length - i) * random.uniform() < left
    if (chosen) left--
    return chosen
  })
}

/** All triples of `fields` fields, or as many as are counted, drawn without repetition. */
function chooseTriples(fields: number, random: Random): [number, number, number][] {
  const of = (fields * (fields - 1) * (fields - 2)) / 6
  const triples: [number, number, number][] = []
  if (of <= mostTriples) {
    for (let a = 0; a < fields; a++)
      for (let b = a + 1; b < fields; b++) for (let c = b + 1; c < fields; c++) triples.push([a, b, c])
    return triples
  }
  const drawn = new Set<number>()
  while (triples.length < mostTriples) {
    const three = new Set([random.integer(fields), random.integer(fields), random.integer(fields)])
    if (three.size < 3) continue
    const [a, b, c] = [...three].sort((x, y) => x - y)
    const key = (a * fields + b) * fields + c
    if (drawn.has(key)) continue
    drawn.add(key)
    triples.push([a, b, c])
  }
  return triples
}
