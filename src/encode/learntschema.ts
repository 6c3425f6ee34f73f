// LearntSchema: the fields that are learnt in the place of a table's columns, as its construction says.
import type { Constraint } from '../table/constraint/constraint.ts'
import { freshName } from '../table/freshname.ts'
import { Grid } from '../table/grid.ts'
import type { Field, Schema } from '../table/schema.ts'
import { zoneNamed } from '../table/zone.ts'
import { type Construction, columnsOf, derivedBy, localZones, partsOf, type StepOf } from './construction.ts'
import { squares } from './curve.ts'

/** The schema of the parts that are learnt in the place of the columns. */
export function learntSchema(schema: Schema, construction: Construction): Schema {
  const { steps } = construction
  const fields = schema.fields.map((field) => withDeclaredRange(field, schema.constraints ?? []))
  const taken = new Set(fields.map(({ name }) => name))
  // What is said of how one column is learnt is not said of what stands in its place.
  const named = (
    { spread: _, personal: __, treatment: ___, longitude: ____, ...each }: Field,
    name: string,
  ): Field => ({
    ...each,
    name: freshName(name, taken),
  })
  return {
    fields: partsOf(construction).map((part): Field => {
      if (part.kind === 'column') return byClock(fields[part.column], localZones(part.column, construction))
      const each = steps[part.step]
      if (part.kind === 'zone') {
        const own = fields[columnsOf(each)[0]]
        const domain = { kind: 'categories', categories: [], declared: false } as const
        return { ...named(own, `${own.name} clock`), type: 'category', format: { kind: 'text' }, domain }
      }
      const derived = derivedBy(each)
      const own = fields[derived ?? columnsOf(each)[0]]
      if (part.kind === 'word' && each.kind === 'joint') {
        const { columns, list } = each
        const categories = list ?? []
        const field = named(own, columns.map((column) => fields[column].name).join(' × '))
        return {
          ...field,
          type: 'category',
          format: { kind: 'text' },
          domain: { kind: 'categories', categories, declared: list !== null },
        }
      }
      if (each.kind === 'place') return placeField(each, fields, named)
      if (part.kind === 'distance' && each.kind === 'inequality') {
        const field = named(own, `${fields[each.high].name} − ${fields[each.low].name}`)
        return { ...field, ...distanceForm(each, fields) }
      }
      if (part.kind === 'present') {
        const field = named(own, `${own.name} present`)
        const domain = { kind: 'categories', categories: ['present'], declared: true } as const
        return { ...field, type: 'constant', format: { kind: 'text' }, domain }
      }
      return named(own, `${own.name} alone`)
    }),
  }
}

/** The field of instants as clocks show them: its range holds what any of them shows. */
function byClock(field: Field, zones: readonly string[] | null): Field {
  const { domain } = field
  if (zones === null || domain.kind !== 'range') return field
  const shown = (instant: number) => zones.map((name) => instant + zoneNamed(name).offsetAt(instant) * 60_000)
  const [minimum, maximum] = [Math.min(...shown(domain.minimum)), Math.max(...shown(domain.maximum))]
  return { ...field, domain: { ...domain, minimum, maximum } }
}

/** The bounds of a place are public where those of both its columns are. */
function placeField(
  { latitude, longitude }: StepOf<'place'>,
  fields: readonly Field[],
  named: (field: Field, name: string) => Field,
): Field {
  const [north, east] = [fields[latitude], fields[longitude]]
  const declared = [north, east].every(({ domain }) => domain.kind === 'range' && domain.declared)
  return {
    ...named(north, `${north.name} × ${east.name}`),
    type: 'integer',
    format: { kind: 'place' },
    domain: { kind: 'range', minimum: 0, maximum: squares - 1, declared },
  }
}

/** A range that the user states of their own knowledge is public knowledge of the column. */
export function withDeclaredRange(field: Field, constraints: readonly Constraint[]): Field {
  const range = constraints.find((each) => each.kind === 'range' && each.field === field.name && !each.suggested)
  if (range?.kind !== 'range' || range.minimum === undefined || range.maximum === undefined) return field
  const { minimum, maximum } = range
  if (field.domain.kind === 'range' && field.domain.declared) return field
  return { ...field, domain: { kind: 'range', minimum, maximum, declared: true } }
}

/** Steps of the grid, or any number where there are none. Its range is public where those of both columns are. */
function distanceForm(
  { low, high, strict, derived, grid }: StepOf<'inequality'>,
  fields: readonly Field[],
): Pick<Field, 'type' | 'format' | 'domain'> {
  const places = new Grid(grid)
  const { stepped } = places
  const [lower, upper] = [fields[low].domain, fields[high].domain]
  const known = lower.kind === 'range' && upper.kind === 'range' && lower.declared && upper.declared
  const form = {
    type: stepped ? 'integer' : 'real',
    format: { ...distanceFormat, precision: stepped ? 0 : 20 },
  } as const
  if (!known) return { ...form, domain: { kind: 'range', minimum: 0, maximum: 0, declared: false } }
  const span =
    derived === 'high'
      ? places.floor(upper.maximum) - (strict ? places.above(lower.minimum) : places.ceil(lower.minimum))
      : (strict ? places.below(upper.maximum) : places.floor(upper.maximum)) - places.ceil(lower.minimum)
  return { ...form, domain: { kind: 'range', minimum: 0, maximum: Math.max(span, 0), declared: true } }
}

const distanceFormat = { kind: 'number', decimals: null, decimalMark: '.', thousands: '', percent: false } as const
