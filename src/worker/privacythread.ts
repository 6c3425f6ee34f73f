// Starts the privacy thread in a browser: a worker of the session's worker, from a blob, so that it inherits the policy too.
import { localThread, type PrivacyThread, remoteThread } from '../privacy/thread.ts'
import threadUrl from './privacythread.entry.ts?worker&url'

/** To be called while there still is a network. Where a worker cannot start one of its own, it does the thread's work itself. */
export async function startPrivacyThread(): Promise<PrivacyThread> {
  if (typeof Worker === 'undefined') return localThread()
  const address = new URL(threadUrl, import.meta.url).href
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)}`], { type: 'text/javascript' }))
  const worker = new Worker(bootstrap, { type: 'module', name: 'understudy-privacy' })
  const started = await new Promise<boolean>((resolve) => {
    worker.onmessage = () => resolve(true)
    worker.onerror = (event) => {
      event.preventDefault()
      resolve(false)
    }
  })
  URL.revokeObjectURL(bootstrap)
  if (!started) {
    worker.terminate()
    return localThread()
  }
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(port2, [port2])
  return remoteThread(port1, () => worker.terminate())
}
