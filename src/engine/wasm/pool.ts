// Pool: threads that run programs together with the thread that calls them.
import { control } from './barrier.ts'
import { importNode, inNode } from './features.ts'
import { takeNetwork } from './networkless.ts'

/** Milliseconds that a thread may take to start, or to get a program ready. */
const patience = 5000

/** Looks at the word that calls it before a thread goes to sleep: about the time between two steps. */
const spins = 20000

/**
 * What a thread runs. It stands for itself, so that it needs no file and no network: it hears of programs by messages, and
 * is called to run them through words in the shared memory. `port` is where its messages come from.
 */
const threadSource = `
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
const hear = ({ start, add, remove, thread, threads, called }) => {
  if (start) {
    memory = start
    words = new Int32Array(memory.buffer, 0, ${control.bytes / 4})
  }
  if (remove !== undefined) programs.delete(remove)
  if (add) programs.set(add.program, new WebAssembly.Instance(add.module, { host: { memory } }).exports.run)
  port.postMessage('ready')
  if (!start) serve(thread, threads, called)
}
`

/**
 * Taken when this module is loaded: the worker that holds a person's table loses the name soon after (worker/seal.ts). No
 * one else gets hold of it, and what it starts runs the text above and programs that import a memory and nothing more.
 */
const WebWorker = globalThis.Worker

interface Thread {
  post(message: unknown): void
  /** Replaces who hears of the thread's answers and of its end. */
  listen(onReady: () => void, onEnd: () => void): void
  /** Whether it keeps Node alive. */
  hold(held: boolean): void
  end(): void
}

type Message =
  | { readonly start: WebAssembly.Memory }
  | { readonly add: { readonly program: number; readonly module: WebAssembly.Module } }
  | { readonly remove: number }

export class Pool {
  readonly #words: Int32Array
  #threads: readonly Thread[]
  readonly #programs = new Set<number>()
  /** Messages go out one after another. */
  #queue: Promise<void> = Promise.resolve()
  #waiting = 0
  #next = 0
  #serving = false

  private constructor(memory: WebAssembly.Memory, threads: readonly Thread[]) {
    this.#words = new Int32Array(memory.buffer, 0, control.bytes / 4)
    this.#threads = threads
    this.#watch()
  }

  /** Starts threads beside the calling one: as many as are to be had, at most `count`. */
  static async start(memory: WebAssembly.Memory, count: number): Promise<Pool> {
    const started = await Promise.all(Array.from({ length: count }, () => startThread(memory)))
    return new Pool(
      memory,
      started.filter((thread) => thread !== null),
    )
  }

  /** Threads that run a program, the calling one included. */
  get threads(): number {
    return this.#threads.length + 1
  }

  /** Gives all threads a program: its number. Where one does not answer, all are given up, and the caller runs alone. */
  async add(module: WebAssembly.Module): Promise<number> {
    const program = this.#next++
    await this.#tell({ add: { program, module } })
    if (this.#threads.length > 0) this.#programs.add(program)
    return program
  }

  remove(program: number): void {
    this.#programs.delete(program)
    void this.#tell({ remove: program })
  }

  /** Calls all threads to a program: how many run it, the calling one included, which has to do its share at once. */
  call(program: number): number {
    if (this.#waiting > 0 || !this.#programs.has(program)) return 1
    this.#call(program)
    return this.threads
  }

  close(): void {
    for (const thread of this.#threads) thread.end()
    this.#threads = []
    this.#programs.clear()
  }

  #tell(message: Message): Promise<void> {
    this.#waiting++
    this.#queue = this.#queue.then(async () => {
      // Threads that wait for calls do not hear messages.
      if (this.#serving) this.#call(-1)
      const threads = this.#threads
      const answers = threads.map((thread, i) =>
        ask(thread, {
          ...message,
          thread: i + 1,
          threads: threads.length + 1,
          called: Atomics.load(this.#words, control.called / 4),
        }),
      )
      this.#serving = true
      if (!(await Promise.all(answers)).every((answer) => answer)) this.close()
      this.#watch()
      this.#waiting--
    })
    return this.#queue
  }

  /** Without one of them the others would wait for it in vain. */
  #watch(): void {
    for (const thread of this.#threads) {
      thread.listen(
        () => {},
        () => this.close(),
      )
    }
  }

  #call(program: number): void {
    Atomics.store(this.#words, control.calledFor / 4, program)
    Atomics.add(this.#words, control.called / 4, 1)
    Atomics.notify(this.#words, control.called / 4)
  }
}

/** Whether the thread has answered a message in time. */
function ask(thread: Thread, message: unknown): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (answered: boolean) => {
      clearTimeout(timer)
      thread.hold(false)
      resolve(answered)
    }
    const timer = setTimeout(() => answer(false), patience)
    thread.hold(true)
    thread.listen(
      () => answer(true),
      () => answer(false),
    )
    thread.post(message)
  })
}

async function startThread(memory: WebAssembly.Memory): Promise<Thread | null> {
  try {
    const thread = inNode() ? await openNodeThread() : openWebThread()
    if (await ask(thread, { start: memory })) return thread
    thread.end()
  } catch {
    // A thread less; the others do its share.
  }
  return null
}

async function openNodeThread(): Promise<Thread> {
  const { Worker } = await importNode<typeof import('node:worker_threads')>('node:worker_threads')
  const source = `import { parentPort as port } from 'node:worker_threads'\n${threadSource}\nport.on('message', hear)`
  // Not the flags of this process: those may load files that a thread has no use for.
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { execArgv: [] })
  let [onReady, onEnd] = [() => {}, () => {}]
  worker.on('message', () => onReady())
  worker.on('error', () => onEnd())
  worker.on('exit', () => onEnd())
  return {
    post: (message) => worker.postMessage(message),
    listen: (ready, end) => {
      onReady = ready
      onEnd = end
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  }
}

function openWebThread(): Thread {
  const source = `${takeNetwork}\nconst port = self\n${threadSource}\nonmessage = ({ data }) => hear(data)`
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new WebWorker(address, { type: 'module', name: 'understudy-wasm' })
  return {
    post: (message) => worker.postMessage(message),
    listen: (ready, end) => {
      worker.onmessage = () => {
        URL.revokeObjectURL(address)
        ready()
      }
      worker.onerror = (event) => {
        event.preventDefault()
        end()
      }
    },
    hold: () => {},
    end: () => worker.terminate(),
  }
}
