// Result: the synthetic table, its scores, and the files that leave the page by the reader's hand.
import { create } from 'zustand'
import type {
  Asked,
  AuditReport,
  CsvOptions,
  Evaluation,
  Failure,
  Filling,
  ReportChoice,
  Synthesis,
  Walk,
  WalkWish,
  WorkerEvent,
} from '../../worker/protocol.ts'
import { listen, worker } from './connection.ts'
import { forgetDemand } from './demand.ts'
import { failureOf, isStop } from './failure.ts'

/** How far a task is. */
export type Progressed = Omit<Extract<WorkerEvent, { kind: 'working' }>, 'kind'>
export type Task = 'generate' | 'judge' | 'csv' | 'model' | 'audit' | 'fill' | 'rejudge' | 'report' | 'walk'

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

interface ResultState {
  readonly synthesis: Synthesis | null
  /** Of these rows; `null`: they are not judged, or not yet. */
  readonly report: Evaluation | null
  readonly audit: AuditReport | null
  readonly walk: Walk | null
  /** What is under way. */
  readonly task: Task | null
  /** It has been told to stop, and ends in a moment. */
  readonly stopping: boolean
  readonly options: CsvOptions
  /** Columns that the rows are judged by, where they were chosen. */
  readonly judgedBy: JudgedBy
  /** What of the real rows' scores leaves the page with a file; no ε covers it. */
  readonly sharing: Sharing
  /** Of the last task that failed. */
  readonly failure: { readonly task: Task; readonly failure: Failure } | null
}

const emptyResult: ResultState = {
  synthesis: null,
  report: null,
  audit: null,
  walk: null,
  task: null,
  stopping: false,
  options: { spreadsheetSafe: true, byteOrderMark: false },
  judgedBy: { target: null, protectedField: null },
  sharing: { scores: false, figures: false },
  failure: null,
}

export const mostRows = 10_000_000

export const useResult = create<ResultState>(() => emptyResult)

/** How far the task is. Apart from the result, so that what shows the result is not drawn anew with every count. */
export const useWorking = create<{ readonly working: Progressed | null }>(() => ({ working: null }))

/** An event that comes when nothing is under way is late. */
export function hearWorking(event: WorkerEvent): void {
  if (event.kind !== 'working' || useResult.getState().task === null) return
  const { kind: _, ...working } = event
  useWorking.setState({ working })
}

listen(hearWorking)

/** One task at a time; what was made before stays until the new one stands, and where the task is stopped. */
async function attempt<T>(task: Task, work: () => Promise<T>): Promise<T | null> {
  useResult.setState({ task, stopping: false, failure: null })
  useWorking.setState({ working: null })
  try {
    return await work()
  } catch (error) {
    const failure = failureOf(error)
    if (!isStop(failure)) useResult.setState({ failure: { task, failure } })
    return null
  } finally {
    useResult.setState({ task: null, stopping: false })
  }
}

export async function stopTask(): Promise<void> {
  useResult.setState({ stopping: true })
  await worker().stop()
}

/** Draws rows and judges them. `asked`: which rows; undefined: any. True where there are rows. */
export async function generate(rows: number, asked?: Asked): Promise<boolean> {
  let drawn = false
  await attempt('generate', async () => {
    const synthesis = await worker().synthesize(rows, asked)
    drawn = true
    useResult.setState({ synthesis, report: null, judgedBy: emptyResult.judgedBy })
    if (!synthesis.judgeable || useResult.getState().stopping) return
    useResult.setState({ task: 'judge' })
    useWorking.setState({ working: null })
    useResult.setState({ report: await worker().judge() })
  })
  return drawn
}

/** Judges the rows as they are; stopped, they stay and have no report. */
export async function judge(): Promise<void> {
  const report = await attempt('judge', () => worker().judge())
  if (report) useResult.setState({ report })
}

export async function fillIn(file: File, marked: boolean): Promise<Filling | null> {
  return attempt('fill', () => worker().impute(file, marked))
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
  if (report) useResult.setState({ judgedBy, report })
}

export async function audit(): Promise<void> {
  const report = await attempt('audit', () => worker().audit())
  if (report) useResult.setState({ audit: report })
}

/** What was asked for last is shown, until another way is there. */
export async function walk(wish: WalkWish): Promise<void> {
  const found = await attempt('walk', () => worker().walk(wish))
  if (found) useResult.setState({ walk: found })
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
