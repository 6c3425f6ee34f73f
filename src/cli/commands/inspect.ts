// understudy inspect: what a file holds.

import { columnPlan } from '../../table/columns.ts'
import { constraintReport } from '../../table/constraint/check.ts'
import { suggestConstraints } from '../../table/constraint/suggest.ts'
import type { Dialect } from '../../table/dialect.ts'
import { placesOf } from '../../table/place.ts'
import { profileTable } from '../../table/profile.ts'
import type { Reason, Treatment } from '../../table/schema.ts'
import { schemaWarnings } from '../../table/warnings.ts'
import { brokenByReal, constraintsOption, suggestionsText } from '../constraints.ts'
import { type Dataset, readDataset } from '../dataset.ts'
import { declareOption } from '../declarations.ts'
import { Progress, percent, print, printJson, table } from '../output.ts'
import type { Command } from '../usage.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'Show the inferred schema of a file, the profile of each column, and warnings.',
  operands: ['DATA'],
  options: { declare: declareOption, constraints: constraintsOption },
  async run(input) {
    const dataset = await readDataset(input.operands[0], new Progress(), input)
    const { reading, schema } = dataset
    const profiles = profileTable(dataset.table, schema)
    const fields = schema.fields.map((field, i) => ({
      name: field.name,
      type: field.type,
      role: field.role,
      confidence: field.confidence,
      reason: words(field.reason),
      ...(field.personal && { personal: field.personal }),
      ...(field.treatment && { treatment: field.treatment }),
      ...(field.longitude !== undefined && { longitude: field.longitude }),
      ...(field.format.kind === 'datetime' && field.format.zones && { zones: field.format.zones }),
      ...columnPlan(field, profiles[i].distinct),
      missing: profiles[i].missing,
      distinct: profiles[i].distinct,
      ...(profiles[i].minimum === undefined ? {} : { minimum: profiles[i].minimum, maximum: profiles[i].maximum }),
    }))
    const warnings = schemaWarnings(reading, schema).map(words)
    const { format, dialect } = reading
    const written = format === 'csv' ? { dialect } : {}
    if (input.flag('json'))
      return printJson({ rows: dataset.table.rows, format, ...written, fields, warnings, ...constraintsFound(dataset) })
    print(
      `${dataset.name}: ${dataset.table.rows} rows, ${fields.length} columns (${format === 'csv' ? inDialect(dialect) : format})`,
    )
    print('')
    print(
      table([
        ['column', 'type', 'sure', 'missing', 'distinct', 'why'],
        ...fields.map((field) => [
          field.name,
          field.role === 'omit' ? `${field.type}, left out` : typeText(field.type, field.treatment),
          percent(field.confidence),
          String(field.missing),
          String(field.distinct),
          field.reason,
        ]),
      ]),
    )
    for (const { latitude, longitude } of placesOf(schema)) {
      const [north, east] = [schema.fields[latitude].name, schema.fields[longitude].name]
      print(`learnt together as a place: latitude ${north}, longitude ${east}`)
    }
    for (const { name, format } of schema.fields)
      if (format.kind === 'datetime' && format.zones)
        print(`instants of ${name} by the clock of ${format.zones.join(', ')}`)
    for (const warning of warnings) print(`warning: ${warning}`)
    for (const warning of brokenByReal(dataset.table, schema)) print(`warning: ${warning}`)
    for (const line of suggestionsText(dataset.table, schema)) print(line)
  },
}

/** How the rows do by the constraints of the schema, and which they suggest. */
function constraintsFound({ table, schema }: Dataset) {
  return { constraints: constraintReport(table, schema), suggestions: suggestConstraints(table, schema) }
}

const treated = { replace: 'replaced', mask: 'masked', generalise: 'made general', hash: 'hashed' } as const

function typeText(type: string, treatment: Treatment | undefined): string {
  return treatment ? `${type}, ${treated[treatment.method]}` : type
}

function inDialect({ encoding, delimiter, header }: Dialect): string {
  return `${encoding}, delimiter ${JSON.stringify(delimiter)}, ${header ? 'with' : 'without'} header`
}

/** A reason in plain words: its key, spelled out, with its figures. */
function words({ key, values }: Reason): string {
  const text = key.replace(/^.*\./, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const figures = Object.entries(values ?? {}).map(([name, value]) => `${name} ${value}`)
  return figures.length === 0 ? text : `${text} (${figures.join(', ')})`
}
