// Constrained: a table taken apart as a construction says, and put together so that its constraints hold whatever was learnt.
import type { Random } from '../math/random.ts'
import { combined } from '../table/combine.ts'
import { Grid } from '../table/grid.ts'
import type { FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../table/table.ts'
import { zoneNamed } from '../table/zone.ts'
import { byClock, clockReader, clocksOf, instantsBy, withOffsets } from './clock.ts'
import { columnOfKind } from './codec.ts'
import { emptyColumn } from './codecs.ts'
import { type Construction, localZones, type Part, partsOf, type StepOf } from './construction.ts'
import { above, below, distanceOf, placed } from './distance.ts'
import { joined, jointDomain, split, wholeWords } from './joint.ts'
import { clamped } from './numbercolumn.ts'
import { coordinatesIn, placesIn } from './place.ts'
import { remainder, workedOut } from './sum.ts'

/**
 * Each row by itself: what a row becomes rests on no other one. A row that breaks a constraint is taken as the nearest
 * that meets it, so that none has to be left out.
 */
export function takeApart(table: Table, construction: Construction): Table {
  const { steps } = construction
  const columns = [...table.columns]
  const made = steps.map((): Partial<Record<Part['kind'], Column>> => ({}))
  steps.forEach((step, i) => {
    switch (step.kind) {
      case 'bound':
        columns[step.column] = kept(columnOfKind(columns[step.column], 'number'), step)
        break
      case 'joint':
        made[i].word = joined(columns, step)
        break
      case 'inequality': {
        const { derived, ...rest } = distanceOf(columns, step)
        columns[step.derived === 'high' ? step.high : step.low] = derived
        made[i] = rest
        break
      }
      case 'sum': {
        const { derived, ...rest } = remainder(columns, step)
        columns[step.derived] = derived
        made[i] = rest
        break
      }
      case 'place':
        made[i].place = placesIn(
          columnOfKind(columns[step.latitude], 'number'),
          columnOfKind(columns[step.longitude], 'number'),
          step.box,
        )
        break
      case 'zone':
        made[i].zone = clocksOf(columnOfKind(columns[step.column], 'number'), step.zones)
    }
  })
  table.columns.forEach((original, column) => {
    if (original.kind === 'number' && localZones(column, construction) !== null)
      columns[column] = byClock(columnOfKind(columns[column], 'number'), original.offsets)
  })
  const parts = partsOf(construction).map((part) => {
    const column = part.kind === 'column' ? columns[part.column] : made[part.step][part.kind]
    if (column === undefined) throw new TypeError(`step ${JSON.stringify(part)} makes no such column`)
    return column
  })
  return { rows: table.rows, columns: parts }
}

/** The table that parts, as `takeApart` gives them, stand for. `random` stands in for combinations that are not told. */
export function putTogether(parts: Table, construction: Construction, random: Random): Table {
  const { rows } = parts
  const { steps } = construction
  const columns = construction.columns.map(({ type }) => emptyColumn(type, rows))
  const given = steps.map((): Partial<Record<Part['kind'], Column>> => ({}))
  partsOf(construction).forEach((part, i) => {
    if (part.kind === 'column') columns[part.column] = parts.columns[i]
    else given[part.step][part.kind] = parts.columns[i]
  })
  const clocks = steps.map((step, i) => (step.kind === 'zone' ? clockReader(given[i].zone ?? null, step.zones) : null))
  steps.forEach((step, i) => {
    const clock = clocks[i]
    if (step.kind === 'zone' && clock !== null && localZones(step.column, construction) !== null)
      columns[step.column] = instantsBy(columnOfKind(columns[step.column], 'number'), clock, step)
  })
  steps.forEach((step, i) => {
    const { distance, present, aside, word, place } = given[i]
    switch (step.kind) {
      case 'bound':
        columns[step.column] = kept(columnOfKind(columns[step.column], 'number'), step)
        break
      case 'joint':
        for (const [column, made] of split(word as CategoryColumn, step, columns, random)) columns[column] = made
        break
      case 'inequality':
        columns[step.derived === 'high' ? step.high : step.low] = placed(
          columns,
          step,
          distance as NumberColumn,
          (aside as NumberColumn | undefined) ?? null,
        )
        break
      case 'sum':
        columns[step.derived] = workedOut(
          columns,
          step,
          present ?? null,
          (aside as NumberColumn | undefined) ?? null,
          rows,
        )
        break
      case 'place': {
        const found = coordinatesIn(place as NumberColumn, step)
        columns[step.latitude] = found.latitude
        columns[step.longitude] = found.longitude
      }
    }
  })
  steps.forEach((step, i) => {
    const clock = clocks[i]
    if (step.kind === 'zone' && clock !== null)
      columns[step.column] = withOffsets(columnOfKind(columns[step.column], 'number'), clock)
  })
  return { rows, columns }
}

/**
 * The table with what it lacks taken from the same rows of `made`, by what is learnt: a discharge that is missing comes as many days
 * after the row's own admission as the made one does. Cells that are there may come out otherwise; take them from the table.
 */
export function completed(table: Table, made: Table, construction: Construction, random: Random): Table {
  const own = takeApart(table, construction)
  const parts = partsOf(construction)
  const columns = own.columns.map((column, i): Column => {
    const part = parts[i]
    const step = part.kind === 'column' ? null : construction.steps[part.step]
    if (part.kind === 'zone' && step?.kind === 'zone') return { ...column, missing: table.columns[step.column].missing }
    if (step?.kind === 'place') {
      const alone = table.columns[step.longitude].missing
      return { ...column, missing: table.columns[step.latitude].missing.map((mark, row) => mark | alone[row]) }
    }
    return column.kind === 'category' && part.kind === 'word' && step?.kind === 'joint'
      ? wholeWords(column, step.columns.length)
      : column
  })
  return putTogether(combined({ ...own, columns }, takeApart(made, construction)), construction, random)
}

/** The domains of the table's columns, by those of the parts. */
export function domainsTogether(parts: readonly FieldDomain[], construction: Construction): FieldDomain[] {
  const { columns, steps } = construction
  const domains = columns.map((): FieldDomain => ({ kind: 'open' }))
  const given = steps.map((): Partial<Record<Part['kind'], FieldDomain>> => ({}))
  partsOf(construction).forEach((part, i) => {
    if (part.kind === 'column') domains[part.column] = parts[i]
    else given[part.step][part.kind] = parts[i]
  })
  const rangeOf = (column: number) => {
    const domain = domains[column]
    return domain.kind === 'range' ? domain : { kind: 'range' as const, minimum: 0, maximum: 0, declared: false }
  }
  steps.forEach((step, i) => {
    switch (step.kind) {
      case 'bound': {
        const { minimum, maximum, declared } = rangeOf(step.column)
        domains[step.column] = { kind: 'range', ...within(step, minimum, maximum), declared }
        break
      }
      case 'joint':
        for (const [at, column] of step.columns.entries())
          domains[column] = jointDomain(given[i].word, at, step, columns[column].type)
        break
      case 'inequality': {
        const { distance } = given[i]
        const low = rangeOf(step.low)
        const high = rangeOf(step.high)
        const far = distance?.kind === 'range' ? distance.maximum : 0
        const declared = (distance?.kind === 'range' && distance.declared) || false
        if (step.derived === 'high') {
          const ends = within(step, above(step, low.minimum, 0), above(step, low.maximum, far))
          domains[step.high] = { kind: 'range', ...ends, declared: declared && low.declared }
        } else {
          const ends = within(step, below(step, high.minimum, far), below(step, high.maximum, 0))
          domains[step.low] = { kind: 'range', ...ends, declared: declared && high.declared }
        }
        break
      }
      case 'sum': {
        const { total, parts: addends, derived } = step
        const others = addends.filter((part) => part !== derived).map(rangeOf)
        const low = others.reduce((sum, { minimum }) => sum + minimum, 0)
        const high = others.reduce((sum, { maximum }) => sum + maximum, 0)
        const declared = others.every((each) => each.declared)
        const whole = rangeOf(total)
        domains[derived] =
          derived === total
            ? { kind: 'range', minimum: low, maximum: high, declared }
            : {
                kind: 'range',
                minimum: whole.minimum - high,
                maximum: whole.maximum - low,
                declared: declared && whole.declared,
              }
        break
      }
      case 'place': {
        const { south, north, west, east } = step.box
        const { place } = given[i]
        const declared = (place?.kind === 'range' && place.declared) || false
        domains[step.latitude] = { kind: 'range', minimum: south, maximum: north, declared }
        domains[step.longitude] = { kind: 'range', minimum: west, maximum: east, declared }
        break
      }
      case 'zone': {
        const domain = domains[step.column]
        if (domain.kind !== 'range' || localZones(step.column, construction) === null) break
        const clocks = step.zones.map(zoneNamed)
        const first = Math.min(...clocks.map((clock) => clock.instantOf(domain.minimum)))
        const last = Math.max(...clocks.map((clock) => clock.instantOf(domain.maximum)))
        const ends = { minimum: step.minimum ?? first, maximum: step.maximum ?? last }
        domains[step.column] = { ...domain, ...ends }
      }
    }
  })
  return domains
}

function within(
  { minimum, maximum }: Pick<StepOf<'bound'>, 'minimum' | 'maximum'>,
  low: number,
  high: number,
): { minimum: number; maximum: number } {
  const clamp = (value: number) => clamped(value, minimum, maximum)
  return { minimum: clamp(low), maximum: Math.max(clamp(low), clamp(high)) }
}

/** The values on the grid, within the bounds. */
function kept(column: NumberColumn, step: StepOf<'bound'>): NumberColumn {
  const { minimum, maximum } = step
  const grid = new Grid(step.grid)
  const values = column.values.map((value, row) =>
    column.missing[row] === 1 ? 0 : clamped(grid.value(grid.round(value)), minimum, maximum),
  )
  return { kind: 'number', values, missing: column.missing }
}
