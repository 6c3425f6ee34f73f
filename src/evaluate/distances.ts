// Distances: how near synthetic rows lie to learnt rows, and to rows like them that were not learnt.
import type { Random } from '../math/random.ts'
import { selectRows } from '../table/assemble.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../table/table.ts'
import type { Work } from '../work/work.ts'
import { drawRows } from './drawrows.ts'
import { type GowerPoints, gowerPoints, pickPoints } from './gower.ts'
import { affordable, type Neighbours, searchAmong } from './neighbours.ts'
import { numbersOf, type RiskField, rowIdentities } from './riskfield.ts'
import { type Interval, successRate } from './wilson.ts'

/** How some figure of rows is distributed. */
export interface Distribution {
  readonly median: number
  /** The 5th percentile: the nearest rows. */
  readonly fifth: number
  /** Percentiles 0 … 100. */
  readonly curve: readonly number[]
}

/** From the rows of the one table to those of the other, each time among as many rows. `null`: no row was kept aside. */
export interface NearnessReport {
  readonly syntheticToTrain: Distribution
  readonly syntheticToHoldout: Distribution | null
  readonly holdoutToTrain: Distribution | null
}

export interface DistancesReport {
  /** Rows that the distances are of and to. */
  readonly rows: {
    /** Synthetic rows that were placed. */
    readonly synthetic: number
    /** Kept-aside rows that were placed among the learnt ones. */
    readonly holdout: number | null
    /** Rows of each kind that the nearest is one of. */
    readonly among: number
    /** The same for the share that is closer: all learnt rows, as many kept-aside ones as there are. */
    readonly learnt: number
    readonly aside: number | null
    /** Rows of the random table. */
    readonly random: number
  }
  readonly dcr: NearnessReport & { readonly closer: CloserToTrain | null }
  readonly nndr: NearnessReport
  /** min(2·(1 − share), 1), as SDMetrics' DCROverfittingProtection but for ties; `null` where no row was kept aside. */
  readonly overfittingProtection: number | null
  readonly baselineProtection: BaselineProtection
}

/** The share of synthetic rows that lie nearer to a learnt row than to one kept aside, ties in proportion. */
export interface CloserToTrain {
  /** As for as many rows of either kind: 0.5 where nothing was copied, 1 where everything was. With its 95 % interval. */
  readonly share: Interval
  /** As counted. */
  readonly observed: number
  /** As it would be by chance: learnt rows of all real ones. */
  readonly expected: number
}

/** SDMetrics' DCRBaselineProtection: how far synthetic rows are from learnt ones, as against rows made without looking. */
export interface BaselineProtection {
  /** The ratio of the medians, at most 1; `null` where even random rows lie on learnt ones. */
  readonly score: number | null
  readonly synthetic: number
  readonly random: number
}

/** Synthetic rows that are learnt rows, and how many rows that were kept aside are. */
export interface IdenticalMatch {
  readonly synthetic: number
  readonly holdout: number | null
}

/** Shares of rows that are like a learnt row in every field. All rows of the tables are looked at. */
export function identicalMatch(
  fields: readonly RiskField[],
  train: Table,
  holdout: Table | null,
  synthetic: Table,
): IdenticalMatch {
  const [learnt, ...others] = rowIdentities(fields, holdout === null ? [train, synthetic] : [train, synthetic, holdout])
  const known = new Set(learnt)
  const [generated, aside] = others.map((rows) => rows.filter((row) => known.has(row)).length / rows.length)
  return { synthetic: generated, holdout: aside ?? null }
}

/** Rows of each kind that the nearest is sought among. */
const mostAmong = 25_000

/** Rows of the random table; they lie far from all others, so that each takes long, and only their median counts. */
const mostRandom = 500

/** Cells that may be looked at, which takes some seconds; of tables whose rows are all far apart fewer rows are placed. */
const mostCells = 1e9

const leastPlaced = 500

/** As MOSTLY AI's NNDR: added to both distances, so that rows that were learnt twice have a ratio too. */
const guard = 1e-8

