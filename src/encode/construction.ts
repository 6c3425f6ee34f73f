// Construction: which columns are learnt in another form: so that constraints hold whatever a model makes, as places, by clocks.
import * as v from 'valibot'
import { dateUnits } from '../table/dateunit.ts'
import type { GridState } from '../table/grid.ts'
import { fieldTypes } from '../table/schema.ts'
import { isZone } from '../table/zone.ts'
import { boxState } from './place.ts'

const index = v.pipe(v.number(), v.integer(), v.minValue(0))
const finite = v.pipe(v.number(), v.finite())
const bound = v.nullable(finite)

const gridState: v.GenericSchema<unknown, GridState> = v.variant('kind', [
  v.object({
    kind: v.literal('number'),
    decimals: v.nullable(v.pipe(index, v.maxValue(20))),
    step: v.nullable(v.pipe(finite, v.gtValue(0))),
  }),
  v.object({ kind: v.literal('date'), unit: v.picklist(dateUnits) }),
  v.object({ kind: v.literal('instant'), resolution: v.pipe(finite, v.gtValue(0)) }),
])

const zoneName = v.pipe(v.string(), v.check(isZone, 'is no time zone'))

/** `grid`, `minimum`, `maximum` (null: none): of the column that the step makes. */
const step = v.variant('kind', [
  /** A column that is learnt as it is, kept on its grid and within its bounds. */
  v.object({ kind: v.literal('bound'), column: index, grid: gridState, minimum: bound, maximum: bound }),
  /** Columns that are learnt as one word; `list`: the only words there are, if the user said so. */
  v.object({
    kind: v.literal('joint'),
    columns: v.pipe(v.array(index), v.minLength(2)),
    list: v.nullable(v.array(v.string())),
  }),
  /** One of two columns is learnt as its distance from the other. */
  v.object({
    kind: v.literal('inequality'),
    low: index,
    high: index,
    derived: v.picklist(['low', 'high']),
    strict: v.boolean(),
    grid: gridState,
    minimum: bound,
    maximum: bound,
  }),
  /** One column of a sum is worked out from the others. */
  v.object({ kind: v.literal('sum'), total: index, parts: v.array(index), derived: index, grid: gridState }),
  /** A latitude and a longitude are learnt as one place of a box. */
  v.object({
    kind: v.literal('place'),
    latitude: index,
    longitude: index,
    box: boxState,
    grids: v.object({ latitude: gridState, longitude: gridState }),
  }),
  /** Instants are learnt by the clock that each is written by, and the clock beside them; the commonest clocks, in falling order. */
  v.object({
    kind: v.literal('zone'),
    column: index,
    zones: v.pipe(v.array(zoneName), v.minLength(1)),
    minimum: bound,
    maximum: bound,
  }),
])

export type Step = v.InferOutput<typeof step>
export type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

export const constructionState = v.pipe(
  v.object({
    /** The columns of the table, where they differ from what is learnt. */
    columns: v.array(v.object({ name: v.string(), type: v.picklist(fieldTypes) })),
    /** In the order in which they make columns: each after those that it needs. */
    steps: v.array(step),
    /** True: what a derived column says where the columns that it is worked out from are missing is learnt beside them. */
    aside: v.boolean(),
  }),
  v.check(
    ({ columns, steps }) => steps.every((each) => columnsOf(each).every((column) => column < columns.length)),
    'a step names a column that there is not',
  ),
)

/** How tables are taken apart before they are encoded, and put together after. Holds no row. */
export type Construction = v.InferOutput<typeof constructionState>

export function columnsOf(each: Step): readonly number[] {
  switch (each.kind) {
    case 'bound':
    case 'zone':
      return [each.column]
    case 'joint':
      return each.columns
    case 'inequality':
      return [each.low, each.high]
    case 'sum':
      return [each.total, ...each.parts]
    case 'place':
      return [each.latitude, each.longitude]
  }
}

/** The column that a step works out, if it does: it depends on the others. */
export function derivedBy(each: Step): number | null {
  if (each.kind === 'inequality') return each.derived === 'high' ? each.high : each.low
  return each.kind === 'sum' ? each.derived : null
}

/** What is learnt: a column as it is, or what a step makes of its columns. */
export type Part =
  | { readonly kind: 'column'; readonly column: number }
  /**
   * `distance`: of an inequality. `present`, `aside`: of a derived column. `word`: of columns that are learnt as one. `zone`: of instants
   * with offsets. `place`: of a latitude and a longitude.
   */
  | { readonly kind: 'distance' | 'present' | 'aside' | 'word' | 'zone' | 'place'; readonly step: number }

/** The parts that are learnt, in the order of the table's columns. */
export function partsOf({ columns, steps, aside }: Construction): Part[] {
  return columns.flatMap((_, column): Part[] => {
    const zone = steps.findIndex((each) => each.kind === 'zone' && each.column === column)
    // Where nothing may be read off the rows, a single clock is taken for that of all.
    const isOpen = zone >= 0 && (aside || zonesOf(steps[zone]).length > 1)
    return [...ownParts(column, steps, aside), ...(isOpen ? [{ kind: 'zone', step: zone } as const] : [])]
  })
}

function zonesOf(each: Step): readonly string[] {
  return each.kind === 'zone' ? each.zones : []
}

/** The clocks of a column whose instants are learnt by them; null: they are learnt as they are, or in another form. */
export function localZones(column: number, construction: Construction): readonly string[] | null {
  const zone = construction.steps.find((each) => each.kind === 'zone' && each.column === column)
  const isWhole = ownParts(column, construction.steps, construction.aside).some(({ kind }) => kind === 'column')
  return zone === undefined || !isWhole ? null : zonesOf(zone)
}

function ownParts(column: number, steps: readonly Step[], aside: boolean): Part[] {
  const at = steps.findIndex(
    (each) =>
      derivedBy(each) === column ||
      ((each.kind === 'joint' || each.kind === 'place') && columnsOf(each).includes(column)),
  )
  const each = steps[at]
  if (at < 0) return [{ kind: 'column', column }]
  if (each.kind === 'place') return column === each.latitude ? [{ kind: 'place', step: at }] : []
  const besides: Part[] = aside ? [{ kind: 'aside', step: at }] : []
  if (each.kind === 'inequality') return [{ kind: 'distance', step: at }, ...besides]
  if (each.kind === 'sum') return aside ? [{ kind: 'present', step: at }, ...besides] : []
  return each.kind === 'joint' && each.columns[0] === column ? [{ kind: 'word', step: at }] : []
}

/** The columns of the table that a part stands for: several of a word or a place, else one. */
export function columnsBy(part: Part, { steps }: Construction): readonly number[] {
  if (part.kind === 'column') return [part.column]
  const each = steps[part.step]
  const derived = derivedBy(each)
  return derived === null ? columnsOf(each) : [derived]
}
