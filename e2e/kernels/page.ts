// The test page of the kernels: passes a question on to the worker, where the app computes too.
import type { Answer, Question } from './worker.ts'

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

function ask(question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(question)
  })
}

Object.assign(globalThis, { ask })
