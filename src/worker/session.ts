// Session: everything that the worker holds for one page: the open table, the run, the model, the synthetic rows.
import { audit } from '../audit/audit.ts'
import { loadLists } from '../encode/fakes/lists.ts'
import { loadBackends } from '../engine/backend.ts'
import { type Evaluation, rejudged } from '../evaluate/evaluation.ts'
import { createRandom } from '../math/random.ts'
import type { Recipe } from '../models/recipe.ts'
import { spending } from '../privacy/datasetaccount.ts'
import { localThread, type PrivacyThread } from '../privacy/thread.ts'
import { openProject, type Project, saveProject, withReport } from '../project/project.ts'
import { sharedEvaluation } from '../report/shared.ts'
import { changeField } from '../table/build.ts'
import type { Constraint } from '../table/constraint/constraint.ts'
import { parseConstraints } from '../table/constraint/parse.ts'
import { type Suggestion, suggestConstraints } from '../table/constraint/suggest.ts'
import type { Dialect, ReadOptions } from '../table/dialect.ts'
import { inferSchema } from '../table/infer.ts'
import { locales } from '../table/personal/kind.ts'
import { loadReaders, readTable } from '../table/readers.ts'
import type { Schema } from '../table/schema.ts'
import { takeSecret } from '../table/secret.ts'
import type { Table } from '../table/table.ts'
import { writeCsv } from '../table/write.ts'
import { suggestRecipe, type Wish } from '../train/suggest.ts'
import { Control } from '../work/control.ts'
import { Accounts } from './accounts.ts'
import { findCapabilities, open } from './engines.ts'
import { BusyError, NothingOpenError } from './errors.ts'
import { estimateSeconds } from './estimate.ts'
import { examplesOf } from './examples.ts'
import { fillIn } from './imputing.ts'
import { type Learnt, learntWhere } from './learnt.ts'
import { inspection, type OpenTable, openTable } from './opentable.ts'
import { privacyPlan } from './plan.ts'
import { startPrivacyThread } from './privacythread.ts'
import type {
  Asked,
  AuditReport,
  BackendName,
  Capabilities,
  CsvOptions,
  DatasetAccountState,
  FieldChange,
  Filling,
  Inspection,
  PrivacyPlan,
  Recovered,
  ReportChoice,
  RunSummary,
  Synthesis,
  Walk,
  WalkWish,
  WorkerEvent,
} from './protocol.ts'
import { Recovery } from './recovery.ts'
import { reportFile } from './reporting.ts'
import { sealNetwork } from './seal.ts'
import { openStorage } from './storage.ts'
import { drawRows, judge, type Progress } from './synthesis.ts'
import { trainProject } from './trainer.ts'
import { walkThrough } from './walking.ts'

/** The rows that were drawn last. */
interface Drawn {
  readonly table: Table
  readonly schema: Schema
  readonly dialect: Dialect
  /** `null`: there was nothing to judge them by. */
  readonly judged: { readonly against: Learnt; readonly report: Evaluation } | null
}

/** Milliseconds between two events of a kind. */
const tellEvery = 200

export class Session {
  #events: MessagePort | null = null
  readonly #recovery: Recovery
  readonly #accounts: Accounts
  /** Until the session is connected there is nothing to train. */
  #thread: PrivacyThread = localThread()
  #open: OpenTable | null = null
  #control: Control | null = null
  /** The one under way: a training must not open backends beside it. */
  #estimate: Promise<unknown> = Promise.resolve()
  #project: Project | null = null
  /** The rows that the project was trained on here; null for a project that was opened. */
  #learnt: Learnt | null = null
  #synthetic: Drawn | null = null

  constructor() {
    const storage = openStorage()
    this.#recovery = new Recovery(storage)
    this.#accounts = new Accounts(storage)
  }

