// Program: a plan as WebAssembly, from its bytes to its runs.
import type { Device } from '../device.ts'
import { DeviceLostError, RowRangeError } from '../errors.ts'
import type { Prepared } from '../program/executor.ts'
import { feedView } from '../program/feed.ts'
import type { Plan } from '../program/plan.ts'
import type { Memory } from './memory.ts'
import { generateModule, needsThreads, queuesBytes, scratchBytes } from './module.ts'
import type { Pool } from './pool.ts'

type Run = (thread: number, threads: number) => void

/** What programs of one executor share. */
export interface Machine {
  readonly memory: Memory
  readonly device: Device
  /** Whether there is a multiply-add in one rounding. */
  readonly fused: boolean
  /** Launches with fewer estimated operations are left to one thread. */
  readonly solo: number
  /** `null` where one thread does all. */
  readonly pool: Pool | null
}

export class WasmProgram implements Prepared {
  readonly #machine: Machine
  readonly #plan: Plan
  readonly #pool: Pool | null
  readonly #ranges: readonly { readonly start: number; readonly bytes: number }[]
  readonly #bytes: Uint8Array<ArrayBuffer>
  /** Where the host writes, before it goes over in one piece: some sources of numbers refuse shared memory. */
  readonly #words: ArrayBuffer
  readonly #fills: readonly (() => void)[]
  #compiled: Promise<void> | null = null
  #run: Run | null = null
  #number: number | null = null
  #disposed = false

  constructor(machine: Machine, plan: Plan, immediate: boolean) {
    this.#machine = machine
    this.#plan = plan
    this.#pool = immediate || !needsThreads(plan, machine.solo) ? null : machine.pool
    const threads = this.#pool?.threads ?? 1
    const sizes = [4 * plan.feedWords, 4 * plan.workFloats, scratchBytes(plan, threads), queuesBytes(plan, threads)]
    this.#ranges = sizes.map((bytes) => ({ start: machine.memory.allocate(plan.name, bytes), bytes }))
    const [feeds, work, scratch, queues] = this.#ranges.map(({ start }) => start)
    const { fused, solo, memory } = machine
    memory.bytes(queues, queuesBytes(plan, threads)).fill(0)
    this.#bytes = generateModule(plan, { memory: memory.import, feeds, work, scratch, queues, fused, solo }, threads)
    this.#words = new ArrayBuffer(4 * plan.feedWords)
    this.#fills = plan.feeds.map(({ feed, offset }) => {
      const view = feedView(this.#words, 4 * offset, feed.words)
      return () => feed.fill(view)
    })
  }

  async ready(onProgress?: (done: number, of: number) => void): Promise<void> {
    this.#compiled ??= this.#compile()
    await this.#compiled
    onProgress?.(1, 1)
  }

  run(): void {
    const { device, memory } = this.#machine
    if (device.lost !== null) throw new DeviceLostError('wasm', device.lost)
    const run = this.#run ?? this.#start(new WebAssembly.Module(this.#bytes))
    for (const fill of this.#fills) fill()
    this.#checkRows()
    memory.bytes(this.#ranges[0].start, this.#words.byteLength).set(new Uint8Array(this.#words))
    const threads = this.#number === null ? 1 : (this.#pool?.call(this.#number) ?? 1)
    try {
      run(0, threads)
    } catch (error) {
      // Only a thread that does not come to the barrier ends a run: what it had to do is missing.
      device.lose(`a thread stopped: ${error instanceof Error ? error.message : error}`)
      throw new DeviceLostError('wasm', device.lost ?? '')
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const { start, bytes } of this.#ranges) this.#machine.memory.release(start, bytes)
    if (this.#number !== null) this.#pool?.remove(this.#number)
    this.#run = null
  }

  #start(module: WebAssembly.Module): Run {
    const { memory } = this.#machine.memory
    // The module exports this function, of two integers.
    this.#run = new WebAssembly.Instance(module, { host: { memory } }).exports.run as Run
    return this.#run
  }

  async #compile(): Promise<void> {
    const module = await WebAssembly.compile(this.#bytes)
    if (!this.#run) this.#start(module)
    await this.#share(module)
  }

  async #share(module: WebAssembly.Module): Promise<void> {
    if (!this.#pool) return
    const number = await this.#pool.add(module)
    if (this.#disposed) this.#pool.remove(number)
    else this.#number = number
  }

  #checkRows(): void {
    for (const { parts } of this.#plan.launches) {
      for (const part of parts) {
        if (part.kind !== 'expand') continue
        const { indices, rows, table } = part
        for (const index of new Int32Array(this.#words, 4 * (indices.slot.offset + indices.offset), rows)) {
          if (index >= table.rows) throw new RowRangeError(index, table.rows)
        }
      }
    }
  }
}
