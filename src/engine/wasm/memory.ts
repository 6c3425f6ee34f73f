// Memory: the one memory of the executor, handed out in ranges; it grows and never moves.
import { DeviceMemoryError } from '../errors.ts'
import { Allocator } from './allocator.ts'
import type { MemoryImport } from './assembler.ts'
import { control } from './barrier.ts'

const pageBytes = 65536

/** Most pages to ask for, by and by: addresses stay below 2 GiB, and some devices set less address space aside. */
const maxima = [32768, 16384, 8192, 4096]

/** Grown by at least 16 MiB: each time costs a call of the system. */
const growthPages = 256

/** Keeps the WebAssembly memory and knows which of it is in use. */
export class Memory {
  readonly memory: WebAssembly.Memory
  readonly shared: boolean
  readonly #maximum: number
  /** As it was after the last growth: to ask a shared memory for it takes some twenty microseconds. */
  #buffer: ArrayBufferLike
  readonly #allocator = new Allocator(control.bytes)

  /** `shared`: to be seen by several threads. Throws RangeError where not even a small memory is to be had. */
  constructor(shared: boolean) {
    const [memory, maximum] = largestMemory(shared)
    this.memory = memory
    this.#buffer = memory.buffer
    this.#maximum = maximum
    this.shared = shared
  }

  /** As modules import it. */
  get import(): MemoryImport {
    return { minimum: 1, maximum: this.#maximum, shared: this.shared }
  }

  /** Bytes in use, and those between them. */
  get end(): number {
    return this.#allocator.end
  }

  /** The first byte of a range at the start of a cache line. Throws DeviceMemoryError. */
  allocate(what: string, bytes: number): number {
    const start = this.#allocator.allocate(bytes)
    const missing = Math.ceil((this.#allocator.end - this.#buffer.byteLength) / pageBytes)
    if (missing > 0) this.#grow(missing, () => this.#refuse(what, start, bytes))
    return start
  }

  /** Takes back what `allocate` gave for as many bytes. */
  release(start: number, bytes: number): void {
    this.#allocator.release(start, bytes)
  }

  /** A view, good until the next `allocate`. */
  floats(start: number, length: number): Float32Array {
    return new Float32Array(this.#buffer, start, length)
  }

  /** A view, good until the next `allocate`. */
  bytes(start: number, length: number): Uint8Array {
    return new Uint8Array(this.#buffer, start, length)
  }

  #grow(pages: number, refuse: () => never): void {
    for (const wanted of [Math.max(pages, growthPages), pages]) {
      try {
        this.memory.grow(wanted)
        this.#buffer = this.memory.buffer
        return
      } catch {
        // Perhaps less is to be had.
      }
    }
    refuse()
  }

  #refuse(what: string, start: number, bytes: number): never {
    this.#allocator.release(start, bytes)
    throw new DeviceMemoryError('wasm', what, bytes, this.#maximum * pageBytes)
  }
}

function largestMemory(shared: boolean): [WebAssembly.Memory, number] {
  let refusal: unknown
  for (const maximum of maxima) {
    try {
      return [new WebAssembly.Memory({ initial: 16, maximum, shared }), maximum]
    } catch (error) {
      refusal = error
    }
  }
  throw refusal
}
