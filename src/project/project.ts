// Project: the file that a user saves and opens. A ZIP of project.json and weights.bin; it holds no row.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import * as v from 'valibot'
import { Encoder } from '../encode/encoder.ts'
import type { Report } from '../evaluate/report.ts'
import { type Recipe, recipeSchema } from '../models/recipe.ts'
import type { Weights } from '../models/weights.ts'
import { createLedger, type Ledger, type Look } from '../privacy/ledger.ts'
import type { Dialect } from '../table/dialect.ts'
import { shapeOf } from '../table/personal/kind.ts'
import type { Schema } from '../table/schema.ts'
import { dialectCheck, ledgerCheck, runCheck, type SavedLedger, schemaCheck } from './checks.ts'
import { ProjectFileError, ProjectVersionError } from './errors.ts'
import { packWeights, unpackWeights } from './weightsfile.ts'

/** How the training went. */
export type RunFacts = v.InferOutput<typeof runCheck>

export interface Project {
  /** Name of the file that was learnt. */
  readonly name: string
  /** Rows that were learnt. */
  readonly rows: number
  readonly dialect: Dialect
  readonly schema: Schema
  readonly recipe: Recipe
  readonly encoder: Encoder
  readonly weights: Weights
  readonly run: RunFacts
  readonly account: SavedLedger
  /** Worked out from the account when it is first asked for, as that takes up to seconds. */
  readonly ledger: Ledger
  /** Null unless the user wants the scores, which look at real rows, in the file. */
  readonly report: Report | null
}

/** The file that was learnt, without its content. */
export type Source = Pick<Project, 'name' | 'rows' | 'dialect' | 'schema'>

/** What a run leaves behind. */
export interface Trained extends RunFacts {
  readonly weights: Weights
  /** Every look at the real rows, and every declared fact, in order. */
  readonly looks: readonly Look[]
}

/**
 * A project of a finished run, its ledger with every look at the real rows that shaped it. Of a private run the schema is
 * what the encoder knows: the bounds, the lists and the reasons that reading the file gave are facts about rows.
 */
export function createProject(source: Source, encoder: Encoder, recipe: Recipe, trained: Trained): Project {
  const { weights, looks, steps, seconds, backend, why, health, remedies, attribution, budget } = trained
  const { name, rows, dialect, schema } = source
  const delta = budget?.delta ?? null
  const groupSize = recipe.privacy?.rowsPerPerson ?? 1
  return priced({
    name,
    rows,
    dialect,
    schema: recipe.privacy === null ? withoutExamples(schema) : encoder.knownSchema(schema),
    recipe,
    encoder,
    weights,
    run: { steps, seconds, backend, why, health, remedies, attribution, budget },
    account: { looks, delta, groupSize },
    report: null,
  })
}

/** The reasons of identifiers show one as an example on this device; a file says only how it is written. */
function withoutExamples(schema: Schema): Schema {
  const fields = schema.fields.map((field) => {
    const example = field.reason.values?.example
    if (typeof example !== 'string') return field
    return { ...field, reason: { ...field.reason, values: { ...field.reason.values, example: shapeOf(example) } } }
  })
  return { ...schema, fields }
}

/** The project with its scores in it, as the user wishes: a look at the real rows that nothing pays for. */
export function withReport(project: Project, report: Report): Project {
  const { ledger: _, account, ...rest } = project
  const release: Look = { kind: 'release', what: 'report', source: 'data', mechanism: null }
  const others = account.looks.filter(({ kind, what }) => kind !== release.kind || what !== release.what)
  return priced({ ...rest, report, account: { ...account, looks: [...others, release] } })
}

function priced(project: Omit<Project, 'ledger'>): Project {
  const { looks, delta, groupSize } = project.account
  let ledger: Ledger | null = null
  return {
    ...project,
    get ledger() {
      ledger ??= createLedger(looks, { delta, groupSize })
      return ledger
    },
  }
}

const version = 1

/** Larger parts are refused before they are unpacked: a small file must not fill the memory. */
const mostBytes = 512 * 1024 * 1024

const projectCheck = v.object({
  version: v.literal(version),
  name: v.string(),
  rows: v.pipe(v.number(), v.integer(), v.minValue(0)),
  dialect: dialectCheck,
  schema: schemaCheck,
  recipe: recipeSchema,
  encoder: v.unknown(),
  weights: v.array(v.object({ name: v.string(), length: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  run: runCheck,
  ledger: ledgerCheck,
  report: v.nullable(v.unknown()),
})

export function saveProject(project: Project): Uint8Array<ArrayBuffer> {
  const { index, bytes } = packWeights(project.weights)
  const { name, rows, dialect, schema, recipe, encoder, run, account, report } = project
  const json = { version, name, rows, dialect, schema, recipe, encoder, weights: index, run, ledger: account, report }
  return zipSync({
    'project.json': strToU8(JSON.stringify(json)),
    'weights.bin': [bytes, { level: 0 }],
  }) as Uint8Array<ArrayBuffer>
}

/** Throws ProjectFileError, ProjectVersionError, EncoderStateError. */
export function openProject(file: Uint8Array): Project {
  const parts = unpack(file)
  const json = parseJson(parts['project.json'])
  const found = (json as { version?: unknown } | null)?.version
  if (typeof found === 'number' && found !== version) throw new ProjectVersionError(found, version)
  const result = v.safeParse(projectCheck, json)
  if (!result.success) {
    const issue = result.issues[0]
    throw new ProjectFileError(`${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`)
  }
  const { encoder, weights, ledger, report, version: _, ...rest } = result.output
  return priced({
    ...rest,
    encoder: Encoder.fromJSON(encoder),
    weights: unpackWeights(weights, parts['weights.bin']),
    account: ledger,
    report: report as Report | null,
  })
}

function unpack(file: Uint8Array): Record<'project.json' | 'weights.bin', Uint8Array> {
  let parts: Record<string, Uint8Array>
  try {
    parts = unzipSync(file, {
      filter: ({ name, originalSize }) => {
        if (name !== 'project.json' && name !== 'weights.bin') return false
        if (originalSize > mostBytes) throw new ProjectFileError(`its part ${name} is larger than ${mostBytes} bytes`)
        return true
      },
    })
  } catch (error) {
    if (error instanceof ProjectFileError) throw error
    throw new ProjectFileError('it is not a whole ZIP file')
  }
  for (const name of ['project.json', 'weights.bin']) {
    if (!Object.hasOwn(parts, name)) throw new ProjectFileError(`it has no part ${name}`)
  }
  return parts as Record<'project.json' | 'weights.bin', Uint8Array>
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes))
  } catch {
    throw new ProjectFileError('its project.json is no JSON')
  }
}