  /** Loads all that will ever be needed, then shuts the network for good. */
  async connect(events: MessagePort): Promise<Capabilities> {
    this.#events = events
    const [thread] = await Promise.all([startPrivacyThread(), loadBackends(), loadReaders(), loadLists(locales)])
    this.#thread = thread
    sealNetwork()
    return findCapabilities()
  }

  async open(file: File, options: ReadOptions = {}): Promise<Inspection> {
    this.#refuseWhileTraining()
    let told = 0
    const reading = await readTable(file, { name: file.name, ...options }, ({ bytes, of, rows }) => {
      const now = performance.now()
      if (now - told < tellEvery) return
      told = now
      this.#tell({ kind: 'reading', bytes, of, rows })
    })
    const opened = openTable({ file, fingerprint: this.#fingerprint(file), reading }, inferSchema(reading))
    this.#open = opened
    this.#forgetModel()
    return inspection(opened)
  }

  async amend(changes: readonly FieldChange[]): Promise<Inspection> {
    this.#refuseWhileTraining()
    const before = this.#openTable()
    const { reading, schema } = before
    const amended = changes.reduce((before, { index, secret, ...change }) => {
      if (secret) takeSecret(secret)
      return changeField(reading, before, index, change)
    }, schema)
    this.#open = openTable(before, amended, before)
    return inspection(this.#open)
  }

  async examples(index: number): Promise<readonly string[]> {
    return examplesOf(this.#openTable(), index)
  }

  async constrain(constraints: readonly Constraint[]): Promise<Inspection> {
    this.#refuseWhileTraining()
    const before = this.#openTable()
    const { schema } = before
    this.#open = openTable(before, { ...schema, constraints: parseConstraints(constraints, schema) }, before)
    return inspection(this.#open)
  }

  async suggestConstraints(): Promise<readonly Suggestion[]> {
    const { table, schema } = this.#openTable()
    return suggestConstraints(table, schema)
  }

  async suggest(wish: Wish): Promise<Recipe> {
    return suggestRecipe(this.#openTable().table.rows, wish)
  }

  async estimate(recipe: Recipe, backend: BackendName | 'auto'): Promise<number> {
    this.#refuseWhileTraining()
    const estimate = estimateSeconds(this.#openTable(), recipe, backend)
    this.#estimate = estimate.catch(() => undefined)
    return estimate
  }

  async plan(recipe: Recipe): Promise<PrivacyPlan> {
    const { table, schema, fingerprint } = this.#openTable()
    const account = await this.#accounts.read(await fingerprint)
    const { after, ...plan } = privacyPlan(schema, table.rows, recipe, account)
    return { ...plan, after: { ...after, kept: this.#accounts.kept } }
  }

  async account(): Promise<DatasetAccountState> {
    const account = await this.#accounts.read(await this.#openTable().fingerprint)
    return { ...spending(account), kept: this.#accounts.kept }
  }

  async limit(epsilon: number | null): Promise<DatasetAccountState> {
    await this.#accounts.setLimit(await this.#openTable().fingerprint, epsilon)
    return this.account()
  }

  async audit(): Promise<AuditReport> {
    this.#refuseWhileTraining()
    const { recipe, run } = this.#openProject()
    if (!recipe.privacy || recipe.model !== 'gan') {
      throw new NothingOpenError('GAN with privacy', 'Train one: the audit attacks its updates.')
    }
    const kernels = await open(run.backend).catch(() => open('wasm'))
    const { epsilon } = recipe.privacy
    return audit({ recipe, kernels, epsilon, onProgress: this.#progress('auditing') })
  }

  async train(recipe: Recipe, backend: BackendName | 'auto'): Promise<RunSummary> {
    this.#refuseWhileTraining()
    const source = this.#openTable()
    const control = new Control()
    this.#control = control
    try {
      await this.#estimate
      const { project, learnt } = await trainProject({
        source,
        recipe,
        backend,
        control,
        accounts: this.#accounts,
        thread: this.#thread,
        tell: (event) => this.#tell(event),
        onSofar: (sofar) => void this.#keep(sofar),
      })
      this.#project = project
      this.#learnt = learnt
      this.#synthetic = null
      await this.#keep(project)
      return summaryOf(project)
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

  async synthesize(rows: number, asked?: Asked): Promise<Synthesis> {
    const project = this.#openProject()
    const { schema, dialect } = project
    const table = await drawRows(project, rows, asked, this.#progress)
    this.#synthetic = { table, schema, dialect, judged: null }
    const learnt = asked && this.#learnt ? learntWhere(this.#learnt, asked, schema) : this.#learnt
    const synthesis = judge(project, table, asked !== undefined, learnt, this.#progress)
    if (learnt && synthesis.report) {
      this.#synthetic = { table, schema, dialect, judged: { against: learnt, report: synthesis.report } }
    }
    return synthesis
  }

  async walk(wish: WalkWish): Promise<Walk> {
    this.#refuseWhileTraining()
    return walkThrough(this.#openProject(), wish)
  }

  async impute(file: File): Promise<Filling> {
    this.#refuseWhileTraining()
    return fillIn(this.#openProject(), file, this.#progress('imputing'))
  }

  async rejudge(target: string | null, protectedField: string | null): Promise<Evaluation> {
    const { table: synthetic, schema, judged } = this.#drawn()
    if (judged === null) throw new NothingOpenError('real table', 'Train a model here: a project file holds no rows.')
    const { table: real, holdout } = judged.against
    const random = createRandom(this.#openProject().recipe.seed, 'usefulness')
    const onProgress = this.#progress('judging', 'usefulness')
    const tables = { real, holdout, synthetic, schema }
    const report = rejudged(judged.report, { ...tables, target, protectedField, random, onProgress })
    this.#synthetic = { ...this.#drawn(), judged: { ...judged, report } }
    return report
  }

  async reportFile(choice: ReportChoice): Promise<Blob> {
    return reportFile(this.#openProject(), this.#drawn().judged?.report ?? null, choice)
  }

  async csv(options: CsvOptions): Promise<Blob> {
    const { table, schema, dialect } = this.#drawn()
    const parts: string[] = []
    for await (const part of writeCsv(table, schema, dialect, options)) {
      parts.push(part)
      this.#tell({ kind: 'working', phase: 'writing', done: parts.length, of: parts.length + 1 })
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' })
  }

  async project(scores: boolean): Promise<Blob> {
    const project = this.#openProject()
    const report = this.#synthetic?.judged?.report
    return fileOf(scores && report ? withReport(project, sharedEvaluation(report)) : project)
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
    this.#learnt = null
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

  #drawn(): Drawn {
    if (!this.#synthetic) throw new NothingOpenError('synthetic table', 'Generate rows first.')
    return this.#synthetic
  }

  #openProject(): Project {
    if (!this.#project) throw new NothingOpenError('model', 'Train one, or open a project file.')
    return this.#project
  }

  #refuseWhileTraining(): void {
    if (this.#control) throw new BusyError()
  }

  /** Begun at once and awaited later, if at all. */
  #fingerprint(file: File): Promise<string> {
    const fingerprint = this.#accounts.fingerprint(file)
    fingerprint.catch(() => undefined)
    return fingerprint
  }

  /** Tells how much of some work is done, a few times a second. */
  readonly #progress: Progress = (phase, part) => {
    let told = 0
    return (done, of = 1) => {
      if (performance.now() - told < tellEvery && done < of) return
      told = performance.now()
      this.#tell({ kind: 'working', phase, part, done, of })
    }
  }

  #tell(event: WorkerEvent): void {
    this.#events?.postMessage(event)
  }
}

function summaryOf({ run, recipe, ledger }: Project): RunSummary {
  return { ...run, seed: recipe.seed, ledger }
}

function fileOf(project: Project): Blob {
  return new Blob([saveProject(project)], { type: 'application/zip' })
}
