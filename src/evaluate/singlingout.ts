// Singling out: whether what marks one synthetic row marks one real person.
import type { Random } from '../math/random.ts'
import type { Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { type AttackRisk, attackRisk } from './attackrisk.ts'
import { drawRows } from './drawrows.ts'
import { distinctRows, numbersOf, type RiskField, sharedCodes } from './riskfield.ts'

/** A claim on one cell: that its value lies on [low, high], or that it has one that lies outside; or that it has none. */
interface Predicate {
  readonly field: number
  readonly claim: 'inside' | 'outside' | 'missing'
  readonly low: number
  readonly high: number
}

type Query = readonly Predicate[]

/** Rows without repetitions, as one array a field: numbers or codes of words, NaN where missing. */
interface Cells {
  readonly rows: number
  readonly fields: readonly Float64Array[]
}

/** Predicates that a query of many fields has. */
const mostPredicates = 3

/** Draws of a query for each that is asked for; where so few single out, fewer queries are made. */
const mostDraws = 200

/** The distinct rows of the tables; of the third, the kept-aside rows, no more than of the second, the learnt ones. */
function cellsOf(fields: readonly RiskField[], tables: readonly Table[], random: Random): Cells[] {
  const rows = tables.map((table) => distinctRows(fields, table))
  if (rows.length === 3) rows[2] = drawRows(rows[2].length, rows[1].length, random).map((i) => rows[2][i])
  const columns = fields.map((field) => {
    if (field.kind === 'number') {
      return tables.map((table, t) => {
        const { values, missing } = numbersOf(table, field)
        return Float64Array.from(rows[t], (r) => (missing[r] === 1 ? Number.NaN : values[r]))
      })
    }
    return sharedCodes(field, tables).map((codes, t) => Float64Array.from(rows[t], (r) => codes[r] || Number.NaN))
  })
  return tables.map((_, t) => ({ rows: rows[t].length, fields: columns.map((column) => column[t]) }))
}

/** The first rows that a query matches, up to `most`; of those in `among`, or of all. */
function matchesOf({ rows, fields }: Cells, query: Query, most: number, among?: Uint32Array): number[] {
  const length = among?.length ?? rows
  const found: number[] = []
  for (let i = 0; i < length && found.length < most; i++) {
    const r = among === undefined ? i : among[i]
    let matches = true
    for (let p = 0; p < query.length && matches; p++) {
      const { field, claim, low, high } = query[p]
      const value = fields[field][r]
      // Nothing but "missing" is true of NaN.
      if (claim === 'inside') matches = value >= low && value <= high
      else if (claim === 'outside') matches = value < low || value > high
      else matches = Number.isNaN(value)
    }
    if (matches) found.push(r)
  }
  return found
}

/** The row that a query matches alone; `null`: it matches none, or several. */
function singled(cells: Cells, query: Query): number | null {
  const found = matchesOf(cells, query, 2)
  return found.length === 1 ? found[0] : null
}

const equal = (field: number, value: number): Predicate =>
  Number.isNaN(value)
    ? { field, claim: 'missing', low: value, high: value }
    : { field, claim: 'inside', low: value, high: value }
const upTo = (field: number, value: number): Predicate => ({
  field,
  claim: 'inside',
  low: Number.NEGATIVE_INFINITY,
  high: value,
})
const from = (field: number, value: number): Predicate => ({
  field,
  claim: 'inside',
  low: value,
  high: Number.POSITIVE_INFINITY,
})

/** Values in rising order with how often each occurs; NaN last. */
function tally(values: Float64Array): { value: number; count: number }[] {
  const sorted = values.slice().sort()
  const found: { value: number; count: number }[] = []
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1
    while (end < sorted.length && Object.is(sorted[end], sorted[i])) end++
    found.push({ value: sorted[i], count: end - i })
    i = end
  }
  return found
}

/** All queries on one field that single a synthetic row out: a value that occurs once, the one gap, the least and the greatest number. */
function singleQueries(fields: readonly RiskField[], synthetic: Cells): Query[] {
  return fields.flatMap(({ kind }, f) => {
    const counts = tally(synthetic.fields[f])
    const queries: Query[] = counts.filter(({ count }) => count === 1).map(({ value }) => [equal(f, value)])
    const present = counts.filter(({ value }) => !Number.isNaN(value))
    if (kind === 'word' || present.length === 0) return queries
    const [least, greatest] = [present[0], present[present.length - 1]]
    if (least.count === 1) queries.push([upTo(f, least.value)])
    if (greatest.count === 1) queries.push([from(f, greatest.value)])
    return queries
  })
}

