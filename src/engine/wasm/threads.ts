// Threads: what runs programs beside the calling thread, and a reserve of them for where none can be started later.
import { control } from './barrier.ts'
import { importNode, inNode } from './features.ts'
import { takeNetwork } from './networkless.ts'

/** Milliseconds that a thread may take to answer: to start, or to get a program ready. */
const patience = 5000

/** Looks at the word that calls it before a thread goes to sleep: about the time between two steps. */
const spins = 20000

/**
 * What a thread runs. It stands for itself, so that it needs no file and no network: it hears of programs by messages, and
 * is called to run them through words in the shared memory. `port` is where its messages come from.
 */
const source = `
let words, memory
const programs = new Map()
const serve = (thread, threads, called) => {
  for (;;) {
    for (let i = 0; i < ${spins} && Atomics.load(words, ${control.called / 4}) === called; i++);
    while (Atomics.load(words, ${control.called / 4}) === called) Atomics.wait(words, ${control.called / 4}, called)
    called = Atomics.load(words, ${control.called / 4})
    const program = Atomics.load(words, ${control.calledFor / 4})
    if (program < 0) return
    programs.get(program)(thread, threads)
  }
}
const hear = ({ id, start, add, remove, thread, threads, called }) => {
  if (start) {
    memory = start
    words = new Int32Array(memory.buffer, 0, ${control.bytes / 4})
    programs.clear()
  }
  if (remove !== undefined) programs.delete(remove)
  if (add) programs.set(add.program, new WebAssembly.Instance(add.module, { host: { memory } }).exports.run)
  port.postMessage(id)
  if (thread !== undefined) serve(thread, threads, called)
}
`

/** What a thread hears. */
export type Message =
  /** To serve a memory from now on, and none before. */
  | { readonly start: WebAssembly.Memory }
  | (Post & { readonly add: { readonly program: number; readonly module: WebAssembly.Module } })
  | (Post & { readonly remove: number })

/** As what a thread serves: its index, the number of threads, and what the word that calls it holds. */
export interface Post {
  readonly thread: number
  readonly threads: number
  readonly called: number
}

export interface Thread {
  post(message: Message & { readonly id: number }): void
  /** Replaces who hears of the thread's answers and of its end. */
  listen(onAnswer: (id: number) => void, onEnd: () => void): void
  /** Whether it keeps Node alive. */
  hold(held: boolean): void
  end(): void
}

const reserve: Thread[] = []

/** Messages have numbers: an answer may come when nobody waits for it any more, and must not pass for another. */
let lastMessage = 0

/**
 * Starts threads for later, where the calling worker is about to lose the right to start any. Not in Node, where there is
 * nothing to lose.
 */
export async function reserveThreads(count: number): Promise<void> {
  if (inNode()) return
  const opened = await Promise.all(Array.from({ length: count - reserve.length }, () => open()))
  reserve.push(...opened.filter((thread) => thread !== null))
}

/** A thread that serves a memory, from the reserve or a new one; `null` where none is to be had. */
export async function takeThread(memory: WebAssembly.Memory): Promise<Thread | null> {
  const thread = reserve.pop() ?? (await open())
  if (thread === null || (await ask(thread, { start: memory }))) return thread
  thread.end()
  return null
}

/** Takes back a thread that is about to look for messages. */
export function returnThread(thread: Thread): void {
  if (inNode()) thread.end()
  else reserve.push(thread)
}

/** Whether the thread has answered a message in time. */
export function ask(thread: Thread, message: Message): Promise<boolean> {
  const id = ++lastMessage
  return new Promise((resolve) => {
    const answer = (answered: boolean) => {
      clearTimeout(timer)
      thread.hold(false)
      resolve(answered)
    }
    const timer = setTimeout(() => answer(false), patience)
    thread.hold(true)
    thread.listen(
      (answered) => {
        if (answered === id) answer(true)
      },
      () => answer(false),
    )
    thread.post({ ...message, id })
  })
}

async function open(): Promise<Thread | null> {
  try {
    return inNode() ? await openNodeThread() : await openWebThread()
  } catch {
    // A thread less; the others do its share.
    return null
  }
}

async function openNodeThread(): Promise<Thread> {
  const { Worker } = await importNode<typeof import('node:worker_threads')>('node:worker_threads')
  const script = `import { parentPort as port } from 'node:worker_threads'\n${source}\nport.on('message', hear)`
  // Not the flags of this process: those may load files that a thread has no use for.
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), { execArgv: [] })
  let [onAnswer, onEnd] = [(_id: number) => {}, () => {}]
  worker.on('message', (id: number) => onAnswer(id))
  worker.on('error', () => onEnd())
  worker.on('exit', () => onEnd())
  return {
    post: (message) => worker.postMessage(message),
    listen: (answer, end) => {
      onAnswer = answer
      onEnd = end
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  }
}

/** Resolves when the thread hears: its script has been read, and its address is not needed any more. */
async function openWebThread(): Promise<Thread | null> {
  const script = `const port = self\n${takeNetwork}\n${source}\nonmessage = ({ data }) => hear(data)\nport.postMessage('hears')`
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(address, { type: 'module', name: 'understudy-wasm' })
  const started = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), patience)
    const tell = (well: boolean) => {
      clearTimeout(timer)
      resolve(well)
    }
    worker.onmessage = () => tell(true)
    worker.onerror = (event) => {
      event.preventDefault()
      tell(false)
    }
  })
  URL.revokeObjectURL(address)
  if (!started) {
    worker.terminate()
    return null
  }
  return {
    post: (message) => worker.postMessage(message),
    listen: (answer, end) => {
      worker.onmessage = ({ data }) => answer(data)
      worker.onerror = (event) => {
        event.preventDefault()
        end()
      }
    },
    hold: () => {},
    end: () => worker.terminate(),
  }
}
