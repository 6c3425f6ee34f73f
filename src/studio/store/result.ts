// Result: the synthetic table, its scores, and the files that leave the page by the reader's hand.
import { create } from 'zustand'
import type {
  Asked,
  AuditReport,
  CsvOptions,
  Failure,
  Filling,
  ReportChoice,
  Synthesis,
  WorkerEvent,
} from '../../worker/protocol.ts'
import { listen, worker } from './connection.ts'
import { forgetDemand } from './demand.ts'
import { failureOf } from './failure.ts'

type Working = Extract<WorkerEvent, { kind: 'working' }>
export type Task = 'generate' | 'csv' | 'model' | 'audit' | 'fill' | 'rejudge' | 'report'

interface JudgedBy {
  /** `null`: a suitable one. */
  readonly target: string | null
  /** `null`: none. */
  readonly protectedField: string | null
}

interface Sharing {
  /** Scores in the project file. */
  readonly scores: boolean
  /** Figures of the real table in a report. */
  readonly figures: boolean
}

export interface ResultState {
  readonly synthesis: Synthesis | null
  readonly audit: AuditReport | null
  /** What is under way. */
  readonly task: Task | null
  readonly working: Omit<Working, 'kind'> | null
  readonly options: CsvOptions
  /** Columns that the rows are judged by, where they were chosen. */
  readonly judgedBy: JudgedBy
  /** What of the real rows' scores leaves the page with a file; no ε covers it. */
  readonly sharing: Sharing
  /** Of the last task that failed. */
  readonly failure: { readonly task: Task; readonly failure: Failure } | null
}

export const emptyResult: ResultState = {
  synthesis: null,
  audit: null,
  task: null,
  working: null,
  options: { spreadsheetSafe: true, byteOrderMark: false },
  judgedBy: { target: null, protectedField: null },
  sharing: { scores: false, figures: false },
  failure: null,
}

export const mostRows = 10_000_000

export const useResult = create<ResultState>(() => emptyResult)

export function reduceWorking(state: ResultState, event: WorkerEvent): ResultState {
  if (event.kind !== 'working' || state.task === null) return state
  return { ...state, working: { phase: event.phase, done: event.done, of: event.of } }
}

listen((event) => {
  if (event.kind === 'working') useResult.setState((state) => reduceWorking(state, event))
})

/** One task at a time; what was made before stays until the new one stands. */
async function attempt<T>(task: Task, work: () => Promise<T>): Promise<T | null> {
  useResult.setState({ task, working: null, failure: null })
  try {
    return await work()
  } catch (error) {
    useResult.setState({ failure: { task, failure: failureOf(error) } })
    return null
  } finally {
    useResult.setState({ task: null, working: null })
  }
}

/** `asked`: which rows; undefined: any. */
export async function generate(rows: number, asked?: Asked): Promise<boolean> {
  const synthesis = await attempt('generate', () => worker().synthesize(rows, asked))
  if (synthesis) useResult.setState({ synthesis, judgedBy: emptyResult.judgedBy })
  return synthesis !== null
}

export async function fillIn(file: File): Promise<Filling | null> {
  return attempt('fill', () => worker().impute(file))
}

export async function makeCsv(): Promise<Blob | null> {
  return attempt('csv', () => worker().csv(useResult.getState().options))
}

export async function makeProject(): Promise<Blob | null> {
  return attempt('model', () => worker().project(useResult.getState().sharing.scores))
}

export async function makeReport(choice: Omit<ReportChoice, 'figures'>): Promise<Blob | null> {
  const { figures } = useResult.getState().sharing
  return attempt('report', () => worker().reportFile({ ...choice, figures }))
}

/** Judges by other columns; what is absent stays. */
export async function rejudge(change: Partial<JudgedBy>): Promise<void> {
  const judgedBy = { ...useResult.getState().judgedBy, ...change }
  const { target, protectedField } = judgedBy
  const report = await attempt('rejudge', () => worker().rejudge(target, protectedField))
  if (report) useResult.setState(({ synthesis }) => ({ judgedBy, synthesis: synthesis && { ...synthesis, report } }))
}

export async function audit(): Promise<void> {
  const report = await attempt('audit', () => worker().audit())
  if (report) useResult.setState({ audit: report })
}

export function setOptions(change: Partial<CsvOptions>): void {
  useResult.setState((state) => ({ options: { ...state.options, ...change } }))
}

export function setSharing(change: Partial<Sharing>): void {
  useResult.setState((state) => ({ sharing: { ...state.sharing, ...change } }))
}

export function forgetResult(): void {
  forgetDemand()
  useResult.setState((state) => ({ ...emptyResult, options: state.options }))
}
