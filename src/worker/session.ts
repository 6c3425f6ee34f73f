// Session: everything that the worker holds for one page: the open table, the run, the model, the synthetic rows.
import { Encoder } from '../encode/encoder.ts'
import { loadBackends } from '../engine/backend.ts'
import { evaluate } from '../evaluate/report.ts'
import { createRandom } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { Sampler } from '../models/sampler.ts'
import { advise } from '../privacy/advice.ts'
import { createProject, openProject, type Project, type Source, saveProject } from '../project/project.ts'
import { buildColumn, changeField } from '../table/build.ts'
import { readCsv } from '../table/csv.ts'
import type { Dialect, ReadOptions } from '../table/dialect.ts'
import { inferSchema } from '../table/infer.ts'
import { type FieldProfile, histogramLike, profileColumn } from '../table/profile.ts'
import type { Reading } from '../table/reading.ts'
import type { Schema } from '../table/schema.ts'
import type { Table } from '../table/table.ts'
import { schemaWarnings } from '../table/warnings.ts'
import { previewRows, writeCsv } from '../table/write.ts'
import { Control } from '../train/control.ts'
import { planPrivacy } from '../train/plan.ts'
import { type Look, train } from '../train/run.ts'
import { suggestRecipe } from '../train/suggest.ts'
import { synthesise } from '../train/synthesise.ts'
import { findCapabilities, loadWasm, open, opener } from './engines.ts'
import { BusyError, NothingOpenError } from './errors.ts'
import type {
  BackendName,
  Capabilities,
  Comparison,
  CsvOptions,
  FieldChange,
  Inspection,
  PrivacyPlan,
  Recovered,
  RunSummary,
  Synthesis,
  WorkerEvent,
} from './protocol.ts'
import { Recovery } from './recovery.ts'
import { sealNetwork } from './seal.ts'

/** Rows of a file or of a synthetic table that the page shows. */
const previewed = 50

/** Milliseconds between two events of a kind, and between two savings of the model of a run in progress. */
const tellEvery = 200
const saveEvery = 15_000

interface OpenTable {
  readonly file: File
  readonly reading: Reading
  readonly schema: Schema
  readonly table: Table
  readonly profiles: readonly FieldProfile[]
}

export class Session {
  #events: MessagePort | null = null
  readonly #recovery = new Recovery()
  #open: OpenTable | null = null
  #control: Control | null = null
  #project: Project | null = null
  /** The table that the project was trained on here; null for a project that was opened. */
  #trainedOn: OpenTable | null = null
  #synthetic: { readonly table: Table; readonly schema: Schema; readonly dialect: Dialect } | null = null

  /** Loads all that will ever be needed, then shuts the network for good. */
  async connect(events: MessagePort): Promise<Capabilities> {
    this.#events = events
    const [assets] = await Promise.all([loadWasm(), loadBackends()])
    sealNetwork(assets)
    return findCapabilities()
  }