/** Linear between the neighbouring values, as numpy's; `sorted` is not empty. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  // Equal values, infinite ones too, have no way between them.
  return sorted[above] === sorted[below]
    ? sorted[below]
    : sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

function distributionOf(values: Float64Array): Distribution {
  const sorted = values.slice().sort()
  const curve = Array.from({ length: 101 }, (_, percent) => quantile(sorted, percent / 100))
  return { median: curve[50], fifth: curve[5], curve }
}

/** Distances to the closest record: the mean over the fields. */
export const closestRecords = ({ nearest }: Neighbours, { width }: Pick<GowerPoints, 'width'>): Float64Array =>
  nearest.map((distance) => distance / width)

/** The ratio of the distances to the nearest and the second nearest row. */
function neighbourRatios({ nearest, second }: Neighbours, { width }: GowerPoints): Float64Array {
  return nearest.map((distance, r) => (distance / width + guard) / (second[r] / width + guard))
}

/** What is needed of a search: the nearest rows and how far they are. */
type Found = Pick<Neighbours, 'rows' | 'nearest'>

/**
 * Which share of rows is nearer to the nearest of `learnt` rows than to that of `aside` rows. Were all of these of one kind, the
 * nearest would be a learnt one with the chance learnt/(learnt + aside): that is the share of a tie that counts (one half for as
 * many rows of both kinds, where SDMetrics gives it to the holdout), and what stands for one half in `share`. Rows that have the
 * same real row nearest tell one thing and not several: the interval is that of so many fewer rows (Kish 1965).
 */
export function closerToTrain(toTrain: Found, toAside: Found, learnt: number, aside: number): CloserToTrain {
  const rows = toTrain.nearest.length
  const expected = learnt / (learnt + aside)
  /** How many rows each learnt row, and then each kept-aside one, is the nearest of. */
  const served = new Float64Array(learnt + aside)
  let count = 0
  for (let r = 0; r < rows; r++) {
    const [here, there] = [toTrain.nearest[r], toAside.nearest[r]]
    if (here < there) count++
    else if (here === there) count += expected
    served[here <= there ? toTrain.rows[r] : learnt + toAside.rows[r]]++
  }
  const effect = served.reduce((sum, size) => sum + size * size, 0) / rows
  const { low, high } = successRate(count, rows, effect)
  const observed = count / rows
  const asHalf = (share: number) => Math.max(0, 0.5 + (0.5 * (share - expected)) / (1 - expected))
  return { share: { value: asHalf(observed), low: asHalf(low), high: asHalf(high) }, observed, expected }
}

/** A table of rows made without looking at more than each field's extent or words: uniform, with gaps as often as in `real`. */
export function randomTable(fields: readonly RiskField[], real: Table, rows: number, random: Random): Table {
  const made = new Map(fields.map((field) => [field.index, randomColumn(field, real, rows, random)]))
  return { rows, columns: real.columns.map((column, i) => made.get(i) ?? column) }
}

function randomColumn(field: RiskField, real: Table, rows: number, random: Random): Column {
  const column = real.columns[field.index]
  const present = Array.from({ length: real.rows }, (_, r) => r).filter((r) => column.missing[r] === 0)
  const missing = Uint8Array.from({ length: rows }, () => (random.uniform() * real.rows < present.length ? 0 : 1))
  if (column.kind === 'category') return randomWords(column, present, missing, random)
  return randomNumbers(numbersOf(real, field), present, missing, field.type === 'integer', random)
}

function randomWords(
  { codes, categories }: CategoryColumn,
  present: readonly number[],
  missing: Uint8Array,
  random: Random,
): CategoryColumn {
  const occurring = [...new Set(present.map((r) => codes[r]))]
  const drawn = Uint32Array.from(missing, (gap) => (gap === 1 ? 0 : occurring[random.integer(occurring.length)]))
  return { kind: 'category', codes: drawn, categories, missing }
}

