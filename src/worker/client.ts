// The page's end of the worker: starts it in a blob module, so that it inherits the page's security policy, and connects.
import * as Comlink from 'comlink'
import type { Capabilities, UnderstudyWorker, WorkerEvent } from './protocol.ts'
import workerUrl from './worker.ts?worker&url'

export interface Connection {
  readonly worker: UnderstudyWorker
  readonly capabilities: Capabilities
  /** Hears every event until the returned function is called. */
  on(listener: (event: WorkerEvent) => void): () => void
  /** Ends the worker and all that it holds. */
  close(): void
}

/** The worker could not be started. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError'
}

/** Starts the worker and waits until it is loaded and its network is shut. Throws WorkerStartError. */
export async function connectWorker(): Promise<Connection> {
  // A worker started from an http(s) address does not inherit the page's policy; one started from a blob does.
  const address = new URL(workerUrl, document.baseURI).href
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)}`], { type: 'text/javascript' }))
  const thread = new Worker(bootstrap, { type: 'module', name: 'understudy' })
  const failed = new Promise<never>((_, reject) => {
    thread.onerror = (event) =>
      reject(new WorkerStartError(`The worker did not start: ${event.message || 'its script could not be loaded'}.`))
  })
  const remote = Comlink.wrap<UnderstudyWorker>(thread)
  const { port1, port2 } = new MessageChannel()
  const listeners = new Set<(event: WorkerEvent) => void>()
  port1.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
    for (const listener of listeners) listener(data)
  }
  const capabilities = await Promise.race([remote.connect(Comlink.transfer(port2, [port2])), failed])
  URL.revokeObjectURL(bootstrap)
  return {
    worker: remote as unknown as UnderstudyWorker,
    capabilities,
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      port1.close()
      thread.terminate()
    },
  }
}
