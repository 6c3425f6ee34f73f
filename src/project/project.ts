// Project: the file that a user saves and opens. A ZIP of project.json and weights.bin; it holds no row.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import * as v from 'valibot'
import { Encoder } from '../encode/encoder.ts'
import type { Report } from '../evaluate/report.ts'
import { type Recipe, recipeSchema } from '../models/recipe.ts'
import type { Weights } from '../models/weights.ts'
import { createLedger, type Ledger, type LedgerEntry } from '../privacy/ledger.ts'
import type { Dialect } from '../table/dialect.ts'
import type { Schema } from '../table/schema.ts'
import { dialectCheck, ledgerEntryCheck, runCheck, schemaCheck } from './checks.ts'
import { ProjectFileError, ProjectVersionError } from './errors.ts'
import { factsLedger } from './facts.ts'
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
  readonly ledger: Ledger
  /** Null unless the user wants the scores, which look at real rows, in the file. */
  readonly report: Report | null
}

/** The file that was learnt, without its content. */
export type Source = Pick<Project, 'name' | 'rows' | 'dialect' | 'schema'>

/** What a run leaves behind. */
export interface Trained extends RunFacts {
  readonly weights: Weights
  /** What the training cost; null without privacy. */
  readonly ledgerEntry: LedgerEntry | null
}

/** A project of a finished run, its ledger with every look at the real rows that shaped it. */
export function createProject(source: Source, encoder: Encoder, recipe: Recipe, trained: Trained): Project {
  const { weights, ledgerEntry, steps, seconds, backend, why, budget } = trained
  const { name, rows, dialect, schema } = source
  return {
    name,
    rows,
    dialect,
    schema,
    recipe,
    encoder,
    weights,
    run: { steps, seconds, backend, why, budget },
    ledger: createLedger([...factsLedger(encoder), ...(ledgerEntry ? [ledgerEntry] : [])]),
    report: null,
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
  ledger: v.array(ledgerEntryCheck),
  report: v.nullable(v.unknown()),
})

export function saveProject(project: Project): Uint8Array<ArrayBuffer> {
  const { index, bytes } = packWeights(project.weights)
  const json = {
    version,
    ...project,
    encoder: project.encoder.toJSON(),
    weights: index,
    ledger: project.ledger.entries,
  }
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
  return {
    ...rest,
    encoder: Encoder.fromJSON(encoder),
    weights: unpackWeights(weights, parts['weights.bin']),
    ledger: createLedger(ledger),
    report: report as Report | null,
  }
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