function randomNumbers(
  { values }: NumberColumn,
  present: readonly number[],
  missing: Uint8Array,
  whole: boolean,
  random: Random,
): NumberColumn {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const r of present) {
    least = Math.min(least, values[r])
    greatest = Math.max(greatest, values[r])
  }
  const drawn = Float64Array.from(missing, (gap) => {
    if (gap === 1) return 0
    return whole ? least + random.integer(greatest - least + 1) : least + random.uniform() * (greatest - least)
  })
  return { kind: 'number', values: drawn, missing }
}

/** `random` against the median of `synthetic`. */
export function baselineProtection(synthetic: number, random: number): BaselineProtection {
  return { score: random > 0 ? Math.min(synthetic / random, 1) : null, synthetic, random }
}

/**
 * Distances to the closest record and the ratios to the second closest, by Gower's distance. Extents are those of the learnt and
 * the kept-aside rows together, so that both are measured alike (SDMetrics takes those of either for itself).
 */
export function* recordDistances(options: {
  readonly train: Table
  readonly holdout: Table | null
  readonly synthetic: Table
  readonly fields: readonly RiskField[]
  readonly random: Random
  /** Hears how much is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}): Work<DistancesReport> {
  const { fields, random, onProgress } = options
  const draw = (table: Table, count: number) => selectRows(table, drawRows(table.rows, count, random))
  const train = draw(options.train, mostAmong)
  const holdout = options.holdout === null ? null : draw(options.holdout, mostAmong)
  const among = Math.min(train.rows, holdout?.rows ?? train.rows)
  const synthetic = draw(options.synthetic, mostAmong)
  const made = randomTable(fields, train, Math.min(mostRandom, synthetic.rows), random)
  const real = holdout === null ? [train] : [train, holdout]

  const [generated, uniform, all, aside] = gowerPoints(fields, [synthetic, made, ...real], real)
  const some = (points: GowerPoints, count: number): GowerPoints =>
    count >= points.rows ? points : pickPoints(points, drawRows(points.rows, count, random))
  const searchAll = searchAmong(all)
  // Synthetic rows are placed thrice at most, kept-aside ones once.
  const placed = Math.max(leastPlaced, affordable(searchAll, generated, 4, mostCells))
  const queries = some(generated, placed)
  const asideQueries = holdout === null ? null : some(aside, placed)

  const steps = 4 * queries.rows + (asideQueries?.rows ?? 0)
  let done = 0
  const onRow = () => {
    done++
    if (done % 200 === 0) onProgress?.(done / steps)
  }
  const toAll = yield* searchAll(queries, onRow)
  const randomToAll = yield* searchAll(uniform)
  const searchTrain = among === all.rows ? searchAll : searchAmong(some(all, among))
  const toTrain = among === all.rows ? toAll : yield* searchTrain(queries, onRow)
  const toAside = holdout === null ? null : yield* searchAmong(aside)(queries, onRow)
  const toSomeAside =
    toAside === null || among === aside.rows ? toAside : yield* searchAmong(some(aside, among))(queries, onRow)
  const asideToTrain = asideQueries === null ? null : yield* searchTrain(asideQueries, onRow)
  onProgress?.(1)

  const nearness = (figure: (found: Neighbours, points: GowerPoints) => Float64Array): NearnessReport => {
    const of = (found: Neighbours | null) => (found === null ? null : distributionOf(figure(found, all)))
    return {
      syntheticToTrain: distributionOf(figure(toTrain, all)),
      syntheticToHoldout: of(toSomeAside),
      holdoutToTrain: of(asideToTrain),
    }
  }
  const closer = toAside === null ? null : closerToTrain(toAll, toAside, all.rows, aside.rows)
  return {
    rows: {
      synthetic: queries.rows,
      holdout: asideQueries?.rows ?? null,
      among,
      learnt: all.rows,
      aside: holdout?.rows ?? null,
      random: uniform.rows,
    },
    dcr: { ...nearness(closestRecords), closer },
    nndr: nearness(neighbourRatios),
    overfittingProtection: closer === null ? null : Math.min(2 * (1 - closer.share.value), 1),
    baselineProtection: baselineProtection(
      distributionOf(closestRecords(toAll, all)).median,
      distributionOf(closestRecords(randomToAll, all)).median,
    ),
  }
}
