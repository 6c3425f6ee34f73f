// Connection: the page's one tie to the sealed worker.
import { create } from 'zustand'
import { connectWorker } from '../../worker/client.ts'
import type { Capabilities, Failure, Recovered, UnderstudyWorker, WorkerEvent } from '../../worker/protocol.ts'
import { failureOf } from './failure.ts'

interface ConnectionState {
  readonly status: 'starting' | 'ready' | 'failed'
  readonly capabilities: Capabilities | null
  readonly failure: Failure | null
  /** A model of an earlier visit that waits to be used or discarded. */
  readonly recovered: Recovered | null
}

export const useConnection = create<ConnectionState>(() => ({
  status: 'starting',
  capabilities: null,
  failure: null,
  recovered: null,
}))

let connected: UnderstudyWorker | null = null
const listeners = new Set<(event: WorkerEvent) => void>()

/** Every store hears all events and takes those that concern it. */
export function listen(listener: (event: WorkerEvent) => void): void {
  listeners.add(listener)
}

/** The worker; throws before `start` has succeeded, which the page's controls do not allow. */
export function worker(): UnderstudyWorker {
  if (!connected) throw new Error('The worker is not connected yet.')
  return connected
}

export async function start(): Promise<void> {
  useConnection.setState({ status: 'starting', failure: null })
  try {
    const connection = await connectWorker()
    connection.on((event) => {
      for (const listener of listeners) listener(event)
    })
    connected = connection.worker
    // A saved model that cannot be looked up is no reason to keep the page shut.
    const recovered = await connected.recovered().catch(() => null)
    useConnection.setState({ status: 'ready', capabilities: connection.capabilities, recovered })
  } catch (error) {
    useConnection.setState({ status: 'failed', failure: failureOf(error) })
  }
}

export async function discardRecovered(): Promise<void> {
  useConnection.setState({ recovered: null })
  await worker().discardRecovered()
}