  async open(file: File, options: ReadOptions = {}): Promise<Inspection> {
    this.#refuseWhileTraining()
    let told = 0
    const reading = await readCsv(file, { name: file.name, ...options }, ({ bytes, of, rows }) => {
      const now = performance.now()
      if (now - told < tellEvery) return
      told = now
      this.#tell({ kind: 'reading', bytes, of, rows })
    })
    this.#open = prepare(file, reading, inferSchema(reading))
    this.#forgetModel()
    return inspection(this.#open)
  }

  async amend(changes: readonly FieldChange[]): Promise<Inspection> {
    this.#refuseWhileTraining()
    const before = this.#openTable()
    const { file, reading, schema } = before
    const amended = changes.reduce(
      (before, { index, ...change }) => changeField(reading, before, index, change),
      schema,
    )
    this.#open = prepare(file, reading, amended, before)
    return inspection(this.#open)
  }

  async suggest(privacy: { epsilon: number; delta: number | null } | null): Promise<Recipe> {
    return suggestRecipe(this.#openTable().table.rows, privacy)
  }

  async plan(recipe: Recipe): Promise<PrivacyPlan> {
    const { rows } = this.#openTable().table
    const plan = planPrivacy(recipe, rows)
    if (!plan) throw new TypeError('the recipe asks for no privacy')
    const { epsilon, delta, noiseMultiplier, sampleRate, steps, batch } = plan
    const advice = advise({ rows, epsilon, delta, noiseMultiplier, batch })
    return { epsilon, delta, noiseMultiplier, sampleRate, steps, advice }
  }

  async train(recipe: Recipe, backend: BackendName | 'auto'): Promise<RunSummary> {
    this.#refuseWhileTraining()
    const source = this.#openTable()
    const control = new Control()
    this.#control = control
    try {
      this.#tell({ kind: 'train', event: { kind: 'phase', phase: 'encoding' } })
      const encoder = Encoder.fit(source.table, source.schema)
      const matrix = encoder.encode(source.table, createRandom(recipe.seed, 'encode'))
      let saved = Number.NEGATIVE_INFINITY
      const result = await train({
        recipe,
        matrix,
        control,
        open: opener(backend, recipe, matrix),
        onEvent: (event) => this.#tell({ kind: 'train', event }),
        onLook: (look) => {
          this.#tell({ kind: 'comparison', comparison: compareLook(source, encoder, look) })
          if (performance.now() - saved < saveEvery) return
          saved = performance.now()
          void this.#keep(createProject(sourceOf(source), encoder, recipe, look.sofar))
        },
      })
      this.#project = createProject(sourceOf(source), encoder, recipe, result)
      this.#trainedOn = source
      this.#synthetic = null
      await this.#keep(this.#project)
      return summaryOf(this.#project)
    } finally {
      this.#control = null
    }
  }

  async pause(): Promise<void> {
    this.#control?.pause()
  }

  async resume(): Promise<void> {
    this.#control?.resume()
  }

  async step(): Promise<void> {
    this.#control?.step()
  }

  async stop(): Promise<void> {
    this.#control?.stop()
  }

  async synthesize(rows: number): Promise<Synthesis> {
    const project = this.#openProject()
    const { encoder, recipe, schema, dialect } = project
    const kernels = await open(project.run.backend).catch(() => open('wasm'))
    const sampler = new Sampler(kernels, recipe, encoder, project.weights)
    let told = 0
    const progress = (phase: 'sampling' | 'judging') => (done: number, of: number) => {
      if (performance.now() - told < tellEvery && done < of) return
      told = performance.now()
      this.#tell({ kind: 'working', phase, done, of })
    }
    const random = createRandom(recipe.seed, 'sampling')
    const table = await synthesise({ sampler, encoder, rows, random, onProgress: progress('sampling') }).finally(() =>
      sampler.dispose(),
    )
    this.#synthetic = { table, schema, dialect }
    const preview = previewRows(table, schema, previewed)
    const source = this.#trainedOn
    if (!source) return { rows, preview, comparison: { step: project.run.steps, fields: [] }, report: null }
    const judging = progress('judging')
    const report = evaluate(source.table, table, schema, (done) => judging(done, 1))
    return { rows, preview, comparison: compare(source, table, project.run.steps), report }
  }

  async csv(options: CsvOptions): Promise<Blob> {
    if (!this.#synthetic) throw new NothingOpenError('synthetic table', 'Generate rows first.')
    const { table, schema, dialect } = this.#synthetic
    const parts: string[] = []
    for await (const part of writeCsv(table, schema, dialect, options)) {
      parts.push(part)
      this.#tell({ kind: 'working', phase: 'writing', done: parts.length, of: parts.length + 1 })
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' })
  }

  async project(): Promise<Blob> {
    return fileOf(this.#openProject())
  }

  async openProject(file: Blob): Promise<{ schema: Schema; run: RunSummary }> {
    this.#refuseWhileTraining()
    const project = openProject(new Uint8Array(await file.arrayBuffer()))
    this.#forgetModel()
    this.#project = project
    return { schema: project.schema, run: summaryOf(project) }
  }

  async recovered(): Promise<Recovered | null> {
    const found = await this.#recovery.load()
    if (!found) return null
    const { file: _, ...about } = found
    return about
  }

  async openRecovered(): Promise<{ schema: Schema; run: RunSummary }> {
    const found = await this.#recovery.load()
    if (!found) throw new NothingOpenError('saved model', 'Train one.')
    return this.openProject(found.file)
  }

  discardRecovered(): Promise<void> {
    return this.#recovery.discard()
  }

  async close(): Promise<void> {
    this.#refuseWhileTraining()
    this.#open = null
    this.#forgetModel()
  }

  #forgetModel(): void {
    this.#project = null
    this.#trainedOn = null
    this.#synthetic = null
  }

  #keep(project: Project): Promise<void> {
    const { name, run, schema } = project
    const fields = schema.fields.filter((field) => field.role === 'model').length
    return this.#recovery.save({ name, step: run.steps, savedAt: Date.now(), fields }, fileOf(project))
  }

  #openTable(): OpenTable {
    if (!this.#open) throw new NothingOpenError('table', 'Choose a file first.')
    return this.#open
  }

  #openProject(): Project {
    if (!this.#project) throw new NothingOpenError('model', 'Train one, or open a project file.')
    return this.#project
  }

  #refuseWhileTraining(): void {
    if (this.#control) throw new BusyError()
  }

  #tell(event: WorkerEvent): void {
    this.#events?.postMessage(event)
  }
}

/** The table that a schema makes of a reading. What `before` holds of fields that have not changed is taken over. */
function prepare(file: File, reading: Reading, schema: Schema, before?: OpenTable): OpenTable {
  const kept = schema.fields.map((field, i) => before?.reading === reading && before.schema.fields[i] === field)
  const columns = schema.fields.map((field, i) =>
    before && kept[i] ? before.table.columns[i] : buildColumn(reading.columns[i], reading.rows, field),
  )
  const profiles = schema.fields.map((field, i) =>
    before && kept[i] ? before.profiles[i] : profileColumn(columns[i], field),
  )
  return { file, reading, schema, table: { rows: reading.rows, columns }, profiles }
}

function inspection({ file, reading, schema, table, profiles }: OpenTable): Inspection {
  return {
    name: file.name,
    bytes: file.size,
    rows: table.rows,
    dialect: reading.dialect,
    schema,
    profiles,
    preview: previewRows(table, schema, previewed),
    warnings: schemaWarnings(reading, schema),
  }
}

/** Real against synthetic for the fields that are learnt. */
function compare(source: OpenTable, synthetic: Table, step: number): Comparison {
  const fields = source.schema.fields.flatMap(({ role, type }, index) => {
    if (role === 'omit' || type === 'identifier' || type === 'constant') return []
    const real = source.profiles[index].histogram
    return [{ index, real, synthetic: histogramLike(real, synthetic.columns[index]) }]
  })
  return { step, fields }
}

function compareLook(source: OpenTable, encoder: Encoder, { values, rows, step }: Look): Comparison {
  return compare(source, encoder.decode(values, rows, createRandom(step, 'look')), step)
}

function sourceOf({ file, reading, schema, table }: OpenTable): Source {
  return { name: file.name, rows: table.rows, dialect: reading.dialect, schema }
}

function summaryOf({ run, recipe, ledger }: Project): RunSummary {
  return { ...run, seed: recipe.seed, ledger: ledger.entries }
}

function fileOf(project: Project): Blob {
  return new Blob([saveProject(project)], { type: 'application/zip' })
}
