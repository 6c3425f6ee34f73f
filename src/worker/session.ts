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
import type { ReadProgress } from '../table/csv.ts'
import type { Dialect, ReadOptions } from '../table/dialect.ts'
import { inferSchema } from '../table/infer.ts'
import { locales } from '../table/personal/kind.ts'
import { loadReaders, readTable } from '../table/readers.ts'
import type { Schema } from '../table/schema.ts'
import { takeSecret } from '../table/secret.ts'
import type { Table } from '../table/table.ts'
import { previewRows } from '../table/write.ts'
import { suggestRecipe, type Wish } from '../train/suggest.ts'
import { carryOut } from '../work/breather.ts'
import { Control } from '../work/control.ts'
import { TimeLeft } from '../work/timeleft.ts'
import { finished } from '../work/work.ts'
import { Accounts } from './accounts.ts'
import { findCapabilities, reopen } from './engines.ts'
import { BusyError, NothingOpenError } from './errors.ts'
import { estimateSeconds } from './estimate.ts'
import { examplesOf } from './examples.ts'
import { fillIn } from './imputing.ts'
import { compare, type Learnt, learntWhere } from './learnt.ts'
import { inspection, type OpenTable, openTable, previewed } from './opentable.ts'
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
import { drawRows, judge } from './synthesis.ts'
import { type Tell, tellEvery, teller } from './telling.ts'
import { trainProject } from './trainer.ts'
import { walkThrough } from './walking.ts'
import { csvFile } from './writing.ts'

/** The rows that were drawn last. */
interface Drawn {
  readonly table: Table
  readonly schema: Schema
  readonly dialect: Dialect
  /** The real rows to judge them by; `null`: there are none. */
  readonly against: Learnt | null
  /** `null`: not judged. */
  readonly report: Evaluation | null
}

/** Work that is under way and can be stopped. */
interface UnderWay {
  readonly control: Control
  readonly training: boolean
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>
}