/** Draws `count` of the items without repetition; all, in another order, where there are fewer. */
function draw<T>(items: readonly T[], count: number, random: Random): T[] {
  const order = items.slice()
  const wanted = Math.min(count, order.length)
  for (let i = 0; i < wanted; i++) {
    const other = i + random.integer(order.length - i)
    const item = order[i]
    order[i] = order[other]
    order[other] = item
  }
  return order.slice(0, wanted)
}

function median(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value)).sort()
  const half = present.length >> 1
  return present.length % 2 === 1 ? present[half] : (present[half - 1] + present[half]) / 2
}

/** For each field the rows by rising value, NaN last, and the values in that order. */
function sortedFields({ rows, fields }: Cells) {
  return fields.map((values) => {
    const order = Uint32Array.from({ length: rows }, (_, r) => r)
    const key = (r: number) => (Number.isNaN(values[r]) ? Number.POSITIVE_INFINITY : values[r])
    order.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    return { order, values: Float64Array.from(order, (r) => values[r]) }
  })
}

/** How many of the sorted values lie below `value`, or up to it; NaN is above all. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a query of claims that values lie inside, or are missing, matches one row alone: looks only at the rows of its rarest claim. */
function singleFinder(cells: Cells): (query: Query) => boolean {
  const sorted = sortedFields(cells)
  const present = sorted.map(({ values }) => countBelow(values, Number.POSITIVE_INFINITY, true))
  return (query) => {
    let start = 0
    let end = Number.POSITIVE_INFINITY
    let rarest = 0
    for (const { field, claim, low, high } of query) {
      const { values } = sorted[field]
      const from = claim === 'missing' ? present[field] : countBelow(values, low, false)
      const to = claim === 'missing' ? cells.rows : countBelow(values, high, true)
      if (to - from < end - start) [start, end, rarest] = [from, to, field]
    }
    return matchesOf(cells, query, 2, sorted[rarest].order.subarray(start, end)).length === 1
  }
}

/** Queries on some fields of a synthetic row, each reaching outwards from a number, that match no other synthetic row. */
function* manyQueries(fields: readonly RiskField[], synthetic: Cells, asked: number, random: Random): Work<Query[]> {
  const medians = synthetic.fields.map(median)
  const indices = fields.map((_, f) => f)
  const isSingle = singleFinder(synthetic)
  const found = new Map<string, Query>()
  for (let attempt = 0; attempt < mostDraws * asked && found.size < asked; attempt++) {
    const row = random.integer(synthetic.rows)
    const query = draw(indices, mostPredicates, random)
      .sort((a, b) => a - b)
      .map((f) => {
        const value = synthetic.fields[f][row]
        if (fields[f].kind === 'word' || Number.isNaN(value)) return equal(f, value)
        return value > medians[f] ? from(f, value) : upTo(f, value)
      })
    if (isSingle(query)) found.set(query.map(({ field, low, high }) => `${field} ${low} ${high}`).join(), query)
    yield
  }
  return [...found.values()]
}

