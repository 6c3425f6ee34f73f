// Pool: threads that run programs together with the thread that calls them.
import { control } from './barrier.ts'
import { ask, returnThread, type Thread, takeThread } from './threads.ts'

type Order =
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

  private constructor(memory: WebAssembly.Memory, threads: readonly Thread[]) {
    this.#words = new Int32Array(memory.buffer, 0, control.bytes / 4)
    this.#threads = threads
    this.#watch()
  }

  /** Starts threads beside the calling one: as many as are to be had, at most `count`. */
  static async start(memory: WebAssembly.Memory, count: number): Promise<Pool> {
    const started = await Promise.all(Array.from({ length: count }, () => takeThread(memory)))
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

  /** Gives the threads back. */
  close(): void {
    this.#call(-1)
    this.#release(returnThread)
  }

  /** Ends threads that may hang. */
  abandon(): void {
    this.#release((thread) => thread.end())
  }

  #release(release: (thread: Thread) => void): void {
    const threads = this.#threads
    this.#threads = []
    this.#programs.clear()
    for (const thread of threads) release(thread)
  }

  #tell(order: Order): Promise<void> {
    this.#waiting++
    this.#queue = this.#queue.then(async () => {
      // Threads that wait for calls do not hear messages.
      this.#call(-1)
      const threads = this.#threads
      const answers = threads.map((thread, i) =>
        ask(thread, {
          ...order,
          thread: i + 1,
          threads: threads.length + 1,
          called: Atomics.load(this.#words, control.called / 4),
        }),
      )
      if (!(await Promise.all(answers)).every((answer) => answer)) this.abandon()
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
        () => this.abandon(),
      )
    }
  }

  #call(program: number): void {
    Atomics.store(this.#words, control.calledFor / 4, program)
    Atomics.add(this.#words, control.called / 4, 1)
    Atomics.notify(this.#words, control.called / 4)
  }
}