export class Session {
  #events: MessagePort | null = null
  readonly #recovery: Recovery
  readonly #accounts: Accounts
  /** Until the session is connected there is nothing to train. */
  #thread: PrivacyThread = localThread()
  #open: OpenTable | null = null
  #underWay: UnderWay | null = null
  /** The last that was asked for: they open and close backends one after another, and a training waits for them. */
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
    return this.#work(async (control) => {
      const left = new TimeLeft()
      let told = 0
      const tell = ({ bytes, of, rows }: ReadProgress) => {
        const now = performance.now()
        if (now - told < tellEvery) return
        told = now
        this.#tell({ kind: 'reading', bytes, of, rows, secondsLeft: left.after(bytes / of) })
      }
      const reading = await readTable(file, { name: file.name, ...options }, tell, control.signal)
      const source = { file, fingerprint: this.#fingerprint(file), reading }
      const opened = await carryOut(openTable(source, inferSchema(reading)), control)
      this.#open = opened
      this.#forgetModel()
      return inspection(opened)
    })
  }

  async amend(changes: readonly FieldChange[]): Promise<Inspection> {
    return this.#work(async () => {
      const before = this.#openTable()
      const { reading, schema } = before
      const amended = changes.reduce((before, { index, secret, ...change }) => {
        if (secret) takeSecret(secret)
        return changeField(reading, before, index, change)
      }, schema)
      this.#open = finished(openTable(before, amended, before))
      return inspection(this.#open)
    })
  }

  async examples(index: number): Promise<readonly string[]> {
    return examplesOf(this.#openTable(), index)
  }

  async constrain(constraints: readonly Constraint[]): Promise<Inspection> {
    return this.#work(async () => {
      const before = this.#openTable()
      const { schema } = before
      const bound = { ...schema, constraints: parseConstraints(constraints, schema) }
      this.#open = finished(openTable(before, bound, before))
      return inspection(this.#open)
    })
  }

  async suggestConstraints(): Promise<readonly Suggestion[]> {
    const { table, schema } = this.#openTable()
    return suggestConstraints(table, schema)
  }

  async suggest(wish: Wish): Promise<Recipe> {
    return suggestRecipe(this.#openTable().table.rows, wish)
  }

  async estimate(recipe: Recipe, backend: BackendName | 'auto'): Promise<number> {
    const estimate = this.#estimate.then(async () => {
      // Beside other work, steps would take longer than they do in a training.
      while (this.#underWay) {
        this.#refuseWhileTraining()
        await this.#underWay.ended
      }
      return estimateSeconds(this.#openTable(), recipe, backend)
    })
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
    return this.#work(async (control) => {
      const { recipe, run, account } = this.#openProject()
      if (!recipe.privacy) {
        throw new NothingOpenError('model with privacy', 'Train one: the audit attacks what it learns from rows.')
      }
      const kernels = await reopen(run.backend)
      const { epsilon } = recipe.privacy
      return audit({ recipe, run: account, kernels, epsilon, control, onProgress: this.#telling('auditing') })
    })
  }

  async train(recipe: Recipe, backend: BackendName | 'auto'): Promise<RunSummary> {
    const training = async (control: Control) => {
      const source = this.#openTable()
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
    }
    return this.#work(training, true)
  }

  async pause(): Promise<void> {
    this.#underWay?.control.pause()
  }

  async resume(): Promise<void> {
    this.#underWay?.control.resume()
  }

  async step(): Promise<void> {
    this.#underWay?.control.step()
  }

  async stop(): Promise<void> {
    this.#underWay?.control.stop()
  }

  async synthesize(rows: number, asked?: Asked): Promise<Synthesis> {
    return this.#work(async (control) => {
      const project = this.#openProject()
      const { schema, dialect, run } = project
      const table = await drawRows(project, rows, asked, control, this.#telling('sampling'))
      const against = asked && this.#learnt ? learntWhere(this.#learnt, asked, schema) : this.#learnt
      this.#synthetic = { table, schema, dialect, against, report: null }
      return {
        asked: asked !== undefined,
        judgeable: against !== null,
        rows: table.rows,
        preview: previewRows(table, schema, previewed),
        comparison: against ? compare(against, table, run.steps) : { step: run.steps, fields: [] },
      }
    })
  }

  async judge(): Promise<Evaluation> {
    return this.#work(async (control) => {
      const drawn = this.#drawn()
      const { table, against } = this.#judgeable(drawn)
      const report = await judge(this.#openProject(), table, against, control, this.#telling('judging'))
      this.#synthetic = { ...drawn, report }
      return report
    })
  }

  async walk(wish: WalkWish): Promise<Walk> {
    return this.#work(() => walkThrough(this.#openProject(), wish))
  }

  async impute(file: File, marked: boolean): Promise<Filling> {
    return this.#work((control) => fillIn(this.#openProject(), file, marked, control, this.#telling('imputing')))
  }

  async rejudge(target: string | null, protectedField: string | null): Promise<Evaluation> {
    return this.#work(async (control) => {
      const drawn = this.#drawn()
      const { table: synthetic, schema, against, report: before } = this.#judgeable(drawn)
      if (before === null) throw new NothingOpenError('report', 'Judge the rows first.')
      const { table: real, holdout } = against
      const random = createRandom(this.#openProject().recipe.seed, 'evaluation')
      const tell = this.#telling('judging')
      const onProgress = (done: number) => tell(done, 1, 'usefulness')
      const options = { real, holdout, synthetic, schema, target, protectedField, random, onProgress }
      const report = await carryOut(rejudged(before, options), control)
      this.#synthetic = { ...drawn, report }
      return report
    })
  }

  async reportFile(choice: ReportChoice): Promise<Blob> {
    return reportFile(this.#openProject(), this.#drawn().report, choice)
  }

  async csv(options: CsvOptions): Promise<Blob> {
    return this.#work((control) => {
      const { table, schema, dialect } = this.#drawn()
      return csvFile(table, schema, dialect, options, control)
    })
  }

  async project(scores: boolean): Promise<Blob> {
    const project = this.#openProject()
    const report = this.#synthetic?.report
    return fileOf(scores && report ? withReport(project, sharedEvaluation(report)) : project)
  }

  async openProject(file: Blob): Promise<{ schema: Schema; run: RunSummary }> {
    return this.#work(async () => {
      const project = openProject(new Uint8Array(await file.arrayBuffer()))
      this.#forgetModel()
      this.#project = project
      return { schema: project.schema, run: summaryOf(project) }
    })
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
    return this.#work(async () => {
      this.#open = null
      this.#forgetModel()
    })
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

  /** The rows and what they are held against. */
  #judgeable(drawn: Drawn): Drawn & { readonly against: Learnt } {
    if (drawn.against) return { ...drawn, against: drawn.against }
    throw new NothingOpenError('real table', 'Train a model here: a project file holds no rows.')
  }

  /** Does what takes long, or changes what such work rests on. What was under way gives way to it, unless it is a training. */
  async #work<T>(work: (control: Control) => Promise<T>, training = false): Promise<T> {
    while (this.#underWay) {
      this.#refuseWhileTraining()
      this.#underWay.control.stop()
      await this.#underWay.ended
    }
    const control = new Control()
    const done = work(control)
    const ended = done.then(
      () => undefined,
      () => undefined,
    )
    const underWay: UnderWay = { control, training, ended: ended.then(() => this.#end(underWay)) }
    this.#underWay = underWay
    return done
  }

  #end(work: UnderWay): void {
    if (this.#underWay === work) this.#underWay = null
  }

  #refuseWhileTraining(): void {
    if (this.#underWay?.training) throw new BusyError()
  }

  /** Begun at once and awaited later, if at all. */
  #fingerprint(file: File): Promise<string> {
    const fingerprint = this.#accounts.fingerprint(file)
    fingerprint.catch(() => undefined)
    return fingerprint
  }

  #telling(phase: Parameters<typeof teller>[0]): Tell {
    return teller(phase, (event) => this.#tell(event))
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
