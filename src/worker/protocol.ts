// The worker's protocol: what the page may ask, and the one stream of events that comes back. Types only.
import type { AuditReport } from '../audit/audit.ts'
import type { BackendName } from '../engine/kernels.ts'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { EvaluationPhase } from '../evaluate/phases.ts'
import type { Recipe } from '../models/recipe.ts'
import type { Advice } from '../privacy/advice.ts'
import type { DatasetSpending } from '../privacy/datasetaccount.ts'
import type { Ledger, LedgerEntry } from '../privacy/ledger.ts'
import type { Balance } from '../table/balance.ts'
import type { Correction } from '../table/build.ts'
import type { Condition, Operator } from '../table/condition.ts'
import type { Constraint, ConstraintKind } from '../table/constraint/constraint.ts'
import type { Suggestion } from '../table/constraint/suggest.ts'
import type { Dialect, ReadOptions } from '../table/dialect.ts'
import type { Locale } from '../table/personal/kind.ts'
import type { PersonalKind } from '../table/personal/kinds.ts'
import type { FieldProfile, Histogram } from '../table/profile.ts'
import type { FileFormat } from '../table/reading.ts'
import type { Field, FieldType, Reason, Schema, Spread, Treatment } from '../table/schema.ts'
import type { FieldAttribution } from '../train/attribution.ts'
import type { BudgetState, StopReason, TrainEvent } from '../train/events.ts'
import type { Remedy } from '../train/remedy.ts'
import type { Quality, Wish } from '../train/suggest.ts'

export type { BackendTrial, BudgetState, Phase, StopReason, TrainEvent } from '../train/events.ts'
export type {
  Advice,
  AuditReport,
  BackendName,
  Balance,
  Condition,
  Constraint,
  ConstraintKind,
  Dialect,
  Evaluation,
  EvaluationPhase,
  Field,
  FieldAttribution,
  FieldProfile,
  FieldType,
  Histogram,
  Ledger,
  LedgerEntry,
  Locale,
  Operator,
  PersonalKind,
  Quality,
  ReadOptions,
  Reason,
  Recipe,
  Remedy,
  Schema,
  Spread,
  Suggestion,
  Treatment,
}

/** What the machine offers. `refused` says why a backend is out. */
export interface Capabilities {
  readonly backends: readonly {
    readonly name: BackendName
    readonly available: boolean
    readonly refused: string | null
    /** Threads of the processor, where it is the processor that computes. */
    readonly threads?: number | undefined
  }[]
}

/** A file as the studio shows it before training. Holds a few rows for the preview and counts, nothing else of the data. */
export interface Inspection {
  readonly name: string
  readonly bytes: number
  readonly rows: number
  readonly format: FileFormat
  /** How the file is written, where it is text. */
  readonly dialect: Dialect
  readonly schema: Schema
  /** One a field. */
  readonly profiles: readonly FieldProfile[]
  /** The first rows as the file writes them, at most 50; one text a field. */
  readonly preview: readonly (readonly string[])[]
  readonly warnings: readonly Reason[]
  /** One a constraint of the schema. */
  readonly constraints: readonly ConstraintState[]
}

/** A constraint as the open table's rows meet it. */
export interface ConstraintState {
  readonly constraint: Constraint
  /** In one line, e.g. `admission <= discharge`. */
  readonly name: string
  /** Real rows that break it, and the first of them, counted from 1 without the header. */
  readonly broken: number
  readonly firstBroken: number | null
  /** Why it does not fit the columns as they are now; training is refused until it does. */
  readonly failure: Failure | null
}

/** A correction of one field. What is absent stays. */
export interface FieldChange extends Correction {
  readonly index: number
  /** The words by which values are hashed from now on; held in memory alone. */
  readonly secret?: string
}

/** What a privacy choice means for the open table, computed before training. */
export interface PrivacyPlan {
  /** ε of the whole run. */
  readonly epsilon: number
  readonly delta: number
  readonly noiseMultiplier: number
  readonly sampleRate: number
  /** Private discriminator updates that the recipe will run. */
  readonly steps: number
  /** What ε is spent on; the parts add up to the whole. */
  readonly parts: { readonly domains: number; readonly shares: number; readonly training: number }
  /** Fields whose bounds or categories will be paid for. */
  readonly paidFields: readonly string[]
  readonly advice: Advice
  /** The data set's account as it would stand after the run; its limit, if one is set. */
  readonly after: DatasetAccountState
}

