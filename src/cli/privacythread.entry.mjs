// The privacy thread's entry in Node: makes noise and epsilons for the port that it was started with. Plain JavaScript, as
// Node gives a new thread no loader of TypeScript.
import { workerData } from 'node:worker_threads'
import { tsImport } from 'tsx/esm/api'

const { servePrivacy } = await tsImport('../privacy/thread.ts', import.meta.url)
servePrivacy(workerData)
