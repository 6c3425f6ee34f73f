// Construct: the construction that a schema asks for, by its constraints, its places and its clocks alone.
import { activeConstraints } from '../table/constraint/check.ts'
import { combinationKey } from '../table/constraint/combinations.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { ConstraintConflictError } from '../table/constraint/errors.ts'
import { kindOf } from '../table/constraint/registry.ts'
import { decimalsOf, Grid, type GridState, gridOf, writableRange } from '../table/grid.ts'
import { mostDegrees, placesOf } from '../table/place.ts'
import type { Schema } from '../table/schema.ts'
import { codecOf } from './codecs.ts'
import { type Construction, columnsOf, derivedBy, type Step, type StepOf } from './construction.ts'
import { withDeclaredRange } from './learntschema.ts'

const learntBy: readonly ReturnType<typeof codecOf>[] = ['number', 'category', 'bucket', 'datetime']

interface Bounds {
  minimum: number
  maximum: number
}

export interface Built {
  readonly construction: Construction
  /** Constraints that hold for whatever numbers are decoded; the others are kept by leaving out rows that break them. */
  readonly kept: readonly Constraint[]
}

/**
 * The construction for the constraints of a schema, its places and its clocks; `null` where there is nothing to take apart. `privately`: no
 * bounds that were read off the rows, and nothing learnt aside. Throws ConstraintError, ConstraintConflictError.
 */
export function construct(schema: Schema, privately: boolean): Built | null {
  const constraints = activeConstraints(schema)
  if (constraints.length === 0 && placesOf(schema).length === 0 && zonesIn(schema).length === 0) return null
  for (const constraint of constraints) kindOf(constraint).compile(constraint, schema)
  const built = new Builder(schema, constraints, privately).build()
  return built.construction.steps.length === 0 ? null : built
}

/** What is to be done about the fields whose instants have offsets of their own. */
function zonesIn({ fields }: Schema): StepOf<'zone'>[] {
  return fields.flatMap((field, column): StepOf<'zone'>[] => {
    const { format, domain } = field
    if (codecOf(field) !== 'datetime' || format.kind !== 'datetime' || format.zones === undefined) return []
    const { minimum = null, maximum = null } = domain.kind === 'range' && domain.declared ? domain : {}
    return [{ kind: 'zone', column, zones: [...format.zones], minimum, maximum }]
  })
}

class Builder {
  readonly #schema: Schema
  readonly #constraints: readonly Constraint[]
  readonly #privately: boolean
  readonly #joints: StepOf<'joint'>[] = []
  readonly #derivations: (StepOf<'inequality'> | StepOf<'sum'>)[] = []
  readonly #kept = new Set<Constraint>()
  /** The multiple that a column keeps to. */
  readonly #steps = new Map<number, number>()

  constructor(schema: Schema, constraints: readonly Constraint[], privately: boolean) {
    this.#schema = schema
    this.#constraints = constraints
    this.#privately = privately
  }