/** What has been spent on one data set on this device, over all runs. */
export interface DatasetAccountState extends DatasetSpending {
  /** False: this browser keeps nothing, and the account ends with the visit. */
  readonly kept: boolean
}

/** Real against synthetic, field by field, over the same bins. */
export interface Comparison {
  readonly step: number
  readonly fields: readonly { readonly index: number; readonly real: Histogram; readonly synthetic: Histogram }[]
}

export interface RunSummary {
  readonly steps: number
  readonly seconds: number
  readonly backend: BackendName
  readonly seed: number
  readonly why: StopReason
  /** Whether generated rows are as different as they should be; `null`: not judged (a run that was cut off). */
  readonly health: Reason | null
  /** Which fields were hardest to get right at the end; `null`: none is known to be. */
  readonly attribution: FieldAttribution | null
  /** What the run changed of its own recipe when its generator collapsed. */
  readonly remedies: readonly Remedy[]
  readonly budget: BudgetState | null
  readonly ledger: Ledger
}

/** Which rows are to be drawn. */
export interface Asked {
  /** All hold in every row. */
  readonly conditions: readonly Condition[]
  readonly balance: Balance | null
}

/** A table whose missing cells were filled in; `cells` were, `left` were not. */
export interface Filling {
  readonly rows: number
  readonly cells: number
  readonly left: number
  /** CSV. */
  readonly file: Blob
}

export interface Synthesis {
  /** Drawn under conditions, or so many of each word: held against the real rows that meet the conditions, if there are enough. */
  readonly asked: boolean
  /**
   * False: there are no real rows to judge these by, such as for a model that was opened, not trained here, or for rows so many of
   * each word.
   */
  readonly judgeable: boolean
  readonly rows: number
  readonly preview: readonly (readonly string[])[]
  readonly comparison: Comparison
}

/** A way through a model's latent space. */
export interface WalkWish {
  /** Draws the latent points. */
  readonly seed: number
  /** Which of the directions is taken, through the first point; `null`: from the first point to the second. */
  readonly direction: number | null
}

/** The rows that a model makes along a way, with nothing left to chance but the points that it leads by. */
export interface Walk extends WalkWish {
  readonly rows: readonly {
    /** As the file writes them; one text a field. */
    readonly cells: readonly string[]
    /** Whether the row meets the constraints; one that does not would be left out of a table. */
    readonly kept: boolean
  }[]
  /** Of each direction, the indices of the fields that it changes most. */
  readonly directions: readonly (readonly number[])[]
}

/** A model of an earlier visit that was saved by itself when its run was cut off. */
export interface Recovered {
  readonly name: string
  readonly step: number
  readonly savedAt: number
  readonly fields: number
}

export interface ReportChoice {
  readonly format: 'html' | 'json'
  readonly language: 'en' | 'zh'
  /** With figures that tell values of the real rows. */
  readonly figures: boolean
}

export interface CsvOptions {
  /** Puts `'` before texts that a spreadsheet would run as a formula. */
  readonly spreadsheetSafe: boolean
  /** Writes a byte order mark, so that Excel reads it as UTF-8. */
  readonly byteOrderMark: boolean
}

/**
 * The page's view of the worker (through comlink, every call gives a promise). Failures reject with a Failure. Reading, training,
 * drawing, filling in, judging, auditing and writing can be stopped: they reject with a StoppedError, and all is as it was before;
 * a training that has begun keeps its model. One of them goes on at a time. A training refuses the others; the others give way to what
 * is asked for next.
 */
