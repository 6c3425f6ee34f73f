// Variables: one buffer for all matrices that outlive programs; it grows by moving to a larger one.
import { aligned } from '../program/place.ts'
import type { Memory } from './memory.ts'

interface Gap {
  offset: number
  length: number
}

/** Floats to begin with: 1 MiB. */
const firstFloats = 2 ** 18

export class Variables {
  readonly #memory: Memory
  readonly #beforeGrowth: () => void
  #buffer: GPUBuffer
  #capacity = firstFloats
  /** In order, never touching each other. */
  #gaps: Gap[] = [{ offset: 0, length: firstFloats }]

  /** `beforeGrowth`: to hand over all work that has the old buffer in it. */
  constructor(memory: Memory, beforeGrowth: () => void) {
    this.#memory = memory
    this.#beforeGrowth = beforeGrowth
    this.#buffer = this.#create(firstFloats)
  }

  /** Another one after each growth. */
  get buffer(): GPUBuffer {
    return this.#buffer
  }

  allocate(length: number): number {
    const needed = aligned(Math.max(length, 1))
    const gap = this.#gaps.find((each) => each.length >= needed)
    if (!gap) {
      this.#grow(needed)
      return this.allocate(length)
    }
    const { offset } = gap
    gap.offset += needed
    gap.length -= needed
    this.#gaps = this.#gaps.filter((each) => each.length > 0)
    return offset
  }

  release(offset: number, length: number): void {
    this.#gaps.push({ offset, length: aligned(Math.max(length, 1)) })
    this.#gaps.sort((a, b) => a.offset - b.offset)
    const joined: Gap[] = []
    for (const gap of this.#gaps) {
      const last = joined.at(-1)
      if (last && last.offset + last.length === gap.offset) last.length += gap.length
      else joined.push(gap)
    }
    this.#gaps = joined
  }

  #grow(needed: number): void {
    const least = this.#capacity + needed
    const capacity = Math.max(least, Math.min(2 * this.#capacity, this.#memory.mostWords))
    const old = this.#buffer
    this.#beforeGrowth()
    this.#buffer = this.#create(capacity)
    const encoder = this.#memory.device.createCommandEncoder()
    encoder.copyBufferToBuffer(old, 0, this.#buffer, 0, 4 * this.#capacity)
    this.#memory.device.queue.submit([encoder.finish()])
    this.#memory.free(old)
    const grown = { offset: this.#capacity, length: capacity - this.#capacity }
    this.#capacity = capacity
    this.release(grown.offset, grown.length)
  }

  #create(floats: number): GPUBuffer {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage
    return this.#memory.buffer('variables', floats, STORAGE | COPY_SRC | COPY_DST)
  }
}
