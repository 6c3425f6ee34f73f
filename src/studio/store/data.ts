// Data: the open table as the worker describes it, or a saved model in its place.
import { create } from 'zustand'
import type {
  Failure,
  FieldChange,
  Inspection,
  ReadOptions,
  RunSummary,
  Schema,
  WorkerEvent,
} from '../../worker/protocol.ts'
import { listen, worker } from './connection.ts'
import { failureOf, isStop } from './failure.ts'

export interface OpenModel {
  readonly name: string
  readonly schema: Schema
  readonly run: RunSummary
}

export interface Reading {
  readonly name: string
  readonly kind: 'table' | 'model'
  readonly bytes: number
  readonly of: number
  readonly rows: number
  /** `null`: too early to tell. */
  readonly secondsLeft: number | null
}

export interface DataState {
  /** The open table; null before the first one and while a saved model stands in its place. */
  readonly inspection: Inspection | null
  readonly model: OpenModel | null
  readonly reading: Reading | null
  /** Of the last attempt to open something; what was open before stays open. */
  readonly failure: { readonly name: string; readonly failure: Failure } | null
  /** By the field's index: why its last change was refused. */
  readonly fieldFailures: Readonly<Record<number, Failure>>
  /** Indices of fields whose change is under way. */
  readonly amending: readonly number[]
}

export const emptyData: DataState = {
  inspection: null,
  model: null,
  reading: null,
  failure: null,
  fieldFailures: {},
  amending: [],
}

export const useData = create<DataState>(() => emptyData)

/** Kept to read the same file again in another way: all that the reader has corrected so far. */
let source: File | null = null
let corrections: ReadOptions = {}

export function reduceReading(state: DataState, event: WorkerEvent): DataState {
  if (event.kind !== 'reading' || !state.reading) return state
  const { kind: _, ...read } = event
  return { ...state, reading: { ...state.reading, ...read } }
}

listen((event) => {
  if (event.kind === 'reading') useData.setState((state) => reduceReading(state, event))
})

/** Called just before another table or model is shown: nothing may be left by then that was made of the one before. */
type Leave = () => void

/** True where the file is open now; false where it failed and all is as it was. */
export async function openTable(file: File, leave: Leave, options: ReadOptions = {}): Promise<boolean> {
  const reading: Reading = { ...unread, name: file.name, kind: 'table', of: file.size }
  useData.setState({ reading, failure: null })
  try {
    const inspection = await worker().open(file, options)
    source = file
    corrections = options
    leave()
    useData.setState({ ...emptyData, inspection })
    return true
  } catch (error) {
    const failure = failureOf(error)
    useData.setState({ reading: null, failure: isStop(failure) ? null : { name: file.name, failure } })
    return false
  }
}

/** Stops the reading of a file; what was open before stays open. */
export async function stopReading(): Promise<void> {
  await worker().stop()
}

/** `correction` joins the earlier ones; what was never corrected is detected anew. */
export async function rereadTable(correction: ReadOptions, leave: Leave): Promise<boolean> {
  return source ? openTable(source, leave, { ...corrections, ...correction }) : false
}

const unread = { bytes: 0, of: 0, rows: 0, secondsLeft: null }

/** Samples travel with the page: the main thread fetches them, for the worker has no network. */
export async function openSample(name: string, leave: Leave): Promise<boolean> {
  useData.setState({ reading: { ...unread, name, kind: 'table' }, failure: null })
  try {
    const response = await fetch(new URL(`samples/${name}`, document.baseURI))
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
    return await openTable(new File([await response.blob()], name, { type: 'text/csv' }), leave)
  } catch (error) {
    const failure: Failure = { ...failureOf(error), code: 'SampleError' }
    useData.setState({ reading: null, failure: { name, failure } })
    return false
  }
}

export async function openModel(file: File, leave: Leave): Promise<boolean> {
  return takeModel(file.name, () => worker().openProject(file), leave)
}

export async function openRecovered(name: string, leave: Leave): Promise<boolean> {
  return takeModel(name, () => worker().openRecovered(), leave)
}

async function takeModel(name: string, take: () => Promise<Omit<OpenModel, 'name'>>, leave: Leave): Promise<boolean> {
  useData.setState({ reading: { ...unread, name, kind: 'model' }, failure: null })
  try {
    const { schema, run } = await take()
    source = null
    leave()
    useData.setState({ ...emptyData, model: { name, schema, run } })
    return true
  } catch (error) {
    useData.setState({ reading: null, failure: { name, failure: failureOf(error) } })
    return false
  }
}

export async function amend(change: FieldChange): Promise<boolean> {
  const { index } = change
  useData.setState((state) => ({
    amending: [...state.amending, index],
    fieldFailures: without(state.fieldFailures, index),
  }))
  try {
    const inspection = await worker().amend([change])
    useData.setState({ inspection })
    return true
  } catch (error) {
    useData.setState((state) => ({ fieldFailures: { ...state.fieldFailures, [index]: failureOf(error) } }))
    return false
  } finally {
    useData.setState((state) => ({ amending: state.amending.filter((other) => other !== index) }))
  }
}

export function dismissDataFailure(): void {
  useData.setState({ failure: null })
}

function without(failures: Readonly<Record<number, Failure>>, index: number): Record<number, Failure> {
  return Object.fromEntries(Object.entries(failures).filter(([key]) => Number(key) !== index))
}
