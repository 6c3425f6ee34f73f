// Starts the privacy thread in Node.
import { MessageChannel, Worker } from 'node:worker_threads'
import { type Port, type PrivacyThread, remoteThread } from '../privacy/thread.ts'

/** Does not keep the process alive. If it fails, the training makes its noise itself. */
export function startPrivacyThread(): PrivacyThread {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('privacythread.entry.mjs', import.meta.url), {
    workerData: port2,
    transferList: [port2],
  })
  worker.unref()
  // Without a listener a failure there would end the process; with none of its noise here, noise is made here.
  worker.on('error', () => port1.close())
  const thread = remoteThread(port1 as unknown as Port, () => void worker.terminate())
  // Listening keeps a port alive until it is said that it must not.
  port1.unref()
  return thread
}