/** A query of random claims on random values of the synthetic rows: what a guesser would ask. */
function randomQuery(
  fields: readonly RiskField[],
  values: readonly (readonly number[])[],
  count: number,
  random: Random,
): Query {
  const indices = fields.map((_, f) => f)
  return draw(indices, count, random).map((f): Predicate => {
    const value = values[f][random.integer(values[f].length)]
    const is = equal(f, value)
    const isNot: Predicate = Number.isNaN(value)
      ? { field: f, claim: 'inside', low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
      : { ...is, claim: 'outside' }
    const claims: Predicate[] = [is, isNot]
    if (fields[f].kind === 'number' && !Number.isNaN(value)) {
      const below = upTo(f, value)
      const above = from(f, value)
      claims.push(below, above, { ...above, claim: 'outside' }, { ...below, claim: 'outside' })
    }
    return claims[random.integer(claims.length)]
  })
}

/**
 * What a query counts for that matches one of `aside` kept-aside rows and `matches` of `learnt` rows, so that counts compare
 * with those of queries that match one learnt row. Were the rows dealt to the two tables by chance, K matches in both together
 * would leave one in the first with the chance C(K, 1)·C(…)/C(…) of the hypergeometric distribution, and one in the second
 * likewise; the weight is the ratio of the two: learnt/aside · ∏ (aside − i)/(learnt − i) over i < matches. It is 1 for tables of
 * one size. (Giomi et al. 2023 fit a model of evenly spread weights to the kept-aside rows instead, which finds risks where
 * there are none when these are few.)
 */
export function sizeWeight(matches: number, learnt: number, aside: number): number {
  let weight = learnt / aside
  for (let i = 0; i < matches && weight > 0; i++) weight *= Math.max(0, aside - i) / (learnt - i)
  return weight
}

/** A query that singles a row out, and what it counts for. */
interface Hit {
  readonly row: number
  readonly weight: number
}

/**
 * Weighted successes of `attacks` queries, and how many times as many queries these are as they are worth: several may single
 * the same row out, and a weight may stand for several. `largest` is the largest weight there might be.
 */
export function countHits(
  hits: readonly Hit[],
  attacks: number,
  largest: number,
): readonly [successes: number, attacks: number, effect: number] {
  const weights = new Map<number, number>()
  for (const { row, weight } of hits) weights.set(row, (weights.get(row) ?? 0) + weight)
  let sum = 0
  let squares = 0
  for (const weight of weights.values()) {
    sum += weight
    squares += weight * weight
  }
  return [Math.min(sum, attacks), attacks, Math.max(1, sum > 0 ? squares / sum : largest)]
}

export interface SinglingOut {
  /** Claims on one field; `null`: none singles a synthetic row out. */
  readonly univariate: AttackRisk | null
  /** Claims on three fields, or all where there are fewer; `null`: none singles a synthetic row out. */
  readonly multivariate: AttackRisk | null
}

/**
 * The two attacks of Giomi et al. (2023, section 4.1): a query that matches one synthetic row succeeds when it matches one
 * real one. Repeated rows count once. Of more kept-aside rows than learnt ones so many are drawn; where there are fewer, the
 * successes on them are weighted (`sizeWeight`). Queries that single the same row out are no more sure than one.
 */
export function* singlingOut(options: {
  readonly asked: number
  readonly learnt: Table
  readonly aside: Table | null
  readonly synthetic: Table
  readonly fields: readonly RiskField[]
  readonly random: Random
}): Work<SinglingOut> {
  const { asked, fields, random } = options
  const { learnt, aside, synthetic } = options
  const tables = aside === null ? [synthetic, learnt] : [synthetic, learnt, aside]
  const [generated, inside, outside] = cellsOf(fields, tables, random)
  const values = generated.fields.map((column) => tally(column).map(({ value }) => value))

  function* attack(queries: readonly Query[], predicates: number): Work<AttackRisk | null> {
    let guessed = 0
    for (let i = 0; i < asked; i++) {
      if (singled(inside, randomQuery(fields, values, predicates, random)) !== null) guessed++
      yield
    }
    if (queries.length === 0) return null
    const main: Hit[] = []
    const control: Hit[] = []
    for (const query of queries) {
      const row = singled(inside, query)
      if (row !== null) main.push({ row, weight: 1 })
      if (aside !== null) control.push(...controlOf(query))
      yield
    }
    return attackRisk({
      asked,
      main: countHits(main, queries.length, 1),
      baseline: [guessed, asked],
      control: aside === null ? null : countHits(control, queries.length, inside.rows / outside.rows),
    })
  }

  const controlOf = (query: Query): Hit[] => {
    const row = singled(outside, query)
    if (row === null) return []
    const { length } = matchesOf(inside, query, Number.POSITIVE_INFINITY)
    return [{ row, weight: sizeWeight(length, inside.rows, outside.rows) }]
  }

  const single = draw(singleQueries(fields, generated), asked, random)
  const univariate = yield* attack(single, 1)
  const many = yield* manyQueries(fields, generated, asked, random)
  return { univariate, multivariate: yield* attack(many, Math.min(mostPredicates, fields.length)) }
}
