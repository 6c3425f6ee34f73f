// Disclosure: how often the synthetic rows that agree with a person in every other field have the person's secret as well.
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { greatestOf, numbersOf, pairedCodes, type RiskField, sharedCodes } from './riskfield.ts'

/** Of the rows of one table. */
export interface Attribution {
  /** Share of the rows with whose other fields some synthetic row agrees. All others are left out. */
  readonly matched: number
  /**
   * The correct attribution probability: of the synthetic rows that agree with a row in all other fields, the share that has its
   * secret too, as a mean over the rows that are matched; `null` where none is.
   */
  readonly probability: number | null
  /**
   * 1 − probability as a share of 1 − 1/values, which is what guessing among the values that the learnt rows have leaves; at most 1.
   * `null` where that is nothing.
   */
  readonly protection: number | null
}

export interface SecretDisclosure {
  /** The field that is looked up by all the others. */
  readonly secret: string
  readonly learnt: Attribution
  /** `null`: no row was kept aside. What these rows give away is knowledge of the world. */
  readonly aside: Attribution | null
}

/** Numbers are told in so many ranges of equal width. */
const ranges = 10

/** Codes of a number's ranges between the extremes of the first table, [rows] a table; 0 is missing. */
function rangeCodes(field: RiskField, tables: readonly Table[]): Uint32Array[] {
  const columns = tables.map((table) => numbersOf(table, field))
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  const [first] = columns
  for (let r = 0; r < first.values.length; r++) {
    if (first.missing[r] === 1) continue
    least = Math.min(least, first.values[r])
    greatest = Math.max(greatest, first.values[r])
  }
  if (least === greatest) {
    // As pandas has it: what is much less or greater than a constant is told from it.
    const margin = least === 0 ? 1e-3 : 1e-3 * Math.abs(least)
    least -= margin
    greatest += margin
  }
  const step = (greatest - least) / ranges
  const edges = Array.from({ length: ranges - 1 }, (_, i) => (i + 1) * step + least)
  return columns.map(({ values, missing }) =>
    Uint32Array.from(values, (value, r) => {
      if (missing[r] === 1) return 0
      let code = 1
      for (const edge of edges) if (value > edge) code++
      return code
    }),
  )
}

function attribution(
  keys: readonly Uint32Array[],
  pairs: readonly Uint32Array[],
  counts: { readonly keys: Uint32Array; readonly pairs: Uint32Array },
  t: number,
  values: number,
): Attribution {
  const rows = keys[t].length
  let matched = 0
  let sum = 0
  for (let r = 0; r < rows; r++) {
    const agreeing = counts.keys[keys[t][r]]
    if (agreeing === 0) continue
    matched++
    sum += counts.pairs[pairs[t][r]] / agreeing
  }
  const probability = matched === 0 ? null : sum / matched
  const guessing = 1 - 1 / values
  const protection = probability === null || guessing === 0 ? null : Math.min((1 - probability) / guessing, 1)
  return { matched: matched / rows, probability, protection }
}

function countsOf(codes: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size)
  for (const code of codes) counts[code]++
  return counts
}

/**
 * The correct attribution probability (Elliot 2014; Taub et al. 2018) of each field in turn, all others being known, and the
 * protection that it leaves: SDMetrics' DisclosureProtection with `computation_method='cap'` and ten ranges for numbers and
 * instants, whose edges are those of the learnt rows here for both. Exact, as rows are put in groups by what they agree in, where SDMetrics
 * has an estimate from samples. No row of any table may be missing; a gap is a value.
 */
export function* disclosure(
  fields: readonly RiskField[],
  learnt: Table,
  aside: Table | null,
  synthetic: Table,
): Work<SecretDisclosure[]> {
  if (fields.length < 2) return []
  const tables = aside === null ? [learnt, synthetic] : [learnt, synthetic, aside]
  const codesOf = (field: RiskField) => (field.kind === 'word' ? sharedCodes(field, tables) : rangeCodes(field, tables))
  const nothing: Uint32Array[] = tables.map(({ rows }) => new Uint32Array(rows))
  /** What rows agree in after each field, from the last on. */
  const after = [nothing]
  for (const field of fields.slice(1).reverse()) {
    after.push(pairedCodes(after[after.length - 1], codesOf(field)))
    yield
  }

  const found: SecretDisclosure[] = []
  let before = nothing
  for (const field of fields) {
    const own = codesOf(field)
    const keys = pairedCodes(before, after.pop() ?? nothing)
    const pairs = pairedCodes(keys, own)
    const counts = { keys: countsOf(keys[1], greatestOf(keys) + 1), pairs: countsOf(pairs[1], greatestOf(pairs) + 1) }
    const values = new Set(own[0]).size
    found.push({
      secret: field.name,
      learnt: attribution(keys, pairs, counts, 0, values),
      aside: aside === null ? null : attribution(keys, pairs, counts, 2, values),
    })
    before = pairedCodes(before, own)
    yield
  }
  return found
}
