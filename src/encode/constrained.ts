// Constrained: a table taken apart as a construction says, and put together so that its constraints hold whatever was learnt.
import type { Random } from '../math/random.ts'
import { combined } from '../table/combine.ts'
import { cellsOf, combinationKey, combinationOf } from '../table/constraint/combinations.ts'
import type { Combination } from '../table/constraint/constraint.ts'
import { Grid } from '../table/grid.ts'
import type { FieldDomain } from '../table/schema.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../table/table.ts'
import { fixedZone, isZone, type Zone, zoneNamed } from '../table/zone.ts'
import { columnOfKind } from './codec.ts'
import { emptyColumn } from './codecs.ts'
import { type Construction, localZones, type Part, partsOf, type Step } from './construction.ts'
import { coordinatesOf, placeOf, writable } from './place.ts'

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

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
        made[i].place = placesIn(columns, step)
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

/** A combination with a missing cell counts as missing altogether. */
function wholeWords(word: CategoryColumn, columns: number): CategoryColumn {
  const gaps = word.categories.map((key) => combinationOf(key, columns)?.includes(null) ?? false)
  return { ...word, missing: word.missing.map((mark, row) => (gaps[word.codes[row]] ? 1 : mark)) }
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

function clamped(value: number, minimum: number | null, maximum: number | null): number {
  if (maximum !== null && value > maximum) return maximum
  return minimum !== null && value < minimum ? minimum : value
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

/** The value of the upper column, `distance` steps above the first that it may have. */
function above({ grid, strict, minimum, maximum }: StepOf<'inequality'>, low: number, distance: number): number {
  const places = new Grid(grid)
  const first = strict ? places.above(low) : places.ceil(low)
  const value = clamped(places.value(first + Math.max(distance, 0)), minimum, maximum)
  // Bounds that cannot be kept give way: they are no part of this constraint.
  return (strict ? value > low : value >= low) ? value : places.value(first)
}

function below({ grid, strict, minimum, maximum }: StepOf<'inequality'>, high: number, distance: number): number {
  const places = new Grid(grid)
  const first = strict ? places.below(high) : places.floor(high)
  const value = clamped(places.value(first - Math.max(distance, 0)), minimum, maximum)
  return (strict ? value < high : value <= high) ? value : places.value(first)
}

function distanceOf(columns: readonly Column[], step: StepOf<'inequality'>) {
  const { strict, derived: side, minimum, maximum } = step
  const grid = new Grid(step.grid)
  const low = columnOfKind(columns[step.low], 'number')
  const high = columnOfKind(columns[step.high], 'number')
  const [base, own] = side === 'high' ? [low, high] : [high, low]
  const rows = own.values.length
  const distance = blank(rows)
  const aside = blank(rows)
  const derived = blank(rows)
  for (let row = 0; row < rows; row++) {
    if (own.missing[row] === 1) continue
    const value = clamped(own.values[row], minimum, maximum)
    if (base.missing[row] === 1) {
      put(aside, row, value)
      put(derived, row, value)
      continue
    }
    const start = base.values[row]
    const place = grid.round(value)
    const steps =
      side === 'high'
        ? place - (strict ? grid.above(start) : grid.ceil(start))
        : (strict ? grid.below(start) : grid.floor(start)) - place
    put(distance, row, Math.max(steps, 0))
    put(derived, row, (side === 'high' ? above : below)(step, start, steps))
  }
  return { distance, aside, derived }
}

/** The derived column of an inequality; `aside`: what it says where the other is missing, `null`: nothing. */
function placed(
  columns: readonly Column[],
  step: StepOf<'inequality'>,
  distance: NumberColumn,
  aside: NumberColumn | null,
): NumberColumn {
  const base = columnOfKind(columns[step.derived === 'high' ? step.low : step.high], 'number')
  const grid = new Grid(step.grid)
  const made = blank(distance.values.length)
  const from = step.derived === 'high' ? above : below
  for (let row = 0; row < made.values.length; row++) {
    if (base.missing[row] === 0) {
      if (distance.missing[row] === 0) put(made, row, from(step, base.values[row], distance.values[row]))
    } else if (aside !== null && aside.missing[row] === 0) {
      put(made, row, clamped(grid.value(grid.round(aside.values[row])), step.minimum, step.maximum))
    }
  }
  return made
}

/** What the derived column of a sum must be; NaN where a cell that it needs is missing. */
function sums(columns: readonly Column[], { total, parts, derived, grid }: StepOf<'sum'>): (row: number) => number {
  const places = new Grid(grid)
  const plus = (derived === total ? parts : [total]).map((column) => columnOfKind(columns[column], 'number'))
  const minus = (derived === total ? [] : parts.filter((part) => part !== derived)).map((column) =>
    columnOfKind(columns[column], 'number'),
  )
  return (row) => {
    let sum = 0
    for (const { values, missing } of plus) sum += missing[row] === 1 ? Number.NaN : values[row]
    for (const { values, missing } of minus) sum -= missing[row] === 1 ? Number.NaN : values[row]
    return Number.isNaN(sum) ? sum : places.value(places.round(sum))
  }
}

function remainder(columns: readonly Column[], step: StepOf<'sum'>) {
  const own = columnOfKind(columns[step.derived], 'number')
  const rows = own.values.length
  const sum = sums(columns, step)
  const aside = blank(rows)
  const derived = blank(rows)
  const codes = new Uint32Array(rows)
  const present: CategoryColumn = { kind: 'category', codes, categories: ['present'], missing: own.missing }
  for (let row = 0; row < rows; row++) {
    if (own.missing[row] === 1) continue
    const value = sum(row)
    if (Number.isNaN(value)) put(aside, row, own.values[row])
    put(derived, row, Number.isNaN(value) ? own.values[row] : value)
  }
  return { present, aside, derived }
}

/** `present`: where the column has a value; `null`: wherever it can be worked out. */
function workedOut(
  columns: readonly Column[],
  step: StepOf<'sum'>,
  present: Column | null,
  aside: NumberColumn | null,
  rows: number,
): NumberColumn {
  const sum = sums(columns, step)
  const made = blank(rows)
  for (let row = 0; row < rows; row++) {
    const value = sum(row)
    if (!Number.isNaN(value)) {
      if (present === null || present.missing[row] === 0) put(made, row, value)
    } else if (aside !== null && aside.missing[row] === 0) put(made, row, aside.values[row])
  }
  return made
}

function placesIn(columns: readonly Column[], step: StepOf<'place'>): NumberColumn {
  const north = columnOfKind(columns[step.latitude], 'number')
  const east = columnOfKind(columns[step.longitude], 'number')
  const made = blank(north.values.length)
  for (let row = 0; row < made.values.length; row++) {
    const latitude = north.missing[row] === 1 ? null : north.values[row]
    const longitude = east.missing[row] === 1 ? null : east.values[row]
    const place = placeOf({ latitude, longitude }, step.box)
    if (place !== null) put(made, row, place)
  }
  return made
}

function coordinatesIn(place: NumberColumn, { box, grids }: StepOf<'place'>) {
  const rows = place.values.length
  const [latitude, longitude] = [blank(rows), blank(rows)]
  const writeNorth = writable(grids.latitude, box.south, box.north)
  const writeEast = writable(grids.longitude, box.west, box.east)
  for (let row = 0; row < rows; row++) {
    if (place.missing[row] === 1) continue
    const found = coordinatesOf(place.values[row], box)
    if (found.latitude !== null) put(latitude, row, writeNorth(found.latitude))
    if (found.longitude !== null) put(longitude, row, writeEast(found.longitude))
  }
  return { latitude, longitude }
}

/** The clock that each instant is written by, as a word; where there is none the commonest, so that no cell of it is missing. */
function clocksOf({ values, missing, offsets }: NumberColumn, zones: readonly string[]): CategoryColumn {
  const known = zones.map(zoneNamed)
  const categories = [...zones]
  const codes = Uint32Array.from(values, (instant, row) => {
    if (missing[row] === 1 || offsets === undefined) return 0
    const code = known.findIndex((zone) => zone.offsetAt(instant) === offsets[row])
    if (code >= 0) return code
    known.push(zoneNamed(fixedZone(offsets[row])))
    return categories.push(fixedZone(offsets[row])) - 1
  })
  return { kind: 'category', codes, categories, missing: new Uint8Array(values.length) }
}

/** What clocks show at the instants. */
function byClock({ values, missing }: NumberColumn, offsets: Int16Array | undefined): NumberColumn {
  if (offsets === undefined) return { kind: 'number', values, missing }
  return { kind: 'number', values: values.map((instant, row) => instant + offsets[row] * 60_000), missing }
}

/** Each row's clock; that of a word that is none, as its own was too rare to be told, is the commonest. */
function clockReader(column: Column | null, zones: readonly string[]): (row: number) => Zone {
  const usual = zoneNamed(zones[0])
  if (column?.kind !== 'category') return () => usual
  const clocks = column.categories.map((name) => (isZone(name) ? zoneNamed(name) : usual))
  return (row) => (column.missing[row] === 1 ? usual : (clocks[column.codes[row]] ?? usual))
}

function instantsBy(
  { values, missing }: NumberColumn,
  clock: (row: number) => Zone,
  { minimum, maximum }: StepOf<'zone'>,
): NumberColumn {
  const instants = values.map((wall, row) => clamped(clock(row).instantOf(wall), minimum, maximum))
  return { kind: 'number', values: instants, missing }
}

function withOffsets(column: NumberColumn, clock: (row: number) => Zone): NumberColumn {
  const { values, missing } = column
  const offsets = Int16Array.from(values, (instant, row) => (missing[row] === 1 ? 0 : clock(row).offsetAt(instant)))
  return { ...column, offsets }
}

function blank(rows: number): NumberColumn {
  return { kind: 'number', values: new Float64Array(rows), missing: new Uint8Array(rows).fill(1) }
}

function put(column: NumberColumn, row: number, value: number): void {
  column.values[row] = value + 0
  column.missing[row] = 0
}

/** The combination that each row holds, as one word; missing where all of it is. */
function joined(columns: Column[], { columns: joint, list }: StepOf<'joint'>): CategoryColumn {
  const cells = joint.map((column) => cellsOf(columns[column]))
  const rows = columns[joint[0]].missing.length
  const codes = new Uint32Array(rows)
  const missing = new Uint8Array(rows)
  const categories: string[] = [...(list ?? [])]
  const known = new Map(categories.map((key, code) => [key, code]))
  const nearest = list === null ? null : nearestIn(list, joint.length)
  for (let row = 0; row < rows; row++) {
    const combination = cells.map((cell) => cell(row))
    if (combination.every((cell) => cell === null)) {
      missing[row] = 1
      continue
    }
    const key = combinationKey(combination)
    let code = known.get(key)
    if (code === undefined) {
      code = nearest === null ? categories.push(key) - 1 : nearest(combination)
      known.set(key, code)
    }
    codes[row] = code
  }
  return { kind: 'category', codes, categories, missing }
}

/** The listed combination that has most cells in common with one that is not listed; the first of equals. */
function nearestIn(list: readonly string[], columns: number): (combination: Combination) => number {
  const all = list.map((key) => combinationOf(key, columns) ?? [])
  return (combination) => {
    let best = 0
    let most = -1
    all.forEach((each, code) => {
      const same = each.reduce((count: number, cell, i) => count + (cell === combination[i] ? 1 : 0), 0)
      if (same > most) [best, most] = [code, same]
    })
    return best
  }
}

/** A row whose word is no combination, as its own was too rare to be told, gets that of another row. */
function split(
  word: CategoryColumn,
  { columns: joint }: StepOf<'joint'>,
  columns: readonly Column[],
  random: Random,
): [number, Column][] {
  const rows = word.codes.length
  const told = word.categories.map((key) => combinationOf(key, joint.length))
  const good: number[] = []
  for (let row = 0; row < rows; row++) if (word.missing[row] === 0 && told[word.codes[row]] !== null) good.push(row)
  const all = told.flatMap((combination) => (combination === null ? [] : [combination]))
  const chosen = Array.from({ length: rows }, (_, row): Combination | null => {
    if (word.missing[row] === 1) return null
    const own = told[word.codes[row]]
    if (own !== null || all.length === 0) return own
    if (good.length > 0) return told[word.codes[good[random.integer(good.length)]]]
    return all[random.integer(all.length)]
  })
  return joint.map((column, at) => [column, columnOf(columns[column], all, chosen, at)])
}

/** Cell `at` of each row's combination, as a column like `model`. */
function columnOf(
  model: Column,
  all: readonly Combination[],
  chosen: readonly (Combination | null)[],
  at: number,
): Column {
  const missing = Uint8Array.from(chosen, (combination) => ((combination?.[at] ?? null) === null ? 1 : 0))
  if (model.kind === 'number') {
    const values = Float64Array.from(chosen, (combination) => Number(combination?.[at] ?? 0))
    return { kind: 'number', values, missing }
  }
  // The list of words rests on what may occur, not on what did, so that pieces of one table have the same.
  const categories = [
    ...new Set(all.flatMap((combination) => (combination[at] === null ? [] : [String(combination[at])]))),
  ]
  const codeOf = new Map(categories.map((word, code) => [word, code]))
  const codes = Uint32Array.from(chosen, (combination) => codeOf.get(String(combination?.[at])) ?? 0)
  return { kind: 'category', codes, categories, missing }
}

function jointDomain(
  word: FieldDomain | undefined,
  at: number,
  { columns }: StepOf<'joint'>,
  type: Construction['columns'][number]['type'],
): FieldDomain {
  if (word?.kind !== 'categories') return { kind: 'open' }
  const cells = word.categories.flatMap((key) => {
    const cell = combinationOf(key, columns.length)?.[at] ?? null
    return cell === null ? [] : [cell]
  })
  if (type !== 'integer' && type !== 'real')
    return { kind: 'categories', categories: [...new Set(cells.map(String))], declared: word.declared }
  const numbers = cells.map(Number)
  if (numbers.length === 0) return { kind: 'range', minimum: 0, maximum: 0, declared: word.declared }
  const minimum = numbers.reduce((least, each) => Math.min(least, each))
  const maximum = numbers.reduce((most, each) => Math.max(most, each))
  return { kind: 'range', minimum, maximum, declared: word.declared }
}