export interface UnderstudyWorker {
  /** Takes the event stream; resolves once everything is loaded and the network is shut. */
  connect(events: MessagePort): Promise<Capabilities>
  /** Reads a file, replacing the open one only when it succeeded. The file is handed over, not copied. */
  open(file: File, options?: ReadOptions): Promise<Inspection>
  amend(changes: readonly FieldChange[]): Promise<Inspection>
  /** A few values as the synthetic table will have them in a field that is treated; none of a field that is not. */
  examples(index: number): Promise<readonly string[]>
  /** Sets what must hold in every row: the whole list. Rejects where a constraint cannot be one of this table. */
  constrain(constraints: readonly Constraint[]): Promise<Inspection>
  /** Constraints that all rows meet, found on this device; nothing is switched on by it. */
  suggestConstraints(): Promise<readonly Suggestion[]>
  /** A recipe that suits the open table. */
  suggest(wish: Wish): Promise<Recipe>
  /** Seconds that the recipe will take to train on the open table, by the time of its own steps on the device. */
  estimate(recipe: Recipe, backend: BackendName | 'auto'): Promise<number>
  plan(recipe: Recipe): Promise<PrivacyPlan>
  /** What the open data set has been charged on this device. */
  account(): Promise<DatasetAccountState>
  /** Sets or lifts (`null`) the open data set's lifetime limit. */
  limit(epsilon: number | null): Promise<DatasetAccountState>
  /** Tries to break the private mechanism of the trained recipe on this device, with canaries of its own; no row is used. */
  audit(): Promise<AuditReport>
  /** Runs to the end; `pause`, `resume`, `step` and `stop` steer it meanwhile. Keeps the model for `synthesize`. */
  train(recipe: Recipe, backend: BackendName | 'auto'): Promise<RunSummary>
  pause(): Promise<void>
  resume(): Promise<void>
  /** One step of a paused run. */
  step(): Promise<void>
  /** Stops whatever can be stopped. */
  stop(): Promise<void>
  /** Draws a synthetic table, any rows or those that are asked for, and keeps it for `judge` and `csv`. */
  synthesize(rows: number, asked?: Asked): Promise<Synthesis>
  /** The rows along a way through the latent space of the model. */
  walk(wish: WalkWish): Promise<Walk>
  /** Judges the rows that were drawn last. */
  judge(): Promise<Evaluation>
  /** Fills in the missing cells of a table with the columns that the model has learnt. `marked`: with columns that tell which cells they are. */
  impute(file: File, marked: boolean): Promise<Filling>
  /** Judges the same rows anew by another target (`null`: a suitable one) and another protected field (`null`: none). */
  rejudge(target: string | null, protectedField: string | null): Promise<Evaluation>
  /** The report on the rows that were drawn last as a file that may be handed on, with the model card. */
  reportFile(choice: ReportChoice): Promise<Blob>
  csv(options: CsvOptions): Promise<Blob>
  /** The project file: recipe, schema, encoder, model and ledger, never rows; with the scores of the last report if they are wished. */
  project(scores: boolean): Promise<Blob>
  /** Opens a project file for sampling. */
  openProject(file: Blob): Promise<{ readonly schema: Schema; readonly run: RunSummary }>
  recovered(): Promise<Recovered | null>
  openRecovered(): Promise<{ readonly schema: Schema; readonly run: RunSummary }>
  discardRecovered(): Promise<void>
  /** Forgets table, model and synthetic rows. */
  close(): Promise<void>
}

export type WorkerEvent =
  | {
      readonly kind: 'reading'
      readonly bytes: number
      readonly of: number
      readonly rows: number
      readonly secondsLeft: number | null
    }
  | { readonly kind: 'train'; readonly event: TrainEvent }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'attribution'; readonly attribution: FieldAttribution }
  | {
      readonly kind: 'working'
      readonly phase: 'sampling' | 'imputing' | 'judging' | 'auditing'
      /** What of the judging it is. */
      readonly part?: EvaluationPhase | undefined
      readonly done: number
      readonly of: number
      /** `null`: too early to tell. */
      readonly secondsLeft: number | null
    }

/** An error as it crosses from the worker: a stable code with its figures, to be said in the reader's language. */
export interface Failure {
  readonly name: 'Failure'
  /** The error's class, e.g. `EmptyFileError`. */
  readonly code: string
  /** English: what happened, where, and what to do. */
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
}