  build(): Built {
    // Open lists first: what occurs in the data can be kept in no other way.
    const lists = this.#ofKind('combinations')
    for (const each of lists) if (each.combinations === undefined) this.#join(each)
    for (const each of lists) if (each.combinations !== undefined) this.#join(each)
    for (const each of this.#ofKind('increment')) this.#stepwise(each)
    for (const each of this.#ofKind('sum')) this.#sum(each)
    for (const each of this.#ofKind('inequality')) this.#order(each)
    const derivations = this.#sorted()
    const bounds = this.#bounds(derivations)
    const bound = (column: number) => {
      const { minimum, maximum } = bounds[column]
      return { minimum: Number.isFinite(minimum) ? minimum : null, maximum: Number.isFinite(maximum) ? maximum : null }
    }
    const places = this.#places(bounds)
    const free = this.#schema.fields.flatMap((_, column): Step[] => {
      if (this.#isJoint(column) || this.#isDerived(column)) return []
      if (places.some((each) => columnsOf(each).includes(column))) return []
      const touched = this.#steps.has(column) || bounds[column].touched
      return touched ? [{ kind: 'bound', column, grid: this.#grid(column), ...bound(column) }] : []
    })
    const steps: Step[] = [
      ...zonesIn(this.#schema),
      ...free,
      ...places,
      ...this.#joints,
      ...derivations.map((each) =>
        each.kind === 'sum' ? each : { ...each, ...bound(each.derived === 'high' ? each.high : each.low) },
      ),
    ]
    for (const each of this.#ofKind('range')) {
      // What is worked out as a sum, or hangs on one, goes where the sum goes.
      if (!this.#rootsInSum(this.#index(each.field)) && !this.#isJoint(this.#index(each.field))) this.#kept.add(each)
    }
    const columns = this.#schema.fields.map(({ name, type }) => ({ name, type }))
    return {
      construction: { columns, steps, aside: !this.#privately },
      kept: this.#constraints.filter((each) => this.#kept.has(each)),
    }
  }

  #ofKind<K extends Constraint['kind']>(kind: K): Extract<Constraint, { kind: K }>[] {
    return this.#constraints.filter(
      (each): each is Extract<Constraint, { kind: K }> => each.kind === kind && this.#isLearnt(each),
    )
  }

  /** False where a column is made up: then there is nothing to take apart. */
  #isLearnt(constraint: Constraint): boolean {
    return kindOf(constraint)
      .fields(constraint)
      .every((name) => learntBy.includes(codecOf(this.#schema.fields[this.#index(name)])))
  }

  #index(name: string): number {
    return this.#schema.fields.findIndex((field) => field.name === name)
  }

  #grid(column: number): GridState {
    return gridOf(this.#schema.fields[column], this.#steps.get(column) ?? null)
  }

  #isJoint(column: number): boolean {
    return this.#joints.some(({ columns }) => columns.includes(column))
  }

  #isDerived(column: number): boolean {
    return this.#derivations.some((each) => derivedBy(each) === column)
  }

  /** True where the column is worked out from `other`, if only by way of a third. */
  #needs(column: number, other: number): boolean {
    if (column === other) return true
    const maker = this.#derivations.find((each) => derivedBy(each) === column)
    return maker !== undefined && columnsOf(maker).some((each) => each !== column && this.#needs(each, other))
  }

  /** True where a column may yet be worked out from these. */
  #canDerive(column: number, sources: readonly number[]): boolean {
    return !this.#isJoint(column) && !this.#isDerived(column) && !sources.some((each) => this.#needs(each, column))
  }

  #rootsInSum(column: number): boolean {
    const maker = this.#derivations.find((each) => derivedBy(each) === column)
    if (maker === undefined) return false
    return (
      maker.kind === 'sum' ||
      columnsOf(maker).some((each) => each !== column && (this.#isJoint(each) || this.#rootsInSum(each)))
    )
  }

  #join(constraint: Extract<Constraint, { kind: 'combinations' }>): void {
    const columns = constraint.fields.map((name) => this.#index(name))
    const { combinations } = constraint
    const overlapping = this.#joints.findIndex((joint) => joint.columns.some((column) => columns.includes(column)))
    if (overlapping >= 0) {
      // Combinations of all columns together that occur hold only pairs that occur.
      const { columns: others, list } = this.#joints[overlapping]
      if (combinations !== undefined || list !== null) return
      this.#joints[overlapping] = { kind: 'joint', columns: [...new Set([...others, ...columns])], list: null }
    } else {
      const list = combinations?.map((each) => combinationKey(each)) ?? null
      this.#joints.push({ kind: 'joint', columns, list })
    }
    this.#kept.add(constraint)
  }

  #stepwise(constraint: Extract<Constraint, { kind: 'increment' }>): void {
    const column = this.#index(constraint.field)
    if (this.#isJoint(column) || this.#steps.has(column)) return
    this.#steps.set(column, constraint.step)
    this.#kept.add(constraint)
  }

  /** The total is worked out, unless something else holds it already; else a part that is written finely enough. */
  #sum(constraint: Extract<Constraint, { kind: 'sum' }>): void {
    const total = this.#index(constraint.total)
    const parts = constraint.parts.map((name) => this.#index(name))
    const all = [total, ...parts]
    const ranged = new Set(this.#ofKind('range').map(({ field }) => this.#index(field)))
    const digits = (column: number) => decimalsOf(this.#schema.fields[column]) ?? Number.POSITIVE_INFINITY
    const suits = (column: number) =>
      !this.#steps.has(column) &&
      this.#canDerive(
        column,
        all.filter((each) => each !== column),
      ) &&
      (column === total || (Number.isFinite(digits(column)) && all.every((each) => digits(each) <= digits(column))))
    const candidates = [total, ...parts.toReversed()].filter(suits)
    const derived = candidates.find((column) => !ranged.has(column)) ?? candidates[0]
    if (derived === undefined) return
    this.#derivations.push({ kind: 'sum', total, parts, derived, grid: this.#grid(derived) })
    this.#kept.add(constraint)
  }

  #order(constraint: Extract<Constraint, { kind: 'inequality' }>): void {
    const { strict } = constraint
    const low = this.#index(constraint.low)
    const high = this.#index(constraint.high)
    const side = this.#canDerive(high, [low]) ? 'high' : this.#canDerive(low, [high]) ? 'low' : null
    if (side === null) return
    const grid = this.#grid(side === 'high' ? high : low)
    this.#derivations.push({
      kind: 'inequality',
      low,
      high,
      derived: side,
      strict,
      grid,
      minimum: null,
      maximum: null,
    })
    this.#kept.add(constraint)
  }

  /** Pairs of which no constraint has either half learnt in another form. */
  #places(bounds: readonly (Bounds & { readonly touched: boolean })[]): StepOf<'place'>[] {
    const isFree = (column: number) => !this.#isJoint(column) && !this.#isDerived(column) && !this.#steps.has(column)
    return placesOf(this.#schema).flatMap(({ latitude, longitude }): StepOf<'place'>[] => {
      if (!isFree(latitude) || !isFree(longitude)) return []
      const [south, north] = this.#degrees(latitude, mostDegrees.latitude, bounds[latitude])
      const [west, east] = this.#degrees(longitude, mostDegrees.longitude, bounds[longitude])
      const grids = { latitude: this.#grid(latitude), longitude: this.#grid(longitude) }
      return [{ kind: 'place', latitude, longitude, box: { south, north, west, east }, grids }]
    })
  }

  /** From where to where a coordinate reaches: all that is said of it, and without privacy what was read off the rows. */
  #degrees(column: number, most: number, said: Bounds & { readonly touched: boolean }): [number, number] {
    const field = withDeclaredRange(this.#schema.fields[column], this.#constraints)
    const { domain } = field
    const known = domain.kind === 'range' && (domain.declared || !this.#privately) ? domain : null
    const from = Math.max(-most, known?.minimum ?? -most, said.touched ? said.minimum : -most)
    const to = Math.min(most, known?.maximum ?? most, said.touched ? said.maximum : most)
    return from <= to ? [from, to] : [-most, most]
  }

  /** Each derivation after those whose columns it needs. */
  #sorted(): (StepOf<'inequality'> | StepOf<'sum'>)[] {
    const rest = [...this.#derivations]
    const sorted: typeof rest = []
    while (rest.length > 0) {
      const ready = rest.findIndex((each) =>
        columnsOf(each).every(
          (column) => column === derivedBy(each) || !rest.some((other) => derivedBy(other) === column),
        ),
      )
      sorted.push(...rest.splice(ready, 1))
    }
    return sorted
  }

  /**
   * Bounds of every column: what the user says, what can be written, and, through inequalities, what that means for others. What
   * was read off the rows is used too where nothing is private, unless it contradicts itself.
   */
  #bounds(derivations: readonly Step[]): (Bounds & { readonly touched: boolean })[] {
    const ordered = derivations.filter((each): each is StepOf<'inequality'> => each.kind === 'inequality')
    const involved = new Set(ordered.flatMap(({ low, high }) => [low, high]))
    const ranges = this.#ofKind('range')
    const start = (withData: boolean): Bounds[] =>
      this.#schema.fields.map((field, column) => {
        const limits = writableRange(field)
        const bounds = { ...limits }
        const narrow = (minimum: number, maximum: number) => {
          bounds.minimum = Math.max(bounds.minimum, minimum)
          bounds.maximum = Math.min(bounds.maximum, maximum)
        }
        const { domain } = field
        if (domain.kind === 'range' && involved.has(column) && (domain.declared || withData))
          narrow(domain.minimum, domain.maximum)
        for (const { field: name, minimum, maximum } of ranges)
          if (name === field.name) narrow(minimum ?? Number.NEGATIVE_INFINITY, maximum ?? Number.POSITIVE_INFINITY)
        return bounds
      })
    const ranged = new Set(ranges.map(({ field }) => this.#index(field)))
    const touched = (column: number) => involved.has(column) || ranged.has(column) || this.#steps.has(column)
    const said = this.#narrowed(start(false), ordered, touched)
    if (typeof said === 'number') throw new ConstraintConflictError(this.#schema.fields[said].name)
    const seen = this.#privately ? said : this.#narrowed(start(true), ordered, touched)
    const bounds = typeof seen === 'number' ? said : seen
    return bounds.map((each, column) => ({ ...each, touched: touched(column) }))
  }

  /** Bounds on the columns' grids, narrowed until each inequality can be met between them; else a column where none is left. */
  #narrowed(
    bounds: Bounds[],
    ordered: readonly StepOf<'inequality'>[],
    touched: (column: number) => boolean,
  ): Bounds[] | number {
    const grids = bounds.map((_, column) => new Grid(this.#grid(column)))
    const onGrid = (column: number) => {
      const grid = grids[column]
      const { minimum, maximum } = bounds[column]
      if (Number.isFinite(minimum)) bounds[column].minimum = grid.value(grid.ceil(minimum))
      if (Number.isFinite(maximum)) bounds[column].maximum = grid.value(grid.floor(maximum))
    }
    bounds.forEach((_, column) => {
      if (touched(column)) onGrid(column)
    })
    // Every round moves at least one bound along a path of inequalities; there are no circles.
    for (let round = 0; round < ordered.length; round++) {
      for (const { low, high, strict } of ordered) {
        const top = bounds[high].maximum
        const bottom = bounds[low].minimum
        if (Number.isFinite(top)) {
          const place = strict ? grids[low].below(top) : grids[low].floor(top)
          bounds[low].maximum = Math.min(bounds[low].maximum, grids[low].value(place))
        }
        if (Number.isFinite(bottom)) {
          const place = strict ? grids[high].above(bottom) : grids[high].ceil(bottom)
          bounds[high].minimum = Math.max(bounds[high].minimum, grids[high].value(place))
        }
      }
    }
    const empty = bounds.findIndex(({ minimum, maximum }, column) => touched(column) && minimum > maximum)
    return empty >= 0 ? empty : bounds
  }
}
